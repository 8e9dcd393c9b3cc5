"""What a branch assumes about facts that are not charted, and which answers that leaves possible.

Questions that rest on the same uncharted facts are not independent: whoever recurred within six months recurred within
twelve. So an assumed answer brings the possible facts of its question along, and another answer is possible only if
some combination of all the facts agrees with everything assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from statemachine.guards import Vocabulary
from statemachine.guards.read_so_far import Answer
from statemachine.machine.possible_facts import PossibleFacts, possible_facts_of
from statemachine.machine.question import Question
from statemachine.machine.thresholds import RelevantValues
from statemachine.record.date_constraints import Chronology
from statemachine.record.occurrences import Occurrence
from statemachine.record.reading_order import order_of, order_question
from statemachine.record.record import Record, Treatment


class Assumed(NamedTuple):
    """The possible facts of a question and the answer that the branch assumes."""

    possible: PossibleFacts
    answer: bool

    def agreeing(self, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Each combination with this answer that agrees with what is known, joined to it."""
        facts = self.possible.facts
        for values, answer in self.possible.rows:
            if answer == self.answer and all(
                known.get(fact, value) == value for fact, value in zip(facts, values, strict=True)
            ):
                yield {**known, **dict(zip(facts, values, strict=True))}


Cache = dict[tuple[object, ...], PossibleFacts]


class Assumptions:
    """Answers assumed one after the other; never changed, each branch has its own.

    `relevant` are the values that the edition's guards tell apart. `worked_out` holds the possible facts of the
    questions asked so far; all branches of one record share it.
    """

    def __init__(
        self,
        relevant: RelevantValues,
        assumed: Mapping[str, Assumed] | None = None,
        chronology: Chronology | None = None,
        worked_out: Cache | None = None,
    ) -> None:
        self._relevant = relevant
        self._assumed = assumed or {}
        self._chronology = chronology or Chronology()
        self.worked_out: Cache = {} if worked_out is None else worked_out
        charted = (fact for one in self._assumed.values() for fact in one.possible.facts)
        self.facts = self._chronology.facts.union(charted)

    @property
    def say_nothing(self) -> bool:
        """Is nothing assumed, and every date charted to the day?"""
        return not self._assumed and not self.facts

    @property
    def are_made(self) -> bool:
        """Is anything assumed beyond what holds of any dates?"""
        return bool(self._assumed)

    def __contains__(self, question: str) -> bool:
        return question in self._assumed

    def plus(self, question: str, possible: PossibleFacts, answer: bool) -> Assumptions:
        """These and one more."""
        chronology = self._chronology.plus(possible.hinges, answer) if possible.hinges else self._chronology
        assumed = {**self._assumed, question: Assumed(possible, answer)}
        return Assumptions(self._relevant, assumed, chronology, self.worked_out)

    def possible_answers(self, chart: Vocabulary, question: Question, found: Answer) -> tuple[bool, ...]:
        """The answers that are left to a question; none at all where nothing is assumed about its facts."""
        if self.say_nothing:
            return ()
        key = question.key(chart)
        if key in self._assumed:
            return (self._assumed[key].answer,)
        about = {one.pointer for hinge in found.hinges for one in hinge[:2]} or found.facts
        if self.facts.isdisjoint(about):
            return ()
        return self.answers(key, self.possible_facts(chart, question, found))

    def possible_facts(self, chart: Vocabulary, question: Question, found: Answer) -> PossibleFacts:
        """How the uncharted facts of a question may turn out; worked out once for all branches of a record."""
        key = (question.key(chart), found.hinges, tuple(found.facts))
        if key not in self.worked_out:
            self.worked_out[key] = possible_facts_of(chart, question, found, self._relevant)
        return self.worked_out[key]

    def came_before(self, first: Occurrence, second: Occurrence) -> bool | None:
        """Which of two came first, as far as it is settled."""
        if self.facts.isdisjoint((first.fact, second.fact)):
            return None
        order = PossibleFacts(hinges=order_of(first, second))
        possible = self.answers(order_question(first, second), order)
        return possible[0] if len(possible) == 1 else None

    def answers(self, question: str, possible: PossibleFacts) -> tuple[bool, ...]:
        """The answers to a question that agree with everything assumed."""
        if question in self._assumed:
            return (self._assumed[question].answer,)
        if possible.hinges:
            return self._chronology.answers(possible.hinges)
        related = self._related(possible.facts)
        return tuple(answer for answer in (True, False) if _agree({}, [Assumed(possible, answer), *related]))

    def of_another(self) -> Assumptions:
        """The same of another patient, for whom nothing is worked out yet."""
        return Assumptions(self._relevant, self._assumed, self._chronology)

    def agree_with(self, charted: Mapping[str, Any]) -> bool:
        """Can all that is assumed be so where these facts are charted so?"""
        return _agree(dict(charted), list(self._assumed.values()))

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
            if course.pointer not in reasons or course.stopped_for is not None:
                return course
            return replace(course, stopped_for=reasons[course.pointer], reason_is_charted=False)

        return replace(record, treatments=tuple(map(complete, record.treatments)))

    def _values(self, fact: str) -> set[Any]:
        """The values of a fact that agree with every question assumed about it."""
        about = [one for one in self._assumed.values() if fact in one.possible.facts]
        possible = [
            {values[one.possible.facts.index(fact)] for values, answer in one.possible.rows if answer == one.answer}
            for one in about
        ]
        return set.intersection(*possible)

    def _related(self, facts: Sequence[str]) -> list[Assumed]:
        """What is assumed about these facts, or about facts that are bound up with them."""
        reached, left = set(facts), list(self._assumed.values())
        related: list[Assumed] = []
        while True:
            found = [one for one in left if reached & set(one.possible.facts)]
            if not found:
                return related
            related += found
            left = [one for one in left if one not in found]
            reached.update(*(one.possible.facts for one in found))


def _agree(known: dict[str, Any], assumed: Sequence[Assumed]) -> bool:
    """Is there one combination of all the facts that agrees with everything assumed?"""
    if not assumed:
        return True
    return any(_agree(joined, assumed[1:]) for joined in assumed[0].agreeing(known))
