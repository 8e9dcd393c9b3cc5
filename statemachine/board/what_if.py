"""What if: the same question about changed records, answered by what differs from the record as charted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from statemachine.answer import Facts, Recommendation, Remark
from statemachine.answering.actions import actions_of
from statemachine.answering.branches import Resolution
from statemachine.answering.due_notices import due
from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.explore_branches import resolve
from statemachine.answering.given_beside import orders_beside
from statemachine.answering.options import Offer, cautions_of_offers, cautions_told, offers_of
from statemachine.answering.recommend import answer_for
from statemachine.answering.remarks import by_code
from statemachine.answering.unlikely_values import remark_of
from statemachine.answering.what_to_do import asked_on_every_way
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Weighed
from statemachine.record.record import Record

WHOLE = 4  # how many times the cost of what differs a whole answer costs


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the answer that differs: outcome, state, line_number, preferred or actions."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ChangedFinding:
    """A question that is answered differently; null: unknown, or not asked there."""

    guard: str
    question: str
    wanted: bool
    before: bool | None
    after: bool | None
    facts: Facts
    basis: str
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChangedOption:
    """An option whose verdict differs, with the findings that differ; null: the decision does not offer it."""

    regimen: str
    label: str
    before: str | None
    after: str | None
    findings: Sequence[ChangedFinding]


@dataclass(frozen=True, slots=True)
class ScenarioAnswer:
    """How the answer for one scenario differs; `answer` is the whole answer if it was asked for.

    `warnings` are those about values that are read as unknown, without which nobody would know why nothing changed.
    """

    name: str
    changed: bool
    outcome: str
    state: str | None
    line_number: int | None
    preferred: Sequence[str]
    actions: Sequence[str]
    changes: Sequence[Change]
    options: Sequence[ChangedOption]
    warnings: Sequence[Remark]
    answer: Recommendation | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer for the record as charted, and what differs from it in each scenario.

    None stands for a scenario that was not asked, because those before it used up the work allowed for one request;
    `complete` is then false.
    """

    base: Recommendation
    scenarios: Sequence[ScenarioAnswer | None]
    complete: bool


class _Told(NamedTuple):
    """What two answers are compared by: the reported fields, and the step and verdict of each regimen."""

    fields: dict[str, Any]
    options: dict[str, tuple[Weighed, str]]


def what_if(
    guideline: Guideline,
    base: Record,
    scenarios: Iterable[tuple[str, Record]],
    *,
    full: bool = False,
    effort: Effort = UNBOUNDED,
) -> WhatIf:
    """Ask about the record as charted, then about each named scenario; without `full`, give only what differs."""
    charted = resolve(guideline, base)
    before = _told(charted)
    effort.spend(charted.effort)
    answers: list[ScenarioAnswer | None] = []
    for name, record in scenarios:
        if effort.is_used_up:
            answers.append(None)
            continue
        resolution = resolve(guideline, record)
        effort.spend(resolution.effort * (WHOLE if full else 1))
        after = _told(resolution)
        changes = [
            Change(field, value, after.fields[field])
            for field, value in before.fields.items()
            if value != after.fields[field]
        ]
        options = _changed_options(guideline, before, after)
        whole = answer_for(guideline, record, resolution) if full else None
        answers.append(
            ScenarioAnswer(
                name,
                bool(changes or options),
                **after.fields,
                changes=changes,
                options=options,
                warnings=[remark_of(value) for value in record.unlikely],
                answer=whole,
            )
        )
    return WhatIf(answer_for(guideline, base, charted), answers, None not in answers)


def _told(resolution: Resolution) -> _Told:
    fields: dict[str, Any] = {
        "outcome": resolution.outcome,
        "state": resolution.state,
        "line_number": resolution.line,
        "preferred": resolution.preferred,
    }
    offers = offers_of(resolution.read)
    fields["actions"] = _actions(resolution, offers.values())
    compared = offers if resolution.shown else {}
    return _Told(fields, {code: (offer.best, offer.verdict) for code, offer in compared.items()})


def _actions(resolution: Resolution, offers: Iterable[Offer]) -> list[str]:
    """The codes of what is to be done, so that a grave value which turns no verdict is not told as no change."""
    cases = resolution.cases
    cautions = cautions_told(cases, cautions_of_offers(offers))
    notices = due(cases, resolution.outcome, ["action"])
    own = actions_of(cases, resolution.firm, cautions, notices)
    if resolution.firm is None:
        own = asked_on_every_way(resolution.ends, own)
    return [action.code for action in by_code([*orders_beside(cases, own).remarks, *own])]


def _changed_options(guideline: Guideline, before: _Told, after: _Told) -> list[ChangedOption]:
    """The options whose verdict differs, and those that only one of the two decisions offers."""
    changed = []
    for code in {**before.options, **after.options}:
        old, then = before.options.get(code, (None, None))
        new, now = after.options.get(code, (None, None))
        if then != now:
            label = guideline.catalogue.regimens[code].label
            changed.append(ChangedOption(code, label, then, now, _changed_findings(old, new)))
    return changed


def _changed_findings(old: Weighed | None, new: Weighed | None) -> list[ChangedFinding]:
    """The findings that differ; of an option that only one decision offers, those that forbid it or leave it open."""
    before = {finding.guard.question: finding for finding in old.findings} if old else {}
    after = {finding.guard.question: finding for finding in new.findings} if new else {}
    changed = []
    for question in {**before, **after}:
        found = after.get(question) or before[question]
        then = before[question].answer if question in before else None
        now = after[question].answer if question in after else None
        if then != now and ((old and new) or found.effect != "passes"):
            grounds = found.guard.grounds
            changed.append(
                ChangedFinding(
                    found.guard.func.name,
                    question,
                    found.guard.target,
                    then,
                    now,
                    found.facts,
                    grounds.basis,
                    grounds.evidence,
                )
            )
    return changed
