"""A patient's record as read: facts, treatments and events."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from statemachine.record.dosing import Dosing, held_since, lowest_level
from statemachine.record.measured_values import Unlikely
from statemachine.record.partial_dates import PartialDate
from statemachine.record.patient import Patient

# In place of the drug that caused a toxicity: it was no single one.
THE_WHOLE_REGIMEN = "whole_regimen"
# The code of an anticancer drug of which nobody says what it was; its slot holds every other one too.
UNKNOWN_ANTICANCER = "unknown_anticancer"
PERTUZUMAB = "pertuzumab"  # never given without trastuzumab or a conjugate of it (dossier 5)
GIVEN_UP = ("patient_choice", "access")  # reasons after which it is asked whether they still hold
NOT_USED_UP = (*GIVEN_UP, "pregnancy", "other_illness", "planned_end")  # reasons that leave the decision open
# Internal reasons of a course that was not stopped, but went on as another regimen.
PARTNER_ADDED = "partner_added"
CHEMOTHERAPY_COMPLETED = "chemotherapy_completed"
WENT_ON = {PARTNER_ADDED: "then with a partner added", CHEMOTHERAPY_COMPLETED: "then without the chemotherapy"}
RETURNS = ("recurrence", "metastatic_diagnosis")  # the events that tell of metastatic disease


@dataclass(frozen=True, slots=True)
class Dropped:
    """A part of a treatment given up while the rest goes on; `fact` is the pointer to its date.

    `replaced`: chemotherapy of another kind took its place, so that the chemotherapy was not completed.
    """

    agents: frozenset[str]
    on: PartialDate
    reason: str | None
    fact: str
    replaced: bool = False
    toxicity_kind: str | None = None
    toxicity_grade: int | None = None


@dataclass(frozen=True)
class Treatment:
    """One course. `regimens` are all codes it may be; of each slot in `given` one drug was certainly given.

    `names` are the charted names of unlisted drugs, by the code that stands in for them. `reason_is_charted` is false
    where a branch assumes why it was stopped; `goes_on_from_another` is true where it is the course before it with a
    partner added, or what goes on of it without its chemotherapy. `given_longer` are drugs of it that are charted as
    given beyond its end.
    """

    pointer: str
    regimens: tuple[str, ...]
    given: tuple[frozenset[str], ...]
    counts_as_line: bool
    setting: str
    started: PartialDate
    ended: PartialDate | None
    stopped_for: str | None
    toxicity_agent: str | None
    toxicity_kind: str | None = None
    toxicity_grade: int | None = None
    dropped: tuple[Dropped, ...] = ()
    reason_is_charted: bool = True
    goes_on_from_another: bool = False
    given_longer: frozenset[str] = frozenset()
    started_at: str = ""  # where its first day is charted, if not under the pointer
    ended_at: str = ""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    dosings: Mapping[frozenset[str], Dosing] = field(default_factory=dict, hash=False)  # of each slot
    begun_again: PartialDate | None = None  # of several entries of the same drugs, when the last one was begun

    @property
    def start_fact(self) -> str:
        """The pointer to its first day."""
        return self.started_at or f"{self.pointer}/started"

    @property
    def end_fact(self) -> str:
        """The pointer to its last day."""
        return self.ended_at or f"{self.pointer}/ended"

    @property
    def name(self) -> str:
        """The regimen code, or the drugs where no code fits."""
        if self.regimens:
            return self.regimens[0]
        return "+".join(sorted("|".join(self.named(slot)) for slot in self.given))

    def named(self, slot: frozenset[str]) -> list[str]:
        """The drugs of a slot by their codes, an unlisted one by its charted name."""
        codes = {UNKNOWN_ANTICANCER} if UNKNOWN_ANTICANCER in slot else slot
        return sorted(self.names.get(code, code) for code in codes)

    def summary(self, name: str, last_dose: PartialDate | None = None) -> str:
        """The course in one line under this name, otherwise as charted; of single doses the last one is no end."""
        if self.ended is not None:
            end = f" to {self.ended.text}"
        elif last_dose is not None:
            end = f", last dose {last_dose.text}"
        else:
            end = ", ongoing" if self.stopped_for is None else ", end not charted"
        told = self.stopped_for if self.reason_is_charted else None
        reason = f", {WENT_ON.get(told) or 'stopped for ' + told.replace('_', ' ')}" if told else ""
        start = self.started.text or "start not charted"
        return f"{name}, {self.setting.replace('_', ' ')}, {start}{end}{reason}"

    @property
    def goes_on(self) -> bool:
        """Is nothing charted that ended it?"""
        return self.ended is None and self.stopped_for is None

    @property
    def held_since(self) -> PartialDate | None:
        """Since when it, or the first of it, is held."""
        return held_since(self.dosings.values())

    @property
    def dose_level(self) -> int | None:
        """Its dose level; the lowest one where entries of it chart several."""
        return lowest_level(self.dosings.values())

    @property
    def held(self) -> list[frozenset[str]]:
        """What is held of all that is left."""
        return [slot for slot, dosing in self.dosings.items() if dosing.held_since is not None and slot & self.left]

    @property
    def is_held_in_part(self) -> bool:
        """Is some of it held while the rest is given?"""
        return 0 < len(self.held) < sum(bool(slot & self.left) for slot in self.given)

    def dosings_of(self, agent: str | None) -> list[Dosing]:
        """How a drug is given, or all of it where none is named; one that nobody named may be it where no other is."""
        slots = [slot for slot in self.dosings if agent is None or agent in slot]
        named = [slot for slot in slots if UNKNOWN_ANTICANCER not in slot]
        return [self.dosings[slot] for slot in (slots if agent is None else named or slots)]

    def may_go_on_after(self, moment: PartialDate) -> bool:
        """Was it perhaps still given after that day?"""
        return self.goes_on or (self.ended is not None and self.ended.last > moment.first)

    @cached_property
    def drugs(self) -> frozenset[str]:
        """Every drug that was, or may have been, part of it."""
        return frozenset().union(*self.given)

    @cached_property
    def left(self) -> frozenset[str]:
        """Every drug that is, or may be, part of it after what was dropped."""
        if not self.dropped:
            return self.drugs
        return self.left_without(frozenset().union(*(part.agents for part in self.dropped)))

    def without(self, agents: frozenset[str], event: Event) -> Treatment:
        """The course without these drugs, as far as they are part of it, from the toxicity on that ended them."""
        if agents.isdisjoint(self.left):
            return self
        gone = Dropped(agents, event.on, "toxicity", f"{event.pointer}/on", False, event.kind, event.grade)
        return replace(self, dropped=(*self.dropped, gone))

    def left_without(self, gone: frozenset[str]) -> frozenset[str]:
        """Every drug that is, or may be, part of it once these are gone."""
        return frozenset().union(*(slot for slot in self.given if not has_left(slot, gone)))

    @cached_property
    def unexplained(self) -> frozenset[str]:
        """The drugs that were left without a charted reason."""
        if self.ended is not None and self.stopped_for is None:
            return self.drugs
        return frozenset().union(*(part.agents for part in self.dropped if part.reason is None))

    @property
    def part_given_up(self) -> frozenset[str]:
        """The drugs dropped by choice or for lack of access."""
        return frozenset().union(*(part.agents for part in self.dropped if part.reason in GIVEN_UP))

    @property
    def toxic_drug(self) -> str | None:
        """The drug that was not tolerated: the only one that was given at the end, or the one that is named."""
        beside = self.toxicity_agent not in (None, THE_WHOLE_REGIMEN, *self.drugs)  # a supportive drug, in no slot
        at_the_end = self.left or self.drugs
        return next(iter(at_the_end)) if len(at_the_end) == 1 and not beside else self.toxicity_agent

    def gave(self, agent: str) -> bool | None:
        """Was this drug given? None if it is one of several that the chart leaves open."""
        if agent not in self.drugs:
            return False
        return True if frozenset({agent}) in self.given else None

    def gave_one_of(self, agents: frozenset[str]) -> bool | None:
        """Was one of these drugs given? None if the chart leaves it open."""
        if agents.isdisjoint(self.drugs):
            return False
        return True if any(slot <= agents for slot in self.given) else None


class Failed(NamedTuple):
    """A drug, or one of several that the chart leaves open, on which the disease progressed, when, and where."""

    slot: frozenset[str]
    on: PartialDate
    place: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day; only the fields of its kind are filled.

    `graded_at` is where the grade of a toxicity belongs that the reason of a stop tells.
    """

    pointer: str
    name: str
    on: PartialDate
    agent: str | None = None
    kind: str | None = None
    grade: int | None = None
    resolved_on: PartialDate | None = None
    her2_status: str | None = None
    her2_ihc: str | None = None
    her2_ish: str | None = None
    site: str | None = None
    status: str | None = None
    tumour: str | None = None
    treatment_continues: bool | None = None
    graded_at: str | None = None

    @property
    def grade_fact(self) -> str:
        """The pointer to the grade of a toxicity."""
        return self.graded_at or f"{self.pointer}/grade"


