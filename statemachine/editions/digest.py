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
        "drugs": [
            [
                drug.code,
                drug.label,
                drug.drug_class,
                sorted(drug.routes),
                *([sorted(drug.contains)] if drug.contains else []),
            ]
            for drug in drugs
        ],
        "states": places,
        # The place of a row in its file is for reading: a comment or a row elsewhere moves it.
        "steps": [{key: value for key, value in step.items() if key != "row"} for step in steps],
    }
    options = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS
    return hashlib.sha256(orjson.dumps(content, default=_Plain(offered), option=options)).hexdigest()


class _Plain:
    """What the parts of an edition are as JSON; of drugs only those that are offered."""

    def __init__(self, offered: frozenset[str]) -> None:
        self.offered = offered
        self._guards: dict[int, list[Any]] = {}  # one guard stands before many steps

    def __call__(self, value: Any) -> Any:
        match value:
            case Guard():
                known = self._guards.get(id(value))
                if known is None:
                    known = self._guards[id(value)] = self._guard(value)
                return known
            case Grounds():
                return [value.basis, value.evidence, value.interpretation]
            case frozenset():
                return sorted(value)
            case Regimen():
                slots = [sorted(slot) for slot in value.slots]
                return [value.code, value.label, slots, sorted(value.partners), value.counts_as_line, value.card]
            case Limit():
                return [value.name, value.says, value.value, value.unit, value.clock, value.grounds]
            case Waiver():
                return [value.topic, sorted(value.drugs & self.offered), value.because]
            case Notice():
                return {name: getattr(value, name) for name in value.__slots__}
        raise TypeError(f"{type(value).__name__} has no place in a digest")

    def _guard(self, guard: Guard) -> list[Any]:
        """What a guard asks and what follows; the drugs that a sentence names are in the sentence."""
        limits = {name: value for name, value in guard.func.arguments.items() if isinstance(value, Limit)}
        asks = [guard.func.name, guard.question, limits, guard.target, guard.when_unknown, guard.grounds]
        return [*asks, guard.says, guard.code, guard.asks, guard.action, sorted(guard.while_given & self.offered)]
