"""Why a drug was not tolerated: what was dropped for toxicity, the kind that the chart tells, and grave reactions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import THE_WHOLE_REGIMEN, Dropped, Event, Treatment
from statemachine.record.regimen_sequence import TRASTUZUMAB

# An event tells why a drug was stopped if it happened so many days before that, at most.
TELLS_WHY = timedelta(days=28)
OF_THE_ALLERGY = "hypersensitivity"
GRAVE = 3  # the grade from which on a toxicity is grave (dossier 15.2)


class NotTolerated(NamedTuple):
    """Drugs left for toxicity: where and when that is charted, the kind if it is, and where that belongs.

    `event` is the event that alone tells of it, while no treatment is charted as stopped for it.
    """

    agents: frozenset[str]
    place: str
    on: PartialDate
    kind: str | None
    kind_fact: str
    event: Event | None = None


def dropped_for_toxicity(part: Dropped, place: str, events: Iterable[Event]) -> NotTolerated:
    """A part of a treatment as what was not tolerated."""
    kind = part.toxicity_kind or kind_told(events, part.agents, part.on)
    return NotTolerated(part.agents, place, part.on, kind, _beside(part.fact))


def told_by(event: Event, agents: frozenset[str]) -> NotTolerated:
    """What was not tolerated as the event tells of it."""
    return NotTolerated(agents, event.pointer, event.on, event.kind, f"{event.pointer}/kind", event)


def is_grave_reaction(event: Event, grade: int | None) -> bool:
    """Is it hypersensitivity of grade 3 or 4, or of one that nobody charted? That it resolved tells nothing here."""
    return event.name == "toxicity" and event.kind == OF_THE_ALLERGY and (grade is None or grade >= GRAVE)


def is_unnamed_reaction(event: Event, treatments: Iterable[Treatment]) -> bool:
    """Is it a grave reaction of which no drug is named, and after which one of those given then was not given again?"""
    if event.agent is not None or not is_grave_reaction(event, event.grade):
        return False
    courses = tuple(treatments)
    drugs = given_at(event.on, courses)
    return not drugs or not all(given_again_after(event, frozenset({drug}), courses) for drug in drugs)


def given_at(on: PartialDate, treatments: Iterable[Treatment]) -> frozenset[str]:
    """The drugs of the courses that may have been given on that day."""
    courses = (course for course in treatments if course.started.first <= on.last)
    given = (course.drugs for course in courses if course.ended is None or course.ended.last >= on.first)
    return frozenset[str]().union(*given)


def given_again_after(event: Event, drugs: frozenset[str], treatments: Iterable[Treatment]) -> bool:
    """Was one of these drugs begun again after the event, or given for longer after it than a stop waits?

    After a reaction the later end of a course of several drugs is no proof, except of trastuzumab, which the others are
    given beside.
    """
    for course in treatments:
        if drugs.isdisjoint(course.drugs) or not course.started.text:
            continue
        gone = (part.on for part in course.dropped if drugs & part.agents)
        last = min((on.first for on in (course.ended, *gone) if on is not None), default=None)
        is_proof = event.kind != OF_THE_ALLERGY or len(course.drugs) == 1 or drugs == TRASTUZUMAB
        was_longer = is_proof and last is not None and last > event.on.last + TELLS_WHY
        begun = course.begun_again or course.started
        if begun.first > event.on.last or was_longer:
            return True
    return False


def last_begun(treatments: Iterable[Treatment]) -> dict[str, date]:
    """By drug when the last course that certainly holds it was begun."""
    found: dict[str, date] = {}
    for course in treatments:
        begun = course.begun_again or course.started
        if begun.text:
            for drug in (one for slot in course.given if len(slot) == 1 for one in slot):
                found[drug] = max(begun.first, found.get(drug, begun.first))
    return found


def certainly_begun_again(event: Event, drug: str, begun: Mapping[str, date]) -> bool:
    """Was a course that certainly holds the drug begun after the event? `begun` is of `last_begun`."""
    return drug in begun and begun[drug] > event.on.last


def told_by_a_stop(event: Event, drugs: frozenset[str], treatments: Iterable[Treatment]) -> bool:
    """Was one of these drugs stopped or dropped for toxicity shortly after the event, which then tells it as well?"""
    for course in treatments:
        stopped = course.ended is not None and course.stopped_for == "toxicity" and course.toxic_drug in drugs
        if stopped and course.ended is not None and _tells_why(event, course.ended):
            return True
        parts = (part for part in course.dropped if part.reason == "toxicity" and drugs & part.agents)
        if any(_tells_why(event, part.on) for part in parts):
            return True
    return False


def stops_told_by(event: Event, course: Treatment) -> list[tuple[str, PartialDate]]:
    """The ends of a course and of its parts, each with its place, in the time of the event or shortly after it, for a
    toxicity of its kind and, as far as both are named, of its drug.
    """
    ends = [(part.fact, part.on, part.agents, part.reason, part.toxicity_kind) for part in course.dropped]
    if course.ended is not None:
        blamed = course.drugs if course.toxic_drug in (None, THE_WHOLE_REGIMEN) else frozenset({course.toxic_drug})
        ends.append((course.end_fact, course.ended, blamed, course.stopped_for, course.toxicity_kind))
    return [
        (fact, on)
        for fact, on, agents, reason, kind in ends
        if reason == "toxicity"
        and kind == event.kind
        and (event.agent is None or event.agent in agents)
        and (_tells_why(event, on) or (on.first <= event.on.last and event.on.first <= on.last))
    ]


def with_the_drug_that_events_blame(course: Treatment, events: Iterable[Event]) -> Treatment:
    """A course stopped for toxicity of a drug that only a toxicity event shortly before the stop names."""
    stopped = course.ended
    if course.stopped_for != "toxicity" or course.toxicity_agent is not None or stopped is None:
        return course
    named = {
        event.agent
        for event in events
        if event.name == "toxicity" and _tells_why(event, stopped) and course.started.first <= event.on.last
    }
    agent = named.pop() if len(named) == 1 else None
    return replace(course, toxicity_agent=agent) if agent in course.drugs else course


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
        if event.name == "toxicity" and (event.agent is None or event.agent in drugs) and _tells_why(event, stopped)
    }
    return kinds.pop() if len(kinds) == 1 else None


def _tells_why(event: Event, stopped: PartialDate) -> bool:
    """Did it happen shortly before the stop?"""
    return stopped.first - TELLS_WHY <= event.on.first and event.on.last <= stopped.last


def _beside(fact: str) -> str:
    return f"{fact.rpartition('/')[0]}/toxicity_kind"
