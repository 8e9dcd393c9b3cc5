"""What acts against HER2 was left while a partner of it goes on: why it was left is asked as where all of it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.one_regimen import Course
from statemachine.record.record import NOT_USED_UP, PERTUZUMAB
from statemachine.record.regimen_parts import GOES_ON_AFTER, Part


def ended_with_its_last(
    course: Course, following: Course | None, catalogue: Catalogue
) -> tuple[Course, Sequence[Part]]:
    """The course as ended with its last drug against HER2, and the parts that are charted as going on all the same.

    These are pertuzumab, which is not given alone, chemotherapy where nobody charted why the rest was left, and a
    hormone, which may go on alone and is no part of what ended. What the next regimen goes on with ended nothing.
    """
    acting = _acting(course, catalogue)
    ends = [part for part in acting if part.ended is not None]
    if not ends or len(ends) < len(acting):
        return course, ()
    last = max(ends, key=lambda part: (part.ended.last, part.ended.first) if part.ended else ())
    given_longer = [part for part in course.parts if part not in acting and _outlasts(part, last)]
    hormones = [part for part in given_longer if part.slot <= catalogue.added_to_anything]
    others = [part for part in given_longer if part not in hormones]
    goes_on = following is not None and bool(following.carried) and bool(_acting(following, catalogue))
    if others and (goes_on or (last.reason is not None and any(part.slot != {PERTUZUMAB} for part in others))):
        return course, ()
    if not others and not (hormones and _leaves_the_decision_open(last)):
        return course, ()
    parts = [
        replace(part, ended=last.ended, reason=last.reason, fact=last.fact) if part in others else _to_blame(part)
        for part in course.parts
        if part not in hormones
    ]
    # Why it ended is asked of an entry that ended.
    entries = course.charting(acting)
    beside = tuple(entry for entry in course.entries if entry not in entries)
    ended = replace(course.with_parts(parts), entries=entries, carried=(*course.carried, *beside))
    return ended, [part for part in given_longer if part.goes_on]


def _acting(course: Course, catalogue: Catalogue) -> list[Part]:
    """The parts that act against HER2, but for pertuzumab, which is not given alone."""
    return [part for part in course.parts if part.slot & (catalogue.anti_her2 - {PERTUZUMAB})]


def _outlasts(part: Part, last: Part) -> bool:
    """Was it given longer than the last drug against HER2, with no reason of its own to end?"""
    if part.ended is None or last.ended is None:
        return part.goes_on
    return part.slot == {PERTUZUMAB} and part.reason in GOES_ON_AFTER and part.ended.first > last.ended.last


def _to_blame(part: Part) -> Part:
    """The part with the one drug whose toxicity ended it, where no other is charted."""
    (agent,) = part.agents if len(part.agents) == 1 else (None,)
    is_unsaid = part.reason == "toxicity" and part.toxicity_agent is None
    return replace(part, toxicity_agent=agent) if is_unsaid else part


def _leaves_the_decision_open(part: Part) -> bool:
    """Was it left for a reason that nobody charted or that tells nothing of the disease, or for an unknown toxicity?"""
    return part.reason in (None, *NOT_USED_UP) or (part.reason == "toxicity" and part.toxicity_kind is None)
