"""Questions about what the disease has progressed on: no drug that failed comes back, of any class (dossier 5.3)."""

from __future__ import annotations

from collections.abc import Iterator

from statemachine.guards.antibodies import Antibodies
from statemachine.guards.argument_types import Agent, RuleDrugs
from statemachine.guards.read_so_far import NO, Answer, all_of, any_of
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import Failed, Treatment


class Failure(Antibodies):
    """What was being given when the disease grew; of early-stage treatment only what the chart says of it."""

    def failed(self, regimen: Regimen, agents: RuleDrugs) -> Answer:
        """Has the disease progressed on {agents}, which {regimen} must contain?"""
        failed = self.failed_drugs.keys()
        needed = [slot for slot in regimen.slots if slot <= failed and slot.issubset(agents)]
        found = any_of([self._all_failed(slot) for slot in needed]) if needed else NO
        return found if found.value is not False else self._no_if_history_is_complete()

    def failed_in_early_stage(self, regimen: Regimen, agents: RuleDrugs) -> Answer:
        """Did the disease recur on (neo)adjuvant {agents}, which {regimen} must contain?"""
        known = [one for one in self._early_failures() if len(one.slot) == 1]
        drugs = frozenset().union(*(one.slot for one in known)).intersection(agents)
        if not drugs or not regimen.cannot_do_without(drugs):
            return NO
        return Answer(True, {one.place: self._progressed_in_words(one) for one in known if one.slot <= drugs})

    def progressed_on(self, agent: Agent) -> Answer:
        """Did the metastatic disease progress on {agent}?"""
        return self.failed_drugs.get(agent, NO)

    def may_hold_what_failed(self, regimen: Regimen, agents: RuleDrugs) -> Answer:
        """Can {regimen} contain a drug on which the disease has progressed, or another of its class ({agents})?"""
        if not self.failures and not self.early_stage:
            return NO
        told: dict[str, list[str]] = {}
        alike = self.catalogue.of_its_classes[regimen.code] & self._with_unlisted(agents)
        for one in (*self._early_failures(), *self.failures):
            if not alike.isdisjoint(one.slot):
                told.setdefault(one.place, []).append(self._progressed_in_words(one))
        return Answer(True, {place: ". ".join(dict.fromkeys(each)) for place, each in told.items()}) if told else NO

    def _with_unlisted(self, agents: RuleDrugs) -> frozenset[str]:
        """The drugs of a rule, and those of their classes that no regimen holds and only a chart names."""
        classes = {self.catalogue.agents[drug].drug_class for drug in agents}
        return frozenset().union(agents, *map(self.catalogue.of_class, classes)) - (
            self.catalogue.in_regimens.difference(agents)
        )

    def _all_failed(self, slot: frozenset[str]) -> Answer:
        """Did each of these fail? Of each course only one of those that it leaves open can have."""
        found = all_of([self.progressed_on(agent) for agent in sorted(slot)])
        unsure = [agent for agent in slot if self.failed_drugs[agent].value is None]
        courses = {place for agent in unsure for place in self.failed_drugs[agent].facts}
        return NO if found.value is None and len(unsure) > len(courses) else found

    def _early_failures(self) -> Iterator[Failed]:
        """The (neo)adjuvant drugs that were stopped for progression, or certainly given when the disease recurred."""
        for course in self.early_stage:
            if course.stopped_for == "progression" and course.ended is not None:
                yield from _of(course, course.ended)
            elif self.recurrence is not None and _was_given_at(course, self.recurrence):
                yield from _of(course, self.recurrence)

    def _progressed_in_words(self, one: Failed) -> str:
        """`The disease progressed on palbociclib (1 June 2025)`; what is assumed is not told."""
        if not self._reason_is_charted(one.place):
            named = words.beginning(words.of_drugs([one.slot], self.catalogue))
            return words.of_stop(named, None, one.on, is_charted=False)
        return words.dated(f"The disease progressed on {words.of_drugs([one.slot], self.catalogue)}", one.on)


def _of(course: Treatment, on: PartialDate) -> Iterator[Failed]:
    return (Failed(slot, on, course.pointer) for slot in course.given if slot & course.left)


def _was_given_at(course: Treatment, recurred: PartialDate) -> bool:
    """Does the chart say that it was being given when the disease recurred?"""
    given_on = course.goes_on or (course.ended is not None and course.ended.first > recurred.last)
    return given_on and course.started.last <= recurred.first
