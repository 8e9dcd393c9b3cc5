"""The decision at the end of the way: the best open step, and the outcome that it means."""

from __future__ import annotations

from dataclasses import dataclass

from statemachine.machine.case import Case
from statemachine.machine.step import Stage, Step, Weighed


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a walk ends with nothing left open that decides.

    `line` is None outside the pathway and where the record could not be placed.
    """

    case: Case
    outcome: str
    state: str | None
    line: int | None
    preferred: tuple[str, ...]
    best: Step

    @property
    def goes_on(self) -> bool:
        """Does what is being given go on, whether or not something is added to it?"""
        given = self.case.stage.kind == "treatment"
        return self.outcome == "continue" or (self.outcome == "recommend" and given)


def settle(case: Case) -> Settled:
    """The best open step where the walk ended; raises Undetermined if an unknown answer stands before it."""
    steps = case.guideline.steps("treat", case.state)
    gates = [weighed for step in steps if step.is_gate and (weighed := _open(case, step)) is not None]
    for gate in gates:
        if gate.verdict == "permitted":  # a gate that certainly applies is not held up by an unknown one
            return _settled(case, gate.step, ())
    if gates:
        raise gates[0].undetermined(case)
    best: list[Weighed] = []
    for step in steps:
        is_row = step.rank is not None and step.rank >= 0
        if is_row and (not best or step.rank == best[0].step.rank) and (weighed := _open(case, step)) is not None:
            best.append(weighed)
    for weighed in best:
        if weighed.verdict == "undetermined":
            raise weighed.undetermined(case)
    regimens = (case.guideline.stages[weighed.step.dest].regimen for weighed in best)
    return _settled(case, best[0].step, tuple(dict.fromkeys(regimen.code for regimen in regimens if regimen)))


def _open(case: Case, step: Step) -> Weighed | None:
    """A step as it was weighed; None as soon as one guard forbids it."""
    for guard in step.conditions:
        if guard.find(case).effect == "blocks":
            return None
    return step.weigh(case)


def _settled(case: Case, step: Step, regimens: tuple[str, ...]) -> Settled:
    stage = case.guideline.stages[step.dest]
    outcome = _outcome(case, step, stage)
    state: str | None = case.decision
    if stage.kind == "exit":
        state = stage.name
    elif case.unreadable is not None:
        state = None
    line = None if outcome == "outside_pathway" or state is None else case.line
    return Settled(case, outcome, state, line, regimens if outcome == "recommend" else (), step)


def _outcome(case: Case, step: Step, stage: Stage) -> str:
    """The outcome is the kind of the state that the best open step leads to."""
    if stage.kind in ("treatment", "pause"):
        return "continue" if step.dest == case.state else "recommend"
    return {"referral": "refer", "inquiry": "need_data"}.get(stage.kind, stage.name)
