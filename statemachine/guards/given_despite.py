"""Whether what is being given is declined by the patient, or cannot be had."""

from __future__ import annotations

from statemachine.guards.person import Person
from statemachine.guards.read_so_far import NO, Answer


class GivenDespite(Person):
    """What the patient declines, or nobody can get, beside what the chart says is being given."""

    def given_is_declined(self) -> Answer:
        """Does the patient decline a drug that is being given, or, with chemotherapy or an antibody, a conjugate?"""
        if self._gives_only(self._declined_agents):
            return Answer(True, self.of_patient("declines"))
        if not self.gives_one_of(self.catalogue.of_class("antibody_drug_conjugate")):
            return NO
        if self.patient.declines_conjugates:
            return Answer(True, self.of_patient("declines_conjugates"))
        if "chemotherapy" not in self.patient.declines and not self.catalogue.contained & set(self.patient.declines):
            return NO
        return Answer(self.patient.declines_conjugates, self.of_patient("declines", "declines_conjugates"))

    def given_cannot_be_had(self) -> Answer:
        """Is a drug being given that cannot be had?"""
        lacking = self._gives_only(frozenset(self.patient.unavailable))
        return Answer(True, self.of_patient("unavailable")) if lacking else NO

    def _gives_only(self, agents: frozenset[str]) -> bool:
        """Is a part of the present treatment, not dropped, one of these drugs, as far as is charted which one?"""
        course = self.current
        if course is None or not agents:
            return False
        parts = (slot & course.left for slot in course.given)
        return any(part and part <= agents for part in parts)
