"""What a guideline answers: the walk, and every answer that open questions allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from statemachine.answering.decision import Settled, settle
from statemachine.guards.ground import EVERYTHING_IS_LISTED
from statemachine.machine.assumptions import Suppositions
from statemachine.machine.case import Case
from statemachine.machine.guard import Undetermined
from statemachine.machine.guideline import Guideline
from statemachine.machine.possible_facts import OPEN_BY_ITSELF, Completions
from statemachine.record.reading_order import OrderUnknown, certain_order, order_of, word
from statemachine.record.record import Record

MOST_WALKS = 64  # how often one record is read with other assumptions; what lies behind stays provisional
MOST_READ = (
    3200  # entries read in all walks of one record; only records of more than 50 entries meet it before the walks
)
DECIDING = 10  # what a decision costs beside the entries that lead to it, in entries

FIRST_STATE = "early_stage"
T = TypeVar("T")


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
    completions: Completions
    case: Case | None


@dataclass(frozen=True, slots=True)
class Branch:
    """One possible answer and the assumptions it rests on; `settled` is None beyond the bound."""

    when: tuple[Asked, ...]
    settled: Settled | None

    @property
    def is_readable(self) -> bool:
        """Does the record make sense in this branch?"""
        return self.settled is None or self.settled.case.unreadable is None

    def without(self, depth: int) -> Branch:
        """The same branch without the assumption made at this depth."""
        return Branch(self.when[:depth] + self.when[depth + 1 :], self.settled)

    def below(self, depth: int) -> tuple[object, ...]:
        """What two sides of the question at this depth must share for the question to change nothing."""
        return (self.when[depth + 1 :], self.settled.same if self.settled is not None else None)


@dataclass(frozen=True, slots=True)
class Resolution:
    """All possible answers, most favourable first, and the open questions in the order they came up.

    `charted` is the case with nothing assumed; None where an open question decides the way itself. `complete` is false
    where a bound was met or an incomplete history hides what no branch can name. `ends` are the ends of all walks that
    came to one, also of those whose answers were joined. `effort` is what it cost, in entries of the history read.
    """

    branches: tuple[Branch, ...]
    questions: tuple[OpenQuestion, ...]
    charted: Case | None
    complete: bool
    ends: tuple[Settled, ...]
    effort: int

    @property
    def firm(self) -> Settled | None:
        """The one answer that holds whatever the open questions turn out to be, if there is one."""
        return self.branches[0].settled if len(self.branches) == 1 else None

    @property
    def answers(self) -> list[Settled]:
        """The possible answers that came to an end."""
        return [branch.settled for branch in self.branches if branch.settled is not None]

    @property
    def outcome(self) -> str:
        """The outcome of the one answer; provisional where several are possible."""
        return self.firm.outcome if self.firm else "provisional"

    @property
    def preferred(self) -> tuple[str, ...]:
        """What the one answer prefers; nothing where several are possible."""
        return self.firm.preferred if self.firm else ()

    @property
    def state(self) -> str | None:
        """The state that all possible answers have in common."""
        return shared([settled.state for settled in self.answers])

    @property
    def line(self) -> int | None:
        """The line number that all possible answers have in common."""
        return shared([settled.line for settled in self.answers])


def shared(values: Sequence[T]) -> T | None:
    """What all of these have in common; None where they differ."""
    return values[0] if values and all(value == values[0] for value in values) else None


def walk(guideline: Guideline, record: Record, suppositions: Suppositions | None = None) -> Case:
    """Read the whole record into a case; Undetermined or OrderUnknown where an open question decides the way."""
    suppositions = Suppositions() if suppositions is None else suppositions
    completed = suppositions.completed(record)
    case = Case(guideline, completed, suppositions, FIRST_STATE)
    for occurrence in word(completed, guideline.catalogue, case.came_before):
        case.read(occurrence)
    return case


def most_walks(record: Record) -> int:
    """How often a record is read at the most: a long one less often."""
    return min(MOST_WALKS, MOST_READ // max(1, record.length))


def resolve(guideline: Guideline, record: Record) -> Resolution:
    """Every answer that the uncharted facts allow, each with the answers to the open questions that lead to it.

    An open question is assumed each way that some completion of the facts allows, one question at a time. Answers that
    agree on both sides are one, so a question that changes nothing is not asked.
    """
    exploration = _Exploration(guideline, record)
    branches = tuple(exploration.explore((), Suppositions(chronology=certain_order(record))))
    return Resolution(
        branches,
        tuple(reversed(exploration.questions.values())),
        exploration.charted,
        exploration.complete,
        tuple(exploration.ends),
        exploration.walks * (DECIDING + record.length),
    )


class _Exploration:
    """The search of one record: what was found so far, and what it has cost."""

    def __init__(self, guideline: Guideline, record: Record) -> None:
        self.guideline = guideline
        self.record = record
        self.most_walks = most_walks(record)
        self.walks = 0
        self.complete = True
        self.charted: Case | None = None
        self.questions: dict[str, OpenQuestion] = {}
        self.ends: list[Settled] = []

    def explore(self, when: tuple[Asked, ...], suppositions: Suppositions) -> list[Branch]:
        """The branches below these suppositions."""
        if self.walks >= self.most_walks:
            self.complete = False
            return [Branch(when, None)]
        reached = read_to_the_end(self.guideline, self.record, suppositions)
        found = decide(reached) if isinstance(reached, Case) else reached
        self.walks += 1
        if not suppositions.are_made:
            self.charted = found.case
        if isinstance(found, Settled):
            self.ends.append(found)
            return [Branch(when, found)]
        self.complete = self.complete and found.completions.complete
        asked = Asked(found.guard, found.question, found.favourable, found.facts)

        def below(answer: bool, assumed: tuple[Asked, ...]) -> list[Branch]:
            return self.explore(assumed, suppositions.plus(found.question, found.completions, answer))

        if found.question == EVERYTHING_IS_LISTED:  # what an unlisted treatment would be, nobody can assume
            self.complete = False
            self.questions.setdefault(found.question, found)
            return [*below(True, (*when, asked)), Branch((*when, asked._replace(answer=False)), None)]
        possible = suppositions.answers(found.question, found.completions)
        if len(possible) == 1:
            return below(possible[0], when)
        sides = [
            below(answer, (*when, asked._replace(answer=answer))) for answer in (found.favourable, not found.favourable)
        ]
        merged = _merge(len(when), *sides)
        if len(merged) > 1 or merged[0].settled is None:
            self.questions.setdefault(found.question, found)
        return merged


def read_to_the_end(guideline: Guideline, record: Record, suppositions: Suppositions) -> Case | OpenQuestion:
    """The case where the walk ended, or the question on which it stopped."""
    try:
        return walk(guideline, record, suppositions)
    except Undetermined as undetermined:
        return _question(undetermined, None)
    except OrderUnknown as unknown:
        order = order_of(unknown.first, unknown.second)
        facts = tuple(one.pointer for one in (unknown.first.day, unknown.second.day) if one.first != one.last)
        return OpenQuestion("came_before", str(unknown), facts, True, Completions(hinges=order), None)


def decide(case: Case) -> Settled | OpenQuestion:
    """What is settled where the walk ended, or the question on which the decision stopped."""
    try:
        return settle(case)
    except Undetermined as undetermined:
        return _question(undetermined, case)


def _question(undetermined: Undetermined, case: Case | None) -> OpenQuestion:
    finding = undetermined.finding
    if "/history_complete" in finding.facts:
        listed = ("history_is_complete", EVERYTHING_IS_LISTED, ("/history_complete",), True, OPEN_BY_ITSELF)
        return OpenQuestion(*listed, case)
    question = finding.guard.func
    assert finding.left_open is not None  # noqa: S101  # it is what Undetermined is raised for
    completions = undetermined.case.completions(question, finding.left_open)
    facts = tuple(finding.to_ask)
    return OpenQuestion(question.name, undetermined.question, facts, undetermined.favourable, completions, case)


def _merge(depth: int, one: list[Branch], other: list[Branch]) -> list[Branch]:
    """Join the two sides of a question where they give the same answers, so that it need not be asked.

    What would make the record contradict itself is not how it was, as long as there is another way.
    """
    readable = [[branch for branch in side if branch.is_readable] for side in (one, other)]
    if any(readable):
        one, other = readable
    if not one or not other:
        return [branch.without(depth) for branch in one or other]
    if [branch.below(depth) for branch in one] == [branch.below(depth) for branch in other]:
        return [branch.without(depth) for branch in one]
    return one + other
