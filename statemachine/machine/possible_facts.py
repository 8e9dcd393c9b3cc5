"""Every way in which the uncharted facts behind a question can turn out, and what the guard then answers.

The values come from the guards (`relevant_values`); dates are not enumerated but compared (`chronology`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

from statemachine.guards.ground import Answer
from statemachine.machine.thresholds import relevant_values
from statemachine.record.codes import STOP_REASONS
from statemachine.record.possible_dates import Comparison
from statemachine.record.record import THE_WHOLE_REGIMEN

if TYPE_CHECKING:
    from statemachine.machine.case import Case
    from statemachine.machine.guard import Question

MOST_COMPLETIONS = 4096  # of one question; beyond it the question stands for itself

GRADES = (1, 2, 3, 4)


class Completions(NamedTuple):
    """Facts by pointer and each combination of their values with the answer it leads to; or the comparisons of dates
    of which one must hold for a yes.

    Neither: nothing that a completion could fill in decides the question, so it is open by itself. `complete` is false
    where the bound was met.
    """

    facts: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[Any, ...], bool], ...] = (((), True), ((), False))
    hinges: tuple[Comparison, ...] = ()
    complete: bool = True


OPEN_BY_ITSELF = Completions()


def completions_of(case: Case, question: Question, found: Answer) -> Completions:
    """All completions of what the case does not know, each judged by the guard itself."""
    if found.hinges:
        return Completions(hinges=found.hinges)
    facts = uncharted(found)
    while facts:
        values = [_values(case, pointer) for pointer in facts]
        if not all(values):
            return OPEN_BY_ITSELF
        if prod(map(len, values)) > MOST_COMPLETIONS:
            return Completions(complete=False)
        rows: list[tuple[tuple[Any, ...], bool]] = []
        more: tuple[str, ...] = ()
        for combination in product(*values):
            completed = dict(zip(facts, combination, strict=True))
            answer = question.ask(case.completed_with(completed))
            if answer.value is not None:
                rows.append((combination, answer.value))
                continue
            more = tuple(pointer for pointer in uncharted(answer) if pointer not in completed)
            if more:
                break
            rows += [(combination, True), (combination, False)]
        if not more:
            return Completions(facts, tuple(rows))
        facts = (*facts, *more)
    return OPEN_BY_ITSELF


def uncharted(found: Answer) -> tuple[str, ...]:
    """Pointers to the facts that nobody has charted."""
    return tuple(pointer for pointer, value in found.facts.items() if value is None)


def _values(case: Case, pointer: str) -> Sequence[Any]:
    """The values between which guards tell the difference; none for a fact that cannot be enumerated."""
    _, place, *path = pointer.split("/")
    if place == "patient":
        return [span.first for span in relevant_values(case.guideline).get(path[0], ())]
    if path and path[-1] == "toxicity_agent":
        return _drugs_of(case, pointer.removesuffix("/toxicity_agent"))
    return {"stopped_for": STOP_REASONS, "grade": GRADES}.get(path[-1] if path else "", ())


def _drugs_of(case: Case, pointer: str) -> Sequence[str]:
    """What may have caused the toxicity of a course: each of its drugs, or the regimen as a whole."""
    course = next(course for course in case.record.treatments if course.pointer == pointer)
    return (*sorted(course.drugs), THE_WHOLE_REGIMEN)
