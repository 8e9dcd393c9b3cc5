"""Questions that drug labels ask: what was received, whether or not it was used up, and how many regimens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from statemachine.guards.age_of_values import AgeOfValues
from statemachine.guards.argument_types import Agent, Count, DrugClass, RegimenCode
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record.catalogue import Regimen
from statemachine.record.record import UNKNOWN_ANTICANCER, Treatment


class RegimensReceived(AgeOfValues):
    """A label counts a course that was given up too: it asks what was received, not what may be given again."""

    def exposed_to(self, agent: Agent) -> Answer:
        """Has {agent} ever been received?"""
        return self._exposed(frozenset({agent}), self._all_courses)

    def exposed_to_class(self, drug_class: DrugClass) -> Answer:
        """Has any {drug_class} ever been received?"""
        return self._exposed(self.catalogue.of_class(drug_class), self._all_courses)

    def exposed_to_for_metastatic_disease(self, agent: Agent) -> Answer:
        """Has {agent} ever been received for metastatic disease?"""
        return self._exposed(frozenset({agent}), self.metastatic)

    def endocrine_courses_at_least(self, count: Count) -> Answer:
        """Were {count} or more courses of endocrine therapy, without chemotherapy or drugs against HER2, given for
        metastatic disease?
        """
        courses = [
            course
            for course in self.metastatic
            if not course.counts_as_line and not course.drugs.isdisjoint(self.catalogue.endocrine)
        ]
        return Answer(len(courses) >= count, self.of_history(courses))

    def treated_for_metastatic_disease(self) -> Answer:
        """Has anti-HER2 treatment or chemotherapy been given for metastatic disease?"""
        counting = [course for course in self.metastatic if course.counts_as_line]
        if counting:
            return Answer(True, self.of_history(counting))
        return self._no_if_history_is_complete()

    def treated_against_her2(self) -> Answer:
        """Was anything given for metastatic disease that acts, or may act, against HER2?"""
        may_act = self.catalogue.anti_her2 | {UNKNOWN_ANTICANCER}
        return self._one_of(self.metastatic, lambda course: not course.drugs or not course.drugs.isdisjoint(may_act))

    def chemotherapy_alone_was_given(self) -> Answer:
        """Was chemotherapy given for metastatic disease without a drug that acts, or may act, against HER2?"""
        may_act = self.catalogue.anti_her2 | {UNKNOWN_ANTICANCER}
        for course in self.metastatic:
            if not course.drugs.isdisjoint(self.catalogue.chemotherapy) and course.drugs.isdisjoint(may_act):
                return Answer(True, self.of_history([course]))
        return NO

    def is_ruled_out(self, code: RegimenCode) -> Answer:
        """Is {code} ruled out for this patient?"""
        facts = self.ruling_out(code)
        return NO if facts is None else Answer(True, facts)

    def treated_before_for_metastatic_disease(self, regimen: Regimen) -> Answer:
        """Has anti-HER2 treatment or chemotherapy been given for metastatic disease before {regimen}?"""
        courses = self._before_the_present if self._is_being_given(regimen) else self.metastatic
        return self._one_of(courses, lambda course: course.counts_as_line)

    def anti_her2_regimens_at_least(self, count: Count, regimen: Regimen) -> Answer:
        """Have {count} or more anti-HER2 regimens been received before {regimen}, in any setting?"""
        return self._counted(count, self._early_regimens + self._metastatic_before(regimen))

    def metastatic_anti_her2_regimens_at_least(self, count: Count, regimen: Regimen) -> Answer:
        """Have {count} or more anti-HER2 regimens been received for metastatic disease before {regimen}?"""
        return self._counted(count, self._metastatic_before(regimen))

    def _metastatic_before(self, regimen: Regimen) -> list[Treatment]:
        """The present treatment is no earlier one of itself; it is one of whatever would take its place."""
        return self._regimens_before_the_present if self._is_being_given(regimen) else self._metastatic_regimens

    def _is_being_given(self, regimen: Regimen) -> bool:
        return self.current is not None and regimen.is_given_as(self.current.regimens, self.current.given)

    # Counted once: labels are asked about only when the whole record has been read.

    @cached_property
    def _early_regimens(self) -> list[Treatment]:
        return self._regimens(self.early_stage)

    @cached_property
    def _metastatic_regimens(self) -> list[Treatment]:
        return self._regimens(self.metastatic)

    @cached_property
    def _regimens_before_the_present(self) -> list[Treatment]:
        return self._regimens(self._before_the_present)

    @property
    def _before_the_present(self) -> list[Treatment]:
        return [course for course in self.metastatic if course is not self.current]

    @property
    def _all_courses(self) -> list[Treatment]:
        return [*self.early_stage, *self.metastatic]

    def _exposed(self, agents: frozenset[str], courses: Iterable[Treatment]) -> Answer:
        return self._one_of(courses, lambda course: course.gave_one_of(agents))

    def _counted(self, count: int, regimens: Sequence[Treatment]) -> Answer:
        if len(regimens) >= count:
            return Answer(True, self.of_history(regimens))
        return self._no_if_history_is_complete(self.of_history(regimens))

    def _regimens(self, courses: Sequence[Treatment]) -> list[Treatment]:
        """The anti-HER2 courses; one that adds no anti-HER2 drug or chemotherapy only continues the one before.

        So does one that only swaps a chemotherapy within its class without progression (dossier 9, L5).
        """
        regimens: list[Treatment] = []
        before: list[frozenset[str]] = []
        counted = self.catalogue.anti_her2 | self.catalogue.chemotherapy
        for earlier, course in pairwise([None, *courses]):
            assert course is not None  # noqa: S101  # only the first earlier one is none
            drugs = [slot for slot in course.given if slot <= counted]
            if earlier is not None and not self._progressed_between(earlier, course):
                before = [self._swappable(slot) for slot in before]
            goes_on = all(any(slot <= drug for drug in before) for slot in drugs)
            if not goes_on and any(slot <= self.catalogue.anti_her2 for slot in drugs):
                regimens.append(course)
            before = drugs
        return regimens

    def _swappable(self, slot: frozenset[str]) -> frozenset[str]:
        """The drugs that may take the place of these: of the same class, and for a taxane vinorelbine."""
        if slot <= self.catalogue.anti_her2:
            return slot
        classes = {self.catalogue.agents[agent].drug_class for agent in slot}
        classes |= {"vinca_alkaloid"} if "taxane" in classes else set()
        return frozenset().union(*map(self.catalogue.of_class, classes))
