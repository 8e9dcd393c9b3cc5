"""Chemotherapy and maintenance charted as one course: what goes on without the chemotherapy is a course of its own.

What is being given is then judged as being given, however the end of the chemotherapy is charted: as an event, as a
part that was dropped, or by the end of an entry of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.one_regimen import Course
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import CHEMOTHERAPY_COMPLETED, PERTUZUMAB, Event
from statemachine.record.regimen_parts import Part


def with_completions(courses: Iterable[Course], events: Iterable[Event], catalogue: Catalogue) -> list[Course]:
    """The courses, each chemotherapy with the end that an event tells of the one begun last, where that is earlier."""
    told = list(courses)
    for event in events:
        if event.name != "taxane_completed":
            continue
        given = [
            course for course in told if any(_was_given_until(part, event, catalogue.backbone) for part in course.parts)
        ]
        if given:
            last = max(given, key=lambda course: course.started.last)
            # The taxane stands for the cycles: what else was given of chemotherapy beside it has ended with it.
            parts = [
                _ended_by(event, part) if _was_given_until(part, event, catalogue.chemotherapy) else part
                for part in last.parts
            ]
            told[told.index(last)] = last.with_parts(parts)
    return told


def with_maintenance(course: Course, catalogue: Catalogue) -> list[Course]:
    """The course, or its chemotherapy and then what was given on without it."""
    chemotherapy = [part for part in course.parts if part.slot <= catalogue.backbone]
    others = [part for part in course.parts if part not in chemotherapy]
    if not chemotherapy or course.went_on is not None or not any(part.slot <= catalogue.anti_her2 for part in others):
        return [course]
    ended = course.ended
    last = max(chemotherapy, key=lambda part: (part.ended is None, part.ended and (part.ended.last, part.ended.first)))
    if last.ended is None or last in course.given_to_the_end or (ended is not None and last.ended.first >= ended.last):
        return [course]
    left = [replace(part, started=last.ended) for part in others if _is_given_after(part, last.ended)]
    if not any(part.slot <= catalogue.anti_her2 - {PERTUZUMAB} for part in left):
        return [course]
    if any(part.slot & catalogue.chemotherapy for part in left):
        return [course]
    before = replace(course, went_on=(last.ended, CHEMOTHERAPY_COMPLETED), ended_at=last.fact, is_as_charted=False)
    goes_on = course.goes_on
    return [before, Course(tuple(left), course.charting(left), started_at=last.fact, goes_on_from_another=goes_on)]


def _was_given_until(part: Part, event: Event, drugs: frozenset[str]) -> bool:
    """Is it one of these drugs, certainly begun before the event, and charted with no end or with a later one?"""
    is_open = part.ended is None or event.on.last < part.ended.first
    return part.slot <= drugs and part.started.last < event.on.first and is_open


def _ended_by(event: Event, part: Part) -> Part:
    return replace(part, ended=event.on, reason="completion", fact=f"{event.pointer}/on")


def _is_given_after(part: Part, day: PartialDate) -> bool:
    """Was it, as far as partial dates tell, given on after that day?"""
    return part.ended is None or part.ended.last > day.first
