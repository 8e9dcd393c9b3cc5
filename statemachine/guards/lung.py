"""Questions about interstitial lung disease, which decide whether a drug can be started or gone on with."""

from __future__ import annotations

from typing import Any

from statemachine.guards.argument_types import Agent, Limit
from statemachine.guards.heart import Heart
from statemachine.guards.intolerance import OF_THE_LUNG
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record import words
from statemachine.record.record import Event
from statemachine.record.toxicity_reasons import stops_told_by


class Lung(Heart):
    """The service rules of dossier 5.2 and 5.3: what the chart of the day says, and what the history reports."""

    def lung_disease_was_serious(self, serious_lung_grade: Limit) -> Answer:
        """Was there interstitial lung disease of grade {serious_lung_grade.value} or more, or of a grade that nobody
        charted?
        """
        state, facts = self._lung()
        if state != "past":
            return Answer(None if state is None else False, facts)
        known, missing = self._lung_grades()
        serious = any(grade >= serious_lung_grade.value for grade in known)
        return Answer(bool(missing) or serious, facts | dict.fromkeys(missing))

    def lung_disease_forbids_going_on(self, serious_lung_grade: Limit) -> Answer:
        """Is there interstitial lung disease of grade {serious_lung_grade.value} or more at present?"""
        state, facts = self._lung()
        if state != "current":
            return Answer(False, facts)  # that nobody charted it is what `lung_disease_present` asks about
        known, missing = self._lung_grades()
        if any(grade >= serious_lung_grade.value for grade in known):
            return Answer(True, facts)
        return Answer(None, dict.fromkeys(missing)) if missing else Answer(False, facts)

    def lung_disease_present(self) -> Answer:
        """Is there interstitial lung disease at present?"""
        state, facts = self._lung()
        return Answer(None if state is None else state == "current", facts)

    def lung_disease_past(self) -> Answer:
        """Has there been interstitial lung disease?"""
        state, facts = self._lung()
        return Answer(None if state is None else state == "past", facts)

    def lung_disease_may_last(self) -> Answer:
        """Was an earlier drug stopped for interstitial lung disease, and has nobody charted the lungs since?"""
        state, facts = self._lung()
        return Answer(True, facts) if state is None and self._lung_events() else NO

    def past_lung_disease_may_be_of(self, agent: Agent) -> Answer:
        """Has there been interstitial lung disease that {agent} may have caused?"""
        past, events = self.lung_disease_past(), self._lung_events()
        is_of_others = bool(events) and all(event.agent not in (None, agent) for event in events)
        return Answer(False, past.facts) if is_of_others else past

    def lung_reports_disagree(self) -> Answer:
        """Does the history report lung disease that the chart denies, calls milder, or calls past while it lasts?"""
        state, grade = self.patient.interstitial_lung_disease, self.patient.interstitial_lung_disease_grade
        events = self._lung_events()
        worse = grade is not None and any(event.grade is not None and event.grade > grade for event in events)
        lasts = state == "past" and self._lung_disease_lasts()
        return Answer(bool(events) and (state == "none" or worse or lasts), self._lung_reported())

    def _lung_disease_lasts(self) -> bool:
        """Does an event of lung disease tell no day of its end, after which no other treatment was begun?"""
        return any(
            event.kind == OF_THE_LUNG
            and event.resolved_on is None
            and not self._was_followed_by_another_treatment(event)
            for event in self.record.events
        )

    def _lung_events(self) -> list[Event]:
        return [event for event in self.record.toxicities if event.kind == OF_THE_LUNG]

    def _lung_reported(self) -> dict[str, Any]:
        told = {}
        for event in self._lung_events():
            reported = words.of_toxicity(event, {event.agent} if event.agent else (), self.catalogue)
            open_end = ", not as resolved" if event.resolved_on is None else ""
            told[event.pointer] = f"{words.within(reported)}{open_end}"
        return told

    def _lung(self) -> tuple[str | None, dict[str, Any]]:
        """The chart of the day; what events report where it says less than they do, because it can kill."""
        charted, events = self.patient.interstitial_lung_disease, self._lung_events()
        if charted not in ("past", "current") and not events:
            return charted, self.of_patient("interstitial_lung_disease")
        facts = self.of_patient("interstitial_lung_disease", "interstitial_lung_disease_grade")
        reported = {pointer: value for pointer, value in facts.items() if value is not None} | self._lung_reported()
        if charted == "past" and self._lung_disease_lasts():
            return "current", reported
        if charted in ("past", "current"):
            return charted, reported
        # A stop has no place for the day on which it resolved: what was begun since tells that, or it is asked.
        asked = {"/patient/interstitial_lung_disease": None}
        as_of = self.record.as_of
        lasting = [event for event in events if event.resolved_on is None or event.resolved_on.last > as_of]
        if not all(map(self._was_followed_by_another_treatment, lasting)):
            return "current", reported if self._lung_disease_lasts() else reported | asked
        if lasting and charted is None:
            return None, reported | asked
        return "past", reported

    def _was_followed_by_another_treatment(self, event: Event) -> bool:
        """Was a treatment stopped for it, and was one of other drugs begun since?

        Regimens follow each other: what was begun in the month of the stop was begun after it.
        """
        courses = self.record.treatments
        return any(
            one.started.text and one.started.last > stopped.first and course.drugs.isdisjoint(one.drugs)
            for course in courses
            for _, stopped in stops_told_by(event, course)
            for one in courses
        )

    def _lung_grades(self) -> tuple[list[int], list[str]]:
        """The grades that chart and events report, and where one is missing; the charted one is the worst there was.

        Of disease that is present a resolved event does not tell the grade.
        """
        charted = self.patient.interstitial_lung_disease_grade
        present = self._lung()[0] == "current"
        events = [event for event in self._lung_events() if not (present and event.resolved_on is not None)]
        by_event = {event.grade_fact: event.grade for event in events}
        reported = {pointer: self.known(pointer, grade) for pointer, grade in by_event.items()}
        known = [grade for grade in (charted, *reported.values()) if grade is not None]
        if charted is not None:
            return known, []
        missing = [pointer for pointer, grade in reported.items() if grade is None]
        return known, missing if reported else ["/patient/interstitial_lung_disease_grade"]
