"""Questions about the toxicity event that is being read."""

from __future__ import annotations

from typing import Any

from statemachine.guards.argument_types import Agent, Days, Grade, Limit, ToxicityKind
from statemachine.guards.grave_values import GraveValues
from statemachine.guards.read_so_far import NO, Answer, all_of, of_the_entry
from statemachine.record import words
from statemachine.record.codes import DOSE_LEVELS
from statemachine.record.date_constraints import Comparison, day
from statemachine.record.dosing import Dosing
from statemachine.record.partial_dates import PartialDate, add_months
from statemachine.record.record import PERTUZUMAB, UNKNOWN_ANTICANCER, has_left
from statemachine.record.toxicity_reasons import OF_THE_ALLERGY


class Toxicity(GraveValues):
    """What kind, how bad, and whether it has resolved."""

    @of_the_entry
    def toxicity_is(self, kind: ToxicityKind) -> Answer:
        """Is the toxicity {kind}?"""
        event = self.event
        if event is None or event.name != "toxicity":
            return NO
        return Answer(event.kind == kind, {event.pointer: event.kind})

    @of_the_entry
    def toxicity_of(self, agent: Agent) -> Answer:
        """Is {agent} held responsible for {toxicity}?"""
        event = self.event
        if event is None or event.agent is None:
            given = self.current is not None and bool(self.current.gave(agent))
            return Answer(given, self.of_history([self.current] if self.current else []))
        blamed = {event.agent} if self.current is None else self.blamed(event, self.current)
        return Answer(agent in blamed, {f"{event.pointer}/agent": event.agent})

    @of_the_entry
    def toxicity_is_of_another_drug(self, agent: Agent) -> Answer:
        """Is {toxicity} charted of another drug than {agent}, which does not hold it?"""
        event = self.event
        if event is None or event.agent is None or self.current is None:
            return NO
        blames_another = agent not in self.blamed(event, self.current)
        return Answer(blames_another, {f"{event.pointer}/agent": event.agent})

    @of_the_entry
    def toxicity_was_of(self, agent: Agent) -> Answer:
        """Is {agent}, which was given before, held responsible for {toxicity}, or was it given last?"""
        event, given = self.event, [*self.early_stage, *self.metastatic]
        if event is not None and event.agent is not None:
            blamed = self.blamed(event, given[-1]) if given else {event.agent}
            return Answer(agent in blamed, {f"{event.pointer}/agent": event.agent})
        return Answer(bool(given and given[-1].gave(agent)), self.of_history(given[-1:]))

    @of_the_entry
    def toxicity_grade_at_least(self, grade: Grade) -> Answer:
        """Was {toxicity} of grade {grade} or worse?"""
        charted, facts = self._grade()
        return Answer(None if charted is None else charted >= grade, facts)

    @of_the_entry
    def toxicity_grade_at_most(self, grade: Grade) -> Answer:
        """Was {toxicity} of grade {grade} or milder?"""
        charted, facts = self._grade()
        return Answer(None if charted is None else charted <= grade, facts)

    @of_the_entry
    def toxicity_resolved(self) -> Answer:
        """Has {toxicity} resolved?"""
        event = self.event
        resolved = event is not None and event.resolved_on is not None
        text = event.resolved_on.text if event is not None and event.resolved_on is not None else None
        return Answer(resolved, {f"{self.reading_pointer}/resolved_on": text})

    @of_the_entry
    def toxicity_resolved_within(self, days: Days) -> Answer:
        """Did {toxicity} resolve within {days} days of its onset?"""
        event = self.event
        if event is None or event.resolved_on is None:
            return Answer(False, {f"{self.reading_pointer}/resolved_on": None})
        facts = {f"{event.pointer}/on": event.on.text, f"{event.pointer}/resolved_on": event.resolved_on.text}
        longest = (event.resolved_on.last - event.on.first).days
        shortest = (event.resolved_on.first - event.on.last).days
        if longest <= days:
            return Answer(True, facts)
        if shortest > days:
            return Answer(False, facts)
        onset, resolved = day(f"{event.pointer}/on", event.on), day(f"{event.pointer}/resolved_on", event.resolved_on)
        return Answer(None, facts, (Comparison(resolved, onset, days=days),))

    @of_the_entry
    def toxicity_charted_as_at_least(self, grade: Grade) -> Answer:
        """Is {toxicity} charted as of grade {grade} or worse?"""
        charted, facts = self._grade()
        return Answer(charted is not None and charted >= grade, facts)

    @of_the_entry
    def toxic_drug_is_given(self) -> Answer:
        """Is the drug that is held responsible for {toxicity} still being given, as far as is charted?"""
        event, course = self.event, self.current
        if event is None or course is None:
            return NO
        left = course.left_without(self.gone.get(course.pointer, frozenset()))
        facts = {} if event.agent is None else {f"{event.pointer}/agent": event.agent}
        return Answer(event.agent is None or not left.isdisjoint(self.blamed(event, course)), facts)

    @of_the_entry
    def what_is_given_may_have_caused_it(self) -> Answer:
        """Is the drug that is held responsible for {toxicity} a part of the present treatment still, as is charted, or
        one that is given no more, and that what is being given was never given beside?
        """
        event, course, still = self.event, self.current, self.toxic_drug_is_given()
        if event is None or course is None or still.value:
            return still
        blamed = self.blamed(event, course)
        beside = course.left_without(self.gone.get(course.pointer, frozenset())) | blamed
        is_given = any(blamed & one.drugs for one in self.read_as_left)
        was_beside = any(beside <= one.drugs for one in (*self.early_stage, *self.metastatic))
        return Answer(not (is_given or was_beside), still.facts)

    @of_the_entry
    def toxic_drug_is_cleared(self) -> Answer:
        """Was the drug held responsible for {toxicity} begun again since, or did somebody say of an antibody or
        conjugate that it can be given again?
        """
        event, course = self.event, self.current
        if event is None or course is None:
            return NO
        if course.begun_again is not None and course.begun_again.first > event.on.last:
            return Answer(True, self.of_history([course]))
        left = course.left_without(self.gone.get(course.pointer, frozenset()))
        drugs = left if event.agent is None else frozenset({event.agent})
        asked = self.catalogue.of_class("anti_her2_antibody") | self.catalogue.of_class("antibody_drug_conjugate")
        said = self.patient.antibody_rechallenge_cleared
        facts = {} if said is None else self.of_patient("antibody_rechallenge_cleared")
        return Answer(drugs <= asked and said is True, facts)

    @of_the_entry
    def reaction_is_cleared(self) -> Answer:
        """Is {toxicity} hypersensitivity, and is its drug begun again or cleared since?"""
        return all_of([self.toxicity_is(OF_THE_ALLERGY), self.toxic_drug_is_cleared()])

    def may_be_given_now(self, agent: Agent) -> Answer:
        """Is {agent} being given, as far as is charted?"""
        course = self.current
        if course is None:
            return NO
        left = course.left_without(self.gone.get(course.pointer, frozenset()))
        return Answer(agent in left, self.of_history([course]))

    def is_given_now(self, agent: Agent) -> Answer:
        """Is {agent} being given, by its name?"""
        course = self.current
        if course is None:
            return NO
        gone = self.gone.get(course.pointer, frozenset())
        named = (slot for slot in course.given if UNKNOWN_ANTICANCER not in slot and slot & course.left)
        return Answer(any(agent in slot and not has_left(slot, gone) for slot in named), self.of_history([course]))

    def goes_on_without_what_a_toxicity_ended(self) -> Answer:
        """Does the present treatment go on without a drug that a toxicity has ended?"""
        if self.current is None or not self.current.dropped:
            return NO
        ended = {part.fact for part in self.current.dropped}
        told = [event for event in self.record.events if event.name == "toxicity" and f"{event.pointer}/on" in ended]
        return Answer(True, {event.pointer: words.of_charted(event) for event in told}) if told else NO

    def another_anti_her2_drug_goes_on(self, agent: Agent) -> Answer:
        """Is another drug against HER2 being given beside {agent}, which may go on without it?"""
        course = self.current
        if course is None:
            return NO
        left = course.left_without(self.gone.get(course.pointer, frozenset()) | {agent})
        goes_on = bool(left & self.catalogue.anti_her2 - {PERTUZUMAB})
        return Answer(goes_on, self.of_history([course])) if goes_on else NO

    @of_the_entry
    def lung_disease_after_it_was_slow(self, agent: Agent, days: Days) -> Answer:
        """Was there, after {agent}, interstitial lung disease that took more than {days} days to resolve, or did nobody
        chart how long?
        """
        state, facts = self._lung()
        courses = [course for course in (*self.early_stage, *self.metastatic) if course.gave(agent)]
        if state != "past" or not courses:
            return Answer(False, facts)
        events = self._lung_events()
        quick = {
            event.pointer
            for event in events
            if event.resolved_on is not None and (event.resolved_on.last - event.on.first).days <= days
        }
        slow = [event.pointer for event in events if event.agent in (None, agent) and event.pointer not in quick]
        return Answer(bool(slow) or not events, facts)

    def held_since_the_toxicity(self) -> Answer:
        """Is the present treatment held, as charted, since {toxicity}?"""
        event, dosings = self.event, self._dosings()
        held = {one.held_at: one.held_since for one in dosings if one.held_since is not None}
        if event is None or len(held) < len({one.held_at for one in dosings}):
            return NO
        since = all(day.last >= event.on.first for day in held.values())
        return Answer(bool(held) and since, {pointer: day.text for pointer, day in held.items()})

    @of_the_entry
    def dose_was_settled_since(self, order_stands_for: Limit) -> Answer:
        """Was the dose after {toxicity} settled since: given again in a course begun later, or resumed more than
        {order_stands_for.value} months ago?
        """
        event = self.event
        if event is None or self.current is None or event.resolved_on is None:
            return NO
        if any(one.held_since is not None for one in self._dosings()):
            return NO
        resolved = event.resolved_on
        facts = {f"{event.pointer}/resolved_on": resolved.text, **self._levels()}
        overtaken = add_months(resolved.last, order_stands_for.months) < self.record.as_of
        return Answer(overtaken or self._was_begun_again_after(resolved), facts)

    def no_dose_is_left(self) -> Answer:
        """Has a toxicity left the present treatment without a dose that it may be given at?"""
        return Answer(True, self.ended_for_good) if self.ended_for_good else NO

    @of_the_entry
    def dose_is_at_the_lowest_level(self) -> Answer:
        """Is the dose level of the present treatment charted as -2, below which the labels name none?"""
        levels = self._levels()
        return Answer(min(DOSE_LEVELS) in levels.values(), levels)

    @of_the_entry
    def dose_is_at_the_full_level(self) -> Answer:
        """Is the dose level of the present treatment charted as 0, so that it has not been lowered?"""
        levels = self._levels()
        return Answer(set(levels.values()) == {max(DOSE_LEVELS)}, levels)

    def _levels(self) -> dict[str, Any]:
        """The dose level of the drug held responsible, where it is charted; without one that of each drug given."""
        return {one.level_at: one.level for one in self._dosings()}

    def _dosings(self) -> list[Dosing]:
        """How the drug held responsible is given; where none is named, or one that is not given, all that is."""
        course = self.current
        if course is None:
            return []
        blamed = self.blamed(self.event, course) & course.drugs if self.event is not None else ()
        return course.dosings_of(next(iter(blamed), None))

    def _was_begun_again_after(self, on: PartialDate) -> bool:
        event = self.event
        return any(
            begun is not None and begun.text and begun.first >= on.last
            for course in self.record.treatments
            if course.setting == "metastatic" and (event is None or event.agent is None or event.agent in course.drugs)
            for begun in (course.begun_again, None if course is self.current else course.started)
        )

    def _grade(self) -> tuple[int | None, dict[str, Any]]:
        """The grade of the event; of lung disease that is charted as present, what is charted of it."""
        event = self.event
        if event is not None and event.grade is None and event.kind == "interstitial_lung_disease":
            facts = self.of_patient("interstitial_lung_disease", "interstitial_lung_disease_grade")
            if facts["/patient/interstitial_lung_disease"] == "current" and None not in facts.values():
                return facts["/patient/interstitial_lung_disease_grade"], facts
        pointer = f"{self.reading_pointer}/grade"
        charted = self.known(pointer, event.grade if event is not None else None)
        return charted, {pointer: charted}
