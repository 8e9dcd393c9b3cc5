"""The question of the house: what is the next line for this record, why, and what must be asked first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from statemachine.answer import (
    Asking,
    AssumedAnswer,
    Caution,
    Current,
    GuidelineNamed,
    Line,
    Option,
    Recommendation,
    Remark,
    ShownBranch,
    TrailStep,
)
from statemachine.case import Case
from statemachine.identity import decision_id
from statemachine.machine import Finding, Grounds, Guard, Guideline, Weighed
from statemachine.record import Record
from statemachine.resolve import Branch, Resolution, Settled, resolve

T = TypeVar("T")

BEST_FIRST = ("permitted", "undetermined", "excluded")


def recommend(guideline: Guideline, record: Record) -> Recommendation:
    """The answer of one edition for one record; a pure function, which raises nothing for any readable record."""
    resolution = resolve(guideline, record)
    settled = [branch.settled for branch in resolution.branches if branch.settled is not None]
    firm = settled[0] if resolution.is_firm else None
    placed = resolution.charted or (firm.case if firm else None)
    outcome = firm.outcome if firm else "provisional"
    state = firm.state if firm else _shared([found.state for found in settled])
    line = firm.line if firm else _shared([found.line for found in settled])
    options = _options(placed) if placed is not None and placed.unreadable is None else []
    preferred = firm.preferred if firm else ()
    cases = [placed] if placed is not None else [found.case for found in settled]
    about = guideline.about
    return Recommendation(
        decision_id=decision_id(
            record,
            about.sha256,
            {
                "outcome": outcome,
                "state": state,
                "preferred": sorted(preferred),
                "verdicts": {option.regimen: option.verdict for option in options},
            },
        ),
        as_of=record.as_of.isoformat(),
        guideline=GuidelineNamed(
            about.id, about.edition, about.title, about.sha256, about.reviewed_by, about.evidence_current_to
        ),
        outcome=outcome,
        state=state,
        line=_line(line, record, cases),
        preferred=preferred,
        options=options,
        branches=[] if firm else [_branch(branch) for branch in resolution.branches],
        current=_current(placed) if placed is not None else None,
        ask_first=_ask_first(resolution, firm, options, placed),
        actions=_actions(cases, firm),
        trail=_trail(placed) if placed is not None else [],
        warnings=_warnings(guideline, record, cases, firm, options),
        limits_of_use=about.limits_of_use,
    )


def _options(case: Case) -> list[Option]:
    """Every regimen of the decision, best rank first; several steps into one regimen are one option."""
    by_regimen: dict[str, list[Weighed]] = {}
    for weighed in case.weigh(case.decision):
        regimen = case.guideline.stages[weighed.step.dest].regimen
        if regimen is not None:
            by_regimen.setdefault(regimen.code, []).append(weighed)
    options = [_option(case, steps) for steps in by_regimen.values()]
    return sorted(options, key=lambda option: (option.rank is None, option.rank or 0))


def _option(case: Case, steps: list[Weighed]) -> Option:
    best = min(steps, key=_merit)
    step = best.step
    regimen = case.guideline.stages[step.dest].regimen
    assert regimen is not None  # noqa: S101  # options are the steps into a regimen
    labels = case.guideline.about.labels if regimen.slots else ()
    return Option(
        regimen=regimen.code,
        label=regimen.label,
        rank=step.rank,
        verdict=best.verdict,
        strength=step.strength,
        quality=step.quality,
        basis=step.grounds.basis,
        evidence=step.grounds.evidence,
        interpretation=step.grounds.interpretation,
        findings=[finding.shown for finding in best.findings],
        cautions=_cautions(case, best) if best.verdict != "excluded" else [],
        labels={label.code: label.status(case, regimen.code) for label in labels},
        **regimen.card,
    )


def _merit(weighed: Weighed) -> tuple[int, bool, int]:
    rank = weighed.step.rank
    return (BEST_FIRST.index(weighed.verdict), rank is None, rank or 0)


def _cautions(case: Case, weighed: Weighed) -> list[Caution]:
    """What to heed: cautions that apply, and every `check` fact that nobody has charted, once."""
    cautions: list[Caution] = []
    unchecked: set[tuple[str, ...]] = set()
    warned = [(guard, guard.find(case)) for guard in weighed.step.cautions]
    for guard, finding in chain(((finding.guard, finding) for finding in weighed.findings), warned):
        if finding.answer is None and guard.when_unknown == "check":
            pointers = tuple(finding.to_ask)
            if pointers not in unchecked:
                unchecked.add(pointers)
                text = f"Not charted; check before the first dose: {guard.question}"
                cautions.append(_caution(None, text, finding))
        elif finding.answer and guard.says is not None:
            cautions.append(_caution(guard.code, guard.says, finding))
    return cautions


def _caution(code: str | None, text: str, finding: Finding) -> Caution:
    grounds = finding.guard.grounds
    return Caution(code, text, finding.facts, grounds.basis, grounds.evidence)


def _branch(branch: Branch) -> ShownBranch:
    when = [AssumedAnswer(asked.guard, asked.question, asked.answer, asked.facts) for asked in branch.when]
    settled = branch.settled
    if settled is None:
        return ShownBranch(when, "provisional", None, None, (), ())
    permitted = [] if settled.case.unreadable else _options(settled.case)
    return ShownBranch(
        when,
        settled.outcome,
        settled.state,
        settled.line,
        settled.preferred,
        [option.regimen for option in permitted if option.verdict == "permitted"],
    )


def _ask_first(
    resolution: Resolution, firm: Settled | None, options: Sequence[Option], placed: Case | None
) -> list[Asking]:
    """The facts to ask for, the outermost question first; then what a gate or a caution asks for."""
    asked: dict[str, Asking] = {}
    for question in resolution.questions:
        decides = [
            option.regimen
            for option in options
            if any(finding.question == question.question and finding.answer is None for finding in option.findings)
        ]
        for fact in question.facts:
            asked.setdefault(fact, Asking(fact, question.question, decides))
    if firm is not None and firm.best is not None:
        gate = firm.best.weigh(firm.case)
        stage = firm.case.guideline.stages[firm.best.dest]
        for finding in gate.findings:
            for fact, value in finding.facts.items():
                if value is None:
                    asked.setdefault(fact, Asking(fact, finding.guard.question, []))
        if stage.kind == "inquiry" and not asked:
            asked["/history"] = Asking("/history", stage.says or stage.label, [])
    for guard, finding in _anew(placed):
        for fact in finding.facts:
            asked.setdefault(fact, Asking(fact, guard.says or guard.question, []))
    return list(asked.values())


def _anew(case: Case | None) -> Iterable[tuple[Guard, Finding]]:
    """Cautions of open options that ask for a fact again, such as an old ejection fraction."""
    if case is None or case.unreadable is not None:
        return
    for weighed in case.weigh(case.decision):
        if weighed.verdict != "excluded":
            for guard in weighed.step.cautions:
                if guard.asks and (finding := guard.find(case)).answer:
                    yield guard, finding


def _actions(cases: Iterable[Case], firm: Settled | None) -> list[Remark]:
    """What to do: of the last steps taken, of the best open step, and of the notices that are due; each once."""
    remarks: dict[tuple[str, str], Remark] = {}
    for case in cases:
        steps = list(case.actions)
        if firm is not None and firm.best is not None:
            steps += [(code, firm.best) for code in firm.best.actions]
        for code, step in steps:
            _add(remarks, code, step.says or "", step.grounds)
        for remark in _notices(case, "action"):
            remarks.setdefault((remark.code, remark.text), remark)
    return list(remarks.values())


def _warnings(
    guideline: Guideline,
    record: Record,
    cases: Iterable[Case],
    firm: Settled | None,
    options: Sequence[Option],
) -> list[Remark]:
    """Edition, notices, coded cautions of the options still open, and the reason of a referral; each once."""
    remarks: dict[tuple[str, str], Remark] = {}
    for text in guideline.age_warnings(record.as_of):
        _add(remarks, "superseded_edition", text, Grounds("service"))
    for case in cases:
        for remark in _notices(case, "warning"):
            remarks.setdefault((remark.code, remark.text), remark)
    for option in options:
        for caution in option.cautions:
            if caution.code is not None and option.verdict != "excluded":
                remark = Remark(caution.code, caution.text, caution.basis, caution.evidence)
                remarks.setdefault((remark.code, remark.text), remark)
    if firm is not None and firm.best is not None:
        stage = guideline.stages[firm.best.dest]
        if stage.warns is not None:
            _add(remarks, stage.warns, _why(firm.case, stage.says or stage.label), firm.best.grounds)
    return list(remarks.values())


def _why(case: Case, says: str) -> str:
    """A referral's sentence, naming the entry that could not be read where that is the reason."""
    if case.unreadable is None:
        return says
    what = case.unreadable.trigger.replace("_", " ")
    before = case.trail[-1].step.source.replace("_", " ") if case.trail else "the start"
    return f"{says} The entry at {case.unreadable.pointer} ({what}) cannot follow {before}."


