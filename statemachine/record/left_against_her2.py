"""What acts against HER2 was left while a partner of it goes on: why it was left is asked as where all of it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.one_regimen import Course
from statemachine.record.record import PERTUZUMAB
from statemachine.record.regimen_parts import GOES_ON_AFTER, Part


def ended_with_its_last(
    course: Course, following: Course | None, catalogue: Catalogue
) -> tuple[Course, Sequence[Part]]:
    """The course as ended with its last drug against HER2, and the parts that are charted as going on all the same.

    Pertuzumab, which is not given alone, and chemotherapy ended with it; a hormone may go on alone, and is no part of
    what ended. A progression ends all of it anyhow, and what the next regimen goes on with ended nothing.
    """
    acting = _acting(course, catalogue)
    ends = [part for part in acting if part.slot <= catalogue.anti_her2]
    if not ends or any(part.ended is None for part in acting):
        return course, ()
    last = max(ends, key=lambda part: (part.ended.last, part.ended.first) if part.ended else ())
    if last.reason == "progression":
        return course, ()
    given_longer = [part for part in course.parts if part not in acting and _outlasts(part, last)]
    hormones = [part for part in given_longer if part.slot <= catalogue.added_to_anything]
    others = [part for part in given_longer if part not in hormones]
    goes_on = following is not None and bool(following.carried) and bool(_acting(following, catalogue))
    if not given_longer or (others and goes_on):
        return course, ()
    parts = [
        replace(part, ended=last.ended, reason=last.reason, fact=last.fact) if part in others else _to_blame(part)
        for part in course.parts
        if part not in hormones
    ]
    # Why it ended is asked of an entry that ended.
    entries = course.charting(acting)
    beside = tuple(entry for entry in course.entries if entry not in entries)
    longer = frozenset().union(*(part.slot for part in others))
    ended = replace(course.with_parts(parts), entries=entries, carried=(*course.carried, *beside), given_longer=longer)
    return ended, [part for part in given_longer if part.goes_on]


def _acting(course: Course, catalogue: Catalogue) -> list[Part]:
    """The parts that act against HER2, or may do so, but for pertuzumab, which is not given alone."""
    return [part for part in course.parts if part.slot & (catalogue.anti_her2 - {PERTUZUMAB})]


def _outlasts(part: Part, last: Part) -> bool:
    """Was it given longer than the last drug against HER2, with no reason of its own to end?"""
    if part.ended is None or last.ended is None:
        return part.goes_on
    is_an_end_of_its_own = part.reason != last.reason and part.ended.first > last.ended.last
    return part.reason in GOES_ON_AFTER and is_an_end_of_its_own


def _to_blame(part: Part) -> Part:
    """The part with the one drug whose toxicity ended it, where no other is charted."""
    (agent,) = part.agents if len(part.agents) == 1 else (None,)
    is_unsaid = part.reason == "toxicity" and part.toxicity_agent is None
    return replace(part, toxicity_agent=agent) if is_unsaid else part
