"""Why a drug was not tolerated: what was dropped for toxicity, and the kind of it that the chart tells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import Dropped, Event, Treatment

# An event tells why a drug was stopped if it happened so many days before that, at most.
TELLS_WHY = timedelta(days=28)


class NotTolerated(NamedTuple):
    """Drugs left for toxicity: where and when that is charted, the kind if it is, and where that belongs."""

    agents: frozenset[str]
    place: str
    on: PartialDate
    kind: str | None
    kind_fact: str


def dropped_for_toxicity(part: Dropped, place: str, events: Iterable[Event]) -> NotTolerated:
    """A part of a treatment as what was not tolerated."""
    kind = part.toxicity_kind or kind_told(events, part.agents, part.on)
    return NotTolerated(part.agents, place, part.on, kind, _beside(part.fact))


def kind_fact_of(course: Treatment) -> str:
    """The pointer to the kind of toxicity that a course was stopped for, beside its last day."""
    return _beside(course.end_fact)


def kind_told(events: Iterable[Event], drugs: frozenset[str], stopped: PartialDate | None) -> str | None:
    """The kind of the toxicity events shortly before the stop that blame one of these drugs or none.

    None where there are none, or where they differ.
    """
    if stopped is None:
        return None
    kinds = {
        event.kind
        for event in events
        if event.name == "toxicity"
        and (event.agent is None or event.agent in drugs)
        and stopped.first - TELLS_WHY <= event.on.first
        and event.on.last <= stopped.last
    }
    return kinds.pop() if len(kinds) == 1 else None


def _beside(fact: str) -> str:
    return f"{fact.rpartition('/')[0]}/toxicity_kind"
