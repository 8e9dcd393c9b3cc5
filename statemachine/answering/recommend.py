"""The main question: what is the next line for this record, why, and what must be asked first?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from statemachine.answer import (
    AssumedAnswer,
    GuidelineNamed,
    Line,
    Option,
    Recommendation,
    ShownBranch,
)
from statemachine.answering.actions import actions_of
from statemachine.answering.ask_first import ask_first
from statemachine.answering.branches import Branch, Resolution, shared
from statemachine.answering.decision_id import decision_id
from statemachine.answering.due_notices import due
from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.explore_branches import resolve
from statemachine.answering.given_beside import orders_beside
from statemachine.answering.not_judged import not_judged
from statemachine.answering.options import (
    cautions_of,
    cautions_of_adding,
    cautions_of_going_on,
    cautions_told,
    options_of,
)
from statemachine.answering.present_treatment import current_of
from statemachine.answering.remarks import by_code
from statemachine.answering.sentence import sentence
from statemachine.answering.trail import trail_of
from statemachine.answering.unlikely_values import asked, shown_as_charted
from statemachine.answering.warnings import warnings_of
from statemachine.answering.what_to_do import asked_on_every_way, permitted_of, what_to_do
from statemachine.machine.case import Case
from statemachine.machine.guideline import Guideline
from statemachine.record.record import Record


def recommend(
    guideline: Guideline, record: Record, effort: Effort = UNBOUNDED, *, in_brief: bool = False
) -> Recommendation:
    """The answer of one edition for one record; a pure function that raises nothing for any readable record.

    `in_brief` leaves out what a brief answer does not tell and costs much: labels, branches, findings in favour and
    what no rule read.
    """
    resolution = resolve(guideline, record)
    effort.spend(resolution.effort)
    return answer_for(guideline, record, resolution, in_brief=in_brief)


def answer_for(
    guideline: Guideline, record: Record, resolution: Resolution, *, in_brief: bool = False
) -> Recommendation:
    """The whole answer, where the possible ones were found already."""
    firm, cases, shown, about = resolution.firm, resolution.cases, resolution.shown, guideline.about
    options = options_of(shown, in_brief=in_brief)
    considered = options if shown else options_of(resolution.read, in_brief=True)
    notices = due(cases, resolution.outcome)
    going_on = [caution for case in cases for caution in cautions_of_going_on(case)]
    cautions = cautions_told(cases, [caution for option in considered for caution in option.cautions])
    if firm is not None and firm.goes_on:
        cautions += cautions_of_adding(firm.case, firm.preferred)
    own = actions_of(cases, firm, cautions, notices)
    if firm is None:
        own = asked_on_every_way(resolution.ends, own)
    beside = orders_beside(cases, own)
    actions = by_code([*beside.remarks, *own])
    trail = trail_of(resolution.read)
    asks = asked(record.unlikely, ask_first(record.patient, resolution, options, going_on, notices))
    shown_as_charted(record.unlikely, options, trail)
    return Recommendation(
        decision_id=decision_id(record, about.sha256, _codes(resolution, options)),
        as_of=record.as_of.isoformat(),
        guideline=GuidelineNamed(
            about.id, about.edition, about.title, about.sha256, about.reviewed_by, about.evidence_current_to
        ),
        outcome=resolution.outcome,
        says=sentence(guideline, resolution, considered, own, going_on, notices, beside),
        state=resolution.state,
        line=_line(resolution.line, record, cases, certain=resolution.charted is not None),
        preferred=resolution.preferred,
        options=options,
        branches=[] if firm or in_brief else [_branch(branch) for branch in resolution.branches],
        branches_complete=resolution.complete,
        current=current_of(cases),
        ask_first=asks,
        actions=actions,
        trail=trail,
        warnings=warnings_of(guideline, record, resolution, cautions, notices),
        not_judged=[] if in_brief else not_judged(resolution, record.patient, [*cautions, *going_on]),
        limits_of_use=about.limits_of_use,
    )


def _codes(resolution: Resolution, options: Sequence[Option]) -> dict[str, Any]:
    """What was decided, without prose and pointers."""
    return {
        "outcome": resolution.outcome,
        "state": resolution.state,
        "preferred": sorted(resolution.preferred),
        "verdicts": {option.regimen: option.verdict for option in options},
    }


def _branch(branch: Branch) -> ShownBranch:
    when, *or_when = [
        [AssumedAnswer(asked.guard, asked.question, asked.answer, asked.facts) for asked in way] for way in branch.ways
    ]
    settled = branch.settled
    if settled is None:
        return ShownBranch(when, or_when, "provisional", None, None, (), (), (), ())
    cautions = cautions_of(settled.case, settled.preferred)
    to_do = what_to_do(settled)
    return ShownBranch(
        when,
        or_when,
        settled.outcome,
        settled.state,
        settled.line,
        settled.preferred,
        permitted_of(settled),
        list({caution.text: caution for caution in cautions}.values()),
        to_do.actions,
    )


def _line(number: int | None, record: Record, cases: Sequence[Case], *, certain: bool) -> Line:
    """The line, with only what all possible walks have in common; where one cannot be read, what was received."""
    received = {" or ".join(course.named(slot)) for course in record.treatments for slot in course.given}
    if any(case.unreadable is not None for case in cases):
        return Line(number, None, None, sorted(received))
    early = [any(taken.step.line is not None and taken.step.line > 1 for taken in case.trail) for case in cases]
    return Line(
        number,
        shared([len(case.lines_treated) for case in cases]),
        shared(early) if certain or len(cases) > 1 else None,
        sorted(received),
    )
