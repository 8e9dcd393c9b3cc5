"""From a row's words to questions: a guard's name and arguments, each argument checked by its type when read."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from statemachine.editions.file_values import is_day
from statemachine.editions.mistakes import RowFault, expect
from statemachine.editions.wording import in_words
from statemachine.guards import Vocabulary
from statemachine.guards.read_so_far import OF_ANY_ENTRY
from statemachine.machine.guideline import Limit
from statemachine.machine.question import Question
from statemachine.record import words
from statemachine.record.catalogue import Catalogue, Regimen
from statemachine.record.codes import DECLINABLE_KINDS, SITES, STOP_REASONS, TOXICITIES
from statemachine.record.facts import LABELS, MEASURES, VALUES


class Known(NamedTuple):
    """What an argument may name: drugs, regimens, and the limits of the edition and those that all share.

    `drugs` are those that a safety rule is about.
    """

    catalogue: Catalogue
    limits: Mapping[str, Limit]
    drugs: frozenset[str] = frozenset()


class Given(NamedTuple):
    """One argument as a row gives it, with the others of the same guard."""

    where: str
    guard: str
    name: str
    value: Any
    others: Mapping[str, Any]

    def refuse(self, wanted: str) -> RowFault:
        """The fault of an argument that must be something else."""
        return RowFault(self.where, f"{self.name} of {self.guard} must be {wanted}, not {self.value!r}")


Check = Callable[[Given, Known], None]


def _word(kind: str, words: Callable[[Known], Collection[Any]]) -> Check:
    """One of the known words."""
    return lambda given, known: expect(given.where, kind, [given.value], words(known))


def _number(lowest: int, highest: int, whole: bool = True) -> Check:
    """A number from the lowest to the highest that makes sense."""
    types = (int,) if whole else (int, float)
    called = "a whole number" if whole else "a number"

    def check(given: Given, _: Known) -> None:
        if type(given.value) not in types or not lowest <= given.value <= highest:
            raise given.refuse(f"{called} from {lowest} to {highest}")

    return check


def _agents(given: Given, known: Known) -> None:
    if not isinstance(given.value, list) or not given.value:
        raise given.refuse("a list that is not empty")
    expect(given.where, "agent", given.value, known.catalogue.agents)


def _measures(given: Given, _: Known) -> None:
    if not isinstance(given.value, list) or not given.value:
        raise given.refuse("a list that is not empty")
    expect(given.where, "measured fact", given.value, MEASURES)


def _fact(given: Given, _: Known) -> None:
    expect(given.where, "fact", [given.value], LABELS)
    if given.value not in VALUES:
        raise RowFault(given.where, f"{given.value} has no closed list of values, so {given.guard} cannot ask for one")


def _fact_value(given: Given, _: Known) -> None:
    fact = given.others["fact"]
    expect(given.where, f"value of {fact}", [given.value], VALUES[fact])


def _bound(given: Given, _: Known) -> None:
    _within(given, given.others["fact"], given.value)


def _bounds(given: Given, _: Known) -> None:
    bounds = given.value.values() if isinstance(given.value, Mapping) else ()
    if not bounds or any(type(bound) not in (int, float) for bound in bounds):
        raise RowFault(given.where, f"{given.guard} needs facts and their bounds, not {given.value!r}")
    expect(given.where, "measured fact", given.value, MEASURES)
    for fact, bound in given.value.items():
        _within(given, fact, bound)


def _within(given: Given, fact: str, bound: Any) -> None:
    """A bound that no value of the fact can pass asks nothing."""
    measure = MEASURES[fact]
    if type(bound) not in (int, float) or not measure.lowest <= bound <= measure.highest:
        wanted = f"{fact} is charted from {measure.lowest} to {measure.highest}"
        raise RowFault(given.where, f"{given.guard} cannot ask for {fact} at {bound!r}: {wanted}")


def _day(given: Given, _: Known) -> None:
    if not is_day(given.value):
        raise given.refuse('a day in quotes, as "2022-05-31"')


def _limit(given: Given, known: Known) -> None:
    of_the_edition = [name for name, limit in known.limits.items() if limit.clock is not None]
    expect(given.where, "limit", [given.value], of_the_edition)


# By the name of its type in guards/arguments.py. A Regimen is given by the row's own destination, and the drugs of a
# rule by the rule.
CHECKS: Mapping[str, Check] = {
    "Agent": _word("agent", lambda known: known.catalogue.agents),
    "Agents": _agents,
    "DrugClass": _word("drug class", lambda known: known.catalogue.classes),
    "RegimenCode": _word("regimen", lambda known: known.catalogue.regimens),
    "Site": _word("site", lambda _: SITES),
    "StopReason": _word("reason", lambda _: STOP_REASONS),
    "ToxicityKind": _word("kind", lambda _: TOXICITIES),
    "Refusal": _word("kind", lambda known: [*DECLINABLE_KINDS, *known.catalogue.agents]),
    "Fact": _fact,
    "FactValue": _fact_value,
    "Measure": _word("measured fact", lambda _: MEASURES),
    "Measures": _measures,
    "Bound": _bound,
    "Bounds": _bounds,
    "Grade": _number(1, 4),
    "Count": _number(1, 20),
    "Days": _number(1, 3650),
    "Months": _number(1, 120),
    "Years": _number(1, 130),
    "Percent": _number(1, 100, whole=False),
    "Points": _number(1, 100, whole=False),
    "date": _day,
    "Limit": _limit,
    "Regimen": lambda given, known: None,
    "RuleDrugs": lambda given, known: None,
}


def _typed(name: str, method: Callable[..., Any]) -> Mapping[str, str]:
    """The parameters of a question with their types; TypeError where nothing checks one."""
    parameters = inspect.signature(method).parameters.items()
    types = {key: parameter.annotation for key, parameter in parameters if key != "self"}
    for key, annotation in types.items():
        if annotation not in CHECKS:
            raise TypeError(f"{key} of {name} is of type {annotation!r}, which nothing checks; known are {[*CHECKS]}")
    return types


VOCABULARY = {
    name: member
    for name, member in inspect.getmembers(Vocabulary, inspect.isfunction)
    if not name.startswith("_") and inspect.signature(member).return_annotation == "Answer"
}
# Each question's arguments and their types; read once, since an edition binds thousands of guards.
ARGUMENTS = {name: _typed(name, method) for name, method in VOCABULARY.items()}


def bind(where: str, word: str | Mapping[str, Any], known: Known, regimen: Regimen | None) -> Question:
    """The question that `name` or `{name: arguments}` asks, with its sentence worded for the arguments."""
    name, given = _split(word)
    expect(where, "guard", [name], VOCABULARY)
    method = VOCABULARY[name]
    arguments = _arguments(where, name, given, known, regimen)
    for key, of_type in ARGUMENTS[name].items():
        if key in arguments:
            CHECKS[of_type](Given(where, name, key, arguments[key], arguments), known)
    bound = {key: _read(ARGUMENTS[name][key], value, known) for key, value in arguments.items()}
    bound |= _shared_limits(where, name, bound, known)
    told = dict(bound)
    if regimen is not None and "regimen" in bound and "agents" in bound:  # of a list for many regimens its own drugs
        told["agents"] = [agent for agent in bound["agents"] if regimen.may_contain([agent])]
    wording = " ".join((method.__doc__ or "").split())
    arguments_told = in_words(told, known.catalogue)
    sentence = words.beginning(wording.format(**arguments_told, **OF_ANY_ENTRY).replace(" ?", "?"))
    of_the_entry = ""
    if getattr(method, "of_the_entry", False):
        of_the_entry = wording.format(**arguments_told, **{key: f"{{{key}}}" for key in OF_ANY_ENTRY})
    ask = partial(method, **bound) if bound else method
    return Question(name, ask, sentence, of_the_entry)


def _split(word: str | Mapping[str, Any]) -> tuple[str, Any]:
    if isinstance(word, str):
        return word, None
    return next((name, given) for name, given in word.items() if name != "when_unknown")


def _arguments(where: str, name: str, given: Any, known: Known, regimen: Regimen | None) -> dict[str, Any]:
    types = ARGUMENTS[name]
    parameters = [key for key, of_type in types.items() if of_type != "Limit" or key == "limit"]
    bound: dict[str, Any] = {}
    if "regimen" in parameters:
        if regimen is None:
            raise RowFault(where, f"the guard {name!r} is about a regimen, and this row leads to none")
        bound["regimen"] = regimen
        parameters.remove("regimen")
    for key in [key for key in parameters if types[key] == "RuleDrugs"]:
        if not known.drugs:
            raise RowFault(where, f"the guard {name!r} is about the drugs of a safety rule, and this row names none")
        drugs = known.drugs & known.catalogue.in_regimens  # no other drug can close a regimen
        bound[key] = [agent for agent in known.catalogue.agents if agent in drugs]
        parameters.remove(key)
    if isinstance(given, Mapping) and (len(parameters) > 1 or set(given) == set(parameters)):
        expect(where, f"argument of {name}", given, parameters)
        bound |= given
    elif given is not None and parameters:
        bound[parameters[0]] = given
    elif given is not None:
        raise RowFault(where, f"the guard {name!r} takes no argument")
    missing = [parameter for parameter in parameters if parameter not in bound]
    if missing:
        raise RowFault(where, f"the guard {name!r} needs {', '.join(missing)}")
    return bound


def _shared_limits(where: str, name: str, bound: Mapping[str, Any], known: Known) -> dict[str, Limit]:
    """The limits that no row gives, because all editions share them: each by the name of its argument."""
    wanted = [key for key, of_type in ARGUMENTS[name].items() if of_type == "Limit" and key not in bound]
    expect(where, f"shared limit of {name}", wanted, known.limits, "shared.yaml")
    return {key: known.limits[key] for key in wanted}


def _read(of_type: str, value: Any, known: Known) -> Any:
    if of_type == "Limit":
        return known.limits[value]
    return date.fromisoformat(value) if of_type == "date" else value
