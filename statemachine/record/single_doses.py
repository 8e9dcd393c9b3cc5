"""A dose is no end: a chart of single doses tells when each drug was given, and not whether it was stopped.

Interpretation `a-dose-is-no-end`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from statemachine.record.codes import GROWN
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import Event, Treatment
from statemachine.record.regimen_parts import FIRST_CYCLE_DAYS

LOADING = timedelta(days=7)  # within which the drugs of a new regimen are given for the first time
INTERRUPTION = timedelta(days=90)  # a longer one is told as a pause


def without_ends_of_doses(
    entries: Sequence[Treatment], events: Sequence[Event], as_of: date
) -> tuple[list[Treatment], dict[str, PartialDate]]:
    """The entries, each dose as lasting until the next one; the last dose goes on where it may. Also the last doses.

    A dose before drugs that were never given until then is the last one of what they took the place of.
    """
    by_drugs: dict[object, list[Treatment]] = {}
    for entry in sorted(entries, key=lambda entry: entry.started.first):
        if entry.setting == "metastatic" and entry.given:
            by_drugs.setdefault(frozenset(entry.given), []).append(entry)
    begun = [together[0].started.first for together in by_drugs.values()]
    grown = [event.on for event in events if event.name in GROWN]
    ends: dict[str, date | None] = {}
    for together in by_drugs.values():
        for dose, following in pairwise(together):
            day, until = dose.started.first, following.started.first
            is_changed = any(day + LOADING < other <= until for other in begun)
            is_grown = any(on.first <= until and on.last > day for on in grown)
            if _is_a_dose(dose) and day < until <= day + INTERRUPTION and not is_changed and not is_grown:
                ends[dose.pointer] = until
        last = together[-1]
        is_recent = (as_of - last.started.first).days <= FIRST_CYCLE_DAYS
        if _is_a_dose(last) and is_recent and last.started.first >= max(begun) - LOADING:
            ends[last.pointer] = None
    read = [_ending(entry, ends[entry.pointer]) if entry.pointer in ends else entry for entry in entries]
    going_on = {entry.pointer: entry.started for entry in entries if ends.get(entry.pointer, entry) is None}
    return read, going_on


def _is_a_dose(entry: Treatment) -> bool:
    """Does it begin and end on one day, and tell of nothing else?"""
    return entry.started.is_a_day and entry.ended == entry.started and entry.stopped_for is None and not entry.dropped


def _ending(entry: Treatment, day: date | None) -> Treatment:
    return replace(entry, ended=None if day is None else entry.started._replace(first=day, last=day, text=str(day)))
