"""The possible answers of one record: each branch with what it assumes, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
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


Way = tuple[Asked, ...]


@dataclass(frozen=True)
class Branch:
    """One possible answer: every way that leads to it, and where the walks of these ways ended; none beyond the bound.

    Their ends tell the same to do. Where they differ in the place or in the line, that is left open.
    """

    ways: tuple[Way, ...]
    ends: tuple[Settled, ...]

    @cached_property
    def settled(self) -> Settled | None:
        """The answer with the state and the line that all its ends have in common; None beyond the bound."""
        return as_one(self.ends) if self.ends else None

    @property
    def is_readable(self) -> bool:
        """Does the record make sense in this branch?"""
        return self.settled is None or self.settled.case.unreadable is None


def as_one(ends: Sequence[Settled]) -> Settled:
    """The answer of several ends that tell the same to do, with the state and the line that they have in common."""
    if len(ends) == 1:
        return ends[0]
    return replace(ends[0], state=shared([end.state for end in ends]), line=shared([end.line for end in ends]))


def fewest_ways(ways: Sequence[Way]) -> tuple[Way, ...]:
    """The same ways without a question of which both answers lead to one place while the rest is alike."""
    left = list(dict.fromkeys(ways))
    for place, one in enumerate(left):
        for other in left[place + 1 :]:
            differing = [asked for asked in one if asked not in other]
            if len(one) == len(other) and len(differing) == 1 and _opposite(differing[0]) in other:
                joined = tuple(asked for asked in one if asked not in differing)
                return fewest_ways([joined if way is one else way for way in left if way is not other])
    return tuple(left)


def _opposite(asked: Asked) -> Asked:
    return asked._replace(answer=not asked.answer)


@dataclass(frozen=True)
class Resolution:
    """All possible answers, most favourable first, and the open questions in the order they came up.

    `charted` is the case with nothing assumed; None where an open question decides the way itself. `complete` is false
    where a bound was reached, or where an incomplete history may hide treatments that no branch can name. `effort` is
    the cost, in entries of the history read.
    """

    branches: tuple[Branch, ...]
    questions: tuple[OpenQuestion, ...]
    charted: Case | None
    complete: bool
    effort: int

    @property
    def firm(self) -> Settled | None:
        """The one answer that holds whatever the open questions turn out to be, if there is one."""
        return self.branches[0].settled if len(self.branches) == 1 else None

    @property
    def reasons(self) -> list[Settled]:
        """The ends of the one answer, one for each place that they lead to: more than one where people decide first."""
        return list({end.best.dest: end for end in reversed(self.branches[0].ends)}.values())[::-1] if self.firm else []

    @property
    def answers(self) -> list[Settled]:
        """The possible answers whose walk came to an end."""
        return [branch.settled for branch in self.branches if branch.settled is not None]

    @property
    def ends(self) -> list[Settled]:
        """Where each walk ended that leads to one of the possible answers."""
        return [end for branch in self.branches for end in branch.ends]

    @cached_property
    def shown(self) -> list[Case]:
        """The cases whose options an answer lists: where all ways lead to one answer, or end at one decision."""
        return self.read if self.firm or shared([case.decision for case in self.read]) is not None else []

    @cached_property
    def read(self) -> list[Case]:
        """The charted case, or where each way ends, as far as it is charted: what all of these share is told."""
        return [self.charted] if self.charted is not None else _as_far_as_charted(self.cases)

    @property
    def cases(self) -> list[Case]:
        """The charted case, or all that are possible."""
        return [self.charted] if self.charted is not None else [end.case for end in self.ends]

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


def _as_far_as_charted(cases: Sequence[Case]) -> list[Case]:
    """Each case where a way ends; of a history that is not complete each reading once.

    It is walked as if it were complete; every "not received" is then unknown again.
    """
    if not cases or cases[0].record.history_complete:
        return list(cases)
    readings = {
        (case.state, *((taken.occurrence.fact, id(taken.step)) for taken in case.trail)): case for case in cases[::-1]
    }
    charted = [copy(case) for case in list(readings.values())[::-1]]
    for case in charted:
        case.history_complete = False
        case.ask_anew()
    return charted
