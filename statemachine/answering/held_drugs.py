"""Which of the drugs that are being given an order to hold is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statemachine.machine.case import Case
from statemachine.machine.guideline import Notice
from statemachine.record import words


def held_in_words(case: Case, notices: Sequence[Notice]) -> str:
    """The drugs that are held, where others of the same treatment are not; nothing where all of it is held."""
    course = case.current
    if course is None or any(notice.code == "hold" for notice in notices):  # what holds by a notice holds all
        return ""
    given = [slot for slot in course.given if slot & course.left]
    named = list(_named(case))
    held = [frozenset.union(*parts) for slot in given if (parts := [slot & drugs for drugs in named if slot & drugs])]
    is_of_a_part = all(any(slot & drugs for slot in given) for drugs in named) and 0 < len(held) < len(given)
    return words.of_drugs(held, case.catalogue, course.names) if is_of_a_part else ""


def _named(case: Case) -> Iterator[frozenset[str]]:
    """The drugs that each order to hold names; none where it is about the whole treatment."""
    for steps in case.actions.values():
        for code, _, event in steps:
            if code == "hold":
                yield frozenset({event.agent} if event is not None and event.agent is not None else ())
    for weighed in case.weigh(case.state):
        if weighed.step.dest == case.state:
            for finding in case.find(weighed.step.cautions):
                if finding.answer and finding.guard.code == "hold":
                    yield finding.guard.drugs
