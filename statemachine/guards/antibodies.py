"""Questions about an antibody that was not tolerated, in every regimen or conjugate that holds it (dossier 15.1)."""

from __future__ import annotations

from collections.abc import Iterator

from statemachine.guards.argument_types import Limit
from statemachine.guards.intolerance import OF_THE_HEART, TOLD_APART, Intolerance, Untolerated
from statemachine.guards.read_so_far import NO, Answer, any_of
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.record import THE_WHOLE_REGIMEN, Event, Treatment
from statemachine.record.toxicity_reasons import (
    OF_THE_ALLERGY,
    certainly_begun_again,
    given_at,
    is_grave_reaction,
    last_begun,
)


class Antibodies(Untolerated):
    """After a fall of the ejection fraction the heart decides; after anything else whoever says that it is safe."""

    def antibody_is_closed(
        self, regimen: Regimen, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit
    ) -> Answer:
        """Does an antibody that was not tolerated rule out {regimen}, which contains it?"""
        if not self.toxic and not self.stopped_for_toxicity_once and not self.unnamed_reactions:
            return NO
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall)
        return any_of(
            [
                *(self._rules_out(regimen, one, recovered) for one in self._of_its_antibodies(regimen)),
                *self._cause_is_open(regimen),
            ]
        )

    def antibody_of_a_conjugate_may_have_reacted(self) -> Answer:
        """Was there hypersensitivity of grade 3 or 4, or one that ended it, to a conjugate whose antibody was not begun
        again since, or in spite of a refusal, and has nobody said that the antibody can be given again?
        """
        cleared = self.patient.antibody_rechallenge_cleared
        told = {
            event.pointer: words.of_toxicity(event, {event.agent}, self.catalogue)
            for event in self.record.toxicities
            if event.agent is not None and self._is_open_reaction_to_its_antibody(event, event.agent)
        }
        facts = told | self.of_patient("antibody_rechallenge_cleared")
        return Answer(None if cleared is None else not cleared, facts) if told else NO

    def _is_open_reaction_to_its_antibody(self, event: Event, conjugate: str) -> bool:
        is_stop = event not in self.record.events
        if event.kind != OF_THE_ALLERGY or not (is_stop or is_grave_reaction(event, event.grade)):
            return False
        antibodies = self.catalogue.agents[conjugate].contains & self.catalogue.contained
        if self.patient.antibody_rechallenge_cleared is False:
            return bool(antibodies)  # that it was begun since is no word against the refusal
        begun = last_begun(self.record.treatments)
        return any(not certainly_begun_again(event, one, begun) for one in antibodies)

    def antibody_caused_hypersensitivity(self, regimen: Regimen) -> Answer:
        """Was the antibody that {regimen} contains stopped for hypersensitivity or an infusion reaction?"""
        return any_of(
            Answer(None, {one.kind_fact: None})
            if one.kind is None
            else Answer(one.kind == OF_THE_ALLERGY, {one.place: self._in_words(one)})
            for one in self._of_its_antibodies(regimen)
        )

    def heart_stays_closed(self, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit) -> Answer:
        """Was trastuzumab, or what contains it, stopped for a fall of the ejection fraction from which the heart has
        not recovered, or which cardio-oncology has not cleared?
        """
        if not self.toxic and not self.stopped_for_toxicity_once:
            return NO
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall)
        return any_of(self._keeps_closed(one, recovered) for one in self._intolerances())

    def treatment_fell_to_the_heart(self, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit) -> Answer:
        """Was a treatment, or a part of it, stopped for a fall of the ejection fraction from which the heart is not
        charted to have recovered, or which cardio-oncology has not cleared?
        """
        stops = self._stops_for_the_heart()
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall) if stops.value else NO
        return NO if recovered.value else stops

    def recovered_after_the_heart(self, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit) -> Answer:
        """Was a treatment, or a part of it, stopped for a fall of the ejection fraction from which the heart has
        recovered, and has cardio-oncology cleared it?
        """
        stops = self._stops_for_the_heart()
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall) if stops.value else NO
        return Answer(True, {**stops.facts, **recovered.facts}) if recovered.value else NO

    def _stops_for_the_heart(self) -> Answer:
        courses = [*self.early_stage, *self.metastatic] if self.stopped_for_toxicity_once else []
        told = {
            course.pointer: words.of_stop(self._blamed(course), OF_THE_HEART, course.ended)
            for course in courses
            if course.stopped_for == "toxicity" and self._kind(course) == OF_THE_HEART
        }
        parts = [one for one in self.toxic if self.known(one.kind_fact, one.kind) == OF_THE_HEART]
        for part in parts:
            drugs = words.of_drugs([frozenset({drug}) for drug in part.agents], self.catalogue)
            told[part.place] = words.of_stop(words.beginning(drugs), OF_THE_HEART, part.on)
        return Answer(True, told) if told else NO

    def antibody_was_not_tolerated(self, regimen: Regimen) -> Answer:
        """Was an antibody that {regimen} contains stopped for another toxicity than of the heart, and not cleared?"""
        if self.patient.antibody_rechallenge_cleared:
            return NO
        return self._naming(one for one in self._of_its_antibodies(regimen) if one.kind != OF_THE_HEART)

    def antibody_was_cleared(self, regimen: Regimen) -> Answer:
        """Was an antibody that {regimen} contains stopped for another toxicity than of the heart, and cleared since?"""
        if not self.patient.antibody_rechallenge_cleared:
            return NO
        found = self._naming(one for one in self._of_its_antibodies(regimen) if one.kind != OF_THE_HEART)
        return Answer(True, {**found.facts, **self.of_patient("antibody_rechallenge_cleared")}) if found.value else NO

    def _of_its_antibodies(self, regimen: Regimen) -> Iterator[Intolerance]:
        """What was not tolerated of the antibodies that a regimen cannot do without, in a conjugate too."""
        for one in self._intolerances():
            if one.drug in self.catalogue.contained and regimen.cannot_do_without(self.catalogue.containing(one.drug)):
                yield one

    def _rules_out(self, regimen: Regimen, one: Intolerance, recovered: Answer) -> Answer:
        """Does it forbid the regimen? An uncharted kind is asked for where it decides."""
        if one.kind is not None:
            return self._of_this_kind(regimen, one, one.kind, recovered)
        answers = [self._of_this_kind(regimen, one, kind, recovered) for kind in TOLD_APART]
        if answers[0].value is answers[1].value is not None:
            return answers[0]
        return Answer(None, {one.kind_fact: None})

    def _of_this_kind(self, regimen: Regimen, one: Intolerance, kind: str, recovered: Answer) -> Answer:
        told = {one.place: self._in_words(one)}
        if kind == OF_THE_HEART:
            return Answer(False, told)  # `heart_stays_closed` judges it
        cleared = self.patient.antibody_rechallenge_cleared
        facts = told | self.of_patient("antibody_rechallenge_cleared")
        return Answer(None if cleared is None else not cleared, facts)

    def _keeps_closed(self, one: Intolerance, recovered: Answer) -> Answer:
        """Does it close what acts on the heart? An uncharted kind is asked of trastuzumab itself."""
        antibodies = self.catalogue.contained
        contains = one.drug in antibodies or not antibodies.isdisjoint(self.catalogue.agents[one.drug].contains)
        if not contains or one.kind not in (None, OF_THE_HEART):
            return NO
        if recovered.value:
            return Answer(False, recovered.facts)
        if one.kind is None:
            return Answer(None, {one.kind_fact: None}) if one.drug in antibodies else NO
        told = {one.place: self._in_words(one)}
        return Answer(None if recovered.value is None else True, {**told, **recovered.facts})

    def _blamed(self, course: Treatment) -> str:
        """The drug that is named, or the treatment as a whole."""
        drug = course.toxic_drug
        if drug in (None, THE_WHOLE_REGIMEN):
            return words.beginning(words.of_course(course, self.catalogue))
        return self.catalogue.agents[drug].label

    def _cause_is_open(self, regimen: Regimen) -> Iterator[Answer]:
        """A course of the regimen itself was stopped for a toxicity, or a reaction is charted, that its antibody may
        have caused.
        """
        for course in (*self.early_stage, *self.metastatic):
            pointer = f"{course.pointer}/toxicity_agent"
            if (
                course.stopped_for == "toxicity"
                and self.known(pointer, course.toxic_drug) is None
                and regimen.is_given_as(course.regimens, course.given)
                and any(regimen.cannot_do_without({one}) for one in course.drugs & self.catalogue.contained)
            ):
                yield Answer(None, {pointer: None})
        for event in self.unnamed_reactions:
            given = given_at(event.on, self.record.treatments) & self.catalogue.contained
            if any(regimen.cannot_do_without(self.catalogue.containing(one)) for one in given):
                yield Answer(None, {f"{event.pointer}/agent": None})
