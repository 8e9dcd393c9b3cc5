"""What a case keeps of what it has read: recurrence, failures, and drugs that were dropped or not tolerated."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from statemachine.guards.read_so_far import NO, Answer
from statemachine.machine.guard import Chart
from statemachine.machine.guideline import Guideline
from statemachine.machine.orders import Orders
from statemachine.machine.step import Stage, Step
from statemachine.record.going_on import going_on
from statemachine.record.occurrences import Occurrence
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import Event, Failed, Treatment, has_left
from statemachine.record.toxicity_reasons import (
    NotTolerated,
    dropped_for_toxicity,
    given_again_after,
    is_grave_reaction,
    told_by,
    told_by_a_stop,
)


class WhatWasRead(Chart):
    """The part of a case that later questions look back at; `Case` says when each of it is noted."""

    guideline: Guideline
    state: str
    actions: Orders
    _occurrence: Occurrence | None

    @property
    def stage(self) -> Stage:
        """The state of the guideline that the case is in."""
        return self.guideline.stages[self.state]

    def _note_recurrence(self, occurrence: Occurrence) -> None:
        self.recurrence = occurrence.on
        self.recurrence_name = occurrence.trigger.replace("_", " ")
        self.recurrence_pointer = f"{occurrence.pointer}/on"

    def _given_at_the_progression(self) -> Treatment | None:
        """The present treatment, or what of the last one was given longer than its drugs against HER2."""
        last = self.metastatic[-1] if self.metastatic else None
        if self.current is not None or last is None:
            return self.current
        if self._occurrence is not None and self._occurrence.ends and self._occurrence.treatment is last:
            return last
        given_longer = tuple(slot for slot in last.given if slot <= last.given_longer & self.catalogue.chemotherapy)
        return replace(last, given=given_longer) if given_longer else None

    def _note_failure(self, course: Treatment) -> None:
        """Keep the drugs that were, or may have been, given when the disease progressed."""
        facts = self.of_history((course,))
        gone = self.gone.get(course.pointer, frozenset())
        on = self._told_most_exactly(self._occurrence.on if self._occurrence else course.ended or course.started)
        for slot in (slot for slot in course.given if not has_left(slot, gone)):
            self.failures.append(Failed(slot, on, course.pointer))
            for agent in slot:
                known = self.failed_drugs.get(agent, NO)
                if len(slot) == 1 and not known.value:
                    self.failed_drugs[agent] = Answer(True, facts)
                elif not known.value:
                    self.failed_drugs[agent] = Answer(None, {**known.facts, **facts})

    def _told_most_exactly(self, on: PartialDate) -> PartialDate:
        """The day of a progression: the end of a course and an event may tell of the same one."""
        told = (event.on for event in self.record.events if event.name == "progression")
        same = [on, *(one for one in told if one.first <= on.last and on.first <= one.last)]
        return min(same, key=lambda one: one.last - one.first)

    def _note_reason(self, trigger: str) -> None:
        """Keep the treatment that was left without a charted reason, until a progression is told after all."""
        ends = self._occurrence is not None and self._occurrence.ends
        if self.current is not None and (trigger == "stopped" or (ends and not self.current.reason_is_charted)):
            self.left_unexplained.append(self.current)
        elif trigger == "progression" and self.left_unexplained[-1:] == self.metastatic[-1:]:
            self.left_unexplained = self.left_unexplained[:-1]

    def _note_early_stage(self, course: Treatment) -> None:
        self.early_stage.append(course)
        self.current = going_on(self.early_stage)
        parts = (part for part in course.dropped if part.reason == "toxicity")
        self.toxic += [dropped_for_toxicity(part, part.fact, self.record.events) for part in parts]

    def _note_dropped(self, occurrence: Occurrence) -> None:
        dropped = occurrence.dropped
        if dropped is None:
            return
        if (course := occurrence.treatment) is not None:
            self.gone[course.pointer] = self.gone.get(course.pointer, frozenset()) | dropped.agents
        self._forget_orders(dropped.agents)
        if dropped.reason == "toxicity":
            self.toxic.append(dropped_for_toxicity(dropped, occurrence.pointer, self.record.events))

    def _forget_orders(self, agents: Collection[str]) -> None:
        """Forget what a toxicity asks for of drugs that are not given any more."""
        self.actions = {about: steps for about, steps in self.actions.items() if about[2] not in agents}

    def _note_excluded(self, step: Step) -> None:
        """Keep the drugs that a toxicity has ended."""
        event = self.event
        assert event is not None  # noqa: S101  # only the rows of the table of toxicities exclude drugs
        self._note_toxic(told_by(event, frozenset(step.excludes)))
        course = self.current
        # What goes on of it goes on without them; where no treatment is chosen, all that is charted is told of.
        if course is not None and step.dest == step.source and self.stage.kind == "treatment":
            self.current = course.without(frozenset(step.excludes), event)
            if self.metastatic and self.metastatic[-1] is course:
                self.metastatic[-1] = self.current
            self.gone[course.pointer] = self.gone.get(course.pointer, frozenset()) | course.drugs & {*step.excludes}

    def _note_reaction(self, event: Event) -> None:
        """Keep the drug that caused a grave hypersensitivity, unless it was given again or its stop tells of it."""
        agents, courses = frozenset({event.agent} if event.agent is not None else ()), self.record.treatments
        grave = is_grave_reaction(event, self.known(f"{event.pointer}/grade", event.grade))
        told = told_by_a_stop(event, agents, courses) or given_again_after(event, agents, courses)
        if grave and agents and not told:
            self._note_toxic(told_by(event, agents))

    def _note_toxic(self, one: NotTolerated) -> None:
        if one not in self.toxic:
            self.toxic.append(one)
