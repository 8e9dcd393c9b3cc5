"""From a row's words to questions: a guard's name and arguments, checked against the vocabulary when read."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from statemachine.catalogue import Catalogue, Regimen
from statemachine.guards import Vocabulary
from statemachine.machine import Limit, Question
from statemachine.patient import LABELS


class UnknownWord(ValueError):
    """A row says something that the vocabulary does not know; the message says what is known."""


VOCABULARY = {
    name: member
    for name, member in inspect.getmembers(Vocabulary, inspect.isfunction)
    if not name.startswith("_") and inspect.signature(member).return_annotation == "Answer"
}


def bind(
    word: str | Mapping[str, Any], catalogue: Catalogue, limits: Mapping[str, Limit], regimen: Regimen | None
) -> Question:
    """The question that `name` or `{name: arguments}` asks, with its sentence worded for the arguments."""
    name, given = _split(word)
    method = VOCABULARY.get(name)
    if method is None:
        raise UnknownWord(f"the guard {name!r} is not known; known are {', '.join(sorted(VOCABULARY))}")
    arguments = _arguments(name, method, given, regimen)
    bound = {key: _checked(key, value, catalogue, limits) for key, value in arguments.items()}
    sentence = inspect.cleandoc(method.__doc__ or "").format(
        **{key: _worded(key, value, catalogue) for key, value in bound.items()}
    )
    ask = partial(method, **bound) if bound else method
    return Question(name, ask, sentence, getattr(method, "of_the_entry", False))


def _split(word: str | Mapping[str, Any]) -> tuple[str, Any]:
    if isinstance(word, str):
        return word, None
    named = {key: value for key, value in word.items() if key != "when_unknown"}
    if len(named) != 1:
        raise UnknownWord(f"a condition is a guard's name or {{name: arguments}}, not {dict(word)}")
    return next(iter(named.items()))


def _arguments(name: str, method: Any, given: Any, regimen: Regimen | None) -> dict[str, Any]:
    parameters = [parameter for parameter in inspect.signature(method).parameters if parameter != "self"]
    bound: dict[str, Any] = {}
    if "regimen" in parameters:
        if regimen is None:
            raise UnknownWord(f"the guard {name!r} is about a regimen, and this row leads to none")
        bound["regimen"] = regimen
        parameters.remove("regimen")
    if isinstance(given, Mapping) and set(given) <= set(parameters):
        bound |= given
    elif given is not None and parameters:
        bound[parameters[0]] = given
    elif given is not None:
        raise UnknownWord(f"the guard {name!r} takes no argument")
    missing = [parameter for parameter in parameters if parameter not in bound]
    if missing:
        raise UnknownWord(f"the guard {name!r} needs {', '.join(missing)}")
    return bound


def _checked(key: str, value: Any, catalogue: Catalogue, limits: Mapping[str, Limit]) -> Any:
    if key == "limit":
        return _known(value, limits, "limit")
    if key == "fact":
        _known(value, LABELS, "fact")
    if key == "bounds":
        for fact in value:
            _known(fact, LABELS, "fact")
    if key in ("agent", "agents"):
        for agent in [value] if isinstance(value, str) else value:
            _known(agent, catalogue.agents, "agent")
    return date.fromisoformat(value) if key == "day" else value


def _known(name: str, known: Mapping[str, Any], kind: str) -> Any:
    if name not in known:
        raise UnknownWord(f"the {kind} {name!r} is not known; known are {', '.join(known) or 'none'}")
    return known[name]


def _worded(key: str, value: Any, catalogue: Catalogue) -> Any:
    if key == "regimen":
        return value.label
    if key == "agent":
        return catalogue.agents[value].label
    if key == "agents":
        return ", ".join(catalogue.agents[agent].label for agent in value)
    if key == "fact":
        return LABELS[value]
    if key == "bounds":
        return ", ".join(f"{LABELS[fact]} {bound}" for fact, bound in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.replace("_", " ") if isinstance(value, str) else value
