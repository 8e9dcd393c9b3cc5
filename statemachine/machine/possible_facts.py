"""Every way in which the uncharted facts behind a question can turn out, and what the guard then answers.

The values come from the guards (`thresholds`); dates are not enumerated but compared (`possible_dates`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from itertools import product
from math import prod
from typing import Any, NamedTuple

from statemachine.guards import Vocabulary
from statemachine.guards.read_so_far import Answer
from statemachine.machine.question import Question
from statemachine.machine.thresholds import RelevantValues
from statemachine.record.codes import REASONS_TOLD_APART, TOXICITIES_TOLD_APART, TUMOURS
from statemachine.record.date_constraints import Comparison
from statemachine.record.record import THE_WHOLE_REGIMEN

MOST_COMBINATIONS = 4096  # of one question; beyond it the question stands for itself

GRADES = (1, 2, 3, 4)
EITHER: tuple[tuple[tuple[Any, ...], bool], ...] = (((), True), ((), False))  # a yes or a no, whatever the facts


class PossibleFacts(NamedTuple):
    """Facts by pointer and each combination of their values with the answer it leads to; or the comparisons of dates
    of which one must hold for a yes.

    Neither: no uncharted fact decides the question, so it is open by itself. `complete` is false
    where the bound was met.
    """

    facts: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[Any, ...], bool], ...] = EITHER
    hinges: tuple[Comparison, ...] = ()
    complete: bool = True


OPEN_BY_ITSELF = PossibleFacts()


def possible_facts_of(chart: Vocabulary, question: Question, found: Answer, relevant: RelevantValues) -> PossibleFacts:
    """Every combination of the facts that the chart leaves open, each judged by the guard itself."""
    if found.hinges:
        return PossibleFacts(hinges=found.hinges)
    facts = uncharted(found)
    while facts:
        values = [_values(chart, pointer, relevant) for pointer in facts]
        if not all(values):
            return OPEN_BY_ITSELF
        if prod(map(len, values)) > MOST_COMBINATIONS:
            return PossibleFacts(complete=False)
        rows: list[tuple[tuple[Any, ...], bool]] = []
        more: tuple[str, ...] = ()
        for combination in product(*values):
            completed = dict(zip(facts, combination, strict=True))
            answer = question.ask(completed_with(chart, completed))
            if answer.value is not None:
                rows.append((combination, answer.value))
                continue
            more = tuple(pointer for pointer in uncharted(answer) if pointer not in completed)
            if more:
                break
            rows += [(combination, True), (combination, False)]
        if not more:
            return PossibleFacts(facts, tuple(rows))
        facts = (*facts, *more)
    return OPEN_BY_ITSELF


def uncharted(found: Answer) -> tuple[str, ...]:
    """Pointers to the facts that nobody has charted."""
    return tuple(pointer for pointer, value in found.facts.items() if value is None)


def completed_with(chart: Vocabulary, completed: Mapping[str, Any]) -> Vocabulary:
    """The chart with uncharted facts filled in, by pointer, for asking questions of it."""
    twin = copy(chart)
    twin.completed = completed
    facts = {place.removeprefix("/patient/"): value for place, value in completed.items() if "/patient/" in place}
    if facts:
        twin.patient = chart.patient.completed(facts)
    return twin


def _values(chart: Vocabulary, pointer: str, relevant: RelevantValues) -> Sequence[Any]:
    """The values between which guards tell the difference; none for a fact that cannot be enumerated."""
    _, place, *path = pointer.split("/")
    if place == "patient":
        return [span.first for span in relevant.get(path[0], ())]
    if path and path[-1] == "toxicity_agent":
        return _drugs_of(chart, pointer.removesuffix("/toxicity_agent"))
    values = {
        "stopped_for": REASONS_TOLD_APART,
        "toxicity_kind": TOXICITIES_TOLD_APART,
        "grade": GRADES,
        "toxicity_grade": GRADES,
        "tumour": TUMOURS,
    }
    return values.get(path[-1] if path else "", ())


def _drugs_of(chart: Vocabulary, pointer: str) -> Sequence[str]:
    """What may have caused the toxicity of a course: each of its drugs, or the regimen as a whole."""
    *_, course = [course for course in chart.record.treatments if course.pointer == pointer]
    return (*sorted(course.drugs), THE_WHOLE_REGIMEN)
