"""Questions about what has been given before, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from statemachine.guards.argument_types import Agent, Agents, Days, Limit, RegimenCode, StopReason
from statemachine.guards.failure import Failure
from statemachine.guards.read_so_far import NO, Answer, any_of, of_the_entry
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.record import GIVEN_UP, NOT_USED_UP, PERTUZUMAB, UNKNOWN_ANTICANCER, Treatment, has_left


class Exposure(Failure):
    """What was received, what failed, what was stopped; a list that is not complete leaves every "no" unknown."""

    def received(self, agent: Agent) -> Answer:
        """Was {agent} received before, in any setting (but for a stop at this decision by choice or lack of access)?"""
        return self._received(agent, [*self.early_stage, *self.metastatic])

    def received_for_metastatic_disease(self, agent: Agent) -> Answer:
        """Was {agent} received before for metastatic disease (but for a stop at this decision by choice or lack of
        access)?
        """
        return self._received(agent, self.metastatic)

    def received_before_this_decision(self, agent: Agent) -> Answer:
        """Was {agent} received for metastatic disease before the present decision?"""
        return self._received(agent, self.metastatic[: self.given_before_this_decision])

    def received_as_early_stage_treatment(self, agent: Agent) -> Answer:
        """Was {agent} received as (neo)adjuvant treatment?"""
        return self._received(agent, self.early_stage)

    def relapsed_early_after(self, agent: Agent, limit: Limit, longest_early_course: Limit) -> Answer:
        """Did the disease recur during, or within {limit.value} months of, the last dose of (neo)adjuvant anti-HER2
        treatment, of which {agent} was a part?
        """
        given = self._received(agent, self.early_stage)
        early = self.recurred_within(limit, longest_early_course)
        if given.value is False or early.value is False:
            return Answer(False, given.facts)
        if given.value and early.value:
            return Answer(True, {**given.facts, **early.facts})
        if given.value:
            return early
        unknown = [answer.facts for answer in (given, early) if answer.value is None]
        return Answer(None, {pointer: value for facts in unknown for pointer, value in facts.items()})

    def was_given(self, code: RegimenCode) -> Answer:
        """Was {code} given for metastatic disease?"""
        return self._one_of(self.metastatic, lambda course: code in course.regimens)

    def counting_regimen_given(self) -> Answer:
        """Has anti-HER2 treatment or chemotherapy been given for metastatic disease in this line?"""
        return Answer(self.counted_in_this_line, self.of_history(self.metastatic[-1:]))

    @of_the_entry
    def progressed(self) -> Answer:
        """Had the disease progressed when {treatment} {were} stopped{when}?"""
        return self.stopped_because("progression")

    @of_the_entry
    def stopped_because(self, reason: StopReason) -> Answer:
        """Was {reason} the reason for stopping {treatment}{when}?"""
        pointer = f"{self.reading_pointer}/stopped_for"
        charted = self.known(pointer, None)
        return Answer(None if charted is None else charted == reason, {pointer: charted})

    def taxane_received_for_metastatic_disease(self) -> Answer:
        """Was a taxane received before for metastatic disease (but for a stop at this decision by choice or lack of
        access)?
        """
        taxanes = self.catalogue.of_class("taxane")
        return self._one_of(self._used_up(self.metastatic), lambda course: course.gave_one_of(taxanes))

    def left_without_a_reason(self) -> Answer:
        """Was a treatment for metastatic disease left without a charted reason?"""
        return Answer(bool(self.left_unexplained), self.of_history(self.left_unexplained))

    def entries_were_joined(self) -> Answer:
        """Were several entries of the history read as one treatment?"""
        if not self.record.joined:
            return NO
        courses = {course.pointer: self.summary(course) for course in self.record.treatments}
        return Answer(True, {place: courses[course] for place, course in self.record.joined.items()})

    def a_charted_end_was_overruled(self) -> Answer:
        """Is a treatment charted as going on beyond what took its place, or beyond a progression on it?"""
        told = {one.pointer: words.of_order(one, one.given, self.catalogue) for one in self.record.overruled}
        return Answer(bool(told), told)

    def a_last_dose_was_read_as_going_on(self) -> Answer:
        """Is a treatment, of which the last dose is charted, read as going on?"""
        return Answer(bool(self.record.last_doses), dict.fromkeys(self.record.last_doses, "a dose without an end"))

    def metastases_were_diagnosed_late(self) -> Answer:
        """Is the metastatic disease charted as found after the first dose for it, and read as of that dose?"""
        late = self.record.diagnosed_late
        told = {one.pointer: words.dated(words.of_event(one), late.get(one.pointer)) for one in self.record.events}
        return Answer(True, {pointer: told[pointer] for pointer in late}) if late else NO

    def left_for_toxicity(self) -> Answer:
        """Was the last treatment for metastatic disease stopped for toxicity, without progression since?"""
        last = self.metastatic[-1:]
        left = bool(last) and last[0].stopped_for == "toxicity" and not self._progressed_since(last[0])
        return Answer(left, self.of_history(last))

    def was_given_up(self, regimen: Regimen) -> Answer:
        """Was {regimen}, or a drug that it must contain, stopped by choice or for lack of access?"""
        if not self.something_was_given_up:
            return NO
        courses = [
            course
            for course in self.metastatic
            if (course.stopped_for in GIVEN_UP and regimen.is_given_as(course.regimens, course.given))
            or (course.part_given_up and regimen.cannot_do_without(course.part_given_up))
        ]
        return Answer(True, self.of_history(courses)) if courses else NO

    def something_was_given(self) -> Answer:
        """Has any treatment for metastatic disease been given?"""
        return Answer(bool(self.metastatic), self.of_history(self.metastatic))

    def part_of_the_present_treatment(self, agents: Agents) -> Answer:
        """Is {agents} part of the present treatment?"""
        if self.current is None:
            return NO
        return Answer(self.current.gave_one_of(frozenset(agents)), self.of_history([self.current]))

    def gives_one_of(self, agents: frozenset[str]) -> bool:
        """Is one of these drugs, as far as is charted, part of the present treatment and not dropped?

        A drug of which nobody says what it was is each of them only where they name it.
        """
        course = self.current
        if course is None or agents.isdisjoint(course.left):
            return False
        if UNKNOWN_ANTICANCER in agents or UNKNOWN_ANTICANCER not in course.drugs:
            return True
        gone = frozenset().union(*(part.agents for part in course.dropped))
        named = (slot for slot in course.given if UNKNOWN_ANTICANCER not in slot and not has_left(slot, gone))
        return any(not slot.isdisjoint(agents) for slot in named)

    def an_unnamed_drug_is_given(self) -> Answer:
        """Is an anticancer drug being given of which nobody charted which one it is?"""
        given = self.gives_one_of(frozenset({UNKNOWN_ANTICANCER}))
        return Answer(given, self.of_history([self.current])) if given and self.current is not None else NO

    def anti_her2_treatment_goes_on(self) -> Answer:
        """Is an anti-HER2 drug being given?"""
        given = self.gives_one_of(self.catalogue.anti_her2 | {UNKNOWN_ANTICANCER})
        return Answer(given, self.of_history([self.current])) if given and self.current is not None else NO

    def nothing_acts_against_her2(self) -> Answer:
        """Is no drug against HER2 charted as part of the present treatment?"""
        course = self.current
        lacks_one = course is not None and not self.gives_one_of(self.catalogue.anti_her2)
        return Answer(True, self.of_history([course])) if course is not None and lacks_one else NO

    def is_the_only_drug_against_her2(self, agent: Agent) -> Answer:
        """Is {agent} the only drug against HER2 of the present treatment?"""
        course = self.current
        if course is None or course.left & self.catalogue.anti_her2 != {agent}:
            return NO
        return Answer(True, self.of_history([course]))

    def no_anti_her2_drug_is_left(self) -> Answer:
        """Is nothing of the present treatment left that acts against HER2, or only pertuzumab?"""
        course = self.current
        if course is None or not course.dropped:
            return NO
        against_her2 = self.catalogue.anti_her2
        lost = bool(course.drugs & against_her2) and not course.left & against_her2 - {PERTUZUMAB}
        return Answer(lost, self.of_history([course]))

    def paused_for(self, shortest: Days, longest: Days) -> Answer:
        """Was treatment taken up again, without progression, after a pause of {shortest} to {longest} days?"""
        counting = [course for course in self.metastatic if course.counts_as_line]
        return any_of(
            Answer(_lies_between(before, after, shortest, longest), self.of_history([before, after]))
            for before, after in pairwise(counting)
            if not self._progressed_between(before, after)
        )

    def off_protocol_treatment_given(self) -> Answer:
        """Was a treatment given that this edition does not name at that point?"""
        return Answer(bool(self.off_protocol), self.of_history(self.off_protocol))

    def _progressed_since(self, course: Treatment) -> bool:
        """Is a progression charted that may have come after the course ended?"""
        ended = course.ended or course.started
        return any(event.name == "progression" and event.on.last >= ended.first for event in self.record.events)

    def _progressed_between(self, before: Treatment, after: Treatment) -> bool:
        """Is a progression charted from the start of one course to the start of the next?"""
        told = (event.on for event in self.record.events if event.name == "progression")
        return before.stopped_for == "progression" or any(
            before.started.first <= on.last and on.first <= after.started.last for on in told
        )

    def _received(self, agent: str, courses: Iterable[Treatment]) -> Answer:
        return self._one_of(self._used_up(courses), lambda course: course.gave(agent))

    def _used_up(self, courses: Iterable[Treatment]) -> Iterable[Treatment]:
        """Not a course left for another reason than disease and toxicity while its decision is open."""
        open_again = self.metastatic[self.given_before_this_decision :]
        return (course for course in courses if course.stopped_for not in NOT_USED_UP or course not in open_again)


def _lies_between(before: Treatment, after: Treatment, shortest: int, longest: int) -> bool | None:
    """Is the gap from the last dose to the next start this long? None if the dates leave it open."""
    first, last = (
        (before.ended.first, before.ended.last) if before.ended else (before.started.first, after.started.last)
    )
    fewest, most = (after.started.first - last).days, (after.started.last - first).days
    if shortest <= fewest and most <= longest:
        return True
    return False if most < shortest or fewest > longest else None
