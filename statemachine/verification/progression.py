"""The way through the guideline: progression moves forward, by line and by decision, and nothing leads back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statemachine.machine.step import Step
from statemachine.verification.diagram import ALWAYS, NEVER
from statemachine.verification.situations import Situations
from statemachine.verification.space import Claim, Space

PATHWAY = ("phase", "decision", "treatment", "pause")


def progression_only_moves_forward(space: Space) -> Iterator[Claim]:
    """No event leads to an earlier decision or lowers the line; progression on a counting regimen adds a line."""
    lines = earliest_lines(space)
    onward = _onward(space)
    for event in space.events(*PATHWAY):
        before = _decision(space, event.state)
        for step in event.steps:
            after = _decision(space, step.dest)
            if after is None or before is None:
                continue
            round_again = after != before and lines[after] == lines[before] and before in onward[after]
            back = lines[after] < lines[before] or step.lines < 0 or round_again
            says = f"{event.trigger} leads back from {event.state} to {step.dest}"
            yield Claim(says, event, event.open[step] if back else NEVER, (step.row,))
        if event.trigger == "progression" and lines[before or event.state]:
            for step, taken in _taken(event).items():
                says = f"progression on a counting regimen leads from {event.state} to {step.dest} without a new line"
                grows = step.lines > 0 and step.fails
                against = NEVER if grows else event.sets.both(taken, _counting(event))
                yield Claim(says, event, against, (step.row,))


def earliest_lines(space: Space) -> Mapping[str, int]:
    """The smallest line number with which each decision or phase can be entered, from `line` and `lines` alone."""
    lines = dict.fromkeys((name for name in space.reached if _decision(space, name) == name), len(space.reached))
    steps = [
        (before, after, step)
        for event in space.events(*PATHWAY)
        for step in event.steps
        if (before := _decision(space, event.state)) and (after := _decision(space, step.dest))
    ]
    lines["early_stage"] = 0
    changed = True
    while changed:
        changed = False
        for before, after, step in steps:
            entered = max(lines[before], step.line or 0) + max(step.lines, 0)
            if entered < lines[after]:
                lines[after], changed = entered, True
    return lines


def _decision(space: Space, state: str) -> str | None:
    """The decision or phase that a state is or belongs to; none outside the pathway."""
    stage = space.guideline.stages[state]
    return (stage.decision or state) if stage.kind in PATHWAY else None


def _onward(space: Space) -> Mapping[str, set[str]]:
    """By decision or phase, what events lead to from there, at once or later."""
    onward: dict[str, set[str]] = {name: set() for name in space.reached if _decision(space, name) == name}
    for event in space.events(*PATHWAY):
        before = _decision(space, event.state)
        onward[before or ""] |= {after for step in event.steps if (after := _decision(space, step.dest))}
    for middle in onward:
        for reached in onward.values():
            if middle in reached:
                reached |= onward[middle]
    return onward


def _taken(event: Situations) -> Mapping[Step, int]:
    """By step the situations in which an event takes it: it is permitted and no earlier one is open."""
    taken, rest = {}, ALWAYS
    for step in event.steps:
        taken[step] = event.sets.both(rest, event.permitted[step])
        rest = event.sets.both(rest, event.sets.outside(event.open[step]))
    return taken


def _counting(event: Situations) -> int:
    """Where a counting regimen was given, and it is not charted that the treatment goes on beyond the progression."""
    guards = [*event.named("progressed"), *event.named("counting_regimen_given")]
    beyond = event.sets.either(event.answered(guard, True) for guard in event.named("goes_on_beyond_it"))
    return event.sets.both(*(event.answered(guard, True) for guard in guards), event.sets.outside(beyond))