@dataclass(frozen=True, slots=True)
class Beside:
    """Supportive drugs, bone agents or ovarian suppression, charted as a course or as part of one, in words."""

    pointer: str
    started: PartialDate
    words: str


@dataclass(frozen=True, slots=True)
class Record:
    """The whole question: the patient, everything that has happened, and the day it is asked about."""

    as_of: date
    history_complete: bool
    patient: Patient
    treatments: tuple[Treatment, ...]
    events: tuple[Event, ...]
    toxicities: tuple[Event, ...]  # those among the events, and what entries were stopped for
    line_asserted: int | None = None
    joined: Mapping[str, str] = field(default_factory=dict)  # entries read with another one: the course of each
    overruled: tuple[Treatment, ...] = ()  # entries, with the drugs, whose charted end does not fit what came after
    # Entries of one day that are read as going on, by pointer, and that day.
    last_doses: Mapping[str, PartialDate] = field(default_factory=dict)
    # Diagnoses of metastatic disease that are read as of the first dose for it, by pointer, and their charted dates.
    diagnosed_late: Mapping[str, PartialDate] = field(default_factory=dict)
    open_orders: tuple[Treatment, ...] = ()  # for metastatic disease, each as charted: nothing says that it ended
    beside: tuple[Beside, ...] = ()
    unlikely: tuple[Unlikely, ...] = ()  # measured values that are read as unknown until they are confirmed

    @property
    def length(self) -> int:
        """How many entries the history has."""
        return len(self.treatments) + len(self.joined) + len(self.events) + len(self.beside)

    def last_dose_of(self, course: Treatment) -> PartialDate | None:
        """The last dose of a course that is read as going on because single doses tell of no end."""
        doses = (on for place, on in self.last_doses.items() if self.joined.get(place, place) == course.pointer)
        return max(doses, key=lambda on: on.first, default=None) if course.goes_on else None

    def doubts(self, facts: Collection[str]) -> bool:
        """Is one of these facts, named by pointers, a measured value that is unlikely and not confirmed?"""
        return any(value.pointer in facts for value in self.unlikely)


def has_left(slot: frozenset[str], gone: frozenset[str]) -> bool:
    """Was the drug of this slot given up? One of which nobody says what it was goes on beside a known one."""
    return UNKNOWN_ANTICANCER in gone if UNKNOWN_ANTICANCER in slot else not slot.isdisjoint(gone)
