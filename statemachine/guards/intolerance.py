"""Questions about what was not tolerated, of what kind, and whether it may be given again (dossier 5.3 and 15.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from statemachine.guards.argument_types import Limit
from statemachine.guards.first_recurrence import FirstRecurrence
from statemachine.guards.read_so_far import NO, Answer, Facts, any_of
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import THE_WHOLE_REGIMEN, UNKNOWN_ANTICANCER, Event, Treatment
from statemachine.record.toxicity_reasons import OF_THE_ALLERGY, NotTolerated, kind_fact_of, kind_told

OF_THE_HEART = "lvef_fall"
OF_THE_LUNG = "interstitial_lung_disease"
TOLD_APART = (OF_THE_HEART, OF_THE_ALLERGY)  # what an uncharted kind may turn out to be; other kinds follow the second


class Intolerance(NamedTuple):
    """One drug that was not tolerated: `kind` is None where nobody charted it, `kind_fact` is where it belongs.

    `whole` is the course that was stopped where no single drug of it is named.
    """

    drug: str
    kind: str | None
    kind_fact: str
    place: str
    on: PartialDate | None
    event: Event | None = None
    whole: Treatment | None = None


class Untolerated(FirstRecurrence):
    """What a toxicity closes, and what opens it again: the heart by recovery and clearance, an antibody by a word."""

    def stopped_for_toxicity(
        self, regimen: Regimen, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit
    ) -> Answer:
        """Was {regimen}, or a drug that it must contain, stopped earlier for toxicity?"""
        if not self.toxic and not self.stopped_for_toxicity_once and not self.early_reason_is_uncharted:
            return self._no_if_history_is_complete()
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall)
        opened: Facts = {}
        for part in self.toxic:
            agents = part.agents - self.catalogue.contained
            if not regimen.cannot_do_without(agents):
                continue
            cleared = self._may_be_given_again(part)
            if cleared.value:
                opened = cleared.facts
            else:
                kind = self.known(part.kind_fact, part.kind)
                reopened_by = self._stays_closed(kind, part.kind_fact, agents, recovered)
                if reopened_by is not None:
                    return Answer(True, {part.place: self._why(part), **cleared.facts, **reopened_by})
                opened = recovered.facts
        found = self._needs_a_toxic_drug(regimen, recovered, given_before=False)
        unexplained = [course for course in self.early_stage if self._may_have_been_toxic(regimen, course)]
        if found.value is False and opened:
            found = Answer(False, {**found.facts, **opened})
        if found.value is not False or not unexplained:
            return found
        return Answer(None, self.of_history(unexplained))

    def needs_the_toxic_drug(
        self, regimen: Regimen, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit
    ) -> Answer:
        """Was {regimen} itself stopped for the toxicity of a drug that it must contain?"""
        if not self.stopped_for_toxicity_once:
            return NO
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall)
        return self._needs_a_toxic_drug(regimen, recovered, given_before=True)

    def same_class_was_toxic(self, regimen: Regimen) -> Answer:
        """Was another drug of a class contained in {regimen} stopped earlier for toxicity?"""
        return self._naming(one for one in self._intolerances() if self._is_like_one_of(regimen, one))

    def reopened_after_the_heart(
        self, regimen: Regimen, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit
    ) -> Answer:
        """Was a drug of {regimen} stopped for a fall of the ejection fraction from which the heart has recovered?"""
        if not self.toxic and not self.stopped_for_toxicity_once:
            return NO
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall)
        if not recovered.value:
            return NO
        found = self._naming(
            one
            for one in self._intolerances()
            if one.kind == OF_THE_HEART and one.drug not in self.catalogue.contained and regimen.may_contain({one.drug})
        )
        return Answer(True, {**found.facts, **recovered.facts}) if found.value else NO

    def _heart_recovered(self, too_low: Limit, normal: Limit, fall: Limit) -> Answer:
        """Has the heart recovered, and has cardio-oncology cleared it, so that what it alone closed is open again?"""
        patient = self.patient
        lvef, baseline = patient.lvef_percent, patient.lvef_baseline_percent
        facts = self.of_patient("lvef_percent", "heart_failure")
        if lvef is None or patient.heart_failure is None:
            return Answer(None, facts | self.of_patient("cardio_oncology_clearance"))
        if too_low.value <= lvef < normal.value:
            facts |= self.of_patient("lvef_baseline_percent")
        near_baseline = baseline is not None and baseline - lvef < fall.value
        recovered = lvef >= normal.value or (lvef >= too_low.value and near_baseline)
        if not recovered or patient.heart_failure == "symptomatic":
            return Answer(False, facts)
        if self._a_fall_is_unmeasured():
            return Answer(None, facts | self.of_patient("lvef_measured_on", "cardio_oncology_clearance"))
        return Answer(patient.cardio_oncology_clearance, facts | self.of_patient("cardio_oncology_clearance"))

    def _intolerances(self) -> Iterator[Intolerance]:
        """Each drug that was not tolerated; of a regimen that caused an allergy as a whole each antibody, and of one
        that the heart ended where no drug is named.
        """
        if self.stopped_for_toxicity_once:
            for course in (*self.early_stage, *self.metastatic):
                if course.stopped_for == "toxicity":
                    yield from self._of_course(course)
        for part in self.toxic:
            kind = self.known(part.kind_fact, part.kind)
            for drug in sorted(part.agents):
                yield Intolerance(drug, kind, part.kind_fact, part.place, part.on, part.event)

    def _of_course(self, course: Treatment) -> Iterator[Intolerance]:
        drug = self.known(f"{course.pointer}/toxicity_agent", course.toxic_drug)
        kind = self._kind(course)
        drugs = [] if drug is None else [drug]
        if drug == THE_WHOLE_REGIMEN or (drug is None and kind == OF_THE_HEART):
            drugs = sorted(course.drugs & self.catalogue.contained) if kind in TOLD_APART else []
        for one in drugs:
            yield Intolerance(one, kind, kind_fact_of(course), course.pointer, course.ended)

    def _kind(self, course: Treatment) -> str | None:
        """The charted kind of the toxicity that ended a course, or the one that an event tells."""
        drug = course.toxic_drug
        blamed = course.drugs if drug in (None, THE_WHOLE_REGIMEN) else frozenset({drug})
        charted = course.toxicity_kind or kind_told(self.record.events, blamed, course.ended)
        return self.known(kind_fact_of(course), charted)

    def _is_like_one_of(self, regimen: Regimen, one: Intolerance) -> bool:
        """Can the regimen contain another drug of its class, or one that shares its antibody and what that caused?"""
        agents = self.catalogue.agents
        same = self.catalogue.of_class(agents[one.drug].drug_class)
        if one.kind in TOLD_APART:
            same = same.union(*map(self.catalogue.containing, agents[one.drug].contains))
        if one.drug in self.catalogue.contained:  # then it has a caution of its own
            return not regimen.may_contain({one.drug}) and regimen.may_contain(same)
        return regimen.may_contain(same - {one.drug})

    def _naming(self, found: Iterator[Intolerance]) -> Answer:
        told = {one.place: self._in_words(one) for one in found}
        return Answer(True, told) if told else NO

    def _in_words(self, one: Intolerance) -> str:
        """`Trastuzumab was stopped on 2 June 2026 for a fall of the ejection fraction`; what is assumed is not told."""
        if one.event is not None:
            return words.of_toxicity(one.event, {one.drug}, self.catalogue)
        label = self.catalogue.agents[one.drug].label
        named = label if one.whole is None else words.beginning(words.of_what_was_stopped(one.whole, self.catalogue))
        kind = None if one.kind_fact in self.completed else one.kind
        return words.of_stop(named, kind, one.on, is_charted=self._reason_is_charted(one.place))

    def _reason_is_charted(self, place: str) -> bool:
        """Is it charted why the course at this place was stopped, or is that only assumed?"""
        return all(course.reason_is_charted for course in self.record.treatments if course.pointer == place)

    def _needs_a_toxic_drug(self, regimen: Regimen, recovered: Answer, *, given_before: bool) -> Answer:
        """Judged by each course stopped for toxicity: those of this regimen that name no drug, or the others."""
        courses = (
            course
            for course in [*self.early_stage, *self.metastatic]
            if course.stopped_for == "toxicity"
            and given_before == (course.toxic_drug is None and regimen.is_given_as(course.regimens, course.given))
        )
        found = any_of(self._is_closed_by(regimen, course, recovered) for course in courses)
        return found if given_before or found.value is not False else self._no_if_history_is_complete(found.facts)

    def _may_have_been_toxic(self, regimen: Regimen, course: Treatment) -> bool:
        """Did a course, or a part of it, end without a charted reason that, if toxicity, could close the regimen?"""
        left_as_a_whole = course.unexplained == course.drugs
        given_as = left_as_a_whole and regimen.is_given_as(course.regimens, course.given)
        return given_as or any(
            regimen.cannot_do_without(self.catalogue.containing(drug)) for drug in course.unexplained
        )

    def _is_closed_by(self, regimen: Regimen, course: Treatment, recovered: Answer) -> Answer:
        """Does its toxicity close the regimen? Unknown while the cause decides, and of itself, so that it is asked."""
        pointer = f"{course.pointer}/toxicity_agent"
        agent = self.known(pointer, course.toxic_drug)
        facts: dict[str, Any] = {pointer: None}
        if agent == THE_WHOLE_REGIMEN and UNKNOWN_ANTICANCER in course.drugs:
            agent, facts = None, self.of_history([course])  # what the whole was, nobody says
        if agent in self.catalogue.contained:
            return NO  # `antibody_is_closed` judges it
        causes = (*course.drugs, THE_WHOLE_REGIMEN) if agent is None else (agent,)
        found = {cause: self._closes(regimen, course, cause, recovered) for cause in causes}
        closing = [facts for facts in found.values() if facts is not None]
        is_open = agent is None and len(closing) < len(causes)
        if closing and (is_open or (agent is None and regimen.is_given_as(course.regimens, course.given))):
            return Answer(None, facts)
        if closing:
            return Answer(True, {**self.of_history([course]), **closing[0]})
        return Answer(False, recovered.facts) if self._kind(course) == OF_THE_HEART and recovered.value else NO

    def _closes(self, regimen: Regimen, course: Treatment, cause: str, recovered: Answer) -> dict[str, Any] | None:
        """What would open the regimen again that toxicity of this cause closes; None where it closes nothing."""
        kind, fact = self._kind(course), kind_fact_of(course)
        if cause == THE_WHOLE_REGIMEN:
            names_drugs = bool(course.given)  # supportive care names none, and closes none
            is_same = regimen.is_given_as(course.regimens, course.given)
            if is_same or (names_drugs and regimen.contains(course.given)):
                return self._stays_closed(kind, fact, course.drugs & self.catalogue.anti_her2, recovered)
        elif regimen.cannot_do_without(self.catalogue.containing(cause)):
            return self._stays_closed(kind, fact, frozenset({cause}), recovered)
        return None

    def _stays_closed(
        self, kind: str | None, kind_fact: str, agents: frozenset[str], recovered: Answer
    ) -> dict[str, Any] | None:
        """The uncharted facts that would open again what these drugs closed; None where the heart alone had, and has
        recovered.
        """
        if not agents or not agents <= self.catalogue.anti_her2 or recovered.value is False:
            return {}
        if kind == OF_THE_HEART:
            missing = {fact: None for fact, value in recovered.facts.items() if value is None}
            return None if recovered.value else missing
        return {kind_fact: None} if kind is None and recovered.value else {}

    def _may_be_given_again(self, part: NotTolerated) -> Answer:
        """Did somebody say so of an antibody or conjugate of which an event alone tells hypersensitivity?"""
        asked = self.catalogue.of_class("anti_her2_antibody") | self.catalogue.of_class("antibody_drug_conjugate")
        if part.event is None or part.kind != OF_THE_ALLERGY or not part.agents <= asked:
            return NO
        return Answer(self.patient.antibody_rechallenge_cleared, self.of_patient("antibody_rechallenge_cleared"))

    def _why(self, part: NotTolerated) -> str:
        """Why the drugs are closed, as charted."""
        if part.event is None:
            return "stopped for toxicity"
        return words.of_toxicity(part.event, part.agents, self.catalogue)

    def _still_closed(self, agents: frozenset[str], kind: str | None, recovered: Answer) -> frozenset[str]:
        """These drugs without those that the heart alone had closed, if it has recovered."""
        return agents - self.catalogue.anti_her2 if kind == OF_THE_HEART and recovered.value else agents
