"""Questions about an antibody that was not tolerated, in every regimen or conjugate that holds it (dossier 15.1)."""

from __future__ import annotations

from collections.abc import Iterator

from statemachine.guards.argument_types import Limit
from statemachine.guards.intolerance import OF_THE_ALLERGY, OF_THE_HEART, TOLD_APART, Intolerance, Untolerated
from statemachine.guards.read_so_far import NO, Answer, any_of
from statemachine.record.catalogue import Regimen
from statemachine.record.toxicity_reasons import given_at


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

    def antibody_caused_hypersensitivity(self, regimen: Regimen) -> Answer:
        """Was the antibody that {regimen} contains stopped for hypersensitivity or an infusion reaction?"""
        return any_of(
            Answer(None, {one.kind_fact: None})
            if one.kind is None
            else Answer(one.kind == OF_THE_ALLERGY, {one.place: self._in_words(one)})
            for one in self._of_its_antibodies(regimen)
        )

    def antibody_fell_to_the_heart(self, regimen: Regimen) -> Answer:
        """Was an antibody that {regimen} contains stopped for a fall of the ejection fraction?"""
        return self._naming(one for one in self._of_its_antibodies(regimen) if one.kind == OF_THE_HEART)

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
        if kind != OF_THE_HEART:
            cleared = self.patient.antibody_rechallenge_cleared
            facts = told | self.of_patient("antibody_rechallenge_cleared")
            return Answer(None if cleared is None else not cleared, facts)
        if not regimen.cannot_do_without({one.drug}):
            return Answer(False, told)  # of a conjugate the heart rules themselves decide
        return Answer(None if recovered.value is None else not recovered.value, {**told, **recovered.facts})

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
