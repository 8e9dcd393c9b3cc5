"""Why people must decide first: what forbids the present treatment, or what in the record could not be read."""

from __future__ import annotations

from statemachine.answering.options import against_going_on
from statemachine.machine.case import Case
from statemachine.record import words
from statemachine.record.reading_order import occurrence_in_words


def reason_of(case: Case, says: str) -> str:
    """A referral's sentence, naming what forbids the present treatment, or the entry that could not be read."""
    if case.unreadable is None:
        return " ".join([says, *_forbidding(case)])
    at, what = case.unreadable.pointer, occurrence_in_words(case.unreadable, case.catalogue)
    if case.unreadable.trigger == "overlapping_treatment":
        course = case.unreadable.treatment
        name = "treatment" if course is None else words.of_course(course, case.catalogue)
        began = "begins before the treatment before it has ended, or on the same day as it"
        return f"{says} {words.beginning(name)} at {at} {began}."
    misread = next(taken.step for taken in case.trail if taken.occurrence is case.unreadable)
    stages = case.guideline.stages
    place = stages[misread.source]
    before = place.label if place.regimen is not None or "." not in place.name else stages[place.decided_at].label
    return f'{says} {words.beginning(what)} at {at} cannot follow "{before}".'


def _forbidding(case: Case) -> list[str]:
    """What forbids going on with the present treatment, where something does."""
    guards = [finding.guard for finding in against_going_on(case)]
    told = (f"{guard.question} {'No' if guard.target else 'Yes'}." for guard in guards)
    return [f"Against going on: {' '.join(dict.fromkeys(told))}"] if guards else []
