"""Which of the drugs that are being given an order is about, to hold them or to give them no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statemachine.machine.case import Case
from statemachine.machine.guideline import Notice
from statemachine.record import words


def some_of_the_drugs(order: str, case: Case, notices: Sequence[Notice]) -> str:
    """The drugs that it is about, where others of the same treatment go on; nothing where it is about all of them."""
    course = case.current
    if course is None or any(notice.code == order for notice in notices):  # the order of a notice is about all
        return ""
    given = [slot for slot in course.given if slot & course.left]
    named = list(_named(order, case))
    about = [frozenset.union(*parts) for slot in given if (parts := [slot & drugs for drugs in named if slot & drugs])]
    is_of_a_part = all(any(slot & drugs for slot in given) for drugs in named) and 0 < len(about) < len(given)
    return words.of_drugs(about, case.catalogue, course.names) if is_of_a_part else ""


def _named(order: str, case: Case) -> Iterator[frozenset[str]]:
    """The drugs that each such order names; none where it is about the whole treatment."""
    for steps in case.actions.values():
        for code, _, event in steps:
            if code == order:
                yield frozenset({event.agent} if event is not None and event.agent is not None else ())
    for weighed in case.weigh(case.state):
        if weighed.step.dest == case.state:
            for finding in case.find(weighed.step.cautions):
                if finding.answer and finding.guard.code == order:
                    yield finding.guard.drugs
