"""Questions about how a treatment ended, what of it could go on, and how the disease had responded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from statemachine.guards.argument_types import Limit
from statemachine.guards.not_refractory import NotRefractory
from statemachine.guards.read_so_far import NO, Answer, of_the_entry
from statemachine.record.codes import CONTROLLED, GROWN, IN_RESPONSE, NOT_READABLE
from statemachine.record.date_constraints import Comparison, day
from statemachine.record.occurrences import end_of, metastatic
from statemachine.record.partial_dates import PartialDate, add_months, within_months
from statemachine.record.record import PERTUZUMAB, THE_WHOLE_REGIMEN, Event, Treatment


class Stopping(NotRefractory):
    """What decides whether a stop opens the decision again, begins a maintenance or is a pause."""

    @of_the_entry
    def stopped_as_a_whole(self) -> Answer:
        """Was an anti-HER2 treatment, or one whose drugs are not charted, stopped with nothing left to give alone?"""
        course = self.treatment
        if course is None or (course.drugs and course.drugs.isdisjoint(self.catalogue.anti_her2)):
            return NO
        if course.stopped_for != "toxicity":
            return Answer(True, self.of_history([course]))
        return self._by_the_cause(course, lambda cause: not self._left_without(course, cause))

    def stopped_long_ago(self, long_pause: Limit) -> Answer:
        """Did the last treatment end more than {long_pause.value} days ago, with nothing given since?"""
        course = self.metastatic[-1] if self.metastatic else None
        if course is None or course.goes_on or self._was_followed(course):
            return NO
        ended = end_of(self.record, course, None)
        facts = {course.end_fact: ended.text or None}
        asked = PartialDate(self.record.as_of, self.record.as_of, "")
        if (asked.first - ended.last).days > long_pause.value:
            return Answer(True, facts)
        if (asked.first - ended.first).days <= long_pause.value:
            return Answer(False, facts)
        long_before = Comparison(day(course.end_fact, ended), day("/as_of", asked), days=-int(long_pause.value) - 1)
        return Answer(None, facts, (long_before,))

    def in_response_when_stopped(self, status_holds_for: Limit, remission_holds_for: Limit) -> Answer:
        """Was the disease in response when the last treatment was stopped, and has it not progressed since?"""
        return self._status_when_stopped(IN_RESPONSE, status_holds_for, remission_holds_for)

    def controlled_when_stopped(self, status_holds_for: Limit, remission_holds_for: Limit) -> Answer:
        """Was the disease in response or stable when the last treatment was stopped, and has it not progressed
        since?
        """
        return self._status_when_stopped(CONTROLLED, status_holds_for, remission_holds_for)

    def charted_as_controlled_when_stopped(self, status_holds_for: Limit, remission_holds_for: Limit) -> Answer:
        """Is it charted that the disease was in response or stable when the last treatment was stopped, and not that it
        has progressed since?
        """
        found = self.controlled_when_stopped(status_holds_for, remission_holds_for)
        return found if found.value else NO

    def _status_when_stopped(
        self, wanted: Sequence[str], status_holds_for: Limit, remission_holds_for: Limit
    ) -> Answer:
        course = self.metastatic[-1] if self.metastatic else None
        if course is None or self._was_followed(course):
            return NO
        ended = end_of(self.record, course, None)
        grown = (
            event.on
            for event in self.record.events
            if event.name in GROWN and event.on.last >= ended.first and event.pointer not in self.grown_while_given
        )
        if course.goes_on or any(on.first >= course.started.last for on in grown):
            return Answer(False, self.of_history([course]))
        newest = self._newest_status(course)
        if not newest or not all(within_months(status.on, ended, status_holds_for.months) for status in newest):
            return Answer(None, {"/history": None})
        if any(status.status == NOT_READABLE for status in newest):
            return Answer(None, {"/history": None})
        holds = all(status.status in wanted for status in newest)
        asked = PartialDate(self.record.as_of, self.record.as_of, "")
        if holds and not all(within_months(status.on, asked, remission_holds_for.months) for status in newest):
            return Answer(None, {"/history": None})
        return Answer(holds, {status.pointer: f"{status.status}, {status.on.text}" for status in newest})

    @of_the_entry
    def chemotherapy_alone(self) -> Answer:
        """Was this treatment chemotherapy without any anti-HER2 drug?"""
        course = self.treatment
        if course is None or course.drugs.isdisjoint(self.catalogue.chemotherapy):
            return NO
        return Answer(course.drugs.isdisjoint(self.catalogue.anti_her2), self.of_history([course]))

    @of_the_entry
    def chemotherapy_with_trastuzumab(self) -> Answer:
        """Did this treatment join chemotherapy with trastuzumab?"""
        course = self.treatment
        if course is None or not course.gave("trastuzumab"):
            return NO
        return Answer(not course.drugs.isdisjoint(self.catalogue.chemotherapy), self.of_history([course]))

    @of_the_entry
    def chemotherapy_is_left(self) -> Answer:
        """Is chemotherapy left of this treatment after what was dropped?"""
        course = self.treatment
        if course is None:
            return NO
        # What is dropped at a later date is still given on the day that is being read.
        left = course.left_without(self.gone.get(course.pointer, frozenset()))
        if left.isdisjoint(self.catalogue.chemotherapy):
            return NO
        return Answer(True, self.of_history([course]))

    @of_the_entry
    def backbone_was_not_tolerated(self) -> Answer:
        """Was the taxane or vinorelbine, beside which only antibodies were given, the drug that was not tolerated?"""
        course = self.treatment
        if course is None or course.stopped_for != "toxicity" or not course.gave("trastuzumab"):
            return NO
        others = self.catalogue.chemotherapy - self.catalogue.backbone
        if not course.drugs.isdisjoint(others) or self._was_followed(course):
            return NO
        return self._by_the_cause(course, lambda cause: cause in self.catalogue.backbone)

    @of_the_entry
    def chemotherapy_was_short(self, shortest_chemotherapy: Limit) -> Answer:
        """Was this treatment given for less than {shortest_chemotherapy.value} months?"""
        course = self.treatment
        if course is None:
            return NO
        ended = end_of(self.record, course, None)
        facts = {course.start_fact: course.started.text, course.end_fact: ended.text or None}
        months = shortest_chemotherapy.months
        if ended.last < add_months(course.started.first, months):
            return Answer(True, facts)
        if ended.first >= add_months(course.started.last, months):
            return Answer(False, facts)
        started = day(course.start_fact, course.started)
        return Answer(None, facts, (Comparison(day(course.end_fact, ended), started, months, days=-1),))

    def maintenance_may_begin(self) -> Answer:
        """Was chemotherapy or an antibody-drug conjugate given in this line?"""
        in_this_line = self.metastatic[self.given_before_this_decision :]
        cytotoxic = self.catalogue.chemotherapy | self.catalogue.of_class("antibody_drug_conjugate")
        given = [course for course in in_this_line if not course.drugs.isdisjoint(cytotoxic)]
        return Answer(True, self.of_history(given)) if given else NO

    def dates_leave_no_room_for_its_cycles(self, shortest_induction: Limit) -> Answer:
        """Do the charted dates leave less than {shortest_induction.value} days for the chemotherapy, too short for the
        cycles that the trial asked for?
        """
        courses = self._chemotherapy_given()
        if not courses:
            return NO
        first = min(courses, key=lambda course: course.started.first)
        pointer, ended = max(map(self._end_of_chemotherapy, courses), key=lambda end: end[1].last)
        longest = ended.last - first.started.first
        facts = {first.start_fact: first.started.text or None, pointer: ended.text or None}
        return Answer(longest.days < shortest_induction.value, facts)

    def cycles_are_not_in_the_record(self) -> Answer:
        """Was chemotherapy given for metastatic disease, of which the record holds no number of cycles?"""
        courses = self._chemotherapy_given()
        return Answer(True, self.of_history(courses)) if courses else NO

    def _chemotherapy_given(self) -> list[Treatment]:
        return [course for course in self.metastatic if not course.drugs.isdisjoint(self.catalogue.chemotherapy)]

    def _end_of_chemotherapy(self, course: Treatment) -> tuple[str, PartialDate]:
        """Where its last day of chemotherapy is charted, and that day: the earliest of all that may have ended it."""
        ends = [(course.end_fact, end_of(self.record, course, None))]
        if course.left.isdisjoint(self.catalogue.chemotherapy):
            gone = [part for part in course.dropped if not part.agents.isdisjoint(self.catalogue.chemotherapy)]
            ends += [max(((part.fact, part.on) for part in gone), key=lambda end: end[1].last)]
        told = (event for event in self.record.events if event.name == "taxane_completed")
        ends += [(f"{event.pointer}/on", event.on) for event in told if event.on.last >= course.started.first]
        return min(ends, key=lambda end: end[1].last)

    def _was_followed(self, course: Treatment) -> bool:
        """Was something else given afterwards, which shows what was decided?"""
        last = metastatic(self.record)[-1]
        return (last.pointer, last.started) != (course.pointer, course.started)  # one entry may chart what goes on too

    def _by_the_cause(self, course: Treatment, holds: Any) -> Answer:
        """Does it hold of the drug that was not tolerated? Unknown where none is named and the cause decides."""
        pointer = f"{course.pointer}/toxicity_agent"
        agent = self.known(pointer, course.toxic_drug)
        causes = (*sorted(course.drugs), THE_WHOLE_REGIMEN) if agent is None else (agent,)
        held = {holds(cause) for cause in causes}
        if len(held) > 1:
            return Answer(None, {pointer: None})
        return Answer(held.pop(), {pointer: agent} if agent is not None else self.of_history([course]))

    def _left_without(self, course: Treatment, cause: str) -> frozenset[str]:
        """The anti-HER2 drugs that could go on without this one; none of a regimen that caused it as a whole."""
        if cause == THE_WHOLE_REGIMEN:
            return frozenset()
        others = frozenset().union(*(slot for slot in course.given if cause not in slot))
        return others & course.left & self.catalogue.anti_her2 - {PERTUZUMAB}

    def _newest_status(self, course: Treatment) -> list[Event]:
        """What was found of the disease as a whole when it was assessed last, during this treatment or after it."""
        sites = self.patient.metastatic_sites
        told = [
            event
            for event in self.record.events
            if event.name == "disease_status"
            and event.on.last >= course.started.first
            and (event.site is None or sites == (event.site,))
        ]
        newest = max(((event.on.last, event.on.first) for event in told), default=None)
        return [event for event in told if (event.on.last, event.on.first) == newest]
