"""Whether the disease may have come back before the recurrence that is counted (dossier 3.2, 3.4 and B29)."""

from __future__ import annotations

from statemachine.guards.argument_types import Limit
from statemachine.guards.read_so_far import NO, Answer
from statemachine.guards.timing import Timing
from statemachine.record import words
from statemachine.record.partial_dates import add_months

ADJUVANT = ("adjuvant", "extended_adjuvant")  # the primary has gone: what grows is a recurrence


class FirstRecurrence(Timing):
    """The clock runs to the recurrence that is no early-stage disease; one before it may be read as the first."""

    def locoregional_recurrence_was_early(self, early_failure_months: Limit, longest_early_course: Limit) -> Answer:
        """Did a locoregional recurrence come within {early_failure_months.value} months of the last anti-HER2 dose, as
        far as the dates tell, while the recurrence that is counted did not?
        """
        counted = self._recurred_within(early_failure_months, "last_anti_her2", longest_early_course)
        doses, _ = self._last_doses("last_anti_her2", longest_early_course)
        recurred = self.recurrence
        if self.metastatic or recurred is None or counted.value or not doses:
            return NO
        last = max(doses, key=lambda dose: dose.last)
        found = [
            event
            for event in self.record.events
            if event.name == "locoregional_recurrence"
            and last.first <= event.on.last
            and event.on.first < recurred.first
            and event.on.first <= add_months(last.last, early_failure_months.months)
        ]
        return Answer(True, {event.pointer: words.of_charted(event) for event in found}) if found else NO

    def stopped_for_progression_before_the_recurrence(
        self, early_recurrence_months: Limit, longest_early_course: Limit
    ) -> Answer:
        """Is adjuvant anti-HER2 treatment charted as stopped for progression, and the recurrence as so late that it may
        not be an early one?
        """
        recurred = self.recurrence
        if self.metastatic or recurred is None:
            return NO
        stopped = [
            course
            for course in self._courses_of("last_anti_her2")
            if course.setting in ADJUVANT and course.stopped_for == "progression" and course.ended is not None
        ]
        if not stopped:
            return NO
        counted = self._recurred_within(early_recurrence_months, early_recurrence_months.clock, longest_early_course)
        return NO if counted.value else Answer(True, self.of_history(stopped))
