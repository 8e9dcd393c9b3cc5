"""Questions about dates: the interval from the last anti-HER2 dose to recurrence, and the age of a measurement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from statemachine.guards.argument_types import Limit, Months
from statemachine.guards.read_so_far import NO, Answer, ReadSoFar
from statemachine.record.catalogue import stand_in
from statemachine.record.date_constraints import Comparison, Day, day
from statemachine.record.partial_dates import PartialDate, add_months, within_months
from statemachine.record.record import UNKNOWN_ANTICANCER, Dropped, Event, Treatment

UNLISTED_ANTIBODY = frozenset({stand_in("anti_her2_antibody")})


class Timing(ReadSoFar):
    """The timing rules; months are calendar months, and partial dates are intervals."""

    def recurred_within(self, limit: Limit, longest_early_course: Limit) -> Answer:
        """Did the disease recur during, or within {limit.value} months of, the last {limit.clock_label}?"""
        return self._recurred_within(limit, limit.clock, longest_early_course)

    def recurred_before_its_trial_took_patients(self, thp_trial_months: Limit, longest_early_course: Limit) -> Answer:
        """Did the disease recur during, or up to {thp_trial_months.months} months after, early anti-HER2 treatment?"""
        if self.metastatic:  # then another treatment decides what fits
            return NO
        return self._recurred_within(thp_trial_months, "last_anti_her2", longest_early_course)

    def recurred_near(self, limit: Limit, near_a_boundary: Limit, longest_early_course: Limit) -> Answer:
        """Is the recurrence at, or within {near_a_boundary.value} days of, the boundary of {limit.value} months?"""
        doses, facts = self._last_doses(limit.clock, longest_early_course)
        if self.recurrence is None or not doses:
            return Answer(False, facts)
        boundary_first = add_months(max(dose.first for dose in doses), limit.months)
        boundary_last = add_months(max(dose.last for dose in doses), limit.months)
        near = timedelta(days=near_a_boundary.value)
        if boundary_last - near <= self.recurrence.first and self.recurrence.last <= boundary_first + near:
            return Answer(True, facts)
        apart = self.recurrence.last < boundary_first - near or self.recurrence.first > boundary_last + near
        return Answer(False if apart else None, facts)

    def clocks_disagree(self, limit: Limit, longest_early_course: Limit) -> Answer:
        """Would the last dose of trastuzumab and the last anti-HER2 dose place the recurrence differently?"""
        by_any = self._recurred_within(limit, "last_anti_her2", longest_early_course)
        by_trastuzumab = self._recurred_within(limit, "last_trastuzumab", longest_early_course)
        if by_any.value is None or by_trastuzumab.value is None:
            return Answer(None, {**by_any.facts, **by_trastuzumab.facts})
        disagree = by_any.value != by_trastuzumab.value and not self._an_unlisted_antibody_was_given()
        return Answer(disagree, {**by_any.facts, **by_trastuzumab.facts})

    def dates_leave_open(self, limit: Limit, longest_early_course: Limit) -> Answer:
        """Do the charted dates leave open whether the disease recurred within {limit.value} months?"""
        doses, facts = self._last_doses(limit.clock, longest_early_course)
        if self.recurrence is None or not doses:
            return NO
        return Answer(self._recurred_within(limit, limit.clock, longest_early_course).value is None, facts)

    def recurrence_is_uncharted(self) -> Answer:
        """Was metastatic disease read only from the start of a treatment for it?"""
        inferred = self.recurrence is not None and not self.recurrence.text
        return Answer(inferred, {self.recurrence_pointer: None} if inferred else {})

    def has_come_back(self) -> Answer:
        """Has the disease come back after early-stage disease, by whatever it was treated?"""
        returned = self.recurrence
        if returned is None or self.early_stage:
            return Answer(returned is not None, self.of_history(self.early_stage))
        told = [
            event
            for event in self.record.events
            if event.name in ("recurrence", "locoregional_recurrence")
            or (event.name == "local_treatment" and event.site == "breast" and event.on.last < returned.first)
        ]
        return Answer(bool(told), {event.pointer: event.name.replace("_", " ") for event in told})

    def early_stage_treatment_goes_on(self, longest_early_course: Limit) -> Answer:
        """Is an anti-HER2 treatment for early-stage disease charted as going on after the recurrence?"""
        recurred = self.recurrence
        if recurred is None or not recurred.text:
            return NO
        going_on = [
            course
            for course in self._courses_of("last_anti_her2")
            if (course.ended is not None and course.ended.first > recurred.last)
            or (
                course.ended is None
                and course.stopped_for is None
                and _may_still_run(course, recurred, longest_early_course)
            )
        ]
        return Answer(bool(going_on), self.of_history(going_on))

    def retested_since_recurrence(self) -> Answer:
        """Has HER2 been tested again since the recurrence?"""
        if self.recurrence is None:
            return NO
        tests = [
            event for event in self.record.events if event.name == "her2_retest" and event.tumour != "other_primary"
        ]
        since = [test for test in tests if test.on.last >= self.recurrence.first]
        return Answer(bool(since), {test.pointer: test.her2_status for test in since})

    def asked_on_or_after(self, day: date) -> Answer:
        """Is the question asked on or after {day}?"""
        return Answer(self.record.as_of >= day, {"/as_of": self.record.as_of.isoformat()})

    def lvef_older_than(self, months: Months) -> Answer:
        """Was the ejection fraction measured more than {months} months ago?"""
        facts = self.of_patient("lvef_percent", "lvef_measured_on")
        measured = self.patient.lvef_measured_on
        if self.patient.lvef_percent is None:
            return Answer(False, facts)
        if measured is None:
            return Answer(None, facts)
        asked = PartialDate(self.record.as_of, self.record.as_of, "")
        recent = within_months(measured, asked, months)
        return Answer(None if recent is None else not recent, facts)

    def lvef_measured_within(self, months: Months) -> Answer:
        """Is an ejection fraction charted that was measured within the last {months} months?"""
        old = self.lvef_older_than(months)
        if self.patient.lvef_percent is None:
            return Answer(False, old.facts)
        return Answer(None if old.value is None else not old.value, old.facts)

    def _falls_since_measured(self) -> list[Event]:
        """The falls of the ejection fraction that were reported after it was measured last."""
        measured = self.patient.lvef_measured_on
        falls = (event for event in self.record.toxicities if event.kind == "lvef_fall")
        return [event for event in falls if measured is None or event.on.last > measured.first]

    def _a_fall_is_unmeasured(self) -> bool:
        """Was a fall reported after the last measurement, and is not charted to be over?"""
        return any(event.resolved_on is None for event in self._falls_since_measured())

    def _recurred_within(self, limit: Limit, clock: str | None, longest_early_course: Limit) -> Answer:
        if self.recurrence is None:
            return Answer(None, {self.recurrence_pointer or "/history": None})
        answer = self._counted_from(self._courses_of(clock), limit, clock, longest_early_course)
        unknown = [] if answer.value else self._courses_of_unknown_drugs()
        if not unknown or self._counted_from(unknown, limit, clock, longest_early_course).value is False:
            return answer
        return Answer(None, self.of_history(unknown))  # if its drug counts, the disease may have recurred early

    def _counted_from(
        self, courses: Iterable[Treatment], limit: Limit, clock: str | None, longest_early_course: Limit
    ) -> Answer:
        doses, facts = self._last_doses_of(courses, clock, longest_early_course)
        if self.recurrence is None:
            return NO
        if not doses:
            return self._no_if_history_is_complete(facts)
        last_dose = PartialDate(max(dose.first for dose in doses), max(dose.last for dose in doses), "")
        early = within_months(last_dose, self.recurrence, limit.months)
        if not early and not self.history_complete:  # an unlisted dose may lie nearer, whatever the charted dates mean
            return Answer(None, {**facts, "/history_complete": False})
        if early is None:
            recurred = day(self.recurrence_pointer, self.recurrence)
            return Answer(None, facts, tuple(Comparison(recurred, dose, limit.months) for dose in doses))
        return Answer(early, facts)

    def _last_doses(self, clock: str | None, longest_early_course: Limit) -> tuple[list[Day], dict[str, Any]]:
        """The possible days of the last dose of each early-stage course that the clock counts, and the facts."""
        return self._last_doses_of(self._courses_of(clock), clock, longest_early_course)

    def _last_doses_of(
        self, courses: Iterable[Treatment], clock: str | None, longest_early_course: Limit
    ) -> tuple[list[Day], dict[str, Any]]:
        """A course without an end that has not been stopped is still being given at recurrence."""
        doses: list[Day] = []
        facts: dict[str, Any] = {}
        recurred = self.recurrence
        for course in courses:
            dropped = self._dropped_before_the_rest(course, clock)
            if dropped is not None:
                doses.append(day(dropped.fact, dropped.on))
                facts[dropped.fact] = dropped.on.text
            elif course.ended is not None:
                doses.append(day(course.end_fact, course.ended))
                facts[course.end_fact] = course.ended.text
            elif (
                recurred is not None
                and course.stopped_for is None
                and _may_still_run(course, recurred, longest_early_course)
            ):
                doses.append(day(self.recurrence_pointer, recurred))
                facts[course.pointer] = self.summary(course)
            elif recurred is not None:
                latest = max(course.started.last, recurred.last)
                doses.append(Day(course.end_fact, course.started.first, latest))
                facts |= {course.pointer: self.summary(course), course.end_fact: None}
        if recurred is not None:
            told = f"{self.recurrence_name} {recurred.text}{_interval(doses, recurred)}"
            facts[self.recurrence_pointer] = told if recurred.text else None
        return doses, facts

    def _dropped_before_the_rest(self, course: Treatment, clock: str | None) -> Dropped | None:
        """The last drug that the clock counts, where every one of them was dropped before the course ended."""
        counted = self._drugs_counted(clock)
        dropped = [part for part in course.dropped if part.agents & counted]
        if not dropped or course.left & counted:
            return None
        return max(dropped, key=lambda part: (part.on.last, part.on.first))

    def _drugs_counted(self, clock: str | None) -> frozenset[str]:
        if clock == "last_trastuzumab":
            return self.catalogue.containing("trastuzumab")
        return self.catalogue.chemotherapy if clock == "last_chemotherapy" else self.catalogue.anti_her2

    def _courses_of(self, clock: str | None) -> Iterable[Treatment]:
        counted = self._drugs_counted(clock)
        return (course for course in self.early_stage if any(slot <= counted for slot in course.given))

    def _an_unlisted_antibody_was_given(self) -> bool:
        """Was an antibody against HER2 given in early disease that may be trastuzumab under a name not listed?"""
        return any(UNLISTED_ANTIBODY in course.given for course in self.early_stage)

    def _courses_of_unknown_drugs(self) -> list[Treatment]:
        return [course for course in self.early_stage if any(UNKNOWN_ANTICANCER in slot for slot in course.given)]


def _may_still_run(course: Treatment, recurred: PartialDate, longest: Limit) -> bool:
    """Can a course without an end still be running (interpretation `open-ended-early-stage-course`)?"""
    return within_months(course.started, recurred, longest.months) is True


def _interval(doses: Iterable[Day], recurred: PartialDate) -> str:
    """The interval from the last dose in days and calendar months, as a range where the dates are partial."""
    ends = list(doses)
    if not ends:
        return ""
    shortest = max(0, (recurred.first - max(dose.last for dose in ends)).days)
    longest = max(0, (recurred.last - max(dose.first for dose in ends)).days)
    if longest == 0:
        return ", during that treatment"
    months = _whole_months(max(dose.last for dose in ends), recurred.first)
    if shortest == longest:
        return f", {longest} days after the last dose ({months} whole calendar months)"
    most = _whole_months(max(dose.first for dose in ends), recurred.last)
    return f", {shortest} to {longest} days after the last dose ({months} to {most} whole calendar months)"


def _whole_months(start: date, end: date) -> int:
    months = max(0, (end.year - start.year) * 12 + end.month - start.month)
    return months if months == 0 or add_months(start, months) <= end else months - 1
