"""The values of the patient's facts that an edition's guards tell apart, found by asking the guards themselves.

A fact with a closed list has each of its values. A measured fact is cut where some guard compares it: the guards are
asked with a number that notes what it is compared with, so that no second list of thresholds exists. Numbers that are
compared with another number of the same patient (a fall from baseline) are not cut there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import groupby, product
from typing import Any, NamedTuple, cast

from statemachine.guards import Vocabulary
from statemachine.machine.question import Question
from statemachine.record.catalogue import Catalogue
from statemachine.record.facts import MEASURES, VALUES
from statemachine.record.partial_dates import add_months
from statemachine.record.patient import Patient
from statemachine.record.record import Record


class Span(NamedTuple):
    """Values between which no guard tells the difference; of a closed list both ends are the one value."""

    first: Any
    last: Any

    def holds(self, value: Any) -> bool:
        """Is this one of the values?"""
        measured = isinstance(value, int | float) and not isinstance(value, bool)
        return value == self.first or bool(measured and self.first <= value <= self.last)


class _Noting(float):
    """A number that notes what it is compared with."""

    noted: set[float]

    def __new__(cls, value: float, noted: set[float]) -> _Noting:
        number = super().__new__(cls, value)
        number.noted = noted
        return number

    def __lt__(self, other: float) -> bool:
        self.noted.add(other)
        return float(self) < other

    def __le__(self, other: float) -> bool:
        self.noted.add(other)
        return float(self) <= other

    def __gt__(self, other: float) -> bool:
        self.noted.add(other)
        return float(self) > other

    def __ge__(self, other: float) -> bool:
        self.noted.add(other)
        return float(self) >= other


class Watched:
    """A patient that notes which facts are read, and apart from these those that are read while others are assumed."""

    def __init__(self, patient: Patient, read: set[str], assuming: set[str] | None = None) -> None:
        self._patient = patient
        self._read = read
        self._assuming = read if assuming is None else assuming

    def __getattr__(self, fact: str) -> Any:
        self._read.add(fact)
        return getattr(self._patient, fact)

    def completed(self, facts: Mapping[str, Any]) -> Watched:
        """The same patient with these facts charted, watched too."""
        return Watched(self._patient.completed(facts), self._assuming)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about the patient, to be asked of a patient of whom nothing but some facts is known.

    Editions share most of their questions, and what is found for one of them holds for all: it is kept by `identity`.
    """

    question: Question = field(compare=False)
    catalogue: Catalogue = field(compare=False)
    identity: tuple[Hashable, ...]

    @classmethod
    def of(cls, question: Question, catalogue: Catalogue) -> _Asked:
        """The question as it is asked of whoever is charted with these drugs and regimens."""
        return cls(question, catalogue, (id(catalogue), *question.identity))

    def answer(self, facts: Mapping[str, Any]) -> bool | None:
        return self.question.ask(self._chart(facts)).value

    def reads(self, facts: Mapping[str, Any]) -> set[str]:
        """The facts that the answer was sought in."""
        read: set[str] = set()
        chart = self._chart(facts)
        chart.patient = cast(Patient, Watched(chart.patient, read))
        self.question.ask(chart)
        return read

    def contexts(self, facts: Iterable[str]) -> Iterator[dict[str, Any]]:
        """Every combination of the values of closed facts, and of the bounds of measured ones, uncharted included."""
        named = sorted(fact for fact in facts if fact in VALUES or fact in MEASURES)
        values = (VALUES[fact] if fact in VALUES else MEASURES[fact][:2] for fact in named)
        for combination in product(*((None, *some) for some in values)):
            yield dict(zip(named, combination, strict=True))

    def _chart(self, facts: Mapping[str, Any]) -> Vocabulary:
        return Vocabulary(
            Record(date.min, True, Patient(**facts), treatments=(), events=(), toxicities=()), self.catalogue
        )


@cache
def _all_read(asked: _Asked) -> frozenset[str]:
    """Every fact that the answer can hang on: read with some value of the others, uncharted included."""
    known: frozenset[str] = frozenset()
    while True:
        read = {fact for context in asked.contexts(known) for fact in asked.reads(context)}
        if read <= known:
            return known
        known |= read


@cache
def _compared(asked: _Asked, fact: str, value: float) -> tuple[Sequence[bool | None], frozenset[float]]:
    """The answers with this value of a measured fact beside every combination of closed ones, and what it was compared
    with.
    """
    noted: set[float] = set()
    number = _Noting(value, noted)
    beside = asked.contexts(_all_read(asked) & VALUES.keys() - {fact})
    return [asked.answer({**context, fact: number}) for context in beside], frozenset(noted)


class Interval(NamedTuple):
    """A distance between two dates that some guard asks about."""

    months: int = 0
    days: int = 0

    def from_day(self, day: date, sign: int) -> date:
        """The day that lies this far after (1) or before (-1) another."""
        return add_months(day, sign * self.months) + timedelta(sign * self.days)


RelevantValues = Mapping[str, tuple[Span, ...]]
FactsRead = Mapping[str, frozenset[str]]


def relevant_intervals(questions: Iterable[Question]) -> tuple[Interval, ...]:
    """The limits in months and in days that the questions compare dates by."""
    intervals: dict[Interval, None] = {}
    for question in questions:
        for name, argument in question.arguments.items():
            if name == "days":
                intervals[Interval(days=argument)] = None
            elif getattr(argument, "unit", None) == "months":
                intervals[Interval(months=argument.months)] = None
    return tuple(intervals)


def facts_read(questions: Iterable[Question], catalogue: Catalogue) -> FactsRead:
    """Per question, by its sentence, every fact of the patient that its answer can hang on."""
    return {asked.question.sentence: _all_read(asked) for asked in _each_once(questions, catalogue)}


def relevant_values(questions: Iterable[Question], catalogue: Catalogue) -> RelevantValues:
    """Per fact with a closed list or a measure, the spans of its values in ascending order."""
    every = _each_once(questions, catalogue)
    closed = {fact: tuple(Span(value, value) for value in values) for fact, values in VALUES.items()}
    return {**closed, **{fact: _spans(fact, [one for one in every if fact in _all_read(one)]) for fact in MEASURES}}


def _each_once(questions: Iterable[Question], catalogue: Catalogue) -> list[_Asked]:
    by_sentence = {question.sentence: question for question in questions}
    return [_Asked.of(question, catalogue) for question in by_sentence.values()]


def _spans(fact: str, reading: Sequence[_Asked]) -> tuple[Span, ...]:
    lowest, highest, step = MEASURES[fact]
    values: set[float] = {lowest, highest}
    new: list[float] = [lowest, highest]
    while new:
        noted = {bound for asked in reading for value in new for bound in _compared(asked, fact, value)[1]}
        near = {round(bound + side, 1) for bound in noted for side in (-step, 0, step)}
        new = sorted(value for value in near - values if lowest <= value <= highest)
        values.update(new)

    def answers(value: float) -> list[Sequence[bool | None]]:
        return [_compared(asked, fact, value)[0] for asked in reading]

    grouped = (list(span) for _, span in groupby(sorted(values), key=answers))
    return tuple(Span(span[0], span[-1]) for span in grouped)
