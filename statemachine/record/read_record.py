"""From the charted JSON to a record, checked for what cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from statemachine.record import partial_dates
from statemachine.record.catalogue import Catalogue
from statemachine.record.charted_drugs import MOST_HINTS, ChartedDrugs, DrugReader, slots
from statemachine.record.codes import LOCAL_TREATMENTS
from statemachine.record.contradictions import contradictions, kinds_without_toxicity
from statemachine.record.drug_names import UnknownName
from statemachine.record.event_forms import one_form
from statemachine.record.facts import FACTS, MEASURES, Drugs, Several
from statemachine.record.joined_courses import joined
from statemachine.record.measured_values import Unlikely, measured_facts
from statemachine.record.partial_dates import PartialDate
from statemachine.record.patient import Patient, her2_contradicts, her2_from_tests
from statemachine.record.record import THE_WHOLE_REGIMEN, UNKNOWN_ANTICANCER, Beside, Dropped, Event, Record, Treatment
from statemachine.record.record_faults import Fault, RecordFaults
from statemachine.record.single_doses import without_ends_of_doses
from statemachine.record.told_toxicities import told_toxicities
from statemachine.record.toxicity_reasons import with_the_drug_that_events_blame
from statemachine.record.uncharted_start import uncharted_start

Document = Mapping[str, Any]
DATED = tuple(name for name, fact in FACTS.items() if fact.values is PartialDate)
LISTED = tuple(name for name, fact in FACTS.items() if isinstance(fact.values, Several))
KINDS = {name: fact.values.kinds for name, fact in FACTS.items() if isinstance(fact.values, Drugs)}


def read(document: Document, catalogue: Catalogue) -> Record:
    """Read a request whose shape the door has checked; raises RecordFaults naming every contradiction."""
    reader = _Reader(catalogue, date.fromisoformat(document["as_of"]))
    patient = reader.patient(document["patient"], document.get("confirmed", ()))
    treatments, events = [], []
    for index, entry in enumerate(document["history"]):
        pointer = f"/history/{index}"
        if "treatment" in entry:
            treatments.append(reader.treatment(document["history"], index))
        else:
            events.append(reader.event(pointer, entry))
    if reader.faults:
        raise RecordFaults(reader.faults)
    charted = [with_the_drug_that_events_blame(course, events) for course in treatments if course is not None]
    courses, last_doses = without_ends_of_doses(charted, events, reader.as_of)
    read_as_one = joined(courses, events, catalogue)
    return Record(
        as_of=reader.as_of,
        history_complete=document["history_complete"],
        patient=patient,
        treatments=read_as_one.courses,
        joined=read_as_one.joined,
        overruled=read_as_one.overruled,
        last_doses=last_doses,
        beside=tuple(reader.beside),
        events=(*events, *reader.local),
        toxicities=told_toxicities(events, reader.entries, reader.as_of),
        line_asserted=document.get("line_asserted"),
        unlikely=tuple(reader.unlikely),
    )


class _Reader:
    """Reads the parts of one document and gathers the faults of all of them."""

    def __init__(self, catalogue: Catalogue, as_of: date) -> None:
        self.catalogue = catalogue
        self.as_of = as_of
        self.faults: list[Fault] = []
        self.drugs = DrugReader(catalogue, self.faults)
        self.beside: list[Beside] = []
        self.local: list[Event] = []
        self.entries: list[Treatment] = []  # supportive treatment too
        self.unlikely: list[Unlikely] = []

    def patient(self, charted: Document, confirmed: Sequence[str]) -> Patient:
        """The patient's facts with drug names as codes, dates as intervals and measured values as multiples."""
        self._check_her2("/patient/her2_status", charted)
        self.faults += contradictions(charted)
        facts = {key: value for key, value in charted.items() if value is not None}
        measured = measured_facts(facts, confirmed)
        self.faults += measured.faults
        self.unlikely = measured.unlikely
        for pointer, day in measured.days.items():
            self._date(pointer, day)
        facts = {key: value for key, value in facts.items() if key not in MEASURES} | measured.numbers
        for key in DATED:
            if key in facts:
                facts[key] = self._date(f"/patient/{key}", facts[key])
        for key in LISTED:
            if key in facts:
                facts[key] = tuple(sorted(set(facts[key])))
        for key, words in KINDS.items():
            facts[key] = tuple(sorted(self.drugs.all_of(f"/patient/{key}", facts.get(key, ()), words).codes))
        patient = Patient(**facts)
        if patient.her2_status in (None, "unknown"):
            patient = replace(patient, her2_status=her2_from_tests(patient.her2_ihc, patient.her2_ish))
        return patient

    def treatment(self, history: Sequence[Document], index: int) -> Treatment | None:
        """One course of the history; None where it is none, or could not be read (the fault is noted).

        Local treatment among its drugs is kept as an event, what is given beside a treatment apart.
        """
        pointer, charted = f"/history/{index}", history[index]
        started = self._date(f"{pointer}/started", charted.get("started"))
        ended = self._date(f"{pointer}/ended", charted.get("ended"))
        if "started" not in charted:
            started = uncharted_start(history, index, ended, self.as_of)
        if started and ended and ended.last < started.first:
            self._fault(f"{pointer}/ended", "the treatment ends before it starts; correct one of the two dates")
        toxicity_agent = charted.get("toxicity_agent")
        if toxicity_agent is not None and charted.get("stopped_for") != "toxicity":
            self._fault(
                f"{pointer}/toxicity_agent",
                "a drug is named that was not tolerated, while stopped_for is not toxicity; a drug given up while the "
                "rest went on belongs under dropped",
            )
            toxicity_agent = None
        elif toxicity_agent != THE_WHOLE_REGIMEN:
            toxicity_agent = self.drugs.one(f"{pointer}/toxicity_agent", toxicity_agent)
        self.faults += kinds_without_toxicity(pointer, charted)
        dropped = self._dropped(pointer, charted.get("dropped"), started, ended)
        held_since, named = self._held_since(pointer, charted, started), charted["treatment"]
        drugs = self.drugs.all_of(f"{pointer}/treatment/agents", named.get("agents", ()))
        agents = drugs.parts_of_a_course(self.catalogue)
        try:
            if "regimen" in named:
                regimen = self.catalogue.regimen(named["regimen"], hint=len(self.faults) < MOST_HINTS)
                codes: tuple[str, ...] = (regimen.code,)
                given, counts = regimen.slots, regimen.counts_as_line
            else:
                codes = () if UNKNOWN_ANTICANCER in agents else self.catalogue.regimens_of(agents)
                given = slots(agents, self.catalogue)
                counts = bool(agents & self.catalogue.counted)
        except UnknownName as unknown:
            self._fault(f"{pointer}/treatment/regimen", str(unknown), "unknown_regimen", unknown.known)
            return None
        parts = frozenset(drugs.codes).union(drugs.local, *given)
        self._check_parts(pointer, parts, toxicity_agent, dropped)
        if started is None:
            return None
        self._note_beside(pointer, started, drugs)
        course = Treatment(
            pointer=pointer,
            regimens=codes,
            given=given,
            counts_as_line=counts,
            setting=charted["setting"],
            started=started,
            ended=ended,
            stopped_for=charted.get("stopped_for"),
            toxicity_agent=toxicity_agent,
            toxicity_kind=charted.get("toxicity_kind"),
            toxicity_grade=charted.get("toxicity_grade"),
            dropped=self._dropped_parts(dropped),
            names={code: name for code, name in drugs.names.items() if code in agents},
            held_since=held_since,
            dose_level=charted.get("dose_level"),
        )
        self.entries.append(course if dropped is None else replace(course, dropped=(dropped,)))
        return course if agents or "regimen" in named else None

    def event(self, pointer: str, charted: Document) -> Event:
        """One event with its own fields."""
        on = self._date(f"{pointer}/on", charted["on"])
        resolved_on = self._date(f"{pointer}/resolved_on", charted.get("resolved_on"))
        if on and resolved_on and resolved_on.last < on.first:
            self._fault(
                f"{pointer}/resolved_on", "the toxicity resolves before it begins; correct one of the two dates"
            )
        self._check_her2(f"{pointer}/her2_status", charted)
        status = charted.get("her2_status")
        if status in (None, "unknown"):
            status = her2_from_tests(charted.get("her2_ihc"), charted.get("her2_ish"))
        name, kind, site = one_form(charted)
        return Event(
            pointer=pointer,
            name=name,
            on=on or partial_dates.parse(self.as_of.isoformat()),
            agent=self.drugs.one(f"{pointer}/agent", charted.get("agent")),
            kind=kind,
            grade=charted.get("grade"),
            resolved_on=resolved_on,
            her2_status=status,
            her2_ihc=charted.get("her2_ihc"),
            her2_ish=charted.get("her2_ish"),
            site=site,
            status=charted.get("status") if name == "disease_status" else None,
            tumour=charted.get("tumour"),
            treatment_continues=charted.get("treatment_continues"),
        )

    def _held_since(self, pointer: str, charted: Document, started: PartialDate | None) -> PartialDate | None:
        held_since = self._date(f"{pointer}/held_since", charted.get("held_since"))
        if held_since and ("ended" in charted or "stopped_for" in charted):
            self._fault(f"{pointer}/held_since", "a treatment that has ended is not held; leave one of the two out")
        if started and held_since and held_since.last < started.first:
            self._fault(f"{pointer}/held_since", "the treatment is held before it starts; correct one of the two dates")
        return held_since

    def _dropped(
        self, pointer: str, charted: Document | None, started: PartialDate | None, ended: PartialDate | None
    ) -> Dropped | None:
        if charted is None:
            return None
        on = self._date(f"{pointer}/dropped/on", charted["on"])
        drugs = self.drugs.all_of(f"{pointer}/dropped/agents", charted["agents"])
        agents = frozenset((*drugs.codes, *drugs.local))
        if on is None:
            return None
        if started and on.last < started.first:
            self._fault(
                f"{pointer}/dropped/on", "a part is dropped before the treatment starts; correct one of the two dates"
            )
        if ended and on.first <= ended.last < on.last:
            on = on._replace(last=ended.last)  # a part is not dropped after the end of the whole
        fact, kind, grade = f"{pointer}/dropped/on", charted.get("toxicity_kind"), charted.get("toxicity_grade")
        return Dropped(agents, on, charted.get("for"), fact, toxicity_kind=kind, toxicity_grade=grade)

    def _dropped_parts(self, dropped: Dropped | None) -> tuple[Dropped, ...]:
        """What was dropped of the treatment itself."""
        agents = frozenset() if dropped is None else dropped.agents & self.catalogue.anticancer
        return () if dropped is None or not agents else (replace(dropped, agents=agents),)

    def _note_beside(self, pointer: str, started: PartialDate, drugs: ChartedDrugs) -> None:
        words = drugs.given_beside(self.catalogue)
        if words:
            self.beside.append(Beside(pointer, started, words))
        self.local += (
            Event(pointer, "local_treatment", started, kind=kind) for kind in LOCAL_TREATMENTS if kind in drugs.local
        )

    def _check_parts(
        self, pointer: str, parts: frozenset[str], toxicity_agent: str | None, dropped: Dropped | None
    ) -> None:
        if not parts:
            return
        if toxicity_agent not in (None, THE_WHOLE_REGIMEN, *parts):
            where, whole = f"{pointer}/toxicity_agent", THE_WHOLE_REGIMEN
            self._fault(where, f"this drug is not part of the treatment; where no single drug was the cause: {whole}")
        if dropped is not None and not dropped.agents <= parts:
            self._fault(
                f"{pointer}/dropped/agents",
                "a drug is dropped that is not part of the treatment; correct one of the two",
            )

    def _check_her2(self, pointer: str, charted: Document) -> None:
        ihc, ish = charted.get("her2_ihc"), charted.get("her2_ish")
        if her2_contradicts(charted.get("her2_status"), ihc, ish):
            derived = her2_from_tests(ihc, ish)
            self._fault(
                pointer,
                f"the charted status contradicts IHC and ISH, which together mean {derived}; correct one of them",
            )

    def _date(self, pointer: str, text: str | None) -> PartialDate | None:
        if text is None:
            return None
        try:
            charted = partial_dates.parse(text)
        except ValueError as wrong:
            self._fault(pointer, str(wrong), "not_a_date")
            return None
        if charted.first > self.as_of:
            says = f"this lies after as_of ({self.as_of.isoformat()}), the day of the question; correct one of them"
            self._fault(pointer, says, "after_as_of")
            return None
        # What is charted as "2026" cannot have happened after the day of the question.
        return charted._replace(last=min(charted.last, self.as_of))

    def _fault(self, pointer: str, says: str, code: str = "contradiction", known: tuple[str, ...] = ()) -> None:
        self.faults.append(Fault(pointer, says, code, known))
