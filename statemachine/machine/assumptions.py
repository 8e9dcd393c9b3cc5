"""What a branch supposes about facts that are not charted, and which answers that leaves possible.

Questions that rest on the same uncharted facts are not independent: whoever recurred within six months recurred within
twelve. So a supposed answer brings the completions of its question along, and another answer is possible only if some
completion of all the facts agrees with everything supposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from statemachine.machine.possible_facts import Completions
from statemachine.record.possible_dates import Chronology
from statemachine.record.record import Record, Treatment


class Supposed(NamedTuple):
    """A question's completions and the answer that the branch supposes."""

    completions: Completions
    answer: bool

    def agreeing(self, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Each completion with this answer that agrees with what is known, joined to it."""
        facts = self.completions.facts
        for values, answer in self.completions.rows:
            if answer == self.answer and all(
                known.get(fact, value) == value for fact, value in zip(facts, values, strict=True)
            ):
                yield {**known, **dict(zip(facts, values, strict=True))}


Cache = dict[tuple[object, ...], Completions]


class Suppositions:
    """Answers supposed one after the other; never changed, each branch has its own.

    `worked_out` holds the completions of the questions asked so far; all branches of one record share it.
    """

    def __init__(
        self,
        supposed: Mapping[str, Supposed] | None = None,
        chronology: Chronology | None = None,
        worked_out: Cache | None = None,
    ) -> None:
        self._supposed = supposed or {}
        self._chronology = chronology or Chronology()
        self.worked_out: Cache = {} if worked_out is None else worked_out
        charted = (fact for one in self._supposed.values() for fact in one.completions.facts)
        self.facts = self._chronology.facts.union(charted)

    @property
    def say_nothing(self) -> bool:
        """Is nothing supposed, and every date charted to the day?"""
        return not self._supposed and not self.facts

    @property
    def are_made(self) -> bool:
        """Is anything supposed beyond what holds of any dates?"""
        return bool(self._supposed)

    def __contains__(self, question: str) -> bool:
        return question in self._supposed

    def plus(self, question: str, completions: Completions, answer: bool) -> Suppositions:
        """These and one more."""
        chronology = self._chronology.plus(completions.hinges, answer) if completions.hinges else self._chronology
        return Suppositions({**self._supposed, question: Supposed(completions, answer)}, chronology, self.worked_out)

    def answers(self, question: str, completions: Completions) -> tuple[bool, ...]:
        """The answers to a question that agree with everything supposed."""
        if question in self._supposed:
            return (self._supposed[question].answer,)
        if completions.hinges:
            return self._chronology.answers(completions.hinges)
        related = self._related(completions.facts)
        return tuple(answer for answer in (True, False) if _agree({}, [Supposed(completions, answer), *related]))

    def of_another(self) -> Suppositions:
        """The same of another patient, for whom nothing is worked out yet."""
        return Suppositions(self._supposed, self._chronology)

    def agree_with(self, charted: Mapping[str, Any]) -> bool:
        """Can all that is supposed be so where these facts are charted so?"""
        return _agree(dict(charted), list(self._supposed.values()))

    def completed(self, record: Record) -> Record:
        """The record with each reason for stopping filled in that these leave a single value."""
        reasons = {
            fact.removesuffix("/stopped_for"): next(iter(values))
            for fact in self.facts
            if fact.endswith("/stopped_for") and len(values := self._values(fact)) == 1
        }
        if not reasons:
            return record

        def complete(course: Treatment) -> Treatment:
            if course.pointer not in reasons:
                return course
            return replace(course, stopped_for=reasons[course.pointer], reason_is_charted=False)

        return replace(record, treatments=tuple(map(complete, record.treatments)))

    def _values(self, fact: str) -> set[Any]:
        """The values of a fact that agree with every question supposed about it."""
        about = [one for one in self._supposed.values() if fact in one.completions.facts]
        possible = [
            {
                values[one.completions.facts.index(fact)]
                for values, answer in one.completions.rows
                if answer == one.answer
            }
            for one in about
        ]
        return set.intersection(*possible)

    def _related(self, facts: Sequence[str]) -> list[Supposed]:
        """What is supposed about these facts, or about facts that are bound up with them."""
        reached, left = set(facts), list(self._supposed.values())
        related: list[Supposed] = []
        while True:
            found = [one for one in left if reached & set(one.completions.facts)]
            if not found:
                return related
            related += found
            left = [one for one in left if one not in found]
            reached.update(*(one.completions.facts for one in found))


def _agree(known: dict[str, Any], supposed: Sequence[Supposed]) -> bool:
    """Is there one completion of all the facts that agrees with everything supposed?"""
    if not supposed:
        return True
    return any(_agree(joined, supposed[1:]) for joined in supposed[0].agreeing(known))
