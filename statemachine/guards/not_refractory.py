"""Questions about what was stopped while it worked, long before the disease progressed (dossier L7 and L12)."""

from __future__ import annotations

from statemachine.guards.argument_types import Agents, Days, Limit
from statemachine.guards.exposure import Exposure
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record import words
from statemachine.record.codes import GROWN
from statemachine.record.partial_dates import PartialDate, within_months
from statemachine.record.record import Treatment

FAILED_OR_HARMED = ("progression", "toxicity")  # reasons for stopping after which a drug does not come back


class NotRefractory(Exposure):
    """A drug has not failed where the disease progressed long after its last dose."""

    def progressed_long_after(self, agents: Agents, retreatment_after: Limit) -> Answer:
        """Did the disease progress more than {retreatment_after.months} months after the last dose of {agents}, which
        had been tolerated, with no other treatment between?
        """
        counting = [course for course in self.metastatic if course.counts_as_line]
        course = counting[-1] if counting else None
        if course is None or course.ended is None or not all(course.gave(agent) for agent in agents):
            return NO
        grown = self._progressed_after(course)
        if grown is None:
            return NO
        pointer, on = grown
        soon = within_months(course.ended, on, retreatment_after.months)
        return Answer(None if soon is None else not soon, {course.end_fact: course.ended.text, pointer: on.text})

    def one_was_left_long_before_progression(self, agents: Agents, longest_interruption: Days) -> Answer:
        """Is one of {agents} left that was tolerated and did not fail, and did the disease certainly progress more than
        {longest_interruption} days after its last dose?
        """
        told: dict[str, str] = {}
        for course in self.metastatic:
            left = [agent for agent in agents if course.gave(agent) and not self._comes_back_no_more(agent)]
            grown = self._progressed_after(course) if left and course.stopped_for is not None else None
            if grown is None or course.ended is None:
                continue
            pointer, on = grown
            if (on.first - course.ended.last).days > longest_interruption:
                told |= {course.end_fact: words.of_dropped(frozenset(left), course.ended, self.catalogue)}
                told |= {pointer: f"progression, {words.of_date(on)}"}
        return Answer(True, told) if told else NO

    def _comes_back_no_more(self, agent: str) -> bool:
        """Did the disease progress on it, or may it have, or was it stopped for toxicity?"""
        was_toxic = any(one.drug == agent for one in self._intolerances())
        return was_toxic or self.progressed_on(agent).value is not False

    def _progressed_after(self, course: Treatment) -> tuple[str, PartialDate] | None:
        """The first progression after a course that was stopped for neither progression nor toxicity, and where it is
        charted.
        """
        if course.ended is None or self.known(f"{course.pointer}/stopped_for", course.stopped_for) in FAILED_OR_HARMED:
            return None
        grown = [(f"{event.pointer}/on", event.on) for event in self.record.events if event.name in GROWN]
        later = self.metastatic[self.metastatic.index(course) + 1 :]
        grown += [(one.end_fact, one.ended) for one in later if one.stopped_for == "progression" and one.ended]
        since = [(pointer, on) for pointer, on in grown if on.last >= course.ended.first]
        return min(since, key=lambda told: (told[1].first, told[1].last)) if since else None
