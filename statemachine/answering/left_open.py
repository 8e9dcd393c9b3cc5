"""What a firm answer leaves open, because the same is to be done either way."""

from __future__ import annotations

from collections.abc import Iterator

from statemachine.answering.branches import Resolution
from statemachine.machine.case import Case
from statemachine.record import words


def left_open(resolution: Resolution) -> Iterator[str]:
    """A sentence about the decision, the line and the order of what happened, where the ways to the answer differ."""
    cases, ends = resolution.shown, resolution.ends
    if len(cases) < 2:
        return
    stages = list(cases[0].guideline.stages.values())
    places = {case.decision for case in cases}
    decisions = [stage.label for stage in stages if stage.name in places]
    numbers = {end.line for end in ends}
    lines = [f"line {number}" for number in sorted(number for number in numbers if number is not None)]
    what = []
    if len(decisions) > 1:
        what.append(f"which decision this is ({words.one_of(decisions)})")
    if len(numbers) > 1 and lines:
        what.append(f"the number of the line ({words.one_of(lines)})")
    if not what and len({_order(case) for case in cases}) > 1:
        what.append("in which order some of it happened")
    if what:
        yield f"The chart leaves open {' and '.join(what)}; what is to be done is the same either way."


def _order(case: Case) -> tuple[str, ...]:
    return tuple(taken.occurrence.fact for taken in case.trail)
