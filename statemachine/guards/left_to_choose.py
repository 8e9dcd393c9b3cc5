"""Whether a regimen that leaves the choice of a drug open could be given with one that was not tolerated."""

from __future__ import annotations

from statemachine.guards.intolerance import OF_THE_HEART, Intolerance
from statemachine.guards.like_drugs import LikeDrugs
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.record import Event
from statemachine.record.toxicity_reasons import GRAVE, given_again_after, told_by_a_stop


class LeftToChoose(LikeDrugs):
    """A regimen that cannot do without the drug is closed by others; this is about the one that need not hold it."""

    def choice_holds_what_was_not_tolerated(self, regimen: Regimen) -> Answer:
        """Does {regimen} leave open whether a drug is given that was stopped for toxicity, or that caused a grave one
        and was not given again?
        """
        if not (self.toxic or self.stopped_for_toxicity_once or self.record.toxicities):
            return NO
        drugs = self.catalogue.left_to_choose[regimen.code] - self.catalogue.contained
        told: dict[str, list[str]] = {}
        for one in (*self._intolerances(), *self._of_no_named_drug()):
            if one.drug in drugs and not self._is_of_the_heart_alone(one):
                told.setdefault(one.place, []).append(self._in_words(one))
        for event in self.record.events:
            if event.pointer not in told and self._was_grave(event, drugs):
                told[event.pointer] = [words.of_toxicity(event, drugs & {event.agent}, self.catalogue)]
        return Answer(True, {place: ". ".join(dict.fromkeys(each)) for place, each in told.items()}) if told else NO

    def _is_of_the_heart_alone(self, one: Intolerance) -> bool:
        """Do the rules of the heart decide about it?"""
        return one.kind == OF_THE_HEART and one.drug in self.catalogue.anti_her2

    def _was_grave(self, event: Event, drugs: frozenset[str]) -> bool:
        """Did one of these drugs cause a grave toxicity, of which no stop tells and after which it was not given?"""
        agent, courses = drugs & {event.agent}, self.record.treatments
        if event.name != "toxicity" or not agent or event.kind == OF_THE_HEART:
            return False
        grade = self.known(event.grade_fact, event.grade)
        is_past = told_by_a_stop(event, agent, courses) or given_again_after(event, agent, courses)
        return grade is not None and grade >= GRAVE and not is_past
