"""One record under several guidelines: the answers side by side, where they part, and who prefers what; no vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from statemachine.answer import Recommendation, ShownFinding
from statemachine.answering.branches import Resolution
from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.explore_branches import resolve
from statemachine.answering.recommend import answer_for
from statemachine.answering.trail import Unsettled, common_steps
from statemachine.machine.case import Taken
from statemachine.machine.guard import Finding
from statemachine.machine.guideline import Guideline, Limit
from statemachine.machine.step import Step
from statemachine.record.record import Record


@dataclass(frozen=True, slots=True)
class LimitNamed:
    """A number of an edition with what it means, its clock and its sources."""

    name: str
    says: str
    value: float
    clock: str | None
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class Side:
    """What one edition does where two part ways: the step of its trail, or the row that its answer rests on."""

    guideline: str
    fact: str | None
    event: str | None
    source: str
    dest: str
    regimen: str | None
    rank: int | None
    limit: LimitNamed | None
    basis: str
    evidence: Sequence[str]
    findings: Sequence[ShownFinding]


@dataclass(frozen=True, slots=True)
class Parting:
    """Where an edition parts from the first one: in the `trail`, at the `decision`, or `nowhere`.

    A side is null where that edition has no such step, or answers in more than one way.
    """

    first: str
    second: str
    where: str
    says: str
    one: Side | None
    other: Side | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One regimen: its verdict in each edition (null: not offered there), and the editions that prefer it."""

    regimen: str
    label: str
    verdicts: Mapping[str, str | None]
    preferred_by: Sequence[str]
    same_verdict: bool
    same_preference: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answers in the order asked for, the place where each parts from the first, and the regimens.

    `complete` is false where the bound on the work left editions unasked: the last ones have no answer here.
    """

    answers: Sequence[Recommendation]
    partings: Sequence[Parting]
    agreement: Sequence[Agreement]
    complete: bool


def compare(guidelines: Sequence[Guideline], record: Record, effort: Effort = UNBOUNDED) -> Comparison:
    """Ask every edition the same question, each once; the first one is what the others are compared with."""
    ways: list[tuple[Guideline, Resolution]] = []
    distinct = {guideline.reference: guideline for guideline in guidelines}
    for guideline in distinct.values():
        if ways and effort.is_used_up:
            break
        ways.append((guideline, resolve(guideline, record)))
        effort.spend(ways[-1][1].effort)
    answers = {guideline.reference: answer_for(guideline, record, found) for guideline, found in ways}
    partings = [_parting(*ways[0], *way) for way in ways[1:]]
    return Comparison([*answers.values()], partings, _agreement(answers), len(ways) == len(distinct))


def _agreement(answers: Mapping[str, Recommendation]) -> list[Agreement]:
    labels = {option.regimen: option.label for answer in answers.values() for option in answer.options}
    found = []
    for code, label in labels.items():
        verdicts = {
            reference: next((option.verdict for option in answer.options if option.regimen == code), None)
            for reference, answer in answers.items()
        }
        preferred_by = [reference for reference, answer in answers.items() if code in answer.preferred]
        same = len(set(verdicts.values())) == 1
        found.append(Agreement(code, label, verdicts, preferred_by, same, len(preferred_by) in (0, len(answers))))
    return found


def _parting(one: Guideline, its: Resolution, other: Guideline, others: Resolution) -> Parting:
    names, both = (one.reference, other.reference), (one, other)
    for steps in zip_longest(*(common_steps(way.read) for way in (its, others))):
        if _read(steps[0]) != _read(steps[1]):
            sides = [
                _of_trail(guideline, taken) if isinstance(taken, Taken) else None
                for guideline, taken in zip(both, steps, strict=True)
            ]
            return Parting(*names, "trail", " ".join(map(_told_of_trail, both, steps, sides)), *sides)
    ways = (its, others)
    sides = [_of_decision(guideline, way) for guideline, way in zip(both, ways, strict=True)]
    if _answer_of(its) == _answer_of(others):
        return Parting(*names, "nowhere", "Both read the record alike and give the same answer.", *sides)
    return Parting(*names, "decision", " ".join(map(_told_of_decision, both, ways, sides)), *sides)


def _answer_of(resolution: Resolution) -> tuple[object, ...]:
    firm = resolution.firm
    if firm is not None:
        return (firm.outcome, firm.state, sorted(firm.preferred))
    settled = [branch.settled for branch in resolution.branches]
    return ("provisional", [found and (found.outcome, found.state, sorted(found.preferred)) for found in settled])


def _read(taken: Taken | Unsettled | None) -> tuple[str | None, ...] | None:
    """What two trails are compared by: the fact, what was read, and where it leads if all ways agree on that."""
    if isinstance(taken, Taken):
        return (taken.occurrence.pointer, taken.trigger, taken.step.dest)
    return None if taken is None else (taken.fact, taken.event)


def _of_trail(guideline: Guideline, taken: Taken) -> Side:
    return _side(guideline, taken.step, taken.findings, taken.occurrence.pointer, taken.trigger)


def _of_decision(guideline: Guideline, resolution: Resolution) -> Side | None:
    firm = resolution.firm
    if firm is None:
        return None
    return _side(guideline, firm.best, firm.best.weigh(firm.case).findings, None, None)


def _side(guideline: Guideline, step: Step, findings: Iterable[Finding], fact: str | None, event: str | None) -> Side:
    regimen = guideline.stages[step.dest].regimen
    own = [finding for finding in findings if finding.guard in step.own]
    return Side(
        guideline.reference,
        fact,
        event,
        step.source,
        step.dest,
        regimen.code if regimen else None,
        step.rank,
        # At a decision a limit is one of many questions; on the trail it is what leads one way or the other.
        None if event is None else next((limit for finding in own for limit in _limit_of(finding)), None),
        step.grounds.basis,
        step.grounds.evidence,
        [finding.guard.show(finding) for finding in own],
    )


def _limit_of(finding: Finding) -> Iterable[LimitNamed]:
    """The limit that a question was asked with, if it is one about a limit."""
    limit = finding.guard.func.arguments.get("limit")
    if isinstance(limit, Limit):
        yield LimitNamed(limit.name, limit.says, limit.value, limit.clock, limit.grounds.evidence)


def _preferred(guideline: Guideline, resolution: Resolution) -> str | None:
    """Everything that an answer prefers, or the place that it leads to."""
    firm = resolution.firm
    if firm is None:
        return None
    labels = [guideline.catalogue.regimens[code].label for code in firm.preferred]
    return "; ".join(labels) or guideline.stages[firm.best.dest].label


def _told_of_trail(guideline: Guideline, taken: Taken | Unsettled | None, side: Side | None) -> str:
    """What one edition does at the step where two part, in one sentence; the sources stand in the side."""
    name = guideline.reference
    if taken is None:
        return f"{name} has no such step."
    if side is None:
        return f"{_event(guideline, taken)} under {name} leads to more than one place, by facts that are missing."
    limit = f" ({side.limit.says}: {side.limit.value} months)" if side.limit else ""
    return f"{_event(guideline, taken)} under {name} leads to: {guideline.stages[side.dest].label}{limit}."


def _told_of_decision(guideline: Guideline, resolution: Resolution, side: Side | None) -> str:
    """What one edition decides where two read the record alike."""
    name = guideline.reference
    if side is None:
        return f"{name} has more than one answer, by facts that are missing."
    return f"{guideline.stages[side.source].label} under {name} leads to: {_preferred(guideline, resolution)}."


def _event(guideline: Guideline, taken: Taken | Unsettled) -> str:
    """What was read, in words; the start of a treatment is named by what is given."""
    trigger = taken.trigger if isinstance(taken, Taken) else taken.event
    if trigger is None:
        return "The same entry"
    if trigger == "off_protocol":
        return "The start of the treatment"
    regimen = guideline.catalogue.regimens.get(trigger)
    return f"The start of {regimen.label}" if regimen is not None else f"The {trigger.replace('_', ' ')}"
