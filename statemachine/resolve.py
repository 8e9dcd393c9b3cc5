"""What a guideline answers: the walk, the best open step, and every answer that open questions allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from statemachine.case import Case
from statemachine.guards.ground import EVERYTHING_IS_LISTED
from statemachine.guideline import Guideline
from statemachine.machine import Stage, Step, Undetermined
from statemachine.record import Record
from statemachine.word import Occurrence, OrderUnknown, order_question, word

MOST_WALKS = 64  # how often one record is read with other assumptions; what lies behind stays provisional

FIRST_STATE = "early_stage"


class Asked(NamedTuple):
    """An open question with the answer that a branch assumes: what makes one branch differ from another."""

    guard: str
    question: str
    answer: bool
    facts: tuple[str, ...]


class OpenQuestion(NamedTuple):
    """A question on which a walk or a decision stopped; `favourable` is the answer that keeps the better step open."""

    guard: str
    question: str
    facts: tuple[str, ...]
    favourable: bool
    case: Case | None


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a walk ends with nothing left open that decides."""

    case: Case
    outcome: str
    state: str | None
    preferred: tuple[str, ...]
    best: Step

    @property
    def line(self) -> int | None:
        """The line number; none outside the pathway and where the record could not be placed."""
        return None if self.outcome == "outside_pathway" or self.state is None else self.case.line

    @property
    def same(self) -> tuple[object, ...]:
        """What two branches must share to be one answer."""
        actions = sorted(code for steps in self.case.actions.values() for code, _ in steps)
        return (self.outcome, self.state, self.line, self.preferred, self.best.dest, *actions)


@dataclass(frozen=True, slots=True)
class Branch:
    """One possible answer and the assumptions it rests on; `settled` is None beyond the bound."""

    when: tuple[Asked, ...]
    settled: Settled | None

    def without(self, depth: int) -> Branch:
        """The same branch without the assumption made at this depth."""
        return Branch(self.when[:depth] + self.when[depth + 1 :], self.settled)

    def below(self, depth: int) -> tuple[object, ...]:
        """What two sides of the question at this depth must share for the question to change nothing."""
        return (self.when[depth + 1 :], self.settled.same if self.settled is not None else None)


@dataclass(frozen=True, slots=True)
class Resolution:
    """All possible answers, most favourable first, and the open questions in the order they came up.

    `charted` is the case with nothing assumed; None where an open question decides the way itself.
    """

    branches: tuple[Branch, ...]
    questions: tuple[OpenQuestion, ...]
    charted: Case | None

    @property
    def firm(self) -> Settled | None:
        """The one answer that holds whatever the open questions turn out to be, if there is one."""
        return self.branches[0].settled if len(self.branches) == 1 else None


def walk(guideline: Guideline, record: Record, assumed: Mapping[str, bool]) -> Case:
    """Read the whole record into a case; Undetermined or OrderUnknown where an unassumed question decides the way."""
    case = Case(guideline, record, assumed, FIRST_STATE)
    for occurrence in word(record, guideline.catalogue, assumed):
        case.read(occurrence)
    return case


def settle(case: Case) -> Settled:
    """The best open step where the walk ended; Undetermined if an unknown stands before it."""
    steps = case.weigh(case.state)
    gates = [weighed for weighed in steps if weighed.step.is_gate]
    for gate in gates:
        if gate.verdict == "permitted":  # a gate that certainly applies is not held up by an unknown one
            return _settled(case, gate.step, ())
    rows = gates + [weighed for weighed in steps if weighed.step.rank is not None and weighed.step.rank >= 0]
    best_rank = next(weighed.step.rank for weighed in rows if weighed.verdict != "excluded")
    best = [weighed for weighed in rows if weighed.step.rank == best_rank and weighed.verdict != "excluded"]
    for weighed in best:
        if weighed.verdict == "undetermined":
            raise weighed.undetermined(case)
    regimens = (case.guideline.stages[weighed.step.dest].regimen for weighed in best)
    return _settled(case, best[0].step, tuple(dict.fromkeys(regimen.code for regimen in regimens if regimen)))


