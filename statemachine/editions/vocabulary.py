"""From a row's words to questions: a guard's name and arguments, checked against the vocabulary when read."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from statemachine.editions.mistakes import RowFault, expect
from statemachine.guards import Vocabulary
from statemachine.machine.guideline import Limit
from statemachine.machine.question import Question
from statemachine.record.catalogue import Catalogue, Regimen
from statemachine.record.codes import DECLINABLE_KINDS, TOXICITIES
from statemachine.record.patient import LABELS, MEASURES, VALUES

VOCABULARY = {
    name: member
    for name, member in inspect.getmembers(Vocabulary, inspect.isfunction)
    if not name.startswith("_") and inspect.signature(member).return_annotation == "Answer"
}


# Each question's arguments and their types, as text; read once, since an edition binds thousands of guards.
ARGUMENTS = {
    name: {
        key: parameter.annotation for key, parameter in inspect.signature(method).parameters.items() if key != "self"
    }
    for name, method in VOCABULARY.items()
}
NUMBERS = {"int": (int,), "float": (int, float)}


def bind(
    where: str,
    word: str | Mapping[str, Any],
    catalogue: Catalogue,
    limits: Mapping[str, Limit],
    regimen: Regimen | None,
) -> Question:
    """The question that `name` or `{name: arguments}` asks, with its sentence worded for the arguments."""
    name, given = _split(word)
    expect(where, "guard", [name], VOCABULARY)
    method = VOCABULARY[name]
    arguments = _arguments(where, name, given, regimen)
    for key, value in arguments.items():
        _check(where, name, key, value, ARGUMENTS[name][key], catalogue, limits)
    if "fact" in arguments:
        _check_fact(where, name, **arguments)
    bound = {key: _read(key, value, limits) for key, value in arguments.items()}
    told = dict(bound)
    if regimen is not None and "regimen" in bound and "agents" in bound:  # of a list for many regimens its own drugs
        told["agents"] = [agent for agent in bound["agents"] if regimen.may_contain([agent])]
    sentence = inspect.cleandoc(method.__doc__ or "").format(
        **{key: _worded(key, value, catalogue) for key, value in told.items()}
    )
    ask = partial(method, **bound) if bound else method
    return Question(name, ask, sentence, getattr(method, "of_the_entry", False))


def _split(word: str | Mapping[str, Any]) -> tuple[str, Any]:
    if isinstance(word, str):
        return word, None
    return next((name, given) for name, given in word.items() if name != "when_unknown")


def _arguments(where: str, name: str, given: Any, regimen: Regimen | None) -> dict[str, Any]:
    parameters = list(ARGUMENTS[name])
    bound: dict[str, Any] = {}
    if "regimen" in parameters:
        if regimen is None:
            raise RowFault(where, f"the guard {name!r} is about a regimen, and this row leads to none")
        bound["regimen"] = regimen
        parameters.remove("regimen")
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


def _check(
    where: str, guard: str, key: str, value: Any, annotation: str, catalogue: Catalogue, limits: Mapping[str, Limit]
) -> None:
    """RowFault for an argument that no patient's record can meet."""
    if annotation in NUMBERS and (type(value) not in NUMBERS[annotation] or value < 0):
        raise RowFault(where, f"{key} of {guard} must be a number from 0, not {value!r}")
    if annotation.startswith("list") and (not isinstance(value, list) or not value):
        raise RowFault(where, f"{key} of {guard} must be a list that is not empty, not {value!r}")
    if key == "limit":
        expect(where, "limit", [value], limits)
    elif key in ("agent", "agents"):
        expect(where, "agent", value if key == "agents" else [value], catalogue.agents)
    elif key == "code":
        expect(where, "regimen", [value], catalogue.regimens)
    elif key == "drug_class":
        expect(where, "drug class", [value], {agent.drug_class for agent in catalogue.agents.values()})
    elif key == "kind":
        expect(where, key, [value], TOXICITIES if guard == "toxicity_is" else [*DECLINABLE_KINDS, *catalogue.agents])
    elif key == "bounds":
        bounds = value.values() if isinstance(value, Mapping) else ()
        if not bounds or any(type(bound) not in NUMBERS["float"] for bound in bounds):
            raise RowFault(where, f"{guard} needs facts and their bounds, not {value!r}")
        expect(where, "measured fact", value, MEASURES)
    elif key == "day" and not is_day(value):
        raise RowFault(where, f'{key} of {guard} must be a day in quotes, as "2022-05-31", not {value!r}')


def _check_fact(where: str, guard: str, fact: Any, value: Any = None, **bounds: float) -> None:
    """RowFault for a fact that is not known, or for a value that it cannot have."""
    expect(where, "fact", [fact], LABELS)
    if bounds:
        expect(where, "measured fact", [fact], MEASURES)
    elif fact not in VALUES:
        raise RowFault(where, f"{fact} has no closed list of values, so {guard} cannot ask for one")
    else:
        expect(where, f"value of {fact}", [value], VALUES[fact])


def is_day(value: Any) -> bool:
    """Is it the text of a day that exists?"""
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _read(key: str, value: Any, limits: Mapping[str, Limit]) -> Any:
    if key == "limit":
        return limits[value]
    return date.fromisoformat(value) if key == "day" else value


def _worded(key: str, value: Any, catalogue: Catalogue) -> Any:
    if key == "regimen":
        return value.label
    if key == "agent":
        return catalogue.agents[value].label
    if key == "agents":
        return ", ".join(catalogue.agents[agent].label for agent in value)
    if key == "code":
        return catalogue.regimens[value].label
    if key == "fact":
        return LABELS[value]
    if key == "bounds":
        return ", ".join(f"{LABELS[fact]} {bound}" for fact, bound in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.replace("_", " ") if isinstance(value, str) else value
