"""Whether the disease came back near the breast before it came back elsewhere (dossier 3.2 and B29)."""

from __future__ import annotations

from statemachine.guards.argument_types import Limit
from statemachine.guards.read_so_far import NO, Answer
from statemachine.guards.timing import Timing
from statemachine.record import words
from statemachine.record.partial_dates import add_months


class LocoregionalRecurrence(Timing):
    """The clock runs to the recurrence that is no early-stage disease; the one before it may be read as the first."""

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
