"""Questions about the patient as charted on the day of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from operator import gt, lt
from typing import Any

from statemachine.guards.argument_types import (
    Agents,
    Bound,
    Bounds,
    Fact,
    FactValue,
    Grade,
    Limit,
    Measure,
    Refusal,
    Site,
    Years,
)
from statemachine.guards.brain import Brain
from statemachine.guards.read_so_far import NO, Answer, any_of
from statemachine.record.catalogue import Regimen


class Person(Brain):
    """Hormone receptors, performance, choice and access."""

    def charted(self, fact: Fact, value: FactValue) -> Answer:
        """{fact:is} {value}?"""
        charted = getattr(self.patient, fact)
        return Answer(None if charted is None else charted == value, self.of_patient(fact))

    def any_above(self, bounds: Bounds) -> Answer:
        """{bounds:above}?"""
        return self._one_beyond(bounds, gt)

    def any_below(self, bounds: Bounds) -> Answer:
        """{bounds:below}?"""
        return self._one_beyond(bounds, lt)

    def between(self, fact: Measure, low: Bound, high: Bound) -> Answer:
        """Is {fact} from {low} to {high}?"""
        value = getattr(self.patient, fact)
        return Answer(None if value is None else low <= value <= high, self.of_patient(fact))

    def at_least(self, fact: Measure, bound: Bound) -> Answer:
        """Is {fact} {bound} or more?"""
        value = getattr(self.patient, fact)
        return Answer(None if value is None else value >= bound, self.of_patient(fact))

    def metastatic_site(self, site: Site) -> Answer:
        """Are there {site} metastases?"""
        sites = self.patient.metastatic_sites
        facts = {"/patient/metastatic_sites": list(sites) if sites is not None else None}
        return Answer(None if sites is None else site in sites, facts)

    def another_line_is_asserted(self) -> Answer:
        """Does the request assert another line number than the one counted?"""
        asserted = self.record.line_asserted
        if asserted is None or self.line is None:
            return NO
        return Answer(asserted != self.line, {"/line_asserted": asserted})

    def younger_than(self, years: Years) -> Answer:
        """Is the patient younger than {years}?"""
        age = self.patient.age_years
        if age is None and self.patient.menopausal_status == "post":
            return Answer(False, self.of_patient("menopausal_status"))
        return Answer(None if age is None else age < years, self.of_patient("age_years"))

    def performance_forbids(self, poor_performance: Limit) -> Answer:
        """Is the performance status {poor_performance.value} or 4, and the cancer not charted as its cause?"""
        facts = self.of_patient("ecog", "performance_due_to_cancer")
        if self.patient.ecog is None:
            return Answer(None, self.of_patient("ecog"))
        return Answer(self.patient.ecog >= poor_performance.value and not self.patient.performance_due_to_cancer, facts)

    def performance_is_due_to_cancer_at(self, grade: Grade) -> Answer:
        """Is the performance status {grade}, and the cancer charted as its cause?"""
        is_so = self.patient.ecog == grade and self.patient.performance_due_to_cancer is True
        return Answer(is_so, self.of_patient("ecog", "performance_due_to_cancer"))

    def unavailable(self, regimen: Regimen) -> Answer:
        """Does {regimen} need a drug that cannot be had?"""
        if self.patient.unavailable and regimen.cannot_do_without(self.patient.unavailable):
            return Answer(True, self.of_patient("unavailable"))
        return NO

    def declined(self, regimen: Regimen) -> Answer:
        """Does {regimen} need something that the patient declines?"""
        if self.patient.declines and regimen.cannot_do_without(self._declined_agents):
            return Answer(True, self.of_patient("declines"))
        return NO

    def declines(self, kind: Refusal) -> Answer:
        """Does the patient decline {kind}?"""
        return Answer(kind in self.patient.declines, self.of_patient("declines"))

    def refusal_includes_conjugates(self) -> Answer:
        """Does the patient, who declines chemotherapy, decline conjugates too, which carry a cytotoxic drug?"""
        if self.patient.declines_conjugates:
            return Answer(True, self.of_patient("declines_conjugates"))
        if "chemotherapy" not in self.patient.declines:
            return NO
        return Answer(self.patient.declines_conjugates, self.of_patient("declines", "declines_conjugates"))

    def refusal_includes_what_contains_it(self, regimen: Regimen) -> Answer:
        """Does the patient, who declines an antibody, decline {regimen} too, which contains it?"""
        declined = self.catalogue.contained.intersection(self.patient.declines)
        if not any(regimen.cannot_do_without(self.catalogue.containing(one) - {one}) for one in declined):
            return NO
        return Answer(self.patient.declines_conjugates, self.of_patient("declines", "declines_conjugates"))

    def not_possible(self, agents: Agents, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit) -> Answer:
        """Is there no way to give {agents}: not to be had, declined, or stopped earlier for toxicity?"""
        return self._not_possible(agents, self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall))

    def taxane_not_possible(self) -> Answer:
        """Is there no way to give any taxane: contraindicated, declined, not to be had, or stopped for toxicity?"""
        if self.patient.taxane_contraindicated:  # where it is not charted none is assumed; each taxane says to check it
            return Answer(True, self.of_patient("taxane_contraindicated"))
        return self._not_possible(sorted(self.catalogue.of_class("taxane") & self.catalogue.in_regimens), NO)

    def partner_not_possible(
        self, regimen: Regimen, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit
    ) -> Answer:
        """Is there no way to give a drug that may be added to {regimen}?"""
        if not (self.patient.declines or self.patient.unavailable or self.toxic or self.stopped_for_toxicity_once):
            return NO
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall)
        return any_of([self._not_possible([partner], recovered) for partner in sorted(regimen.partners)])

    def taxane_used_or_not_possible(self) -> Answer:
        """Was a taxane received for metastatic disease, or is there no way to give one?"""
        return any_of([self.taxane_received_for_metastatic_disease(), self.taxane_not_possible()])

    @cached_property
    def _declined_agents(self) -> frozenset[str]:
        declines = set(self.patient.declines)
        if not declines:
            return frozenset()
        return frozenset(
            code for code, agent in self.catalogue.agents.items() if code in declines or agent.kinds() & declines
        )

    def _not_possible(self, agents: Sequence[str], recovered: Answer) -> Answer:
        facts = self.of_patient("declines", "unavailable")
        toxic: set[str] = set()
        open_courses: dict[str, Any] = {}
        for course in [*self.early_stage, *self.metastatic]:
            if course.stopped_for == "toxicity":
                pointer = f"{course.pointer}/toxicity_agent"
                drug = self.known(pointer, course.toxic_drug)
                if drug is not None:
                    toxic |= self._still_closed(frozenset({drug}), self._kind(course), recovered)
                elif not course.drugs.isdisjoint(agents):
                    open_courses[pointer] = None
        for part in self.toxic:
            if self._may_be_given_again(part).value:
                continue
            toxic |= self._still_closed(part.agents, self.known(part.kind_fact, part.kind), recovered)
            facts[part.place] = self._why(part)
        if recovered.value:
            facts |= recovered.facts
        left = set(agents) - set(self.patient.unavailable) - self._declined_agents - toxic
        if left and len(left) <= len(open_courses):  # of each course one drug may have been the cause
            return Answer(None, open_courses)
        return Answer(not left, facts)

    def _one_beyond(self, bounds: Mapping[str, float], is_beyond: Callable[[float, float], bool]) -> Answer:
        """Yes with every fact beyond its bound, unknown with those that nobody has charted, else no with all."""
        facts = self.of_patient(*bounds)
        beyond: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        for (pointer, shown), (fact, bound) in zip(facts.items(), bounds.items(), strict=True):
            if shown is None:
                unknown[pointer] = None
            elif is_beyond(getattr(self.patient, fact), bound):
                beyond[pointer] = shown
        if beyond:
            return Answer(True, beyond)
        return Answer(None, unknown) if unknown else Answer(False, facts)
