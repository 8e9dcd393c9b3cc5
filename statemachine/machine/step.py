"""What makes the library's machine explain itself: steps that weigh all their guards, and stages that know their kind.

The library's Condition, Transition and State are taught three things: a condition says what it found (`guard.py`), a
transition weighs all its conditions before it is taken, and a state knows what kind of place it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from transitions.core import Condition, EventData, State, Transition

from statemachine.machine.guard import Chart, Finding, Grounds, Guard, Undetermined, effects_of
from statemachine.record.catalogue import Regimen


@dataclass(slots=True)  # not frozen for the reason given at Answer
class Weighed:
    """A step with everything its guards found; nothing is left out because an earlier guard settled it.

    The verdict is `excluded` if a guard forbids it, else `undetermined` if a deciding guard is unknown, else
    `permitted`.
    """

    step: Step
    verdict: str
    findings: tuple[Finding, ...]

    def undetermined(self, chart: Chart) -> Undetermined:
        """The first question that leaves the step undetermined; of a gate the better answer keeps it shut."""
        finding = next(finding for finding in self.findings if finding.effect == "leaves_open")
        return Undetermined(finding, chart, favourable=finding.guard.target != self.step.is_gate)


class Step(Transition):
    """A transition with its evidence, strength and rank, which asks every guard before it is taken."""

    condition_cls: type[Condition] = Guard
    source: str
    dest: str
    conditions: list[Guard]  # type: ignore[assignment]  # the library types them as its own Condition

    def __init__(
        self,
        source: str,
        dest: str,
        conditions: Any = None,
        unless: Any = None,
        before: Any = None,
        after: Any = None,
        prepare: Any = None,
        *,
        guards: tuple[Guard, ...] = (),
        cautions: tuple[Guard, ...] = (),
        rank: int | None = None,
        line: int | None = None,
        lines: int = 0,
        fails: bool = False,
        actions: tuple[str, ...] = (),
        excludes: tuple[str, ...] = (),
        strength: str | None = None,
        quality: str | None = None,
        grounds: Grounds | None = None,
        says: str | None = None,
        row: str = "",
    ) -> None:
        super().__init__(source, dest, conditions, unless, before, after, prepare)
        self.grounds = grounds or Grounds()
        for guard in self.conditions:
            guard.grounds = self.grounds
        self.conditions.extend(guards)
        self.cautions = cautions
        self.asking_anew = tuple(guard for guard in cautions if guard.asks)
        self.rank = rank
        self.line = line
        self.lines = lines
        self.fails = fails
        self.actions = actions
        self.excludes = excludes
        self.strength = strength
        self.quality = quality
        self.says = says
        self.row = row

    @property
    def own(self) -> list[Guard]:
        """The guards of the row itself, without the joined safety guards."""
        return [guard for guard in self.conditions if guard.grounds is self.grounds]

    @property
    def is_gate(self) -> bool:
        """Does the step come before every option?"""
        return self.rank is not None and self.rank < 0

    def weigh(self, chart: Chart) -> Weighed:
        """Ask every guard of this step without taking it."""
        findings = chart.find(self.conditions)
        effects = effects_of(findings)
        verdict = "excluded" if "blocks" in effects else "undetermined" if "leaves_open" in effects else "permitted"
        return Weighed(self, verdict, tuple(findings))

    def _eval_conditions(self, event_data: EventData) -> bool:
        """Closed if any guard forbids it, even behind an unknown one (a private hook, so transitions is pinned)."""
        chart = cast(Chart, event_data.model)  # the library knows the model only as an object
        weighed = self.weigh(chart)
        if weighed.verdict == "undetermined":
            raise weighed.undetermined(chart)
        chart.findings = weighed.findings
        return weighed.verdict == "permitted"


class Stage(State):
    """A place in the guideline.

    `kind` is phase, decision, treatment, pause, referral, inquiry or exit. Treatments and pauses belong to a
    `decision`; `implies` is the event that a treatment's start tells of where this stage cannot read the start itself.
    """

    name: str

    def __init__(
        self,
        name: str,
        kind: str,
        label: str,
        *,
        decision: str | None = None,
        regimen: Regimen | None = None,
        implies: str | None = None,
        says: str | None = None,
        warns: str | None = None,
        ignore_invalid_triggers: bool = False,
    ) -> None:
        super().__init__(name, ignore_invalid_triggers=ignore_invalid_triggers)
        self.kind = kind
        self.label = label
        self.decision = decision
        self.decided_at = decision or name
        self.regimen = regimen
        self.implies = implies
        self.says = says
        self.warns = warns
