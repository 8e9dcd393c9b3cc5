"""From the charted JSON to a record, checked for what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from statemachine.record import partial_dates
from statemachine.record.catalogue import Catalogue
from statemachine.record.contradictions import contradictions
from statemachine.record.diagnosed_late import as_of_the_first_dose
from statemachine.record.event_forms import one_form
from statemachine.record.facts import FACTS, MEASURES, Drugs, Several
from statemachine.record.joined_courses import joined
from statemachine.record.measured_values import Unlikely, measured_facts, of_day
from statemachine.record.partial_dates import PartialDate
from statemachine.record.patient import Patient, her2_contradicts, her2_from_tests
from statemachine.record.read_course import CourseReader
from statemachine.record.reading import Document
from statemachine.record.record import Event, Record
from statemachine.record.record_faults import RecordFaults
from statemachine.record.single_doses import without_ends_of_doses
from statemachine.record.told_toxicities import told_toxicities
from statemachine.record.toxicity_reasons import with_the_drug_that_events_blame
from statemachine.record.trial_drugs import with_drugs_charted_beside

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
    named = with_drugs_charted_beside(charted, catalogue)
    events, diagnosed_late = as_of_the_first_dose(events, named)
    courses, last_doses = without_ends_of_doses(named, events, reader.as_of)
    read_as_one = joined(courses, events, catalogue)
    return Record(
        as_of=reader.as_of,
        history_complete=document["history_complete"],
        patient=patient,
        treatments=read_as_one.courses,
        joined=read_as_one.joined,
        overruled=read_as_one.overruled,
        last_doses=last_doses,
        diagnosed_late=diagnosed_late,
        open_orders=tuple(one for one in courses if one.setting == "metastatic" and one.goes_on),
        beside=tuple(reader.beside),
        events=(*events, *reader.local),
        toxicities=told_toxicities(events, reader.entries, reader.as_of),
        line_asserted=document.get("line_asserted"),
        unlikely=tuple(reader.unlikely),
    )


class _Reader(CourseReader):
    """Reads the parts of one document and gathers the faults of all of them."""

    def __init__(self, catalogue: Catalogue, as_of: date) -> None:
        super().__init__(catalogue, as_of)
        self.unlikely: list[Unlikely] = []

    def patient(self, charted: Document, confirmed: Sequence[str]) -> Patient:
        """The patient's facts with drug names as codes, dates as intervals and measured values as multiples."""
        self._check_her2("/patient/her2_status", charted)
        self.faults += contradictions(charted)
        facts = {key: value for key, value in charted.items() if value is not None}
        measured = measured_facts(facts, confirmed)
        self.faults += measured.faults
        self.unlikely = measured.unlikely
        for fact, day in measured.days.items():
            on = self.date(f"/patient/{fact}/on", day)
            if fact in measured.numbers:
                measured.numbers[fact] = of_day(measured.numbers[fact], on)
        facts = {key: value for key, value in facts.items() if key not in MEASURES} | measured.numbers
        for key in DATED:
            if key in facts:
                facts[key] = self.date(f"/patient/{key}", facts[key])
        for key in LISTED:
            if key in facts:
                facts[key] = tuple(sorted(set(facts[key])))
        for key, words in KINDS.items():
            facts[key] = tuple(sorted(self.drugs.all_of(f"/patient/{key}", facts.get(key, ()), words).codes))
        patient = Patient(**facts)
        if patient.her2_status in (None, "unknown"):
            patient = replace(patient, her2_status=her2_from_tests(patient.her2_ihc, patient.her2_ish))
        return patient

    def event(self, pointer: str, charted: Document) -> Event:
        """One event with its own fields."""
        on = self.date(f"{pointer}/on", charted["on"])
        resolved_on = self.date(f"{pointer}/resolved_on", charted.get("resolved_on"))
        if on and resolved_on and resolved_on.last < on.first:
            self.fault(f"{pointer}/resolved_on", "the toxicity resolves before it begins; correct one of the two dates")
        self._check_her2(f"{pointer}/her2_status", charted)
        status = charted.get("her2_status")
        if status in (None, "unknown"):
            # A result that is charted as unknown was looked for: no older one stands for it.
            status = her2_from_tests(charted.get("her2_ihc"), charted.get("her2_ish")) or status
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

    def _check_her2(self, pointer: str, charted: Document) -> None:
        ihc, ish = charted.get("her2_ihc"), charted.get("her2_ish")
        if her2_contradicts(charted.get("her2_status"), ihc, ish):
            derived = her2_from_tests(ihc, ish)
            self.fault(
                pointer,
                f"the charted status contradicts IHC and ISH, which together mean {derived}; correct one of them",
            )
