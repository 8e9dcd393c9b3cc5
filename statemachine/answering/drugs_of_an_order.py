"""Which drugs an order is about, to hold them or to give them no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statemachine.machine.case import Case
from statemachine.machine.guideline import Notice
from statemachine.record import words


def drugs_named(order: str, case: Case, notices: Sequence[Notice]) -> str:
    """The drugs that it is about, where others of the same treatment go on, or where none of them is given any more;
    nothing where it is about all of the treatment.
    """
    course = case.current
    if course is None:
        return ""
    told = (notice.drugs for notice in notices if notice.code == order)
    every = list(dict.fromkeys([*_named(order, case), *told]))
    if every and all(every) and course.left.isdisjoint(frozenset().union(*every)):
        return words.of_drugs(every, case.catalogue)
    given = [slot for slot in course.given if slot & course.left]
    named = [drugs for drugs in every if not drugs or drugs & course.left]
    about = [frozenset.union(*parts) for slot in given if (parts := [slot & drugs for drugs in named if slot & drugs])]
    is_of_a_part = all(any(slot & drugs for slot in given) for drugs in named) and 0 < len(about) < len(given)
    return words.of_drugs(about, case.catalogue, course.names) if is_of_a_part else ""


def is_about_another_treatment(order: str, case: Case, notices: Sequence[Notice]) -> bool:
    """Does it name drugs, none of which is part of the present treatment?"""
    named = [*_named(order, case), *(notice.drugs for notice in notices if notice.code == order)]
    if case.current is None or not named or not all(named):
        return False
    return case.current.drugs.isdisjoint(frozenset().union(*named))


def is_ordered(order: str, case: Case) -> bool:
    """Is it asked for in this case, of whatever drug?"""
    return any(True for _ in _named(order, case))


def _named(order: str, case: Case) -> Iterator[frozenset[str]]:
    """The drugs that each such order names; none where it is about the whole treatment."""
    for steps in case.actions.values():
        for code, step, event in steps:
            if code == order:
                yield case.ordered_about(order, step, event)
    for weighed in case.weigh(case.state):
        if weighed.step.dest == case.state:
            for finding in case.find(weighed.step.cautions):
                if finding.answer and finding.guard.code == order:
                    yield finding.guard.drugs