def _notices(case: Case, kind: str) -> Iterable[Remark]:
    for notice in case.guideline.about.notices:
        if notice.kind != kind or (notice.states and case.state not in notice.states):
            continue
        if all(guard.func.ask(case).value == guard.target for guard in notice.guards):
            yield Remark(notice.code, notice.says, notice.grounds.basis, notice.grounds.evidence)


def _add(remarks: dict[tuple[str, str], Remark], code: str, text: str, grounds: Grounds) -> None:
    remarks.setdefault((code, text), Remark(code, text, grounds.basis, grounds.evidence))


def _line(number: int | None, record: Record, cases: Sequence[Case]) -> Line:
    """The line, and what several possible ways to here have in common."""
    received = {" or ".join(sorted(slot)) for course in record.treatments for slot in course.given}
    early = [any(taken.step.line is not None and taken.step.line > 1 for taken in case.trail) for case in cases]
    return Line(
        number,
        _shared([len(case.lines_treated) for case in cases]),
        _shared(early),
        sorted(received),
    )


def _current(case: Case) -> Current | None:
    stage = case.stage
    if stage.kind == "treatment":
        since = case.current.started.text if case.current is not None else None
        return Current(stage.regimen.code if stage.regimen else None, stage.label, since)
    if stage.kind == "pause":
        return Current(None, stage.label, case.trail[-1].occurrence.on.text or None)
    return None


def _trail(case: Case) -> list[TrailStep]:
    return [
        TrailStep(
            taken.occurrence.on.text or None,
            taken.trigger,
            taken.occurrence.pointer,
            taken.step.source,
            taken.step.dest,
            [finding.shown for finding in taken.findings],
            taken.step.grounds.basis,
            taken.step.grounds.evidence,
        )
        for taken in case.trail
    ]


def _shared(values: Sequence[T]) -> T | None:
    return values[0] if values and all(value == values[0] for value in values) else None
