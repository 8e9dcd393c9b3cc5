"""Sets of situations as shared decision diagrams: exact for all combinations of answers, however many there are.

Each question has three answers (yes, no, unknown), so each inner node has three ways on. Equal nodes exist once, and a
node whose ways agree is left out; two sets are therefore equal exactly when their numbers are.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final

ANSWERS: Final = (True, False, None)
NEVER: Final = 0
ALWAYS: Final = 1


class Diagrams:
    """All sets of situations over some questions, which are numbered in the order in which they are asked."""

    def __init__(self, questions: int) -> None:
        self.questions = questions
        self._nodes: list[tuple[int, int, int, int]] = [(questions, 0, 0, 0), (questions, 1, 1, 1)]
        self._known: dict[tuple[int, int, int, int], int] = {}
        self._both: dict[tuple[int, int], int] = {}
        self._without: dict[int, int] = {NEVER: ALWAYS, ALWAYS: NEVER}
        self._counts: dict[int, int] = {NEVER: 0, ALWAYS: 1}

    def where(self, question: int, answers: Container[bool | None]) -> int:
        """The situations in which one question has one of these answers."""
        yes, no, unknown = (ALWAYS if answer in answers else NEVER for answer in ANSWERS)
        return self._node(question, yes, no, unknown)

    def both(self, *sets: int) -> int:
        """The situations that are in every set."""
        result = ALWAYS
        for one in sorted(set(sets), reverse=True):  # the newest are the largest; small sets cut them down early
            result = self._intersection(result, one)
        return result

    def either(self, sets: Iterable[int]) -> int:
        """The situations that are in at least one set."""
        return self.outside(self.both(*(self.outside(one) for one in sets)))

    def outside(self, one: int) -> int:
        """The situations that are not in the set."""
        known = self._without.get(one)
        if known is None:
            question, *ways = self._nodes[one]
            yes, no, unknown = (self.outside(way) for way in ways)
            known = self._without[one] = self._node(question, yes, no, unknown)
            self._without[known] = one
        return known

    def given(self, one: int, question: int, answer: bool | None) -> int:
        """The situations that would be in the set if this question had this answer, whatever it has."""
        return self._given(one, question, 1 + ANSWERS.index(answer), {})

    def count(self, one: int) -> int:
        """How many situations are in the set."""
        return self._count(one) * self._free(self._nodes[one][0])

    def contains(self, one: int, answers: Sequence[bool | None]) -> bool:
        """Is the situation with these answers, in the order of the questions, in the set?"""
        while one > ALWAYS:
            node = self._nodes[one]
            one = node[1 + ANSWERS.index(answers[node[0]])]
        return one == ALWAYS

    def example(self, one: int, usual: Mapping[int, bool | None]) -> dict[int, bool | None]:
        """The answers that matter of one situation in the set, usual ones where there is a choice."""
        answers: dict[int, bool | None] = {}
        while one > ALWAYS:
            question, *ways = self._nodes[one]
            open_ways = [(answer, way) for answer, way in zip(ANSWERS, ways, strict=True) if way != NEVER]
            answers[question], one = min(open_ways, key=lambda way: way[0] != usual.get(question))
        return answers

    @property
    def size(self) -> int:
        """How many different nodes exist."""
        return len(self._nodes)

    def _node(self, question: int, yes: int, no: int, unknown: int) -> int:
        if yes == no == unknown:
            return yes
        node = (question, yes, no, unknown)
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = len(self._nodes)
            self._nodes.append(node)
        return known

    def _intersection(self, one: int, other: int) -> int:
        if one == other or other == ALWAYS:
            return one
        if one == ALWAYS:
            return other
        if NEVER in (one, other):
            return NEVER
        key = (one, other) if one < other else (other, one)
        known = self._both.get(key)
        if known is None:
            first, second = self._nodes[one], self._nodes[other]
            question = min(first[0], second[0])
            ways = (
                self._intersection(
                    first[way] if first[0] == question else one,
                    second[way] if second[0] == question else other,
                )
                for way in (1, 2, 3)
            )
            known = self._both[key] = self._node(question, *ways)
        return known

    def _given(self, one: int, question: int, way: int, known: dict[int, int]) -> int:
        node = self._nodes[one]
        if node[0] > question:
            return one
        if node[0] == question:
            return node[way]
        if one not in known:
            ways = (self._given(node[on], question, way, known) for on in (1, 2, 3))
            known[one] = self._node(node[0], *ways)
        return known[one]

    def _count(self, one: int) -> int:
        """The situations below a node, over the questions from its own on."""
        known = self._counts.get(one)
        if known is None:
            question, *ways = self._nodes[one]
            known = sum(self._count(way) * self._free(self._nodes[way][0] - question - 1) for way in ways)
            self._counts[one] = known
        return known

    def _free(self, questions: int) -> int:
        """In how many ways so many questions can be answered that make no difference."""
        ways: int = 3**questions
        return ways
