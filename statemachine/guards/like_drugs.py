"""Questions about a drug that is being given after one like it, of its class or with its antibody, was not tolerated
(dossier 5.2 and 15.1).
"""

from __future__ import annotations

from collections.abc import Iterator

from statemachine.guards.argument_types import Limit
from statemachine.guards.given_again import GivenAgain
from statemachine.guards.intolerance import Intolerance
from statemachine.guards.read_so_far import NO, Answer
from statemachine.record.partial_dates import add_months
from statemachine.record.toxicity_reasons import OF_THE_ALLERGY, given_at, last_begun, told_by_a_stop


class LikeDrugs(GivenAgain):
    """What an earlier drug caused may come back with another one that resembles it."""

    def antibody_is_given_against_a_refusal(self) -> Answer:
        """Is an antibody being given, alone or within a conjugate, after hypersensitivity to it or to a drug that holds
        it, although it is charted that it cannot be given again?
        """
        is_refused = self.patient.antibody_rechallenge_cleared is False
        return self._naming(self._reactions_to_its_antibodies()) if is_refused else NO

    def another_drug_of_its_antibody_reacted(self) -> Answer:
        """Was there hypersensitivity to another drug that holds an antibody of the present treatment, and is neither
        charted that this was given in between nor that it can be given again?
        """
        cleared, now = self.patient.antibody_rechallenge_cleared, self._now()
        if cleared or not now:
            return NO
        others = (one for one in self._reactions_to_its_antibodies() if one.drug not in now | self._within(now))
        return self._asking_for_clearance(
            self._naming(one for one in others if cleared is False or not self._was_given_in_between(one))
        )

    def a_like_drug_was_stopped_lately(self, order_stands_for: Limit) -> Answer:
        """Was an antibody or a conjugate stopped for toxicity of a kind that nobody charted, and is another one of its
        class or with its antibody given since, begun in the last {order_stands_for.value} months?
        """
        return NO if self._was_begun_before(order_stands_for) else self._a_like_drug_was_stopped()

    def a_like_drug_was_stopped_long_ago(self, order_stands_for: Limit) -> Answer:
        """Was an antibody or a conjugate stopped for toxicity of a kind that nobody charted, and is another one of its
        class or with its antibody given since, begun more than {order_stands_for.value} months ago?
        """
        return self._a_like_drug_was_stopped() if self._was_begun_before(order_stands_for) else NO

    def _reactions_to_its_antibodies(self) -> Iterator[Intolerance]:
        """Hypersensitivity before the present treatment to what holds an antibody that is given now."""
        course, now = self.current, self._now()
        antibodies = (now | self._within(now)) & self.catalogue.contained
        sharing = frozenset[str]().union(*map(self.catalogue.containing, antibodies))
        found = [*self._before(sharing, OF_THE_ALLERGY)]
        told = {one.drug for one in found if one.event is not None}  # which also tells why its course ended
        yield from (one for one in found if one.event is not None or one.drug not in told)
        earlier = [one for one in self.record.treatments if course is not None and one.pointer != course.pointer]
        for event in self.unnamed_reactions:
            given = given_at(event.on, earlier)
            is_past = course is not None and event.on.last < course.started.first
            if is_past and not told_by_a_stop(event, given, earlier):
                for drug in sorted(given & sharing):
                    yield Intolerance(drug, OF_THE_ALLERGY, f"{event.pointer}/kind", event.pointer, event.on, event)

    def _was_given_in_between(self, one: Intolerance) -> bool:
        """Was the antibody within the drug itself certainly begun between the reaction and the present treatment?"""
        begun = last_begun(each for each in (*self.early_stage, *self.metastatic) if each is not self.current)
        return one.on is not None and any(
            antibody in begun and begun[antibody] > one.on.last for antibody in self.catalogue.agents[one.drug].contains
        )

    def _a_like_drug_was_stopped(self) -> Answer:
        now = self._now() & self.catalogue.antibodies_and_conjugates
        if not now:
            return NO
        told = self.not_tolerated_before().facts
        found = [
            one
            for one in self._before(self.catalogue.antibodies_and_conjugates)
            if one.kind is None
            and one.place not in told
            and self._reason_is_charted(one.place)
            and any(one.drug in self._like(drug) for drug in now - self._given_when_stopped(one))
        ]
        facts = {**self._naming(iter(found)).facts, **{one.kind_fact: None for one in found}}
        return Answer(True, facts) if found else NO

    def _was_begun_before(self, order_stands_for: Limit) -> bool:
        course = self.current
        return course is not None and add_months(course.started.last, order_stands_for.months) < self.record.as_of

    def _like(self, drug: str) -> frozenset[str]:
        """The drugs of its class, and those that share an antibody with it."""
        antibodies = self._within({drug}) | {drug} & self.catalogue.contained
        return self.catalogue.of_class(self.catalogue.agents[drug].drug_class).union(
            *map(self.catalogue.containing, antibodies)
        )

    def _given_when_stopped(self, one: Intolerance) -> frozenset[str]:
        """What was given beside the drug, and goes on without it."""
        earlier = [each for each in (*self.early_stage, *self.metastatic) if each is not self.current]
        beside = given_at(one.on, earlier) if one.on is not None else frozenset[str]()
        return beside | {one.drug}
