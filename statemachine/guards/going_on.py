"""Questions about a treatment that goes on: beyond a progression, or held."""

from __future__ import annotations

from statemachine.guards.argument_types import Agent, Days, DrugClass
from statemachine.guards.intolerance import OF_THE_HEART
from statemachine.guards.read_so_far import NO, Answer, of_the_entry
from statemachine.guards.stopping import Stopping
from statemachine.record import words
from statemachine.record.codes import CONTROLLED, GROWN
from statemachine.record.record import CHEMOTHERAPY_COMPLETED, PERTUZUMAB, Event, Treatment
from statemachine.record.regimen_parts import FIRST_CYCLE_DAYS


class GoingOn(Stopping):
    """What a chart says of the present treatment beside the progression of the disease."""

    @of_the_entry
    def goes_on_beyond_it(self) -> Answer:
        """Does the treatment go on beyond this progression, as charted or after local treatment of the one place?"""
        course = self._given_now()
        if self.event is None or course is None:
            return NO
        return self._beyond(self.event, course)

    def given_beyond_progression(self) -> Answer:
        """Does the present treatment go on beyond a progression, as charted or after local treatment?"""
        course = self._given_now()
        if course is None:
            return NO
        events = (event for event in self._progressions_since_the_start_of(course))
        if any(self._beyond(event, course).value for event in events):
            return Answer(True, self.of_history([course]))
        return NO

    def runs_past_a_progression(self) -> Answer:
        """Is the last treatment charted as going on although the disease has progressed since it began?"""
        course = self.metastatic[-1] if self.metastatic else None
        if self.current is not None or course is None or not course.goes_on or self.record.last_dose_of(course):
            return NO  # a dose tells of no end, and not that anything goes on beyond the progression
        events = self._progressions_since_the_start_of(course)
        grown = [event for event in events if not self._beyond(event, course).value]
        return Answer(True, self.of_history([course])) if grown else NO

    def a_progression_is_in_doubt(self) -> Answer:
        """Is the disease charted as controlled since a progression, or the progression as one of the first cycle, on a
        treatment that is charted as going on?
        """
        course = self._given_now()
        if course is None:
            return NO
        events = self._progressions_since_the_start_of(course)
        told = {
            pointer: value
            for event in events
            if (found := self._beyond(event, course)).value is None
            for pointer, value in {event.pointer: words.of_charted(event), **found.facts}.items()
            if value is not None
        }
        return Answer(True, told) if told else NO

    def is_held(self) -> Answer:
        """Is the present treatment held?"""
        course = self.current
        if course is None or not course.held:
            return NO
        toxicities = [words.of_charted(event) for event in self._toxicities_of_the_hold(course)]
        reasons = f", with {words.one_of(toxicities, 'and')}" if toxicities else ""
        held = [f"{name}, held since {day}" for name, day in words.of_held(course, self.catalogue)]
        told = f"{words.one_of(held, 'and')}{reasons}"
        return Answer(True, dict.fromkeys(sorted({course.dosings[slot].held_at for slot in course.held}), told))

    def was_held_when_the_disease_progressed(self, days: Days) -> Answer:
        """Had the last treatment, or a part of it, been held for more than {days} days when the disease progressed on
        it?
        """
        last = self.metastatic[-1] if self.metastatic else None
        if self.current is not None or last is None or last.held_since is None:
            return NO
        since = last.held_since
        told = [event.on for event in self._progressions_since_the_start_of(last)]
        if not any((on.last - since.first).days > days for on in told):
            return NO
        held = words.one_of([f"{name}, held since {day}" for name, day in words.of_held(last, self.catalogue)], "and")
        return Answer(True, dict.fromkeys(sorted({last.dosings[slot].held_at for slot in last.held}), held))

    def is_held_for_the_heart(self) -> Answer:
        """Is the present treatment held, with a fall of the ejection fraction charted that lasted until then or came
        since?
        """
        falls = [event for event in self._toxicities_of_the_hold(self.current) if event.kind == OF_THE_HEART]
        return Answer(True, {event.pointer: words.of_charted(event) for event in falls}) if falls else NO

    def partner_of_pertuzumab_is_held(self) -> Answer:
        """Is what pertuzumab is given with held, or told to be held?"""
        course = self.current
        if course is None or PERTUZUMAB not in course.left:
            return NO
        held = frozenset().union(*course.held)
        antibodies = self.catalogue.of_class("anti_her2_antibody") | self.catalogue.of_class("antibody_drug_conjugate")
        partners = course.left & antibodies - {PERTUZUMAB}
        if not partners or PERTUZUMAB in held or not partners <= held | self.told_to_hold:
            return NO
        return Answer(True, self.of_history([course]))

    def drug_is_held_longer_than(self, agent: Agent, days: Days) -> Answer:
        """Is {agent} held for more than {days} days?"""
        course = self.current
        if course is None or agent not in course.left:
            return NO
        held = {one.held_at: one.held_since for one in course.dosings_of(agent) if one.held_since is not None}
        longer = any((self.record.as_of - since.last).days > days for since in held.values())
        return Answer(longer, {pointer: since.text for pointer, since in held.items()})

    def maintenance_is_to_be_chosen(self) -> Answer:
        """Is what the chemotherapy left being given, so that what is added to it is still to be chosen?"""
        course = self.current
        # While it is held, and once the brain has progressed, what is given is settled first.
        if course is None or not course.goes_on_from_another or course.held_since is not None:
            return NO
        before = self.metastatic[-2:-1]
        if not before or before[0].stopped_for != CHEMOTHERAPY_COMPLETED:
            return NO
        brain = (event for event in self.record.events if event.name == "cns_progression")
        if any(event.on.last >= course.started.first for event in brain):
            return NO
        return Answer(True, self.of_history([course]))

    def a_drug_is_given(self) -> Answer:
        """Is a treatment being given?"""
        course = self.current
        return Answer(True, self.of_history([course])) if course is not None and course.left else NO

    def given_together(self, drug_class: DrugClass, partner: DrugClass) -> Answer:
        """Is any {drug_class} being given together with any {partner}?"""
        together = all(self.gives_one_of(self.catalogue.of_class(kind)) for kind in (drug_class, partner))
        return Answer(True, self.of_history([self.current])) if together and self.current is not None else NO

    def a_start_is_uncharted(self) -> Answer:
        """Is the start of a treatment not charted?"""
        courses = [course for course in self.record.treatments if not course.started.text]
        return Answer(True, self.of_history(courses)) if courses else NO

    def _toxicities_of_the_hold(self, course: Treatment | None) -> list[Event]:
        """The toxicities of what is held that had not resolved by the day since when it is held."""
        if course is None:
            return []
        return [
            event
            for event in self.record.toxicities
            if event.on.last >= course.started.first
            and any(
                held is not None and (event.resolved_on is None or event.resolved_on.last >= held.first)
                for _, held, _ in course.dosings_of(event.agent)
            )
        ]

    def _given_now(self) -> Treatment | None:
        """The present treatment, or what goes on of it while a decision is open, as antibodies after chemotherapy."""
        last = self.metastatic[-1] if self.metastatic else None
        return self.current or (last if last is not None and last.goes_on else None)

    def _progressions_since_the_start_of(self, course: Treatment) -> list[Event]:
        return [
            event
            for event in self.record.events
            if event.name == "progression" and event.on.last >= course.started.first
        ]

    def _beyond(self, event: Event, course: Treatment) -> Answer:
        """Does the course go on after this progression for a charted reason?"""
        if event.name != "progression" or not course.may_go_on_after(event.on):
            return NO
        if event.treatment_continues is not None:
            return Answer(
                event.treatment_continues, {f"{event.pointer}/treatment_continues": event.treatment_continues}
            )
        local = [
            other.pointer
            for other in self.record.events
            if other.name == "local_treatment"
            and event.site is not None
            and other.site == event.site
            and other.on.last >= event.on.first
        ]
        if local:
            return Answer(True, dict.fromkeys(local, f"local treatment: {event.site}"))
        doubts = self._doubts(event, course) if course.goes_on and not self.record.last_dose_of(course) else {}
        return Answer(None, {f"{event.pointer}/treatment_continues": None, **doubts}) if doubts else NO

    def _doubts(self, event: Event, course: Treatment) -> dict[str, str]:
        """What speaks against a decision after this progression although nobody charted that the treatment goes on: the
        disease was controlled since, or it is the progression for which the treatment was begun.
        """
        doubts = self._controlled_since(event)
        if course.counts_as_line and (event.on.last - course.started.first).days <= FIRST_CYCLE_DAYS:
            doubts |= self.of_history([course])
        return doubts

    def _controlled_since(self, event: Event) -> dict[str, str]:
        """The newest disease status after a progression, where it tells of a response or of stable disease."""
        statuses = [other for other in self.record.events if other.name == "disease_status"]
        later = [other for other in statuses if other.on.first > event.on.last]
        newest = max(later, key=lambda other: (other.on.last, other.on.first), default=None)
        if newest is None or newest.status not in CONTROLLED:
            return {}
        grown = (other for other in self.record.events if other.name in GROWN and other is not event)
        if any(other.on.last >= newest.on.first for other in grown):
            return {}
        return {newest.pointer: words.of_charted(newest)}
