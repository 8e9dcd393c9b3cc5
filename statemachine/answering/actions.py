"""What to do, beside the options: each action once, with every reason for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from statemachine.answer import Caution, Remark
from statemachine.answering.charted_toxicity import as_charted, is_ungraded, unless_lowered, what_decides
from statemachine.answering.decision import Settled
from statemachine.answering.remarks import by_code, each_once, of_cautions, of_notices, remark_of_row
from statemachine.answering.to_obtain import to_obtain
from statemachine.answering.unlikely_values import action_of
from statemachine.machine.case import Case
from statemachine.machine.guideline import Notice
from statemachine.machine.orders import HOLD, STOPS
from statemachine.record import codes, occurrences
from statemachine.record.record import Event

LOWER = "resume_one_dose_level_lower"
RESUMES = (LOWER, "resume", "resume_same_dose")
STOPPED = frozenset(occurrences.STOPS.values())
STRICTEST_FIRST = (STOPS, HOLD, *RESUMES)


def actions_of(
    cases: Sequence[Case], firm: Settled | None, cautions: Sequence[Caution], notices: Iterable[Notice]
) -> list[Remark]:
    """What to do, each action once: from the last steps taken, the best open step, the notices due and the cautions.

    A treatment that cannot be continued, or that the same label says to hold, is never told to resume. Where several
    ways lead to one answer, an action has the reason that all of them give, if there is one. What hangs on a grade that
    nobody charted, and an end for good that not every way tells of, is no order yet: the next dose waits.
    """
    ways = [list(_of_steps(case, firm)) for case in cases]
    told_by = [{remark.code for remark in way} for way in ways]
    unsettled = {code for code in (STOPS, *RESUMES) if 0 < sum(code in way for way in told_by) < len(ways)}
    if unsettled:
        ways = [list(_of_steps(case, firm, unsettled)) for case in cases]
    assumed = [remark for case in cases for remark in _of_an_assumed_stop(case)]
    remarks = [remark for way in ways for remark in way if remark not in assumed or all(remark in one for one in ways)]
    if firm is not None:
        common = [remark for remark in remarks if all(remark in way for way in ways)]
        explained = {remark.code for remark in common}
        remarks = [remark for remark in remarks if remark in common or remark.code not in explained]
    remarks += [action_of(value) for case in cases[:1] for value in case.record.unlikely]
    remarks += of_notices(notices, "action") + of_cautions(cautions, codes.ACTIONS) + list(to_obtain(cautions))
    told = each_once(remarks)
    if firm is not None and not firm.goes_on:
        told = [remark for remark in told if remark.code not in RESUMES]
    elif firm is not None or len(cases) == 1:
        told = [remark for remark in told if not _is_forbidden(remark, told)]
    return by_code(told)


def _of_steps(case: Case, firm: Settled | None, unsettled: Collection[str] = ()) -> Iterator[Remark]:
    """The actions of the steps taken, each with the toxicity that asked for it, and those of the best open step."""
    for code, step, event in chain(*case.actions.values()):
        if code in unsettled and (is_ungraded(event) or code == STOPS) and _may_be_given(event, case):
            yield remark_of_row(HOLD, what_decides(event), step.grounds)
            yield remark_of_row(HOLD, step.says or "", step.grounds)
        elif code in codes.ACTIONS:
            charted = as_charted(event, case) if event is not None and event.name == "toxicity" else ""
            level = unless_lowered(event, case) if code == LOWER else ""
            yield remark_of_row(code, f"{step.says or ''}{charted}{level}", step.grounds)
    if firm is not None:
        for code in firm.best.actions:
            yield of_best_step(code, firm)


def _may_be_given(event: Event | None, case: Case) -> bool:
    """Is the drug of this event, as far as is charted, part of the present treatment? Another one is not held."""
    if event is None or event.agent is None or case.current is None:
        return True
    return not case.current.drugs.isdisjoint(case.blamed(event, case.current))


def of_best_step(code: str, settled: Settled) -> Remark:
    """An action of the step that an answer rests on, with what that step says."""
    return remark_of_row(code, settled.best.says or "", settled.best.grounds)


def _of_an_assumed_stop(case: Case) -> Iterator[Remark]:
    """What a stop asks for whose reason nobody charted: no fact of the patient unless every way tells it."""
    if case.metastatic and not case.metastatic[-1].reason_is_charted:
        for (trigger, *_), taken in case.actions.items():
            yield from (
                remark_of_row(code, step.says or "", step.grounds) for code, step, _ in taken if trigger in STOPPED
            )


def _is_forbidden(remark: Remark, told: Sequence[Remark]) -> bool:
    """Does the same source ask for something stricter about the same drug?"""
    if remark.code not in RESUMES:
        return False
    stricter = STRICTEST_FIRST[: STRICTEST_FIRST.index(remark.code)]
    return any(other.code in stricter and not set(other.evidence).isdisjoint(remark.evidence) for other in told)
