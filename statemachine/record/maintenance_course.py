"""Chemotherapy and maintenance charted as one course: where the antibodies were stopped later, each is its own course.

While the antibodies go on the chart leaves open what the maintenance is, so nothing is parted then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.one_regimen import Course
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import CHEMOTHERAPY_COMPLETED, Event
from statemachine.record.regimen_parts import Part


def with_maintenance(course: Course, completions: Sequence[Event], catalogue: Catalogue) -> list[Course]:
    """The course, or its chemotherapy and then what was given on without it; `completions` tell its end as events."""
    chemotherapy = [part for part in course.parts if part.slot <= catalogue.backbone]
    others = [part for part in course.parts if part not in chemotherapy]
    if (
        not chemotherapy
        or course.went_on is not None
        or course.goes_on
        or not any(part.slot <= catalogue.anti_her2 for part in others)
    ):
        return [course]
    ended = course.ended
    completed = [_as_told(part, completions, ended) for part in chemotherapy]
    last = max(completed, key=lambda part: (part.ended is None, part.ended and (part.ended.last, part.ended.first)))
    if last.ended is None or last in course.given_to_the_end or (ended is not None and last.ended.first >= ended.last):
        return [course]
    left = [replace(part, started=last.ended) for part in others if _is_given_after(part, last.ended)]
    if not any(part.slot <= catalogue.anti_her2 for part in left):
        return [course]
    before = replace(
        course.with_parts([*completed, *others]), went_on=(last.ended, CHEMOTHERAPY_COMPLETED), ended_at=last.fact
    )
    entries = tuple(entry for entry in course.entries if any(slot & part.slot for slot in entry.given for part in left))
    return [before, Course(tuple(left), entries, started_at=last.fact)]


def _as_told(part: Part, completions: Sequence[Event], ended: PartialDate | None) -> Part:
    """The chemotherapy with the end that an event tells, where the chart gives it no earlier one."""
    for event in completions:
        within = part.started.last < event.on.first and (ended is None or event.on.last < ended.first)
        if within and (part.ended is None or event.on.last < part.ended.first):
            return replace(part, ended=event.on, reason="completion", fact=f"{event.pointer}/on")
    return part


def _is_given_after(part: Part, day: PartialDate) -> bool:
    """Was it, as far as partial dates tell, given on after that day?"""
    return part.ended is None or part.ended.last > day.first
