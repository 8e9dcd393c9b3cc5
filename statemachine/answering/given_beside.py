"""What is charted as going on beside the present treatment or a decision: until it has ended, its rules hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import NamedTuple

from statemachine.answer import Caution, Remark
from statemachine.answering.actions import actions_of
from statemachine.answering.due_notices import due
from statemachine.answering.options import going_on
from statemachine.answering.step_cautions import step_cautions
from statemachine.machine.case import Case
from statemachine.machine.guard import Undetermined
from statemachine.machine.guideline import Notice
from statemachine.machine.orders import HOLD, NOT_GIVEN, STOPS
from statemachine.machine.step import Weighed
from statemachine.record import words
from statemachine.record.partial_dates import within_months
from statemachine.record.record import Treatment

WHILE_GIVEN = "That is the rule while it is given; what comes next is the decision here."
IF_STILL_GIVEN = "That is the rule if this is still given, as it is charted: {}."
GIVEN_TOGETHER = "given_beside"  # the question about drugs of several orders
WHERE_ONE_IS_GIVEN = ("continue", "refer")
WHERE_NONE_IS_CHOSEN = ("need_data", "refer")  # the outcomes of the state in which these orders are told


class Orders(NamedTuple):
    """What must not be given any more, or not before something is settled, by which notices, and the case that this is
    told of.
    """

    remarks: Sequence[Remark] = ()
    notices: Sequence[Notice] = ()
    case: Case | None = None


class Beside(NamedTuple):
    """The orders about the last treatment, which goes on while a decision is open, and about what is read as left."""

    last: Orders
    left: Orders

    @property
    def remarks(self) -> list[Remark]:
        """Both, the last treatment's first."""
        return [*self.last.remarks, *self.left.remarks]


def orders_beside(cases: Sequence[Case], own: Sequence[Remark]) -> Beside:
    """The orders about what is charted as going on beside what these possible cases go on with or decide, without
    those that are their own.
    """
    last = _of_the_last(cases, own)
    return Beside(last, _of_what_was_left(cases, [*own, *last.remarks]))


def _of_what_was_left(cases: Sequence[Case], told: Sequence[Remark]) -> Orders:
    """What holds if it has not ended, as nothing charted says."""
    left = [(case, courses) for case in cases if (courses := case.read_as_left)]
    if not left:
        return Orders()
    orders = dict.fromkeys(words.of_order(one, one.given, case.catalogue) for case, courses in left for one in courses)
    if_still_given = IF_STILL_GIVEN.format(words.one_of([*orders], "and"))
    twins = [twin for case, courses in left for twin in _where_none_is_chosen(case, courses)]
    return _orders(twins, told, lambda order: f"{order.text} {if_still_given}", apart=True)


def _of_the_last(cases: Sequence[Case], own: Sequence[Remark]) -> Orders:
    """Where one of the cases goes on with the last treatment, it tells the same of it; an end for good is told if every
    case tells it.
    """
    told = [case for case in cases if _last(case)]
    twins = [twin for case in told for twin in _where_none_is_chosen(case, _last(case))]
    going_on_with_it = [case for case in cases if case.current is not None]
    if not going_on_with_it:
        return _orders(twins, own, _because_it_is_given)
    if len(told) + len(going_on_with_it) < len(cases) or not all(map(_is_ended, going_on_with_it)):
        return Orders()
    orders = _orders(twins, own, _because_it_is_given)
    return orders._replace(remarks=[order for order in orders.remarks if order.code == STOPS])


def _where_none_is_chosen(case: Case, courses: Sequence[Treatment]) -> Iterator[Case]:
    """The case in which these courses go on, in each way in which what its branch leaves open of them may turn out.

    A branch asks what decides its own answer, which the rules of other drugs need not ask.
    """
    try:
        yield case.where_none_is_chosen(courses)
    except Undetermined as undetermined:
        found, question = undetermined.finding, undetermined.finding.guard.func
        assert found.left_open is not None  # noqa: S101  # it is what Undetermined is raised for
        assumptions = case.assumptions
        possible = assumptions.possible_facts(undetermined.chart, question, found.left_open)
        for answer in assumptions.answers(undetermined.question, possible):
            way = copy(case)
            way.assumptions = assumptions.plus(undetermined.question, possible, answer)
            yield from _where_none_is_chosen(way, courses)


def _is_ended(case: Case) -> bool:
    """Is the present treatment, or a drug of it, ended for good in this case?"""
    notices = (notice for outcome in WHERE_ONE_IS_GIVEN for notice in due([case], outcome, ["action"], [STOPS]))
    return any(order.code == STOPS for order in actions_of([case], None, _ordering(case), notices))


def _orders(
    twins: Sequence[Case], own: Iterable[Remark], worded: Callable[[Remark], str], *, apart: bool = False
) -> Orders:
    """The orders of these cases that are not told already; `apart` from what is ordered where drugs of several orders
    are given together, which is told of the others.
    """
    if not twins:
        return Orders()
    said = " ".join(order.text for order in own if order.code in NOT_GIVEN)
    cautions = [caution for twin in twins for caution in _ordering(twin) if caution.text not in said]
    due_there = (due(twins, outcome, ["action"], NOT_GIVEN) for outcome in WHERE_NONE_IS_CHOSEN)
    notices = [notice for told in due_there for notice in told if notice.says not in said]
    if apart:
        notices = [notice for notice in notices if not _is_about_several_orders(notice)]
    told = [order for order in actions_of(twins, None, cautions, notices) if order.code in NOT_GIVEN]
    if not told:
        return Orders()
    return Orders([replace(order, text=worded(order)) for order in told], notices, twins[0])


def _because_it_is_given(order: Remark) -> str:
    """An order with the reason why what it says of resuming is no promise."""
    return f"{order.text} {WHILE_GIVEN}" if order.code == HOLD else order.text


def _is_about_several_orders(notice: Notice) -> bool:
    return any(guard.func.name == GIVEN_TOGETHER for guard in notice.guards)


def _ordering(case: Case) -> list[Caution]:
    """The cautions of what is given that are such an order; the others are not asked, as that would cost much."""
    return [caution for weighed in going_on(case) for caution in step_cautions(case, _with_orders_alone(weighed))]


def _with_orders_alone(weighed: Weighed) -> Weighed:
    step = copy(weighed.step)
    step.cautions = tuple(guard for guard in step.cautions if guard.code in NOT_GIVEN)
    return replace(weighed, step=step)


def _last(case: Case) -> Sequence[Treatment]:
    """At a decision, the last treatment where it has no end, or the early-stage ones that may still run.

    With every drug as charted, also one that a toxicity has ended, because what ended it is to be told.
    """
    if case.stage.kind != "decision":
        return []
    if case.metastatic:
        last = case.metastatic[-1].pointer
        return [one for one in case.record.treatments if one.pointer == last and one.goes_on]
    longest, recurred = case.guideline.about.shared_limits["longest_early_course"], case.recurrence
    return [
        one
        for one in case.early_stage
        if one.goes_on
        and recurred is not None
        and (one.drugs <= case.catalogue.added_to_anything or within_months(one.started, recurred, longest.months))
    ]
