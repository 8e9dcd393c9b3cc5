"""What is being given on the day of the question: by the name of what is left of it."""

from __future__ import annotations

from statemachine.answer import Current
from statemachine.machine.case import Case
from statemachine.record.catalogue import Regimen


def current_of(case: Case) -> Current | None:
    """The present treatment or pause; None where a decision is open."""
    stage, course = case.stage, case.current
    if stage.kind == "pause":
        last = next(taken for taken in reversed(case.trail) if taken.step.source != taken.step.dest)
        return Current(None, stage.label, last.occurrence.on.text or None, None, None)
    if stage.kind != "treatment":
        return None
    left = _left(case) or stage.regimen
    code, label = (left.code, left.label) if left is not None else (None, stage.label)
    if course is None:
        return Current(code, label, None, None, None)
    held_since = course.held_since.text if course.held_since is not None else None
    return Current(code, label, course.started.text or None, held_since, course.dose_level)


def _left(case: Case) -> Regimen | None:
    """The regimen that is left where chemotherapy was dropped; None where nothing was, or where no code fits the rest.

    Another part that was dropped leaves the regimen what it is.
    """
    course, catalogue = case.current, case.catalogue
    if course is None or all(part.agents.isdisjoint(catalogue.backbone) for part in course.dropped):
        return None
    codes = catalogue.regimens_of(course.left)
    return catalogue.regimens[codes[0]] if codes else None