def resolve(guideline: Guideline, record: Record) -> Resolution:
    """Every answer that the open questions allow: each question is assumed both ways, one at a time.

    Answers that agree on both sides of a question are one, so a question that changes nothing is not asked. The record
    is read MOST_WALKS times at the most.
    """
    questions: dict[str, OpenQuestion] = {}
    walks = 1
    first = _try(guideline, record, {})

    def explore(when: tuple[Asked, ...]) -> list[Branch]:
        nonlocal walks
        if walks >= MOST_WALKS:
            return [Branch(when, None)]
        found = first
        if when:
            walks += 1
            found = _try(guideline, record, {asked.question: asked.answer for asked in when})
        if isinstance(found, Settled):
            return [Branch(when, found)]
        if found.question == EVERYTHING_IS_LISTED:  # what an unlisted treatment would be, nobody can assume
            questions.setdefault(found.question, found)
            listed = Asked(found.guard, found.question, True, found.facts)
            return [*explore((*when, listed)), Branch((*when, listed._replace(answer=False)), None)]
        sides = []
        for answer in (found.favourable, not found.favourable):
            sides.append(explore((*when, Asked(found.guard, found.question, answer, found.facts))))
        merged = _merge(found, when, *sides)
        if len(merged) > 1 or merged[0].settled is None:
            questions.setdefault(found.question, found)
        return merged

    return Resolution(tuple(explore(())), tuple(reversed(questions.values())), first.case)


def _try(guideline: Guideline, record: Record, assumed: Mapping[str, bool]) -> Settled | OpenQuestion:
    case = None
    try:
        case = walk(guideline, record, assumed)
        return settle(case)
    except Undetermined as undetermined:
        if "/history_complete" in undetermined.finding.facts:
            return OpenQuestion("history_is_complete", EVERYTHING_IS_LISTED, ("/history_complete",), True, case)
        guard = undetermined.finding.guard
        facts = tuple(undetermined.finding.to_ask)
        return OpenQuestion(guard.func.name, undetermined.question, facts, undetermined.favourable, case)
    except OrderUnknown as unknown:
        facts = (_where(unknown.first), _where(unknown.second))
        return OpenQuestion("came_before", order_question(unknown.first, unknown.second), facts, True, None)


def _merge(found: OpenQuestion, when: tuple[Asked, ...], one: list[Branch], other: list[Branch]) -> list[Branch]:
    """Join the two sides of a question where they give the same answers, so that it need not be asked."""
    depth = len(when)
    if found.guard == "came_before":
        readable = [side for side in (one, other) if not all(map(_conflicts, side))]
        if len(readable) == 1:
            return [branch.without(depth) for branch in readable[0]]
    if [branch.below(depth) for branch in one] == [branch.below(depth) for branch in other]:
        return [branch.without(depth) for branch in one]
    return one + other


def _conflicts(branch: Branch) -> bool:
    return branch.settled is not None and branch.settled.case.unreadable is not None


def _settled(case: Case, step: Step, regimens: tuple[str, ...]) -> Settled:
    stage = case.guideline.stages[step.dest]
    outcome = _outcome(case, step, stage)
    state: str | None = case.decision
    if stage.kind == "exit":
        state = stage.name
    elif case.unreadable is not None:
        state = None
    return Settled(case, outcome, state, regimens if outcome == "recommend" else (), step)


def _outcome(case: Case, step: Step, stage: Stage) -> str:
    """The outcome is the kind of the state that the best open step leads to."""
    if stage.kind in ("treatment", "pause"):
        return "continue" if step.dest == case.state else "recommend"
    return {"referral": "refer", "inquiry": "need_data"}.get(stage.kind, stage.name)


def _where(occurrence: Occurrence) -> str:
    return f"{occurrence.pointer}/{'on' if occurrence.event else 'started'}"
