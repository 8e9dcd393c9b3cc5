"""Questions about the heart and the lung, which decide whether a drug can be started or gone on with."""

from __future__ import annotations

from statemachine.guards.ground import Answer
from statemachine.guards.person import Person
from statemachine.partial_date import PartialDate


class Safety(Person):
    """The service rules of dossier 5.1 to 5.3; their numbers are tiers of this service, not of one label."""

    def heart_permits(self) -> Answer:
        """Does the heart permit anti-HER2 drugs (LVEF 40-49 % or past heart failure: if cardio-oncology cleared it)?"""
        lvef, failure = self.patient.lvef_percent, self.patient.heart_failure
        if (lvef is not None and lvef < 40) or failure == "symptomatic":
            return Answer(False, self.of_patient("lvef_percent", "heart_failure"))
        if lvef is None or failure is None:
            return Answer(None, self.of_patient("lvef_percent", "heart_failure"))
        if lvef >= 50 and failure == "none":
            return Answer(True, self.of_patient("lvef_percent", "heart_failure"))
        facts = self.of_patient("lvef_percent", "heart_failure", "cardio_oncology_clearance")
        return Answer(self.patient.cardio_oncology_clearance, facts)

    def special_circumstances(self) -> Answer:
        """Is the disease burden low, or does the heart rule out anti-HER2 treatment?"""
        if self.patient.disease_burden == "low":
            return Answer(True, self.of_patient("disease_burden"))
        heart = self.heart_permits()
        if heart.value is False:
            return Answer(True, heart.facts)
        uncharted = heart.facts if heart.value is None else {}
        return Answer(None, {**self.of_patient("disease_burden"), **uncharted})

    def heart_is_in_between(self) -> Answer:
        """Is the ejection fraction 40 to 49 %, or is there a history of heart failure?"""
        lvef = self.patient.lvef_percent
        in_between = (lvef is not None and 40 <= lvef < 50) or self.patient.heart_failure == "history"
        return Answer(in_between, self.of_patient("lvef_percent", "heart_failure"))

    def heart_forbids_going_on(self) -> Answer:
        """Is the ejection fraction below 40 %, or is heart failure symptomatic?"""
        lvef, failure = self.patient.lvef_percent, self.patient.heart_failure
        facts = self.of_patient("lvef_percent", "heart_failure")
        if (lvef is not None and lvef < 40) or failure == "symptomatic":
            return Answer(True, facts)
        return Answer(None if lvef is None else False, facts)

    def lvef_between(self, low: float, high: float) -> Answer:
        """Is the ejection fraction from {low} to {high} %?"""
        lvef = self.patient.lvef_percent
        return Answer(None if lvef is None else low <= lvef <= high, self.of_patient("lvef_percent"))

    def lvef_fell_by(self, points: float) -> Answer:
        """Has the ejection fraction fallen by {points} points or more from baseline?"""
        lvef, baseline = self.patient.lvef_percent, self.patient.lvef_baseline_percent
        facts = self.of_patient("lvef_baseline_percent", "lvef_percent")
        return Answer(None if lvef is None or baseline is None else baseline - lvef >= points, facts)

    def lvef_fell_by_more_than(self, points: float) -> Answer:
        """Has the ejection fraction fallen by more than {points} points from baseline?"""
        lvef, baseline = self.patient.lvef_percent, self.patient.lvef_baseline_percent
        facts = self.of_patient("lvef_baseline_percent", "lvef_percent")
        return Answer(None if lvef is None or baseline is None else baseline - lvef > points, facts)

    def lung_disease_was_serious(self) -> Answer:
        """Was there interstitial lung disease of grade 2 or more, or of a grade that nobody charted?"""
        state, grade, facts = self._lung()
        return Answer(None if state is None else state == "past" and (grade is None or grade >= 2), facts)

    def lung_disease_forbids_going_on(self) -> Answer:
        """Is there interstitial lung disease at present that is not of grade 1?"""
        state, grade, facts = self._lung()
        return Answer(None if state is None else state == "current" and grade != 1, facts)

    def lung_disease_present(self) -> Answer:
        """Is there interstitial lung disease at present?"""
        state, _, facts = self._lung()
        return Answer(None if state is None else state == "current", facts)

    def lung_disease_past(self) -> Answer:
        """Has there been interstitial lung disease?"""
        state, _, facts = self._lung()
        return Answer(None if state is None else state == "past", facts)

    def lung_reports_disagree(self) -> Answer:
        """Does the chart say "no lung disease" while a toxicity event reports it?"""
        reported = self._lung_events()
        return Answer(self.patient.interstitial_lung_disease == "none" and bool(reported), reported)

    def _lung_events(self) -> dict[str, str]:
        return {
            event.pointer: f"interstitial lung disease, grade {event.grade if event.grade else 'not charted'}"
            for event in self.record.events
            if event.kind == "interstitial_lung_disease"
        }

    def _lung(self) -> tuple[str | None, int | None, dict[str, object]]:
        """Lung disease as charted; an event counts even against a chart that says none, because it can kill."""
        state = self.patient.interstitial_lung_disease
        grade = self.patient.interstitial_lung_disease_grade
        facts = self.of_patient("interstitial_lung_disease")
        if state in ("past", "current"):
            facts |= self.of_patient("interstitial_lung_disease_grade")
            return state, grade, facts
        events = [event for event in self.record.events if event.kind == "interstitial_lung_disease"]
        if not events:
            return state, grade, facts
        asked = PartialDate(self.record.as_of, self.record.as_of, "")
        healed = all(event.resolved_on is not None and event.resolved_on.last <= asked.last for event in events)
        grades = [event.grade for event in events]
        worst = None if None in grades else max(grade for grade in grades if grade is not None)
        return "past" if healed else "current", worst, dict(self._lung_events())
