"""Questions about a drug that is being given although the history speaks against it (dossier 5.2, 8 and 15.1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from statemachine.guards.argument_types import Agent, Grade, Limit, RuleDrugs, ToxicityKind
from statemachine.guards.going_on import GoingOn
from statemachine.guards.intolerance import OF_THE_HEART, OF_THE_LUNG, Intolerance
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record import words
from statemachine.record.record import THE_WHOLE_REGIMEN, UNKNOWN_ANTICANCER, Failed
from statemachine.record.toxicity_reasons import OF_THE_ALLERGY, kind_fact_of


class GivenAgain(GoingOn):
    """What was not tolerated, or failed, before the present treatment; where no drug was named, each one may have."""

    def stopped_before_for(self, agent: Agent, kind: ToxicityKind) -> Answer:
        """Was {agent}, which is being given, stopped before for {kind}?"""
        return self._naming(self._before({agent} & self._now(), kind))

    def stopped_before_at_grade(self, agent: Agent, kind: ToxicityKind, grade: Grade) -> Answer:
        """Was {agent}, which is being given, stopped before for {kind} of grade {grade} or worse?"""
        stops = self._before({agent} & self._now(), kind)
        return self._naming(one for one in stops if self._worst_grade(one)[0] >= grade)

    def stopped_before_at_no_grade(self, agent: Agent, kind: ToxicityKind, grade: Grade) -> Answer:
        """Was {agent}, which is being given, stopped before for {kind} that may have been of grade {grade} or worse?"""
        stops = self._before({agent} & self._now(), kind)
        return self._naming(one for one in stops if self._may_have_been(one, grade))

    def antibody_not_tolerated_before(self, agent: Agent) -> Answer:
        """Was {agent}, which is being given, or an antibody within it, stopped before for hypersensitivity?"""
        if agent not in self._now():
            return NO
        return self._naming(self._before(self.catalogue.agents[agent].contains | {agent}, OF_THE_ALLERGY))

    def antibody_waits_for_clearance(self, agent: Agent) -> Answer:
        """Was {agent}, which is being given, or an antibody within it, stopped before for hypersensitivity, and has
        nobody said whether it can be given again?
        """
        is_open = self.patient.antibody_rechallenge_cleared is None
        return self._asking_for_clearance(self.antibody_not_tolerated_before(agent) if is_open else NO)

    def not_tolerated_before(self) -> Answer:
        """Was a drug that is being given, or an antibody within it that nobody has cleared, stopped before for toxicity
        of another kind than of the heart?
        """
        now = self._now()
        drugs = now - self.catalogue.contained if self.patient.antibody_rechallenge_cleared else now | self._within(now)
        return self._naming(
            one for one in self._before(drugs) if one.kind != OF_THE_HEART and not self._goes_on_without_the_others(one)
        )

    def fell_to_the_heart_before(self, lvef_too_low: Limit, lvef_normal: Limit, recovered_fall: Limit) -> Answer:
        """Was a drug against HER2 stopped for a fall of the ejection fraction before the present treatment, which holds
        one, and are recovery and clearance not charted since?
        """
        closed = self.catalogue.anti_her2
        found = self._naming(self._before(closed, OF_THE_HEART)) if self._now() & closed else NO
        recovered = self._heart_recovered(lvef_too_low, lvef_normal, recovered_fall) if found.value else NO
        return NO if not found.value or recovered.value else Answer(True, {**found.facts, **recovered.facts})

    def lung_disease_of_another_drug_before(self, agent: Agent, serious_lung_grade: Limit) -> Answer:
        """Was another drug stopped for interstitial lung disease, of grade {serious_lung_grade.value} or more or of one
        that nobody charted, before {agent} was begun?
        """
        if agent not in self._now():
            return NO
        grade = int(serious_lung_grade.value)
        stops = self._before(frozenset(self.catalogue.agents) - {agent}, OF_THE_LUNG)
        return self._naming(
            one for one in stops if self._worst_grade(one)[0] >= grade or self._may_have_been(one, grade)
        )

    def failed_before(self, agents: RuleDrugs) -> Answer:
        """Has the disease progressed before on a drug that is being given again?"""
        again = {drug for drug in self._now() & self._with_unlisted(agents) if self.failed_drugs.get(drug, NO).value}
        return self._failed_again(again, self.failures)

    def failed_before_in_early_stage(self, agents: RuleDrugs) -> Answer:
        """Did the disease grow or recur on a (neo)adjuvant drug that is being given again?"""
        if not self.early_stage:
            return NO
        known = [one for one in self._early_failures() if len(one.slot) == 1]
        return self._failed_again(self._now() & self._with_unlisted(agents), known)

    def failed_soon_and_is_given_again(
        self, agents: RuleDrugs, early_failure_months: Limit, longest_early_course: Limit
    ) -> Answer:
        """Did the disease recur, as far as the dates tell, within {early_failure_months.value} months of (neo)adjuvant
        anti-HER2 treatment that held a conjugate that is being given again?
        """
        # What it progressed on is told by name.
        failed = frozenset().union(*(one.slot for one in self._early_failures()))
        again = (self._now() & self._with_unlisted(agents)) - failed
        held = [course for course in self.early_stage if course.drugs & again]
        soon = self._recurred_within(early_failure_months, "last_anti_her2", longest_early_course) if held else NO
        if not soon.value and not soon.hinges:
            return soon
        came_back = "The disease came" if soon.value else "The dates leave open whether the disease came"
        within = f"{came_back} back within {early_failure_months.months} months of (neo)adjuvant treatment with"
        named = [(one.pointer, [frozenset({drug}) for drug in sorted(one.drugs & again)]) for one in held]
        return Answer(True, {place: f"{within} {words.of_drugs(drugs, self.catalogue)}" for place, drugs in named})

    def _failed_again(self, again: Collection[str], failures: Iterable[Failed]) -> Answer:
        told = {
            one.place: self._progressed_in_words(one)
            for one in failures
            if any(self._is_the_same(drug, one.place) for drug in one.slot.intersection(again))
        }
        return Answer(True, told) if told else NO

    def last_was_not_tolerated(self) -> Answer:
        """Was the last treatment for metastatic disease stopped for a toxicity, with neither progression nor another
        treatment since?
        """
        if self.current is not None or not self.left_for_toxicity().value:
            return NO
        last = self.metastatic[-1].pointer
        return self._naming(one for one in (*self._intolerances(), *self._of_no_named_drug()) if one.place == last)

    def _now(self) -> frozenset[str]:
        """The drugs of the present treatment that are named and not dropped."""
        course = self.current
        if course is None:
            return frozenset()
        named = (slot for slot in course.given if UNKNOWN_ANTICANCER not in slot)
        return course.left.intersection(frozenset().union(*named))

    def _within(self, drugs: Iterable[str]) -> frozenset[str]:
        """The antibodies that conjugates hold."""
        return frozenset().union(*(self.catalogue.agents[drug].contains for drug in drugs))

    def _asking_for_clearance(self, found: Answer) -> Answer:
        facts = {**found.facts, **self.of_patient("antibody_rechallenge_cleared")}
        return Answer(True, facts) if found.value else NO

    def _goes_on_without_the_others(self, one: Intolerance) -> bool:
        """Is it an antibody of a course of which no drug was named? That it goes on alone is no sign that it was it."""
        is_open = one.kind is None and one.whole is not None and not one.whole.drugs <= self._now()
        return is_open and one.drug in self.catalogue.contained

    def _before(self, drugs: Collection[str], kind: str | None = None) -> Iterator[Intolerance]:
        """What was not tolerated of these drugs before the present treatment was begun, of any kind or of this one."""
        course = self.current
        if not drugs or course is None or not (self.toxic or self.stopped_for_toxicity_once):
            return
        begun = course.begun_again or course.started
        for one in (*self._intolerances(), *self._of_no_named_drug()):
            is_past = one.place != course.pointer and (one.on is None or one.on.first <= begun.last)
            if is_past and one.drug in drugs and kind in (None, one.kind) and self._is_the_same(one.drug, one.place):
                yield one

    def _is_the_same(self, drug: str, place: str) -> bool:
        """Of unlisted drugs one code stands for all of their class: is it the same by its charted name?"""
        now = self.current.names.get(drug) if self.current is not None else None
        then = next((course.names.get(drug) for course in self.record.treatments if course.pointer == place), None)
        return now is None or then is None or now == then

    def _of_no_named_drug(self) -> Iterator[Intolerance]:
        """Each drug of a course that was not tolerated as a whole, or of which nobody charted what caused it."""
        for course in (*self.early_stage, *self.metastatic):
            named = self.known(f"{course.pointer}/toxicity_agent", course.toxic_drug)
            if course.stopped_for != "toxicity" or named not in (None, THE_WHOLE_REGIMEN):
                continue
            kind = self._kind(course)
            for drug in sorted(course.drugs):
                yield Intolerance(drug, kind, kind_fact_of(course), course.pointer, course.ended, whole=course)

    def _worst_grade(self, one: Intolerance) -> tuple[int, bool]:
        """The worst grade that is charted of it, 0 where none is, and whether one is missing."""
        charted = self.patient.interstitial_lung_disease_grade if one.kind == OF_THE_LUNG else None
        events = (
            [one.event]
            if one.event is not None
            else [
                event
                for event in self.record.toxicities
                if event.kind == one.kind
                and event.agent in (None, one.drug)
                and (one.on is None or event.on.first <= one.on.last)
            ]
        )
        grades = [charted, *(self.known(event.grade_fact, event.grade) for event in events)]
        known = [grade for grade in grades if grade is not None]
        return max(known, default=0), charted is None and (not events or None in grades[1:])

    def _may_have_been(self, one: Intolerance, grade: int) -> bool:
        worst, is_missing = self._worst_grade(one)
        return worst < grade and is_missing
