"""Every way in which the uncharted facts behind a question can turn out, and what the guard then answers.

The values come from the guards (`relevant_values`) and, for dates, from the edges of the charted intervals and the
limits of the edition: between two neighbouring days of the list no question changes its answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from statemachine.codes import STOP_REASONS
from statemachine.guards.ground import Facts
from statemachine.partial_date import PartialDate
from statemachine.relevant_values import relevant_intervals, relevant_values
from statemachine.word import Occurrence

if TYPE_CHECKING:
    from statemachine.case import Case
    from statemachine.machine import Question

MOST_COMPLETIONS = 4096  # of one question; beyond it the question stands for itself

GRADES = (1, 2, 3, 4)


class Completions(NamedTuple):
    """Facts by pointer, and each combination of their values with the answer it leads to.

    No facts: nothing that a completion could fill in decides the question, so it is open by itself.
    """

    facts: tuple[str, ...]
    rows: tuple[tuple[tuple[Any, ...], bool], ...]
    complete: bool = True

    @property
    def answers(self) -> tuple[bool, ...]:
        """The answers that some completion leads to."""
        return tuple({answer for _, answer in self.rows})


OPEN_BY_ITSELF = Completions((), (((), True), ((), False)))
BEYOND_THE_BOUND = OPEN_BY_ITSELF._replace(complete=False)


def completions_of(case: Case, question: Question, facts: Facts) -> Completions:
    """All completions of what the case does not know, each judged by the guard itself."""
    pointers = open_facts(case, facts)
    while pointers:
        values = [values_of(case, pointer) for pointer in pointers]
        if not all(values):
            return OPEN_BY_ITSELF
        if prod(map(len, values)) > MOST_COMPLETIONS:
            return BEYOND_THE_BOUND
        rows: list[tuple[tuple[Any, ...], bool]] = []
        more: tuple[str, ...] = ()
        for combination in product(*values):
            completed = dict(zip(pointers, combination, strict=True))
            answer = question.ask(case.completed_with(completed))
            if answer.value is not None:
                rows.append((combination, answer.value))
                continue
            more = tuple(pointer for pointer in open_facts(case, answer.facts) if pointer not in completed)
            if more:
                break
            rows += [(combination, True), (combination, False)]
        if not more:
            return Completions(tuple(pointers), tuple(rows))
        pointers = (*pointers, *more)
    return OPEN_BY_ITSELF


def orders_of(case: Case, first: Occurrence, second: Occurrence) -> Completions:
    """All completions of the dates of two occurrences, and whether the first then comes before the second."""
    pairs = product(_days(case, first.fact, first.on), _days(case, second.fact, second.on))
    rows = (((one, other), replace(first, on=one).key < replace(second, on=other).key) for one, other in pairs)
    return Completions((first.fact, second.fact), tuple(rows))


def open_facts(case: Case, facts: Facts) -> tuple[str, ...]:
    """The pointers to what is not charted, or not to the day."""
    return tuple(pointer for pointer, value in facts.items() if value is None or pointer in case.record.open_dates)


def values_of(case: Case, pointer: str) -> Sequence[Any]:
    """The values between which guards tell the difference; none for a fact that cannot be enumerated."""
    interval = _interval(case, pointer)
    if interval is not None:
        return _days(case, pointer, interval)
    _, place, *path = pointer.split("/")
    if place == "patient":
        return [span.first for span in relevant_values(case.guideline).get(path[0], ())]
    return {"stopped_for": STOP_REASONS, "grade": GRADES}.get(path[-1] if path else "", ())


def _interval(case: Case, pointer: str) -> PartialDate | None:
    """The days that a date can mean, also of a recurrence that is told by the start of a treatment alone."""
    return case.recurrence if pointer == case.recurrence_pointer else case.record.dates.get(pointer)


def _days(case: Case, pointer: str, interval: PartialDate) -> list[PartialDate]:
    """The days of an interval at which a question may change its answer.

    They are its edges and the days beside another date (for the order), and the days beside those that lie a limit away
    from a date that a limit compares it with.
    """
    found = _edges(case, pointer, interval)
    for other, other_interval, sign in _compared(case, pointer):
        for edge in _edges(case, other, other_interval):
            for limit in relevant_intervals(case.guideline):
                found |= _beside(limit.from_day(edge, sign))
    inside = sorted(day for day in found if interval.first <= day <= interval.last)
    return [PartialDate(day, day, day.isoformat()) for day in inside]


def _edges(case: Case, pointer: str, interval: PartialDate) -> set[date]:
    found = {interval.first, interval.last}
    if interval.is_a_day:
        return found
    for place, other in case.record.dates.items():
        if place != pointer:
            found |= _beside(other.first) | _beside(other.last)
    return {day for day in found if interval.first <= day <= interval.last}


def _compared(case: Case, pointer: str) -> Iterator[tuple[str, PartialDate, int]]:
    """The dates that a limit compares with this one, and whether this one is the later of the two."""
    doses = case.record.early_stage_ends
    if pointer.endswith("/resolved_on"):
        onset = pointer.replace("/resolved_on", "/on")
        yield onset, case.record.dates[onset], 1
    elif (resolved := pointer.replace("/on", "/resolved_on")) in case.record.dates and resolved != pointer:
        yield resolved, case.record.dates[resolved], -1
    elif pointer in doses:
        if case.recurrence is not None:
            yield case.recurrence_pointer, case.recurrence, -1
    elif pointer in case.record.recurrences or pointer == case.recurrence_pointer:
        for place, dose in doses.items():
            yield place, dose, 1


def _beside(day: date) -> set[date]:
    return {day + timedelta(side) for side in (-1, 0, 1)}
