"""What acts against HER2 was left while a partner of it goes on: why it was left is asked as where all of it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.one_regimen import Course
from statemachine.record.record import NOT_USED_UP, PERTUZUMAB
from statemachine.record.regimen_parts import Part


def without_hormones_beside(course: Course, catalogue: Catalogue) -> Course:
    """The course without what is added to anything, where that alone goes on and the rest was left together."""
    going_on, against_her2 = _parted(course, catalogue)
    of_its_own = len(course.entries) > 1 and all(part.slot <= catalogue.added_to_anything for part in going_on)
    left = {(part.ended, part.reason) for part in against_her2}
    if not going_on or not of_its_own or len(left) != 1 or not all(map(_leaves_the_decision_open, against_her2)):
        return course
    return course.with_parts(part for part in course.parts if part not in going_on)


def ended_with_its_last(course: Course, catalogue: Catalogue) -> tuple[Course, Sequence[Part]]:
    """The course as ended with its last drug against HER2, and the parts that are charted as going on all the same.

    These are pertuzumab, which is not given alone, and chemotherapy where nobody charted why the rest was left.
    """
    going_on, against_her2 = _parted(course, catalogue)
    dated = [part for part in against_her2 if part.ended is not None]
    if not dated or not going_on or any(part.slot & (catalogue.anti_her2 - {PERTUZUMAB}) for part in going_on):
        return course, ()
    last = max(dated, key=lambda part: (part.ended.last, part.ended.first) if part.ended else ())
    others = [part for part in going_on if not part.slot <= catalogue.anti_her2]
    if others and (last.reason is not None or all(part.slot <= catalogue.added_to_anything for part in going_on)):
        return course, ()
    parts = [
        _to_blame(part) if part not in going_on else replace(part, ended=last.ended, reason=last.reason, fact=last.fact)
        for part in course.parts
    ]
    # Why it ended is asked of an entry that ended.
    entries = course.charting(against_her2)
    beside = tuple(entry for entry in course.entries if entry not in entries)
    return replace(course.with_parts(parts), entries=entries, carried=(*course.carried, *beside)), going_on


def _parted(course: Course, catalogue: Catalogue) -> tuple[list[Part], list[Part]]:
    """What is charted as going on, and what acted against HER2 and is not."""
    going_on = [part for part in course.parts if part.goes_on]
    return going_on, [part for part in course.parts if part not in going_on and part.slot <= catalogue.anti_her2]


def _to_blame(part: Part) -> Part:
    """The part with the one drug whose toxicity ended it, where no other is charted."""
    (agent,) = part.agents if len(part.agents) == 1 else (None,)
    is_unsaid = part.reason == "toxicity" and part.toxicity_agent is None
    return replace(part, toxicity_agent=agent) if is_unsaid else part


def _leaves_the_decision_open(part: Part) -> bool:
    """Was it left for a reason that nobody charted or that tells nothing of the disease, or for an unknown toxicity?"""
    return part.reason in (None, *NOT_USED_UP) or (part.reason == "toxicity" and part.toxicity_kind is None)
