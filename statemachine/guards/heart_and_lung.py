"""Questions about the heart and the lung, which decide whether a drug can be started or gone on with."""

from __future__ import annotations

from typing import Any

from statemachine.guards.argument_types import Agent, Grade, Limit, Percent, Points
from statemachine.guards.combinations import Combinations
from statemachine.guards.intolerance import OF_THE_HEART, OF_THE_LUNG
from statemachine.guards.read_so_far import NO, Answer, all_of
from statemachine.record import words
from statemachine.record.record import Event
from statemachine.record.toxicity_reasons import stops_told_by


class HeartAndLung(Combinations):
    """The service rules of dossier 5.1 to 5.3; their numbers are limits that all editions share."""

    def heart_permits(self, lvef_too_low: Limit, lvef_normal: Limit) -> Answer:
        """Does the heart permit anti-HER2 drugs (LVEF {lvef_too_low.value}-{lvef_normal.just_below} % or past heart
        failure: if cardio-oncology cleared it)?
        """
        lvef, failure = self.patient.lvef_percent, self.patient.heart_failure
        if (lvef is not None and lvef < lvef_too_low.value) or failure == "symptomatic":
            return Answer(False, self.of_patient("lvef_percent", "heart_failure"))
        if self.patient.cardio_oncology_clearance is False:  # whatever they saw in a heart that measures well
            return Answer(False, self.of_patient("cardio_oncology_clearance"))
        if lvef is None or failure is None:
            return Answer(None, self.of_patient("lvef_percent", "heart_failure"))
        if lvef >= lvef_normal.value and failure == "none":
            return Answer(True, self.of_patient("lvef_percent", "heart_failure"))
        facts = self.of_patient("lvef_percent", "heart_failure", "cardio_oncology_clearance")
        return Answer(self.patient.cardio_oncology_clearance, facts)

    def special_circumstances(self, lvef_too_low: Limit, lvef_normal: Limit) -> Answer:
        """Is the disease burden low, or does the heart rule out anti-HER2 treatment?"""
        if self.patient.disease_burden == "low":
            return Answer(True, self.of_patient("disease_burden"))
        heart = self.heart_permits(lvef_too_low, lvef_normal)
        if heart.value is False:
            return Answer(True, heart.facts)
        uncharted = heart.facts if heart.value is None else {}
        return Answer(None, {**self.of_patient("disease_burden"), **uncharted})

    def visceral_crisis_beside_a_failing_heart(self, lvef_too_low: Limit, lvef_normal: Limit) -> Answer:
        """Is there a visceral crisis, while the heart rules out anti-HER2 treatment?"""
        if self.patient.disease_burden == "low":
            return Answer(False, self.of_patient("disease_burden"))
        heart = self.heart_permits(lvef_too_low, lvef_normal)
        ruled_out = Answer(None if heart.value is None else not heart.value, heart.facts)
        return all_of([ruled_out, self.charted("visceral_crisis", True)])

    def heart_is_in_between(self, lvef_too_low: Limit, lvef_normal: Limit) -> Answer:
        """Is the ejection fraction {lvef_too_low.value} to {lvef_normal.just_below} %, or is there a history of
        heart failure?
        """
        lvef, failure = self.patient.lvef_percent, self.patient.heart_failure
        in_between = lvef is not None and lvef_too_low.value <= lvef < lvef_normal.value
        reasons = [*(["lvef_percent"] if in_between else []), *(["heart_failure"] if failure == "history" else [])]
        return Answer(bool(reasons), self.of_patient(*(reasons or ("lvef_percent", "heart_failure"))))

    def heart_forbids_going_on(self, lvef_too_low: Limit) -> Answer:
        """Is the ejection fraction below {lvef_too_low.value} %, or is heart failure symptomatic?"""
        lvef, failure = self.patient.lvef_percent, self.patient.heart_failure
        told = {
            "lvef_percent": lvef is not None and lvef < lvef_too_low.value,
            "heart_failure": failure == "symptomatic",
        }
        if any(told.values()):
            return Answer(True, self.of_patient(*(fact for fact, forbids in told.items() if forbids)))
        return Answer(None if lvef is None else False, self.of_patient(*told))

    def clearance_is_refused(self) -> Answer:
        """Has cardio-oncology refused clearance for anti-HER2 treatment?"""
        refused = self.patient.cardio_oncology_clearance is False
        return Answer(True, self.of_patient("cardio_oncology_clearance")) if refused else NO

    def lvef_fell_by(self, points: Points) -> Answer:
        """Has the ejection fraction fallen by {points} points or more from baseline?"""
        lvef, baseline = self.patient.lvef_percent, self.patient.lvef_baseline_percent
        facts = self.of_patient("lvef_baseline_percent", "lvef_percent")
        return Answer(None if lvef is None or baseline is None else baseline - lvef >= points, facts)

    def lvef_fell_by_more_than(self, points: Points) -> Answer:
        """Has the ejection fraction fallen by more than {points} points from baseline?"""
        lvef, baseline = self.patient.lvef_percent, self.patient.lvef_baseline_percent
        facts = self.of_patient("lvef_baseline_percent", "lvef_percent")
        return Answer(None if lvef is None or baseline is None else baseline - lvef > points, facts)

    def lvef_below_and_fell_by(self, bound: Percent, points: Points) -> Answer:
        """Is the ejection fraction below {bound} %, and {points} points or more below baseline?"""
        return all_of([self.any_below({"lvef_percent": bound}), self.lvef_fell_by(points)])

    def lvef_at_most_and_fell_by(self, most: Percent, points: Points) -> Answer:
        """Is the ejection fraction {most} % or less, and {points} points or more below baseline?"""
        return all_of([self.between("lvef_percent", 0, most), self.lvef_fell_by(points)])

    def lvef_low_without_baseline(self, most: Percent, lvef_too_low: Limit) -> Answer:
        """Is the ejection fraction {lvef_too_low.value} to {most} %, while none from before treatment is charted?"""
        lvef = self.patient.lvef_percent
        if lvef is None or self.patient.lvef_baseline_percent is not None:
            return NO
        return Answer(lvef_too_low.value <= lvef <= most, self.of_patient("lvef_percent", "lvef_baseline_percent"))

    def lvef_fall_reported_since(self) -> Answer:
        """Was a fall of the ejection fraction reported after it was measured last?"""
        falls = self._falls_since_measured()
        facts = {event.pointer: "fall of the ejection fraction" for event in falls}
        return Answer(bool(falls), facts | self.of_patient("lvef_percent", "lvef_measured_on"))

    def lvef_stays_fallen(self) -> Answer:
        """Does a fall of the ejection fraction last that was reported after it was measured last?"""
        # Only the next measurement tells, so it is never a yes; where there was none, `heart_permits` asks for it.
        lasts = self.patient.lvef_percent is not None and self._a_fall_is_unmeasured()
        return Answer(None, self.of_patient("lvef_percent", "lvef_measured_on")) if lasts else NO

    def lvef_fall_awaits_clearance(self, grade: Grade) -> Answer:
        """Is a fall of the ejection fraction of grade {grade} or more charted, or one that lasts and of which nobody
        charted the grade, without clearance by cardio-oncology?
        """
        falls = {
            event.pointer: words.of_toxicity(event, (), self.catalogue)
            for event in self.record.events
            if event.kind == OF_THE_HEART and self._may_be_of(event, grade)
        }
        # Charted, it has been given; or refused, which `clearance_is_refused` tells.
        awaits = bool(falls) and self.patient.cardio_oncology_clearance is None
        return Answer(awaits, falls | self.of_patient("cardio_oncology_clearance")) if falls else NO

    def _may_be_of(self, event: Event, grade: int) -> bool:
        charted = self.known(event.grade_fact, event.grade)
        return event.resolved_on is None if charted is None else charted >= grade

    def meets_hys_law(self, hys_law_transaminases: Limit, hys_law_bilirubin: Limit) -> Answer:
        """Are AST or ALT above {hys_law_transaminases.value} times, and bilirubin above {hys_law_bilirubin.value}
        times, the upper limit of normal (Hy's law)?
        """
        transaminases = dict.fromkeys(("ast_times_uln", "alt_times_uln"), hys_law_transaminases.value)
        return all_of([self.any_above(transaminases), self.any_above({"bilirubin_times_uln": hys_law_bilirubin.value})])

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
