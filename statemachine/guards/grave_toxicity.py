"""Whether a grave toxicity of the past was of a drug that may come back (dossier 15.2)."""

from __future__ import annotations

from collections.abc import Iterator

from statemachine.guards.argument_types import Agent, Limit
from statemachine.guards.read_so_far import NO, Answer
from statemachine.guards.toxicity import Toxicity
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.partial_dates import add_months
from statemachine.record.record import THE_WHOLE_REGIMEN, Event, Treatment
from statemachine.record.toxicity_reasons import GRAVE, OF_THE_ALLERGY, certainly_begun_again, given_at, last_begun


class GraveToxicity(Toxicity):
    """That it resolved, or that its course went on, is no proof that the drug was given again; a later course is."""

    def grave_toxicity_of_its_drugs(self, regimen: Regimen) -> Answer:
        """Was a toxicity of grade 3 or 4, or one that has resolved and of which nobody charted the grade, charted of a
        drug that {regimen} holds or may hold, or of an antibody within it, after which the drug was not certainly begun
        again, or a reaction?
        """
        if not self.record.toxicities:
            return NO
        held = self.catalogue.held_by[regimen.code]
        told = {
            event.pointer: self._of_the_past(event, agents & held)
            for event, agents in self._grave_ones()
            if agents & held and not self._is_told_of_the_antibody(event, agents & held, regimen)
        }
        if told:
            told = {place: text for place, text in told.items() if place not in self._told_of_the_choice(regimen)}
        return Answer(True, told) if told else NO

    def liver_toxicity_of_its_class(self, regimen: Regimen) -> Answer:
        """Was liver toxicity of grade 3 or 4 charted of a HER2 kinase inhibitor, after which that one was not certainly
        begun again, while {regimen} holds another one?
        """
        if not self.record.toxicities:
            return NO
        others = self.catalogue.of_class("her2_kinase_inhibitor") - self.catalogue.held_by[regimen.code]
        told = {
            event.pointer: self._of_the_past(event, agents & others)
            for event, agents in self._grave_ones()
            if event.kind == "hepatic" and agents and agents <= others
        }
        told = {place: text for place, text in told.items() if place not in self.same_class_was_toxic(regimen).facts}
        return Answer(True, told) if told else NO

    def grave_toxicity_of_an_earlier_drug_lasts(self) -> Answer:
        """Is a toxicity of grade 3 or 4 of a drug that is given no more, or one from before the present treatment, not
        charted as resolved?
        """
        course = self.current
        if course is None or not self.record.toxicities:
            return NO
        given = course.left_without(self.gone.get(course.pointer, frozenset()))
        return self._of_a_grave_one(
            event
            for event in self._lasting_toxicities()
            if not self._may_have_caused(event) <= given
            and not (event.on.last >= course.started.first and self.blamed(event, course) & given)
            and (event.agent is not None or event.on.last < course.started.first or self._ended_another(event, course))
        )

    def grave_toxicity_before_a_dpd_test(self, agent: Agent, order_stands_for: Limit) -> Answer:
        """Was a toxicity of {agent} of grade 3 or 4, or of one that nobody charted, charted that resolved in the last
        {order_stands_for.value} months, or not at all, after which it was not certainly begun again, and is it unknown
        whether there is DPD deficiency?
        """
        if self.patient.dpd_deficiency is not None or not self.record.toxicities:
            return NO
        told = {
            event.pointer: self._of_the_past(event, agents & {agent})
            for event, agents in self._grave_ones(lasting_of_no_grade=True)
            if agent in agents and not self._resolved_long_ago(event, order_stands_for)
        }
        return Answer(True, {**told, **self.of_patient("dpd_deficiency")}) if told else NO

    def _resolved_long_ago(self, event: Event, order_stands_for: Limit) -> bool:
        resolved = event.resolved_on
        return resolved is not None and add_months(resolved.last, order_stands_for.months) < self.record.as_of

    def reaction_to_a_drug_given_no_more(self) -> Answer:
        """Was there a grave hypersensitivity, which has resolved, to a drug that is given no more and was not begun
        again?
        """
        course = self.current
        if course is None or not self.record.toxicities:
            return NO
        given = course.left_without(self.gone.get(course.pointer, frozenset()))
        begun = last_begun(self.record.treatments)
        apart = self.catalogue.contained | given  # an antibody within a conjugate has rules of its own
        told = {
            event.pointer: self._of_the_past(event, agents)
            for event, agents in self._grave_ones()
            if event.kind == OF_THE_ALLERGY
            and event.agent in self.catalogue.anticancer - apart
            and event.resolved_on is not None
            and not certainly_begun_again(event, event.agent, begun)
        }
        return Answer(True, told) if told else NO

    def _grave_ones(self, *, lasting_of_no_grade: bool = False) -> Iterator[tuple[Event, frozenset[str]]]:
        """Each toxicity that is or may be grave, with the drugs that may have caused it and were not begun again.

        What lasts at a grade that nobody charted is mostly left out: `toxicity_is_unsettled` asks about it.
        """
        begun = last_begun(self.record.treatments)
        for event in self.record.toxicities:
            grade = self.known(event.grade_fact, event.grade)
            is_left_out = event.resolved_on is None and not lasting_of_no_grade if grade is None else grade < GRAVE
            if is_left_out:
                continue
            agents = self._may_have_caused(event)
            if event.kind != OF_THE_ALLERGY:
                agents = frozenset(one for one in agents if not certainly_begun_again(event, one, begun))
            yield event, agents

    def _may_have_caused(self, event: Event) -> frozenset[str]:
        """The drug that is named, or where none is those of the entry that it ended, or that were given at the time."""
        if event.agent is not None and event.agent != THE_WHOLE_REGIMEN:
            return frozenset({event.agent})
        stopped = [course for course in self.record.treatments if course.pointer == event.pointer]
        return stopped[0].drugs if stopped else given_at(event.on, self.record.treatments)

    def _ended_another(self, event: Event, course: Treatment) -> bool:
        """Is it what another entry than those of this course was stopped for?"""
        place = self.record.joined.get(event.pointer, event.pointer)
        return place != course.pointer and any(place == one.pointer for one in self.record.treatments)

    def _is_told_of_the_antibody(self, event: Event, agents: frozenset[str], regimen: Regimen) -> bool:
        """Does the rule of the antibody tell of it, in what cannot do without it or where it can be given again?"""
        is_cleared = event.kind == OF_THE_ALLERGY and self.patient.antibody_rechallenge_cleared
        if is_cleared and agents <= {one.drug for one in self._of_its_antibodies(regimen)}:
            return True
        is_kept = any(part.place == event.pointer for part in self.toxic)
        return is_kept and all(
            one in self.catalogue.contained and regimen.cannot_do_without(self.catalogue.containing(one))
            for one in agents
        )

    def _told_of_the_choice(self, regimen: Regimen) -> frozenset[str]:
        """The places of which it is told that the drug is not the one to choose."""
        return frozenset(self.choice_holds_what_was_not_tolerated(regimen).facts)

    def _of_the_past(self, event: Event, agents: frozenset[str]) -> str:
        """`Diarrhoea of grade 4 of capecitabine is charted, 10 February 2022, resolved 10 March 2022`."""
        graded = "" if event.grade is not None else ", of a grade that nobody charted"
        resolved = f", resolved {words.of_date(event.resolved_on)}" if event.resolved_on is not None else ""
        if event.agent is None:
            return f"{words.of_toxicity(event, (), self.catalogue)}, and not of which drug{graded}{resolved}"
        is_given_again = certainly_begun_again(event, event.agent, last_begun(self.record.treatments))
        again = ", and it was begun again since" if is_given_again else ""
        return f"{words.of_toxicity(event, agents, self.catalogue)}{graded}{resolved}{again}"
