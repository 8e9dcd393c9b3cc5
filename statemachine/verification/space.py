"""The decision space of one edition: every place that a record can lead to, with all situations there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from statemachine.machine.case import FIRST_STATE
from statemachine.machine.guard import Guard
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Step
from statemachine.verification.situations import Decision, Situations

OWN_ROW = "transitions["


class Claim(NamedTuple):
    """Something that must never be: `against` holds the situations of a place that contradict it.

    `progressed_on` is the drug that failed in all of them, and `charted` what a record that shows it charts. `shown` is
    false where the fault is that no record exists, so that none can show it.
    """

    says: str
    place: Situations
    against: int
    rows: tuple[str, ...] = ()
    progressed_on: str | None = None
    shown: bool = True
    charted: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Space:
    """One edition and the rows as they are written in its file."""

    guideline: Guideline
    written: tuple[Mapping[str, Any], ...]

    @cached_property
    def reached(self) -> frozenset[str]:
        """The states that a history can end in: those that events lead to."""
        found, waiting = {FIRST_STATE}, [FIRST_STATE]
        while waiting:
            source = waiting.pop()
            for trigger in self.triggers:
                new = {step.dest for step in self.guideline.steps(trigger, source)} - found
                found |= new
                waiting += sorted(new)
        return frozenset(found)

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        """What a history may tell: every trigger but the choice of the board."""
        return tuple(trigger for trigger in self.guideline.events if trigger != "treat")

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """Every state that a history can end in, with its situations."""
        names = [name for name in self.guideline.stages if name in self.reached]
        return {name: Decision(self.guideline, name) for name in names}

    def of_kind(self, *kinds: str) -> Iterator[Decision]:
        """The places of these kinds."""
        return (place for place in self.decisions.values() if place.stage.kind in kinds)

    def events(self, *kinds: str) -> Iterator[Situations]:
        """For every state of these kinds and every event that it reads, the situations of that event."""
        for place in self.of_kind(*kinds):
            for trigger in self.triggers:
                if self.guideline.steps(trigger, place.state):
                    yield Situations(self.guideline, place.state, trigger)

    def waived(self, step: Step) -> tuple[str, ...]:
        """The safety rules that the row of a step waives, as written in the edition's file."""
        if not step.row.startswith(OWN_ROW):
            return ()
        return tuple(self.written[int(step.row.removeprefix(OWN_ROW).removesuffix("]"))].get("waives", ()))

    @cached_property
    def joined(self) -> Mapping[str, Mapping[str, Guard]]:
        """By regimen the safety rules that any step into it asks where it is chosen, by their questions.

        Steps that add something to what is being given ask about that as well.
        """
        rules: dict[str, dict[str, Guard]] = {}
        for place in self.of_kind("decision", "pause"):
            for code in place.offered:
                for step in place.into(code):
                    if step.dest != place.state:
                        joined = {guard.question: guard for guard in step.conditions if guard not in step.own}
                        rules.setdefault(code, {}).update(joined)
        return rules


def read_space(guideline: Guideline, folder: Path) -> Space:
    """The decision space of an edition that was loaded from this folder."""
    file = folder / guideline.about.id / f"{guideline.about.edition}.yaml"
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Space(guideline, tuple(document["transitions"]))
