"""The possible answers of one record: each branch with what it assumes, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from statemachine.answering.decision import Settled
from statemachine.machine.case import Case
from statemachine.machine.possible_facts import PossibleFacts

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
    possible: PossibleFacts
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


@dataclass(frozen=True)
class Resolution:
    """All possible answers, most favourable first, and the open questions in the order they came up.

    `charted` is the case with nothing assumed; None where an open question decides the way itself. `complete` is false
    where a bound was reached, or where an incomplete history may hide treatments that no branch can name. `ends` holds
    the end of every walk that reached one, including walks whose answers were joined. `effort` is the cost, in entries
    of the history read.
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
        """The possible answers whose walk came to an end."""
        return [branch.settled for branch in self.branches if branch.settled is not None]

    @property
    def told(self) -> Case | None:
        """The case that an answer tells of; where open questions decide the way but not the answer, any way will do."""
        return self.charted or (self.firm.case if self.firm else None)

    @cached_property
    def shown(self) -> Case | None:
        """The case whose options an answer shows; None where the ways end at different places.

        A history that is not complete is walked as if it were; every "not received" is then unknown again.
        """
        return self.told or _as_far_as_charted(self.answers)

    @property
    def cases(self) -> list[Case]:
        """The case that is told, or all that are possible."""
        return [self.told] if self.told is not None else [settled.case for settled in self.answers]

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


def _as_far_as_charted(ends: Sequence[Settled]) -> Case | None:
    """The case at the one place where all ways end; None where they differ, or where nothing is missing."""
    first = ends[0].case if ends else None
    if first is None or first.record.history_complete or len({settled.case.state for settled in ends}) > 1:
        return None
    charted = copy(first)
    charted.history_complete = False
    charted.ask_anew()
    return charted
