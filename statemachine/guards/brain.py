"""Questions about the brain: what is charted of its state, and what the sites and the history tell of it."""

from __future__ import annotations

from typing import Any

from statemachine.guards.argument_types import Limit, RegimenCode
from statemachine.guards.pregnancy import Pregnancy
from statemachine.guards.read_so_far import NO, Answer, all_of, of_the_entry
from statemachine.record import words
from statemachine.record.codes import GROWN, IN_RESPONSE, NOT_READABLE, SHORT_FORMS
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import PERTUZUMAB, Event

OF_THE_BRAIN = ("brain", "leptomeninges")
OF_THE_BRAIN_OR_ALL = (None, *OF_THE_BRAIN)


class Brain(Pregnancy):
    """Metastases of the brain whose state nobody has charted may be active, leptomeningeal, or press on it."""

    def brain_has_progressed(self) -> Answer:
        """Is a progression in the brain charted as an event?"""
        events = [event.pointer for event in self.record.events if event.name == "cns_progression"]
        return Answer(bool(events), dict.fromkeys(events, "progression in the brain"))

    def brain_imaging_charted(self) -> Answer:
        """Is the state of the brain charted?"""
        return Answer(self.patient.brain_metastases is not None, self.of_patient("brain_metastases"))

    def brain_is_involved(self) -> Answer:
        """Is the brain charted as a metastatic site, or in the history as progressing, assessed or treated?"""
        facts: dict[str, Any] = {}
        sites = self.patient.metastatic_sites or ()
        if "brain" in sites:
            facts["/patient/metastatic_sites"] = list(sites)
        for event in self.record.events:
            if _is_of_the_brain(event):
                facts[event.pointer] = event.name.replace("_", " ")
        return Answer(bool(facts), facts)

    def disease_is_leptomeningeal(self) -> Answer:
        """Is leptomeningeal disease charted, as the state of the brain or in the history as found or treated?"""
        told = [event for event in self.record.events if _tells_of_leptomeninges(event)]
        if told:
            return Answer(True, {event.pointer: _in_words(event) for event in told})
        state = self.patient.brain_metastases
        return Answer(None if state is None else state == "leptomeningeal", self.of_patient("brain_metastases"))

    def stable_on_treatment(self) -> Answer:
        """Was the disease, in the brain or as a whole, found stable or better on this treatment, not worse since, and
        not before leptomeningeal disease was first told of?
        """
        course = self.current
        if course is None:
            return NO
        told = [
            event
            for event in self.record.events
            if event.name == "disease_status"
            and event.site in OF_THE_BRAIN_OR_ALL
            and event.on.first >= course.started.last
        ]
        newest = max(((event.on.last, event.on.first) for event in told), default=None)
        latest = [event for event in told if (event.on.last, event.on.first) == newest]
        stable = bool(latest) and all(event.status in ("stable", *IN_RESPONSE) for event in latest)
        grown = any(
            event.name in GROWN and event.on.last >= status.on.first
            for event in self.record.events
            for status in latest
        )
        first_told = min(
            (event.on.first for event in self.record.events if _tells_of_leptomeninges(event)), default=None
        )
        is_older = first_told is not None and any(status.on.last < first_told for status in latest)
        return Answer(stable and not grown and not is_older, {event.pointer: event.status for event in latest})

    def brain_is_charted_otherwise_than_told(self) -> Answer:
        """Is the brain charted as free of metastases, although the history tells of disease in it?"""
        if self.patient.brain_metastases != "none" or self.disease_is_leptomeningeal().value:
            return NO
        told = {event.pointer: _in_words(event) for event in self.record.events if _is_of_the_brain(event)}
        return Answer(True, {**self.of_patient("brain_metastases"), **told}) if told else NO

    def brain_progressed_after_radiotherapy(self) -> Answer:
        """Did the brain progress after radiotherapy of it, and was nothing begun since?"""
        # Where dates leave the order open, it is a no: the radiotherapy was of that progression.
        begun = max((course.started.first for course in self.metastatic), default=None)
        for event in self.record.events:
            if begun is not None and begun > event.on.last:
                continue
            if _tells_of_growth(event) and (irradiated := self._irradiated_before(event)):
                return Answer(
                    True, {irradiated.pointer: "radiotherapy of the brain", event.pointer: "progression there"}
                )
        return NO

    @of_the_entry
    def brain_was_irradiated_before(self) -> Answer:
        """Was the brain irradiated before this progression of it?"""
        irradiated = self._irradiated_before(self.event) if self.event is not None else None
        return NO if irradiated is None else Answer(True, {irradiated.pointer: "radiotherapy of the brain"})

    @of_the_entry
    def brain_was_treated_since_then(self) -> Answer:
        """Was the brain treated locally on or after the day of this progression of it?"""
        return self._treated_locally(self.event.on) if self.event is not None else NO

    def brain_was_treated_since_it_progressed(self) -> Answer:
        """Was the brain treated locally on or after the day of its last charted progression, and nothing begun since
        that progression?
        """
        grown = [event for event in self.record.events if _tells_of_growth(event)]
        latest = max(grown, key=lambda event: event.on.last, default=None)
        if latest is None or any(course.started.first > latest.on.last for course in self.metastatic):
            return NO
        treated = self._treated_locally(latest.on)
        return Answer(True, {latest.pointer: _in_words(latest), **treated.facts}) if treated.value else NO

    def brain_may_have_been_treated_before(self) -> Answer:
        """Do the dates leave open whether the local treatment of the brain came before its last progression?"""
        treated = self.brain_was_treated_since_it_progressed()
        events = {event.pointer: event for event in self.record.events if event.pointer in treated.facts}
        grown = [event.on for event in events.values() if _tells_of_growth(event)]
        local = [event.on for event in events.values() if event.name == "local_treatment"]
        is_open = any(on.first < one.last for on in local for one in grown)
        return Answer(True, treated.facts) if is_open else NO

    def brain_regimen_is_ruled_out(self, code: RegimenCode) -> Answer:
        """Is {code}, which is named for activity in the brain, ruled out for this patient, whose brain is active?"""
        if self.patient.brain_metastases != "active" and not self.brain_progressed_after_radiotherapy().value:
            return NO
        facts = self.ruling_out(code)
        if facts is None:
            return NO
        told = {pointer: value for pointer, value in facts.items() if pointer.startswith("/patient/")}
        return Answer(True, told or facts)

    def brain_was_treated_since_the_recurrence(self) -> Answer:
        """Was the brain treated locally since the recurrence?"""
        return self._treated_locally(self.recurrence) if self.recurrence is not None else NO

    def mass_effect(self) -> Answer:
        """Is there a symptomatic mass effect in the brain?"""
        facts = self.of_patient("brain_mass_effect")
        if self.patient.brain_mass_effect is not None:
            return Answer(self.patient.brain_mass_effect, facts)
        symptoms, brain = self.patient.neurological_symptoms, self.patient.brain_metastases
        of_brain = self.of_patient("brain_metastases")
        if symptoms and brain != "none":
            return Answer(None, {**facts, **of_brain})
        if symptoms is None and (brain == "active" or (brain is None and self.brain_is_involved().value)):
            return Answer(None, {**of_brain, **facts})
        return NO

    def brain_alone_relapsed_early(self, isolated_brain_relapse: Limit, longest_early_course: Limit) -> Answer:
        """Did the disease recur in the brain alone, up to {isolated_brain_relapse.value} months after pertuzumab?"""
        sites = self.patient.metastatic_sites
        where = {"/patient/metastatic_sites": list(sites) if sites is not None else None}
        return all_of(
            [
                Answer(None if sites is None else sites == ("brain",), where),
                self.received_as_early_stage_treatment(PERTUZUMAB),
                self._recurred_within(isolated_brain_relapse, "last_anti_her2", longest_early_course),
            ]
        )

    def _treated_locally(self, found: PartialDate) -> Answer:
        """Where dates leave the order open, it is a yes, unless the treatment may be of an earlier progression."""
        earlier = [one.on for one in self.record.events if _tells_of_growth(one) and one.on.last < found.first]
        treated = {
            event.pointer: _in_words(event)
            for event in self.record.events
            if event.name == "local_treatment"
            and event.site == "brain"
            and event.kind in SHORT_FORMS
            and event.on.last >= found.first
            and (event.on.first >= found.last or not any(event.on.last >= one.first for one in earlier))
        }
        return Answer(True, treated) if treated else NO

    def _irradiated_before(self, grown: Event) -> Event | None:
        """Only what was certainly before it: radiotherapy of its own month was of this progression."""
        for event in self.record.events:
            of_the_brain = event.name == "local_treatment" and event.site in OF_THE_BRAIN
            if of_the_brain and event.kind == "radiotherapy" and event.on.last < grown.on.first:
                return event
        return None


def _is_of_the_brain(event: Event) -> bool:
    return event.name == "cns_progression" or (event.name != "her2_retest" and event.site in OF_THE_BRAIN)


def _tells_of_leptomeninges(event: Event) -> bool:
    """Does it tell of disease in the leptomeninges, not only that they were looked at?"""
    treated = event.name == "local_treatment" and event.kind == "intrathecal"
    found = event.site == "leptomeninges" and event.status not in ("no_evidence_of_disease", NOT_READABLE)
    return treated or found


def _in_words(event: Event) -> str:
    return words.dated(words.of_event(event), event.on)


def _tells_of_growth(event: Event) -> bool:
    """Is it a progression of the brain, as an event of its own or as what an assessment found there?"""
    found = event.name == "disease_status" and event.status == "progression" and event.site in OF_THE_BRAIN
    return found or event.name == "cns_progression"
