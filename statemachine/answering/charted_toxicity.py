"""A toxicity in the words of an order: what is charted of it, what is missing, and the dose level beside it."""

from __future__ import annotations

from statemachine.machine.case import Case
from statemachine.record import words
from statemachine.record.dosing import lowest_level
from statemachine.record.record import Event


def as_charted(event: Event, case: Case) -> str:
    """`Charted: neuropathy of grade 3 of T-DM1, 2 June 2026.`"""
    drug = f" of {words.short(case.catalogue.agents[event.agent].label)}" if event.agent is not None else ""
    grade = f" of grade {event.grade}" if event.grade is not None else ""
    resolved = f", resolved {words.of_date(event.resolved_on)}" if event.resolved_on is not None else ""
    return f" Charted: {words.of_event(event)}{grade}{drug}, {words.of_date(event.on)}{resolved}."


def is_ungraded(event: Event | None) -> bool:
    """Is it an event whose grade nobody charted?"""
    return event is not None and event.grade is None


def what_decides(event: Event | None) -> str:
    """What is missing before an order can be given."""
    if event is not None and event.grade is not None and not event.on.is_a_day:
        return f"On which day of {words.of_date(event.on)} the {words.of_event(event)} was found decides this."
    if event is None or event.grade is not None:
        return "What decides this is not charted."
    return f"The grade of {words.dated(f'the {words.of_event(event)}', event.on)} is not charted, and it decides."


def dose_level(event: Event | None, case: Case) -> str:
    """The level at which the drug held responsible is given now, or that nobody charted it."""
    level = _level(event, case)
    if level is not None:
        return f" The dose level now is charted as {level}."
    return " The dose level now is not charted: what was lowered for this already is not lowered again."


def unless_lowered(event: Event | None, case: Case) -> str:
    """The dose level, which tells not when it was lowered, so that an order stands beside it."""
    level = _level(event, case)
    if level is None or level == 0:
        return dose_level(event, case)
    return f" Unless the dose was lowered for it already: the dose level now is charted as {level}, and not since when."


def _level(event: Event | None, case: Case) -> int | None:
    agent = event.agent if event is not None else None
    return lowest_level(case.current.dosings_of(agent)) if case.current is not None else None
