"""The digest of an edition as built: it changes exactly where something that the edition can say or do has changed.

It covers states, steps, guards with their sentences, limits, notices and regimens. It leaves out who has signed the
edition, the labels, which are dated by themselves, and every drug that no regimen of the edition may contain. So a
comment, a brand name, or a drug that cannot reach the edition changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from statemachine.machine.guard import Grounds, Guard
from statemachine.machine.guideline import Limit, Notice, Waiver
from statemachine.record.catalogue import Catalogue, Regimen


def digest(about: Mapping[str, Any], states: Iterable[Any], steps: Iterable[Any], catalogue: Catalogue) -> str:
    """SHA-256 over what an edition says about itself, its states and its steps in the order in which they are tried."""
    places = list(states)
    regimens = [place["regimen"] for place in places if place.get("regimen") is not None]
    offered = frozenset().union(*(regimen.partners.union(*regimen.slots) for regimen in regimens))
    drugs = [catalogue.agents[code] for code in sorted(offered)]
    content = {
        "about": {key: value for key, value in about.items() if key not in ("reviewed_by", "labels", "waivers")},
        "waivers": [waiver for waiver in about["waivers"] if waiver.drugs & offered],
        "drugs": [[drug.code, drug.label, drug.drug_class, sorted(drug.routes)] for drug in drugs],
        "states": places,
        "steps": list(steps),
    }
    return hashlib.sha256(orjson.dumps(_plain(content, offered), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(value: Any, offered: frozenset[str]) -> Any:
    """A value as JSON; of drugs only those that are offered."""
    match value:
        case Mapping():
            # The place of a row in its file is for reading: a comment or a row elsewhere moves it.
            return {str(key): _plain(inner, offered) for key, inner in value.items() if key != "row"}
        case Guard():
            return _plain(_guard(value, offered), offered)
        case Regimen():
            slots = [sorted(slot) for slot in value.slots]
            return _plain(
                [value.code, value.label, slots, sorted(value.partners), value.counts_as_line, value.card], offered
            )
        case Grounds():
            return [value.basis, value.evidence, value.interpretation]
        case Limit():
            return [value.name, value.says, value.value, value.unit, value.clock, _plain(value.grounds, offered)]
        case Waiver():
            return [value.topic, sorted(value.drugs & offered), value.because]
        case Notice():
            return _plain({name: getattr(value, name) for name in value.__slots__}, offered)
        case frozenset():
            return sorted(value)
        case list() | tuple():
            return [_plain(inner, offered) for inner in value]
        case str() | int() | float() | bool() | None:
            return value
    raise TypeError(f"{type(value).__name__} has no place in a digest")


def _guard(guard: Guard, offered: frozenset[str]) -> dict[str, Any]:
    """What a guard asks and what follows; the drugs that a sentence names are in the sentence."""
    limits = {name: value for name, value in guard.func.arguments.items() if isinstance(value, Limit)}
    return {
        "question": [guard.func.name, guard.question, limits],
        "target": guard.target,
        "when_unknown": guard.when_unknown,
        "grounds": guard.grounds,
        "says": [guard.says, guard.code, guard.asks, guard.action],
        "while_given": sorted(guard.while_given & offered),
    }
