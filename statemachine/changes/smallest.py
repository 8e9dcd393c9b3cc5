"""The smallest situation that still shows something: what a reader has to understand first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from statemachine.changes.pair import Situation


def smallest(situations: Sequence[Situation], shows: Callable[[Situation], bool]) -> Situation:
    """The one with the fewest entries, then facts, with every entry and fact deleted that can be spared."""
    found = min(situations, key=lambda situation: (situation.size, repr(situation)))
    spared = True
    while spared:  # what could not be spared before another deletion can perhaps be spared after it
        spared = False
        parts: list[int | str] = [*reversed(range(len(found.history))), *found.patient]
        for part in parts:
            smaller = _without(found, part)
            if part != "her2_status" and shows(smaller):  # HER2 has to be charted in every request
                found, spared = smaller, True
    return found


def _without(situation: Situation, part: int | str) -> Situation:
    """The situation without one entry, by its index, or without one fact, by its name."""
    if isinstance(part, int):
        return replace(situation, history=situation.history[:part] + situation.history[part + 1 :])
    return replace(situation, patient={name: value for name, value in situation.patient.items() if name != part})
