"""What to beware of, beside the options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from statemachine.answer import Caution, Remark
from statemachine.answering.branches import Resolution
from statemachine.answering.charted_toxicity import as_charted, dose_level
from statemachine.answering.left_open import left_open
from statemachine.answering.reason_to_refer import reason_of
from statemachine.answering.remarks import as_one, each_once, joined, of_cautions, of_notices, remark_of_row
from statemachine.answering.unlikely_values import remark_of
from statemachine.machine.case import Case
from statemachine.machine.guard import Grounds
from statemachine.machine.guideline import Guideline, Notice
from statemachine.record import codes
from statemachine.record.record import Record

SAID_AS_ONE = "brain_active"  # what to do first, and what the brain guideline names, are two halves of one warning


def warnings_of(
    guideline: Guideline,
    record: Record,
    resolution: Resolution,
    cautions: Sequence[Caution],
    notices: Iterable[Notice],
) -> list[Remark]:
    """What to beware of: the edition's age, the notices, coded cautions of open options, a referral's reason.

    And what is left open because nothing that is to be done hangs on it.
    """
    firm = resolution.firm
    remarks = [
        remark_of_row("superseded_edition", text, Grounds("service")) for text in guideline.age_warnings(record.as_of)
    ]
    remarks += [remark_of(value) for value in record.unlikely]
    due_here = list(notices)
    remarks += of_notices(due_here, "warning") + of_cautions(cautions, codes.WARNINGS)
    remarks += [remark for case in resolution.cases for remark in earlier_toxicities(case)]
    remarks += _told_together(guideline, resolution.cases, due_here)
    if firm is not None:
        stage = guideline.stages[firm.best.dest]
        remarks += [remark_of_row("low_precision", text, Grounds("service")) for text in left_open(resolution)]
        if stage.warns is not None:
            remarks.append(
                remark_of_row(stage.warns, reason_of(firm.case, stage.says or stage.label), firm.best.grounds)
            )
    return as_one(each_once(remarks), SAID_AS_ONE)


def earlier_toxicities(case: Case) -> Iterator[Remark]:
    """What followed a toxicity that resolved: what its step says, and the dose level to compare it with."""
    for code, step, event in chain(*case.actions.values()):
        if code in codes.WARNINGS and event is not None:
            is_past = len(step.actions) == 1  # no order stands beside the warning
            past = " That is of the past: it resolved long ago, or a course was begun since." if is_past else ""
            text = f"{step.says or ''}{as_charted(event, case)}{past}{dose_level(event, case)}"
            yield remark_of_row(code, text, step.grounds)


def _told_together(guideline: Guideline, cases: Sequence[Case], notices: Sequence[Notice]) -> list[Remark]:
    """What notices say about the decision that is due, with all their sources, and of other decisions only that.

    In full it stands on the page of the edition.
    """
    newest = guideline.about.evidence_current_to
    together: dict[tuple[str, str], list[Remark]] = {}
    for notice in notices:
        if notice.about is not None:
            remark = remark_of_row(notice.code, notice.says, notice.grounds)
            together.setdefault((notice.about, notice.code), []).append(remark)
    in_order = list(guideline.stages)
    groups = sorted(together, key=lambda group: in_order.index(group[0]))
    due_here = {case.decision for case in cases}
    here, elsewhere = ([group for group in groups if (group[0] in due_here) is wanted] for wanted in (True, False))
    told = [
        joined(together[about, code], f"{guideline.stages[about].label}, newer than {newest}: ") for about, code in here
    ]
    for code in dict.fromkeys(code for _, code in elsewhere):
        labels = [guideline.stages[about].label for about, of in elsewhere if of == code]
        parts = [part for about, of in elsewhere if of == code for part in together[about, of]]
        named = f"Evidence newer than {newest} on other decisions: {'; '.join(labels)}."
        told.append(joined([replace(part, text=named) for part in parts]))
    return told
