"""The smallest situation that still shows something: what a reader has to understand first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from statemachine.edition_pair import Situation


def smallest(situations: Sequence[Situation], shows: Callable[[Situation], bool]) -> Situation:
    """The one with the fewest entries, then facts, with every entry and fact deleted that can be spared."""
    found = min(situations, key=lambda situation: (situation.size, repr(situation)))
    spared = True
    while spared:
        spared = False
        for smaller in _without_one(found):
            if shows(smaller):
                found, spared = smaller, True
                break
    return found


def _without_one(situation: Situation) -> list[Situation]:
    """The situation without each entry and each fact; HER2 has to be charted in every request."""
    history, patient = situation.history, situation.patient
    fewer_entries = [replace(situation, history=history[:i] + history[i + 1 :]) for i in range(len(history))]
    fewer_facts = [
        replace(situation, patient={name: value for name, value in patient.items() if name != fact})
        for fact in patient
        if fact != "her2_status"
    ]
    return fewer_entries + fewer_facts
