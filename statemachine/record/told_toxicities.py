"""All toxicities that a record tells, in one place: those charted as events, and what entries were stopped for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import THE_WHOLE_REGIMEN, Dropped, Event, Treatment

# So long before or after a stop a toxicity of its kind is what it was stopped for.
TELLS_OF_THE_STOP = timedelta(days=28)


def told_toxicities(events: Sequence[Event], entries: Iterable[Treatment], as_of: date) -> tuple[Event, ...]:
    """The toxicity events, and each stop or drop for a kind of toxicity of which none of them tells.

    The entries are taken as charted, because those that are read as one may have ended for more than one kind.
    """
    toxicities = [event for event in events if event.name == "toxicity"]
    stops = (
        stop
        for entry in entries
        for stop in _stops_of(entry, as_of)
        if not any(_tells_of(event, stop, entry) for event in toxicities)
    )
    return (*toxicities, *stops)


def _stops_of(entry: Treatment, as_of: date) -> Iterator[Event]:
    """What an entry, or a part of it, was stopped for, as events on the day of the stop."""
    if entry.stopped_for == "toxicity" and entry.toxicity_kind is not None:
        on = entry.ended or PartialDate(entry.started.first, as_of, "")
        agent = None if entry.toxic_drug == THE_WHOLE_REGIMEN else entry.toxic_drug
        yield _stop(entry.pointer, on, agent, entry)
    for part in entry.dropped:
        if part.reason == "toxicity" and part.toxicity_kind is not None:
            agent = next(iter(part.agents)) if len(part.agents) == 1 else None
            yield _stop(part.fact.removesuffix("/on"), part.on, agent, part)


def _stop(pointer: str, on: PartialDate, agent: str | None, told: Treatment | Dropped) -> Event:
    kind, grade = told.toxicity_kind, told.toxicity_grade
    return Event(pointer, "toxicity", on, agent, kind, grade, graded_at=f"{pointer}/toxicity_grade")


def _tells_of(event: Event, stop: Event, entry: Treatment) -> bool:
    """Is it the toxicity of the stop: no milder, during the treatment or soon after, and not over long before it?"""
    resolved = event.resolved_on
    return (
        event.kind == stop.kind
        and (stop.grade is None or (event.grade is not None and event.grade >= stop.grade))
        and entry.started.first <= event.on.last
        and event.on.first <= stop.on.last + TELLS_OF_THE_STOP
        and (resolved is None or resolved.last >= stop.on.first - TELLS_OF_THE_STOP)
    )
