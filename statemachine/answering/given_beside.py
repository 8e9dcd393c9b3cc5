"""What is charted as going on beside the present treatment or a decision: until it has ended, its rules hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from typing import NamedTuple

from statemachine.answer import Caution, Remark
from statemachine.answering.options import going_on
from statemachine.answering.step_cautions import step_cautions
from statemachine.answering.warnings_and_actions import actions_of, due
from statemachine.machine.case import Case
from statemachine.machine.guideline import Notice
from statemachine.machine.orders import HOLD, NOT_GIVEN
from statemachine.machine.step import Weighed
from statemachine.record import words
from statemachine.record.partial_dates import within_months
from statemachine.record.record import Treatment

WHILE_GIVEN = "That is the rule while it is given; what comes next is the decision here."
IF_STILL_GIVEN = "That is the rule if this is still given, as it is charted: {}."
GIVEN_TOGETHER = "given_beside"  # the question about drugs of several orders
WHERE_NONE_IS_CHOSEN = ("need_data", "refer")  # the outcomes of the state in which these orders are told


class Beside(NamedTuple):
    """What must not be given of it any more, or not before something is settled, by which notices, and the case that
    this is told of.
    """

    orders: Sequence[Remark] = ()
    notices: Sequence[Notice] = ()
    case: Case | None = None


def orders_beside(cases: Sequence[Case], own: Iterable[Remark]) -> Beside:
    """The orders about what is charted as going on beside what these possible cases go on with or decide, without
    those of their own.

    Where one of them goes on with the last treatment, that case itself tells the same of it.
    """
    goes_on = any(case.current is not None for case in cases)
    twins = []
    for case in cases:
        courses = [*case.read_as_left] if goes_on else [*_last(case), *case.read_as_left]
        if courses:
            twins.append(case.where_none_is_chosen(courses))
    if not twins:
        return Beside()
    said = " ".join(order.text for order in own if goes_on and order.code in NOT_GIVEN)
    cautions = [caution for twin in twins for caution in _ordering(twin) if caution.text not in said]
    due_there = (due(twins, outcome, ["action"], NOT_GIVEN) for outcome in WHERE_NONE_IS_CHOSEN)
    notices = [notice for told in due_there for notice in told if not (goes_on and _is_told_already(notice, said))]
    told = [order for order in actions_of(twins, None, cautions, notices) if order.code in NOT_GIVEN]
    if not told:
        return Beside()
    left = [order for case in cases for order in case.read_as_left]
    return Beside([_said_beside(order, left, cases[0]) for order in told], notices, twins[0])


def _said_beside(order: Remark, left: Iterable[Treatment], case: Case) -> Remark:
    """An order with what it presumes, or with the reason why what it says of resuming is no promise."""
    orders = dict.fromkeys(words.of_order(one, one.given, case.catalogue) for one in left)
    if orders:
        return replace(order, text=f"{order.text} {IF_STILL_GIVEN.format(words.one_of([*orders], 'and'))}")
    return replace(order, text=f"{order.text} {WHILE_GIVEN}") if order.code == HOLD else order


def _is_told_already(notice: Notice, said: str) -> bool:
    """Do the orders of the present treatment tell it, as they do of whatever is given together?"""
    return notice.says in said or any(guard.func.name == GIVEN_TOGETHER for guard in notice.guards)


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
        if one.goes_on and recurred is not None and within_months(one.started, recurred, longest.months)
    ]
