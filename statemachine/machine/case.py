"""A patient on the way through one guideline: the model that the machine moves."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, replace
from typing import cast

from transitions.core import EventData

from statemachine.guards.read_so_far import EVERYTHING_IS_LISTED, Facts
from statemachine.machine.assumptions import Assumptions
from statemachine.machine.guard import Finding, Guard
from statemachine.machine.guideline import Guideline
from statemachine.machine.orders import HOLD, NOT_GIVEN, Orders, drugs_of_its_rule, toxicity_of, without_a_dose
from statemachine.machine.step import Step, Weighed
from statemachine.machine.what_was_read import WhatWasRead
from statemachine.record.codes import GROWN
from statemachine.record.going_on import going_on
from statemachine.record.occurrences import Occurrence, implied_recurrence
from statemachine.record.patient import Patient
from statemachine.record.record import PERTUZUMAB, RETURNS, WENT_ON, Event, Record, Treatment

FIRST_STATE = "early_stage"  # every walk begins here, where nothing is chosen


@dataclass(slots=True)  # not frozen for the reason given at Answer
class Taken:
    """One step of the trail: what was read, from where to where, and what the guards found."""

    occurrence: Occurrence
    trigger: str
    step: Step
    findings: tuple[Finding, ...]


class Case(WhatWasRead):
    """Holds the state and what has been read so far; forgotten when the answer is given."""

    def __init__(self, guideline: Guideline, record: Record, assumptions: Assumptions, start: str) -> None:
        super().__init__(record, guideline.catalogue, assumptions)
        self.guideline = guideline
        self.history_complete = record.history_complete or EVERYTHING_IS_LISTED in assumptions
        self.state = start
        self.trail: list[Taken] = []
        # By event, and by kind of toxicity and drug: a later one replaces the earlier.
        self.actions: Orders = {}
        self.lines_treated: set[int | None] = set()
        self.unreadable: Occurrence | None = None
        self._weighed: dict[str, list[Weighed]] = {}
        self._occurrence: Occurrence | None = None

    @property
    def decision(self) -> str:
        """The decision that the present state is or belongs to."""
        return self.stage.decided_at

    @property
    def ended_for_good(self) -> Facts:
        """The toxicities after which a drug that is being given was told to be stopped, without a way on."""
        return without_a_dose(self.actions)

    @property
    def told_to_hold(self) -> frozenset[str]:
        """The drugs that a toxicity tells to hold or to stop, or a rule about going on with one of them to hold."""
        orders = (order for of in self.actions.values() for order in of if order[0] in NOT_GIVEN)
        told = [self.ordered_about(*order) for order in orders]
        ways = (weighed.step for weighed in self.weigh(self.state) if weighed.step.dest == self.state)
        held = (guard.drugs for step in ways for guard in step.cautions if self._holds_a_drug(guard))
        return frozenset().union(*told, *held)

    def ordered_about(self, order: str, step: Step, event: Event | None) -> frozenset[str]:
        """The drugs that an order after a toxicity is about: those of its rule, and the one that the chart blames if it
        is being given; none where it is about all. Where a rule ends a drug, what it holds are the others.
        """
        ruled, ended = drugs_of_its_rule(step), frozenset(step.excludes)
        ruled = ruled - ended if order == HOLD else ended or ruled
        if event is None or self.current is None:
            return ruled
        return ruled | (self.blamed(event, self.current) & self.current.drugs)

    def _holds_a_drug(self, guard: Guard) -> bool:
        """Pertuzumab alone is held because another drug is, and never the other way round."""
        return (
            guard.code == HOLD and bool(guard.drugs) and guard.drugs != {PERTUZUMAB} and bool(guard.find(self).answer)
        )

    def weigh(self, source: str) -> list[Weighed]:
        """Every `treat` step out of a state, weighed, in the order in which the machine tries them."""
        known = self._weighed.get(source)
        if known is None:
            known = self._weighed[source] = [step.weigh(self) for step in self.guideline.steps("treat", source)]
        return known

    def weigh_offers(self) -> list[Weighed]:
        """The steps into a regimen: of the decision, and in a pause those that lead on from there."""
        return self.weigh(self.decision) + (self.weigh(self.state) if self.stage.kind == "pause" else [])

    def ruling_out(self, code: str) -> Facts | None:
        """What rules out every way into a regimen: of this decision or, where it has none there, of another one.

        Of another decision only what is charted of the patient counts, and not what its rows ask.
        """
        steps = [weighed for weighed in self.weigh_offers() if self._leads_into(code, weighed.step)]
        if not steps:
            ways = (step for trigger, step in self.guideline.every_step() if trigger == "treat")
            steps = [step.weigh(self) for step in ways if self._leads_into(code, step)]
            against = [_of_the_patient(weighed) for weighed in steps]
        else:
            against = [_of_the_patient(weighed) or _blocking(weighed) for weighed in steps]
        if not against or not all(against):
            return None
        fewest = min(against, key=len)
        return {pointer: value for finding in fewest for pointer, value in finding.facts.items()}

    def _leads_into(self, code: str, step: Step) -> bool:
        regimen = self.guideline.stages[step.dest].regimen
        return step.source != step.dest and regimen is not None and regimen.code == code

    def ask_anew(self) -> None:
        """Forget what guards found and how options were weighed; a copy of this case remembers it."""
        self.forget()
        self._weighed = {}

    def of(self, patient: Patient, assumptions: Assumptions | None = None) -> Case:
        """Where the way led, for another patient, of whom nothing was asked on the way; what was found is kept."""
        twin = copy(self)
        twin.record, twin.patient = replace(self.record, patient=patient), patient
        twin.__dict__.pop("_declined_agents", None)  # what was worked out of the other patient
        twin.assumptions = assumptions or self.assumptions
        twin.found, twin.answers, twin._weighed = self.found.copy(), {}, {}
        return twin

    def read(self, occurrence: Occurrence) -> None:
        """Read one dated occurrence: note its facts, move the machine, note what it began or ended."""
        self._occurrence = occurrence
        self.forget()
        self.event, self.treatment = occurrence.event, occurrence.treatment
        if occurrence.trigger == "start":
            self._start(occurrence)
            return
        if occurrence.trigger in RETURNS and self.recurrence is None:
            self._note_recurrence(occurrence)
        if occurrence.trigger == "early_stage_treatment" and occurrence.treatment is not None:
            self._note_early_stage(occurrence.treatment)
        if occurrence.trigger in GROWN and self.current is not None:
            self.grown_while_given.add(occurrence.pointer)
        if occurrence.drops:
            self._note_dropped(occurrence)
        if occurrence.ends_chemotherapy:
            self._forget_orders(self.catalogue.backbone)
        self._fire(occurrence.trigger)
        if occurrence.ends:
            self.current = None

    def read_what_goes_on(
        self, courses: Collection[Treatment] | None = None, beside: Collection[Treatment] = ()
    ) -> None:
        """Where the order could not be read: what is charted as going on is given all the same, and so are the rules of
        its drugs, also about the toxicities that are told of it.
        """
        given = [course for course in (self.record.treatments if courses is None else courses) if course.goes_on]
        self._occurrence, self.treatment = None, None
        together = going_on([*given, *beside])
        if together is not None and beside:  # so that what happened while they were given is read as of them
            together = replace(together, started=min((course.started for course in given), key=lambda day: day.first))
        self.current = together
        self.actions = {}
        for event in self.record.events:
            if event.name == "toxicity" and self._may_be_told_of(event, given):
                self.event = event
                self.forget()
                self._fire("toxicity")
        self.forget()

    def where_none_is_chosen(self, courses: Collection[Treatment]) -> Case:
        """The same patient where nothing is to be chosen and these courses go on beside the present treatment, whose
        own toxicities are not read again; this case stays as it is.
        """
        twin = copy(self)
        twin.toxic, twin.gone, twin._weighed = [*self.toxic], {}, {}
        twin.state = FIRST_STATE
        twin.read_what_goes_on(courses, [] if self.current is None else [self.current])
        return twin

    def arrive(self, event_data: EventData) -> None:
        """Called by the machine after a step: what it means for line, failures, actions and trail."""
        step, trigger = cast(Step, event_data.transition), event_data.event.name
        self._note_reason(trigger)
        if step.fails and (course := self._given_at_the_progression()) is not None:
            self._note_failure(course)
        if step.line is not None:
            self.line = max(step.line, self.line or 0)
        if step.lines and self.line is not None:
            self.line += step.lines
            self.counted_in_this_line = False
        if step.excludes:
            self._note_excluded(step)
        source, dest = self.guideline.stages[step.source], self.guideline.stages[step.dest]
        if dest is not source or step.fails:
            if dest.kind != "phase" and not self._goes_on(trigger):
                self.actions.clear()
            if dest.kind == "decision":
                self.current = None
            if dest.decided_at != source.decided_at or step.fails:
                self.given_before_this_decision = len(self.metastatic)
        if trigger == "toxicity" and self.event is not None:
            self._note_reaction(self.event)
        if step.actions or trigger == "toxicity":
            self.actions[trigger, *toxicity_of(step, self.event)] = [(code, step, self.event) for code in step.actions]
        if self._occurrence is not None and trigger != "treat":
            self.trail.append(Taken(self._occurrence, trigger, step, self.findings))
            if dest.kind == "referral" and self.unreadable is None:
                self.unreadable = self._occurrence

    def _start(self, occurrence: Occurrence) -> None:
        """Follow what has been given: never judged by today's facts, and off protocol where no code is readable."""
        treatment = occurrence.treatment
        assert treatment is not None  # noqa: S101  # a start is always the start of a treatment
        trigger = self._readable(treatment)
        if trigger is None and self.stage.implies is not None:
            self._imply(self.stage.implies, occurrence)
            trigger = self._readable(treatment)
        self.treatment = treatment
        if trigger is None:
            trigger = "off_protocol"
            self.off_protocol.append(treatment)
        self._fire(trigger)
        self.metastatic.append(treatment)
        self.current = treatment
        if treatment.counts_as_line:
            self.counted_in_this_line = True
            self.lines_treated.add(self.line)

    def _imply(self, trigger: str, start: Occurrence) -> None:
        """Read what the start of a treatment tells of before it: an uncharted diagnosis, or the end of the last one."""
        if trigger == "metastatic_diagnosis":
            assert start.treatment is not None  # noqa: S101  # a start is always the start of a treatment
            self.recurrence = implied_recurrence(self.record, start.treatment)
            self.recurrence_pointer = "/history"
        else:
            self.treatment = self.current
        self._fire(trigger)
        if trigger == "stopped":
            self.current = None

    def _readable(self, treatment: Treatment) -> str | None:
        for code in treatment.regimens:
            if any(step.weigh(self).verdict != "excluded" for step in self.guideline.steps(code, self.state)):
                return code
        return None

    def _fire(self, trigger: str) -> None:
        self.findings = ()
        self.reading = trigger
        self.guideline.fire(trigger, self)
        self.forget()

    def _may_be_told_of(self, event: Event, given: Collection[Treatment]) -> bool:
        """May a drug of these courses have caused this toxicity: the one that the chart blames, or any that was given
        then where it blames none, or one that they never held?
        """
        return any(
            blamed & course.left
            or (event.agent is None and course.started.first <= event.on.last)
            or (blamed.isdisjoint(course.drugs) and course.started.last < event.on.first)
            for course in given
            for blamed in [self.blamed(event, course)]
        )

    def _goes_on(self, trigger: str) -> bool:
        """Does the present treatment go on as another regimen, so that what a toxicity asks for still holds?"""
        course = self.treatment
        if course is None or self._occurrence is None:
            return trigger == "partner_added"
        return course.stopped_for in WENT_ON if self._occurrence.ends else course.goes_on_from_another


def _blocking(weighed: Weighed) -> list[Finding]:
    return [finding for finding in weighed.findings if finding.effect == "blocks"]


def _of_the_patient(weighed: Weighed) -> list[Finding]:
    """What forbids the step by a rule of safety, and not by its row."""
    return [finding for finding in _blocking(weighed) if finding.guard.grounds is not weighed.step.grounds]
