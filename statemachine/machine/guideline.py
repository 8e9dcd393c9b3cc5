"""An edition as a machine: its limits and notices, what it says about itself, and the machine it configures.

One machine per edition is built at start and shared by all threads; only the case that it moves belongs to a request.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from transitions.core import Machine

from statemachine.machine.drug_label import Label
from statemachine.machine.guard import Chart, Grounds, Guard
from statemachine.machine.step import Stage, Step
from statemachine.machine.thresholds import (
    FactsRead,
    Interval,
    RelevantValues,
    facts_read,
    relevant_intervals,
    relevant_values,
)
from statemachine.record.catalogue import Catalogue
from statemachine.record.codes import NOT_JUDGED, OUTCOMES

# At INFO the library logs the repr of bound methods, which would carry a patient's record.
logging.getLogger("transitions").setLevel(logging.WARNING)

ENTRIES = "{entries}"  # in the sentence of a notice or a caution: what its guards found in the history
CHARTED = "{charted}"  # there too: what they found charted of the patient, in brackets


@dataclass(frozen=True, slots=True)
class Limit:
    """A number with what it means and its unit: of an edition with its clock, or shared by all and dated."""

    name: str
    says: str
    value: float
    unit: str
    grounds: Grounds
    clock: str | None = None
    since: str | None = None

    @property
    def clock_label(self) -> str:
        """The clock in words."""
        return {
            "last_anti_her2": "dose of (neo)adjuvant anti-HER2 treatment",
            "last_trastuzumab": "dose of (neo)adjuvant trastuzumab",
            "last_chemotherapy": "dose of (neo)adjuvant chemotherapy",
        }[self.clock or ""]

    @property
    def just_below(self) -> str:
        """The whole number before it, as a sentence names the end of a range."""
        return str(int(self.value) - 1)

    @property
    def months(self) -> int:
        """The number, where it is one of calendar months."""
        assert self.unit == "months"  # noqa: S101  # the files are checked for it at the start
        return int(self.value)


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning or an action that is due when its guards say so, in the named states and outcomes if any are named.

    What is told `about` one state is told together. `in_short` is what a headline that begins with something else says.
    """

    code: str
    kind: str
    says: str
    guards: tuple[Guard, ...]
    states: frozenset[str]
    outcomes: frozenset[str]
    asks: tuple[str, ...]
    grounds: Grounds
    about: str | None = None
    in_short: str | None = None

    @property
    def drugs(self) -> frozenset[str]:
        """The drugs that it is about; none where it is about all that is given."""
        asked = [guard.func.arguments for guard in self.guards if guard.target]
        one = {arguments["agent"] for arguments in asked if "agent" in arguments}
        several = (arguments.get(name, ()) for arguments in asked for name in ("agents", "drugs", "partners"))
        return frozenset(one).union(*several)

    def may_be_due(self, state: str, outcome: str) -> bool:
        """Is it meant for this state and this outcome, whatever its guards say?"""
        return (not self.states or state in self.states) and (not self.outcomes or outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Waiver:
    """Why drugs have no safety rule about a topic, in writing."""

    topic: str
    drugs: frozenset[str]
    because: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What an edition says about itself."""

    id: str
    edition: str
    title: str
    reference: str
    evidence_current_to: str
    reviewed_by: str | None
    sha256: str
    not_formalised: tuple[str, ...]
    limits_of_use: str
    limits: Mapping[str, Limit] = field(default_factory=dict)
    shared_limits: Mapping[str, Limit] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    labels: tuple[Label, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    for_comparison: bool = False


class Guideline(Machine):
    """A guideline edition: the machine, and what the edition says about itself."""

    state_cls = Stage
    transition_cls = Step

    def __init__(
        self,
        edition: Edition,
        catalogue: Catalogue,
        states: list[dict[str, Any]],
        transitions: list[dict[str, Any]],
    ) -> None:
        super().__init__(
            model=None,
            states=states,
            transitions=transitions,
            initial=None,
            send_event=True,
            auto_transitions=False,
            after_state_change="arrive",
        )
        self.about = edition
        self.catalogue = catalogue
        self.superseded_on: date | None = None

    @property
    def reference(self) -> str:
        """`asco@2022-05-31`."""
        return f"{self.about.id}@{self.about.edition}"

    def age_warnings(self, as_of: date) -> list[str]:
        """Why this edition is not the one in force on a day; empty if it is."""
        if as_of < date.fromisoformat(self.about.edition):
            return [f"This edition is of {self.about.edition} and was not yet published on {as_of.isoformat()}."]
        if self.superseded_on is not None and as_of >= self.superseded_on:
            return [f"A newer edition has been in force since {self.superseded_on.isoformat()}."]
        return []

    def notices_in(self, state: str, outcome: str) -> tuple[Notice, ...]:
        """The notices that may be due in a state, where this is the outcome.

        What is being given is told of as where it only goes on: what may be added to it changes nothing of that.
        """
        is_given = outcome == "recommend" and self.stages[state].kind == "treatment"
        return self._notices[state, "continue" if is_given else outcome]

    @cached_property
    def _notices(self) -> Mapping[tuple[str, str], tuple[Notice, ...]]:
        return {
            (state, outcome): tuple(notice for notice in self.about.notices if notice.may_be_due(state, outcome))
            for state in self.states
            for outcome in OUTCOMES
        }

    @cached_property
    def stages(self) -> Mapping[str, Stage]:
        """The states by name, as what they are."""
        return {name: stage for name, stage in self.states.items() if isinstance(stage, Stage)}

    def steps(self, trigger: str, source: str) -> list[Step]:
        """The steps of a trigger out of a state, in the order in which the machine tries them."""
        event = self.events.get(trigger)
        return event.transitions.get(source, []) if event is not None else []  # type: ignore[return-value]

    def every_step(self) -> Iterator[tuple[str, Step]]:
        """Each step once, with its trigger."""
        for trigger, event in self.events.items():
            for steps in event.transitions.values():
                for step in steps:
                    assert isinstance(step, Step)  # noqa: S101  # the library types them as its own Transition
                    yield trigger, step

    def guards(self) -> Iterator[Guard]:
        """Every guard of the edition: of its steps and their cautions, of its notices, and of the labels beside it."""
        for _, step in self.every_step():
            yield from (*step.conditions, *step.cautions)
        for notice in self.about.notices:
            yield from notice.guards
        for label in self.about.labels:
            for indications in label.indications.values():
                for indication in indications:
                    yield from indication.guards

    @cached_property
    def facts_read(self) -> FactsRead:
        """Per question, by its sentence, the facts of the patient that its answer can hang on."""
        return facts_read((guard.func for guard in self.guards()), self.catalogue)

    @cached_property
    def relevant_values(self) -> RelevantValues:
        """Per fact of the patient the values that the guards tell apart."""
        return relevant_values((guard.func for guard in self.guards()), self.catalogue)

    def facts_judged(self, state: str, outcome: str) -> frozenset[str]:
        """The facts of the patient that some rule reads in a state with this outcome: of its steps and its notices."""
        return self._facts_judged[state, outcome]

    @cached_property
    def _facts_judged(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """By state and outcome; what only carries `not_judged` judges nothing."""
        judged: dict[tuple[str, str], frozenset[str]] = {}
        for name, stage in self.stages.items():
            steps = {*self.steps("treat", name), *self.steps("treat", stage.decided_at)}
            guards = {guard for step in steps for guard in (*step.conditions, *step.cautions)}
            of_steps = self._read_by(guard for guard in guards if guard.code != NOT_JUDGED)
            for outcome in OUTCOMES:
                of_notices = (guard for notice in self.notices_in(name, outcome) for guard in notice.guards)
                judged[name, outcome] = of_steps | self._read_by(of_notices)
        return judged

    def _read_by(self, guards: Iterable[Guard]) -> frozenset[str]:
        return frozenset().union(*(self.facts_read[guard.question] for guard in guards))

    @cached_property
    def relevant_intervals(self) -> tuple[Interval, ...]:
        """The distances between dates that the guards ask about."""
        return relevant_intervals(guard.func for guard in self.guards())

    def value_told_apart(self, fact: str, value: Any) -> Any:
        """The first of the values of a fact that no guard tells from this one."""
        spans = self.relevant_values[fact]
        return next((span.first for span in spans if span.holds(value)), value)

    def fire(self, trigger: str, chart: Chart) -> None:
        """Move the case whose chart this is by one event; Undetermined if the step cannot be judged."""
        self.events[trigger].trigger(chart)
