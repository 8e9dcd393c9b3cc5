"""Questions about the heart, which decide whether a drug can be started or gone on with."""

from __future__ import annotations

from statemachine.guards.argument_types import Grade, Limit, Percent, Points
from statemachine.guards.combinations import Combinations
from statemachine.guards.intolerance import OF_THE_HEART
from statemachine.guards.read_so_far import NO, Answer, all_of
from statemachine.record import words
from statemachine.record.record import Event


class Heart(Combinations):
    """The service rules of dossier 5.1 and 5.3; their numbers are limits that all editions share."""

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
