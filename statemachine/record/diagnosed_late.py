"""A metastatic diagnosis dated some days or weeks after the first dose for it, as registries date it.

Interpretation `diagnosis-dated-after-the-first-dose`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import RETURNS, Event, Treatment

DAYS = 28  # dated later it may be another finding


def as_of_the_first_dose(
    events: Sequence[Event], courses: Sequence[Treatment]
) -> tuple[list[Event], Mapping[str, PartialDate]]:
    """The events, such a diagnosis as of the first dose; also the charted date of each that is read so."""
    doses = [course.started for course in courses if course.setting == "metastatic" and course.started.text]
    first = min(doses, default=None)
    found = [event for event in events if event.name in RETURNS]
    if first is None or any(event.on.first <= first.last for event in found):
        return [*events], {}
    late = {event.pointer: event.on for event in found if (event.on.last - first.first).days <= DAYS}
    return [replace(event, on=first) if event.pointer in late else event for event in events], late
