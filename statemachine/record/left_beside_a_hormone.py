"""A treatment left while a hormone of its own entry goes on: why it was left is asked as without the hormone."""

from __future__ import annotations

from statemachine.record.catalogue import Catalogue
from statemachine.record.one_regimen import Course
from statemachine.record.record import NOT_USED_UP
from statemachine.record.regimen_parts import Part


def as_left(course: Course, catalogue: Catalogue) -> Course:
    """The course without what is added to anything, where that alone goes on and the rest was left together."""
    added = [part for part in course.parts if part.goes_on]
    against_her2 = [part for part in course.parts if part not in added and part.slot <= catalogue.anti_her2]
    of_its_own = len(course.entries) > 1 and all(part.slot <= catalogue.added_to_anything for part in added)
    left = {(part.ended, part.reason) for part in against_her2}
    if not added or not of_its_own or len(left) != 1 or not all(map(_leaves_the_decision_open, against_her2)):
        return course
    return course.with_parts(part for part in course.parts if part not in added)


def _leaves_the_decision_open(part: Part) -> bool:
    """Was it left for a reason that nobody charted or that tells nothing of the disease, or for an unknown toxicity?"""
    return part.reason in (None, *NOT_USED_UP) or (part.reason == "toxicity" and part.toxicity_kind is None)
