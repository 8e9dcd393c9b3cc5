"""What is charted as going on while a decision is open: until it is changed, the rules of its drugs hold."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from statemachine.answer import Caution, Remark
from statemachine.answering.options import going_on
from statemachine.answering.step_cautions import step_cautions
from statemachine.answering.warnings_and_actions import actions_of, due
from statemachine.machine.case import Case
from statemachine.machine.orders import HOLD, NOT_GIVEN
from statemachine.machine.step import Weighed
from statemachine.record.partial_dates import within_months
from statemachine.record.record import Treatment

WHILE_GIVEN = "That is the rule while it is given; what comes next is the decision here."
WHERE_NONE_IS_CHOSEN = ("need_data", "refer")  # the outcomes of the state in which these orders are told


def given_beside(case: Case) -> Case | None:
    """The case as one whose last treatment is still given, though the disease has progressed or come back since, or a
    toxicity has ended it; None where none is.
    """
    if case.stage.kind != "decision" or case.current is not None:
        return None
    courses = _charted_as_going_on(case)
    return case.where_none_is_chosen(courses) if courses else None


def orders_beside(cases: Sequence[Case]) -> tuple[Case | None, list[Remark]]:
    """What must not be given of it any more, or not before something is settled, and the case that it is told of.

    Where one of several possible cases goes on with a treatment, that case tells the same of it.
    """
    if any(case.current is not None for case in cases):
        return None, []
    given = [twin for case in cases if (twin := given_beside(case)) is not None]
    if not given:
        return None, []
    cautions = [caution for twin in given for caution in _ordering(twin)]
    notices = [notice for outcome in WHERE_NONE_IS_CHOSEN for notice in due(given, outcome, ["action"], NOT_GIVEN)]
    told = actions_of(given, None, cautions, notices)
    orders = [_said_beside(remark) for remark in told if remark.code in NOT_GIVEN]
    return (given[0], orders) if orders else (None, [])


def _said_beside(order: Remark) -> Remark:
    """An order with the reason why what it says of resuming is no promise."""
    return replace(order, text=f"{order.text} {WHILE_GIVEN}") if order.code == HOLD else order


def _ordering(case: Case) -> list[Caution]:
    """The cautions of what is given that are such an order; the others are not asked, as that would cost much."""
    return [caution for weighed in going_on(case) for caution in step_cautions(case, _with_orders_alone(weighed))]


def _with_orders_alone(weighed: Weighed) -> Weighed:
    step = copy(weighed.step)
    step.cautions = tuple(guard for guard in step.cautions if guard.code in NOT_GIVEN)
    return replace(weighed, step=step)


def _charted_as_going_on(case: Case) -> Sequence[Treatment]:
    """The last treatment where it has no end, or the early-stage ones that may still run; with every drug as charted,
    also one that a toxicity has ended, because what ended it is to be told.
    """
    if case.metastatic:
        last = case.metastatic[-1].pointer
        return [one for one in case.record.treatments if one.pointer == last and one.goes_on]
    longest, recurred = case.guideline.about.shared_limits["longest_early_course"], case.recurrence
    return [
        one
        for one in case.early_stage
        if one.goes_on and recurred is not None and within_months(one.started, recurred, longest.months)
    ]
