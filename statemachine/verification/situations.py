"""The situations of one place: every combination of answers to the questions that its steps ask, and what follows.

The reduction: a step matters only through its verdict, the verdict is a function of the step's own questions, and the
answer is a function of the verdicts in the order of their ranks. So the sets of situations in which each step is open,
permitted or best are built from the guards once, as diagrams, instead of visiting the situations one by one. Nothing
is left out by this: each set is exact. Questions that a record answers together count as independent, so the situations
include some that no record can produce; what holds for all of them holds for every record.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from statemachine.machine.guard import Guard
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Stage, Step
from statemachine.verification.diagram import ALWAYS, ANSWERS, NEVER, Diagrams

BLOCKS, LEAVES_OPEN, PASSES = "blocks", "leaves_open", "passes"


def effect(guard: Guard, answer: bool | None) -> str:
    """What an answer does to the step: an unknown that is not to be asked for reads as a no."""
    if answer is None and guard.when_unknown == "ask":
        return LEAVES_OPEN
    return PASSES if bool(answer) == guard.target else BLOCKS


class Situations:
    """All situations at one place of a guideline when one trigger is read, and the sets of them that matter.

    `open` and `permitted` say by step where its verdict is not `excluded`, and where it is `permitted`. `asked` is
    where an open question stands before the answer, `nothing` where no step is open.
    """

    def __init__(self, guideline: Guideline, state: str, trigger: str = "treat") -> None:
        self.guideline = guideline
        self.state = state
        self.trigger = trigger
        self.steps = guideline.steps(trigger, state)
        self.guards = _by_question(self.steps)
        self.questions = list(self.guards)
        self.level = {question: level for level, question in enumerate(self.questions)}
        self.sets = Diagrams(len(self.questions))
        self.open = {step: self._where(step, LEAVES_OPEN, PASSES) for step in self.steps}
        self.permitted = {step: self._where(step, PASSES) for step in self.steps}
        self.asked = NEVER
        self.nothing = NEVER

    @property
    def stage(self) -> Stage:
        """The place itself."""
        return self.guideline.stages[self.state]

    @property
    def total(self) -> int:
        """How many situations there are."""
        return self.sets.count(ALWAYS)

    @property
    def usual(self) -> Mapping[int, bool | None]:
        """For each question the answer that opens options and keeps stops shut, as far as one answer does."""
        wanted = dict.fromkeys(self.level.values(), 0)
        for step in self.steps:
            for guard in step.conditions:
                wanted[self.level[guard.question]] += 1 if guard.target != step.is_gate else -1
        return {level: balance > 0 for level, balance in wanted.items()}

    def named(self, name: str) -> list[Guard]:
        """One guard for each question that this method of the vocabulary asks here."""
        return [guards[0] for guards in self.guards.values() if guards[0].func.name == name]

    def answered(self, guard: Guard, *answers: bool | None) -> int:
        """The situations in which the question of a guard has one of these answers."""
        return self.sets.where(self.level[guard.question], answers)

    def _where(self, step: Step, *effects: str) -> int:
        return self.sets.both(
            *(
                self.answered(guard, *(answer for answer in ANSWERS if effect(guard, answer) in effects))
                for guard in step.conditions
            )
        )


class Decision(Situations):
    """The situations of a place where somebody asks what to do: `best` says by step where it settles the answer."""

    def __init__(self, guideline: Guideline, state: str) -> None:
        super().__init__(guideline, state)
        self.best: dict[Step, int] = {}
        ranked = [step for step in self.steps if step.rank is not None]
        rest = ALWAYS
        for _, gates in _of_equal_rank([step for step in ranked if step.is_gate]):
            for gate in gates:
                self.best[gate] = self.sets.both(rest, self.permitted[gate])
            rest = self.sets.both(rest, *(self.sets.outside(self.permitted[gate]) for gate in gates))
        for _, steps in _of_equal_rank(ranked):
            here = self.sets.both(rest, self.sets.either(self.open[step] for step in steps))
            undetermined = self.sets.either(
                self.sets.both(here, self.open[step], self.sets.outside(self.permitted[step])) for step in steps
            )
            self.asked = self.sets.either([self.asked, undetermined])
            for step in steps:
                if not step.is_gate:
                    settled = self.sets.both(here, self.permitted[step])
                    self.best[step] = self.sets.both(settled, self.sets.outside(undetermined))
            rest = self.sets.both(rest, *(self.sets.outside(self.open[step]) for step in steps))
        self.nothing = rest

    def outcome(self, step: Step) -> str:
        """The outcome of an answer that rests on this step: the kind of the place it leads to."""
        stage = self.guideline.stages[step.dest]
        if stage.kind in ("treatment", "pause"):
            return "continue" if step.dest == self.state else "recommend"
        return {"referral": "refer", "inquiry": "need_data"}.get(stage.kind, stage.name)

    def settled(self, *outcomes: str) -> int:
        """The situations whose answer is one of these outcomes."""
        return self.sets.either(best for step, best in self.best.items() if self.outcome(step) in outcomes)

    def into(self, regimen: str) -> list[Step]:
        """The steps that offer a regimen."""
        stages = self.guideline.stages
        return [step for step in self.steps if (found := stages[step.dest].regimen) and found.code == regimen]

    @property
    def offered(self) -> list[str]:
        """The codes of the regimens that steps lead into, going on as before apart."""
        regimens = (self.guideline.stages[step.dest].regimen for step in self.steps if step.dest != self.state)
        return list(dict.fromkeys(regimen.code for regimen in regimens if regimen is not None))


def _by_question(steps: list[Step]) -> dict[str, list[Guard]]:
    """The guards by their question, in the order in which the steps ask them, which keeps the diagrams small."""
    guards: dict[str, list[Guard]] = {}
    for step in steps:
        for guard in step.conditions:
            guards.setdefault(guard.question, []).append(guard)
    return guards


def _of_equal_rank(steps: list[Step]) -> list[tuple[int, list[Step]]]:
    def rank(step: Step) -> int:
        return step.rank or 0

    return [(at, list(group)) for at, group in groupby(sorted(steps, key=rank), key=rank)]
