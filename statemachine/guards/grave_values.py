"""Whether a charted value is grave: such a value is never silent, whatever the regimen and the edition (dossier 15.2).

The bounds are limits that all editions share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from statemachine.guards.argument_types import Grade, Limit, ToxicityKind
from statemachine.guards.lung import Lung
from statemachine.guards.read_so_far import NO, Answer, all_of, any_of
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.measured_values import Measured
from statemachine.record.partial_dates import add_months
from statemachine.record.record import Event
from statemachine.record.toxicity_reasons import GRAVE, OF_THE_ALLERGY, certainly_begun_again, last_begun

# The values that tell whether a toxicity of this kind is one of grade 3 or 4 still.
TELLING = {
    "haematologic": ("platelets_10e9_per_l", "neutrophils_10e9_per_l"),
    "hepatic": ("ast_times_uln", "alt_times_uln", "bilirubin_times_uln"),
}
BY_RULES_OF_THEIR_OWN = ("interstitial_lung_disease", "lvef_fall")  # which read the events themselves


class GraveValues(Lung):
    """Blood, liver, lung, kidney, heart and toxicities at which no treatment is chosen without people."""

    def platelets_are_grave(self, grave_platelets: Limit) -> Answer:
        """Are the platelets below {grave_platelets.value} x 10^9 per litre?"""
        return self.any_below({"platelets_10e9_per_l": grave_platelets.value})

    def neutrophils_are_grave(self, grave_neutrophils: Limit) -> Answer:
        """Are the neutrophils below {grave_neutrophils.value} x 10^9 per litre?"""
        return self.any_below({"neutrophils_10e9_per_l": grave_neutrophils.value})

    def platelets_stay_grave(self, grave_platelets: Limit) -> Answer:
        """Are the platelets below {grave_platelets.value} x 10^9 per litre, also when they are counted again?"""
        return self._stays(self.platelets_are_grave(grave_platelets))

    def neutrophils_stay_grave(self, grave_neutrophils: Limit) -> Answer:
        """Are the neutrophils below {grave_neutrophils.value} x 10^9 per litre, also when they are counted again?"""
        return self._stays(self.neutrophils_are_grave(grave_neutrophils))

    def liver_fails(self, grave_bilirubin: Limit) -> Answer:
        """Is bilirubin above {grave_bilirubin.value} times the upper limit of normal, or is the Child-Pugh class C?"""
        return any_of([self.any_above({"bilirubin_times_uln": grave_bilirubin.value}), self.charted("child_pugh", "C")])

    def transaminases_are_grave(self, grave_transaminases: Limit) -> Answer:
        """Are AST or ALT above {grave_transaminases.value} times the upper limit of normal?"""
        return self.any_above(dict.fromkeys(("ast_times_uln", "alt_times_uln"), grave_transaminases.value))

    def meets_hys_law(self, hys_law_transaminases: Limit, hys_law_bilirubin: Limit) -> Answer:
        """Are AST or ALT above {hys_law_transaminases.value} times, and bilirubin above {hys_law_bilirubin.value}
        times, the upper limit of normal (Hy's law)?
        """
        transaminases = dict.fromkeys(("ast_times_uln", "alt_times_uln"), hys_law_transaminases.value)
        return all_of([self.any_above(transaminases), self.any_above({"bilirubin_times_uln": hys_law_bilirubin.value})])

    def lung_disease_is_grave(self, grave_lung_grade: Limit) -> Answer:
        """Is there interstitial lung disease of grade {grave_lung_grade.value} or more at present?"""
        state, facts = self._lung()
        if state is None:
            return Answer(None, {**facts, "/patient/interstitial_lung_disease_grade": None})
        if state != "current":
            return Answer(False, facts)
        known, missing = self._lung_grades()
        if any(grade >= grave_lung_grade.value for grade in known):
            return Answer(True, facts)
        return Answer(None, dict.fromkeys(missing)) if missing else Answer(False, facts)

    def lung_disease_is_charted_as_grave(self, grave_lung_grade: Limit) -> Answer:
        """Is interstitial lung disease of grade {grave_lung_grade.value} or more charted as present?"""
        grave = self.lung_disease_is_grave(grave_lung_grade)
        return Answer(bool(grave.value), grave.facts)

    def lung_disease_of_a_charted_grade(self) -> Answer:
        """Is there interstitial lung disease at present, of a grade that is charted?"""
        present = self.lung_disease_present()
        return Answer(False, present.facts) if self.lung_disease_of_no_grade().value else present

    def lung_disease_of_no_grade(self) -> Answer:
        """Is there interstitial lung disease at present, of a grade that nobody charted?"""
        state, facts = self._lung()
        missing = self._lung_grades()[1] if state == "current" else []
        return Answer(True, {**facts, **dict.fromkeys(missing)}) if missing else Answer(False, facts)

    def kidney_is_grave(self, grave_creatinine_clearance: Limit) -> Answer:
        """Is the creatinine clearance below {grave_creatinine_clearance.value} ml/min?"""
        return self.any_below({"creatinine_clearance_ml_min": grave_creatinine_clearance.value})

    def ejection_fraction_is_grave(self, lvef_too_low: Limit) -> Answer:
        """Is the ejection fraction below {lvef_too_low.value} %?"""
        return self.any_below({"lvef_percent": lvef_too_low.value})

    def platelets_have_not_recovered(self, recovered_platelets: Limit, order_stands_for: Limit) -> Answer:
        """Was a haematologic toxicity of grade 3 or 4, or of a grade that nobody charted, reported in the last
        {order_stands_for.value} months or not resolved, and are the platelets below
        {recovered_platelets.value} x 10^9 per litre?
        """
        low = self.any_below({"platelets_10e9_per_l": recovered_platelets.value})
        if low.value is False:
            return low
        reported: dict[str, Any] = {}
        for event in self.record.events:
            resolved = event.resolved_on
            settled = resolved is not None and add_months(resolved.last, order_stands_for.months) < self.record.as_of
            grave = event.grade is None or event.grade >= GRAVE
            if event.kind == "haematologic" and grave and not settled:
                reported[event.pointer] = words.of_event(event)
        return Answer(low.value, {**reported, **low.facts}) if reported else NO

    def toxicity_is_unsettled(
        self,
        regimen: Regimen,
        order_stands_for: Limit,
        grave_platelets: Limit,
        grave_neutrophils: Limit,
        grave_transaminases: Limit,
        grave_bilirubin: Limit,
    ) -> Answer:
        """Does {regimen} wait for a toxicity of grade 3 or 4 that is not charted as resolved, or for such a reaction to
        a drug that nobody named?
        """
        over = self._kinds_whose_values_are_grave_no_more(
            grave_platelets, grave_neutrophils, grave_transaminases, grave_bilirubin
        )
        unsettled = self._unsettled(over, order_stands_for)
        return self._of_a_grave_one(event for event in unsettled if not self._spares(regimen, event))

    def unsettled_toxicity_is_of_its_drugs(
        self,
        regimen: Regimen,
        order_stands_for: Limit,
        grave_platelets: Limit,
        grave_neutrophils: Limit,
        grave_transaminases: Limit,
        grave_bilirubin: Limit,
    ) -> Answer:
        """Is a toxicity of grade 3 or 4 of a drug that {regimen} needs not charted as resolved?"""
        if not self.record.toxicities:
            return NO
        over = self._kinds_whose_values_are_grave_no_more(
            grave_platelets, grave_neutrophils, grave_transaminases, grave_bilirubin
        )
        begun = last_begun(self.record.treatments)
        missing = {
            f"{event.pointer}/resolved_on": None
            for event in self._unsettled(over, order_stands_for)
            if event.agent is not None
            and event.kind != OF_THE_ALLERGY  # that it resolved settles nothing
            and regimen.cannot_do_without({event.agent} - self.catalogue.contained)
            and (self.known(event.grade_fact, event.grade) or 0) >= GRAVE
            and not certainly_begun_again(event, event.agent, begun)
        }
        return Answer(None, missing) if missing else NO  # it may have resolved since, so it is never a yes

    def toxicity_of_a_partner_is_unsettled(self, regimen: Regimen) -> Answer:
        """Is there a toxicity of chemotherapy of grade 3 or 4 that is not charted as resolved, while antibodies are
        being given that {regimen} goes on with?
        """
        return self._of_a_grave_one(event for event in self._lasting_toxicities() if self._spares(regimen, event))

    def _may_be_newer_than_its_values(self, event: Event, order_stands_for: Limit) -> bool:
        """May the values that are charted be from before this toxicity, with no treatment begun since?"""
        begun = (course.started for course in self.record.treatments if course.setting == "metastatic")
        if any(start.text and start.first > event.on.last for start in begun):
            return False
        values = (getattr(self.patient, fact) for fact in TELLING[event.kind or ""])
        days = [value.on if isinstance(value, Measured) else None for value in values]
        if any(day is not None and day.first <= event.on.last for day in days):
            return True
        # Of a number without a day nobody knows how old it is.
        return None in days and add_months(event.on.last, order_stands_for.months) >= self.record.as_of

    def is_still_there(self, kind: ToxicityKind, grade: Grade) -> Answer:
        """Is there still {kind} of grade {grade} or more?"""
        missing: dict[str, Any] = {}
        for event in self.record.toxicities:
            if event.kind == kind and event.resolved_on is None:
                charted = self.known(event.grade_fact, event.grade)
                if charted is None and grade > 1:
                    missing[event.grade_fact] = None
                elif charted is None or charted >= grade:
                    missing[f"{event.pointer}/resolved_on"] = None
        return Answer(None, missing) if missing else NO  # it may have resolved since, so it is never a yes

    def _unsettled(self, over: Collection[str], order_stands_for: Limit) -> Iterator[Event]:
        """Those that last, but for the kinds of which newer values tell that they are grave no more."""
        for event in self._lasting_toxicities():
            if event.kind not in over or self._may_be_newer_than_its_values(event, order_stands_for):
                yield event

    def _lasting_toxicities(self) -> Iterator[Event]:
        """Those without a rule of their own of which nobody charted that they have resolved."""
        for event in self.record.toxicities:
            lasts = event.resolved_on is None or event in self.unnamed_reactions
            if lasts and event.kind not in BY_RULES_OF_THEIR_OWN:
                yield event

    def _of_a_grave_one(self, toxicities: Iterator[Event]) -> Answer:
        """Is one of them of grade 3 or 4, or a reaction of which no drug is named? Unknown where a grade is missing."""
        told: dict[str, Any] = {}
        missing: dict[str, Any] = {}
        for event in toxicities:
            grade = self.known(event.grade_fact, event.grade)
            if event in self.unnamed_reactions or (grade is not None and grade >= GRAVE):
                told[event.pointer] = words.of_unsettled(event, self.catalogue)
            elif grade is None:
                missing[event.grade_fact] = None
        return Answer(True, told) if told else Answer(None, missing) if missing else NO

    def _spares(self, regimen: Regimen, event: Event) -> bool:
        """Is it of chemotherapy, while antibodies are being given that the regimen goes on with?"""
        course = self.metastatic[-1] if self.metastatic else None
        antibodies = self.catalogue.of_class("anti_her2_antibody")
        if course is None or not course.goes_on or any(slot & antibodies for slot in course.held):
            return False
        antibodies &= course.left
        return event.agent in self.catalogue.chemotherapy and regimen.may_contain(antibodies)

    def _kinds_whose_values_are_grave_no_more(
        self, platelets: Limit, neutrophils: Limit, transaminases: Limit, bilirubin: Limit
    ) -> set[str]:
        """The kinds of toxicity of which the values that are charted today tell that none is of grade 3 or 4."""
        values = {
            "haematologic": [self.platelets_are_grave(platelets), self.neutrophils_are_grave(neutrophils)],
            "hepatic": [self.transaminases_are_grave(transaminases), self.liver_fails(bilirubin)],
        }
        return {kind for kind, answers in values.items() if any_of(answers).value is False}

    def _stays(self, grave: Answer) -> Answer:
        """Only the next count tells whether a grave one recovers; one that nobody charted is checked by another row."""
        may_be_grave = grave.value or (grave.value is None and self.record.doubts(grave.facts))
        return Answer(None, grave.facts) if may_be_grave else Answer(False, {} if grave.value is None else grave.facts)
