"""From the charted JSON to a record, checked for what cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from statemachine.record import partial_dates
from statemachine.record.catalogue import Catalogue, UnknownName
from statemachine.record.facts import FACTS, Drugs, Several
from statemachine.record.joined_courses import joined
from statemachine.record.partial_dates import PartialDate
from statemachine.record.patient import Patient, her2_contradicts, her2_from_tests
from statemachine.record.record import THE_WHOLE_REGIMEN, Dropped, Event, Record, Treatment
from statemachine.record.record_faults import Fault, RecordFaults

Document = Mapping[str, Any]
MOST_HINTS = 20  # faults after which unknown names are refused without searching for the nearest known ones
DATED = tuple(name for name, fact in FACTS.items() if fact.values is PartialDate)
LISTED = tuple(name for name, fact in FACTS.items() if isinstance(fact.values, Several))
KINDS = {name: fact.values.kinds for name, fact in FACTS.items() if isinstance(fact.values, Drugs)}


def read(document: Document, catalogue: Catalogue) -> Record:
    """Read a request whose shape the door has checked; raises RecordFaults naming every contradiction."""
    reader = _Reader(catalogue, date.fromisoformat(document["as_of"]))
    patient = reader.patient(document["patient"])
    treatments, events = [], []
    for index, entry in enumerate(document["history"]):
        pointer = f"/history/{index}"
        if "treatment" in entry:
            treatments.append(reader.treatment(pointer, entry))
        else:
            events.append(reader.event(pointer, entry))
    if reader.faults:
        raise RecordFaults(reader.faults)
    read_as_one = joined([treatment for treatment in treatments if treatment is not None], events, catalogue)
    return Record(
        as_of=reader.as_of,
        history_complete=document["history_complete"],
        patient=patient,
        treatments=read_as_one.courses,
        joined=read_as_one.joined,
        overruled=read_as_one.overruled,
        events=tuple(events),
        line_asserted=document.get("line_asserted"),
    )


class _Reader:
    """Reads the parts of one document and gathers the faults of all of them."""

    def __init__(self, catalogue: Catalogue, as_of: date) -> None:
        self.catalogue = catalogue
        self.as_of = as_of
        self.faults: list[Fault] = []

    def patient(self, charted: Document) -> Patient:
        """The patient's facts with drug names as codes and dates as intervals."""
        self._check_her2("/patient/her2_status", charted)
        self._check_lung_and_brain(charted)
        self._check_sex_and_pregnancy(charted)
        facts = {key: value for key, value in charted.items() if value is not None}
        for key in DATED:
            if key in facts:
                facts[key] = self._date(f"/patient/{key}", facts[key])
        for key in LISTED:
            if key in facts:
                facts[key] = tuple(sorted(set(facts[key])))
        for key, words in KINDS.items():
            names = facts.get(key, ())
            facts[key] = tuple(
                sorted(
                    code
                    for index, name in enumerate(names)
                    for code in ((name,) if name in words else self._agents(f"/patient/{key}/{index}", name, words))
                )
            )
        patient = Patient(**facts)
        if patient.her2_status in (None, "unknown"):
            patient = replace(patient, her2_status=her2_from_tests(patient.her2_ihc, patient.her2_ish))
        return patient

    def treatment(self, pointer: str, charted: Document) -> Treatment | None:
        """One course; None when its drugs could not be read (the fault is noted)."""
        started = self._date(f"{pointer}/started", charted["started"])
        ended = self._date(f"{pointer}/ended", charted.get("ended"))
        if started and ended and ended.last < started.first:
            self._fault(f"{pointer}/ended", "the treatment ends before it starts")
        toxicity_agent = charted.get("toxicity_agent")
        if toxicity_agent is not None and charted.get("stopped_for") != "toxicity":
            self._fault(
                f"{pointer}/toxicity_agent",
                "names a drug that was not tolerated, while stopped_for is not toxicity; a drug given up while the "
                "rest went on belongs under dropped",
            )
            toxicity_agent = None
        elif toxicity_agent != THE_WHOLE_REGIMEN:
            toxicity_agent = self._agent(f"{pointer}/toxicity_agent", toxicity_agent)
        dropped = self._dropped(pointer, charted.get("dropped"), started)
        named = charted["treatment"]
        try:
            if "regimen" in named:
                regimen = self.catalogue.regimen(named["regimen"], hint=len(self.faults) < MOST_HINTS)
                codes: tuple[str, ...] = (regimen.code,)
                given, counts = regimen.slots, regimen.counts_as_line
            else:
                where = f"{pointer}/treatment/agents"
                agents = frozenset(
                    code
                    for index, name in enumerate(named["agents"])
                    for code in self._agents(f"{where}/{index}", name)
                )
                codes = self.catalogue.regimens_of(agents)
                given = tuple(frozenset({agent}) for agent in sorted(agents))
                counts = bool(agents & (self.catalogue.anti_her2 | self.catalogue.chemotherapy))
        except UnknownName as unknown:
            self._fault(f"{pointer}/treatment/regimen", str(unknown))
            return None
        self._check_parts(pointer, given, toxicity_agent, dropped)
        if started is None:
            return None
        return Treatment(
            pointer=pointer,
            regimens=codes,
            given=given,
            counts_as_line=counts,
            setting=charted["setting"],
            started=started,
            ended=ended,
            stopped_for=charted.get("stopped_for"),
            toxicity_agent=toxicity_agent,
            dropped=() if dropped is None else (dropped,),
        )

    def event(self, pointer: str, charted: Document) -> Event:
        """One event with its own fields."""
        on = self._date(f"{pointer}/on", charted["on"])
        resolved_on = self._date(f"{pointer}/resolved_on", charted.get("resolved_on"))
        if on and resolved_on and resolved_on.last < on.first:
            self._fault(f"{pointer}/resolved_on", "the toxicity resolves before it begins")
        self._check_her2(f"{pointer}/her2_status", charted)
        status = charted.get("her2_status")
        if status in (None, "unknown"):
            status = her2_from_tests(charted.get("her2_ihc"), charted.get("her2_ish"))
        return Event(
            pointer=pointer,
            name=charted["event"],
            on=on or partial_dates.parse(self.as_of.isoformat()),
            agent=self._agent(f"{pointer}/agent", charted.get("agent")),
            kind=charted.get("kind"),
            grade=charted.get("grade"),
            resolved_on=resolved_on,
            her2_status=status,
            her2_ihc=charted.get("her2_ihc"),
            her2_ish=charted.get("her2_ish"),
            site=charted.get("site"),
        )

    def _dropped(self, pointer: str, charted: Document | None, started: PartialDate | None) -> Dropped | None:
        if charted is None:
            return None
        on = self._date(f"{pointer}/dropped/on", charted["on"])
        agents = frozenset(
            code
            for index, name in enumerate(charted["agents"])
            for code in self._agents(f"{pointer}/dropped/agents/{index}", name)
        )
        if on is None:
            return None
        if started and on.last < started.first:
            self._fault(f"{pointer}/dropped/on", "a part is dropped before the treatment starts")
        return Dropped(agents, on, charted.get("for"), f"{pointer}/dropped/on")

    def _check_parts(
        self,
        pointer: str,
        given: tuple[frozenset[str], ...],
        toxicity_agent: str | None,
        dropped: Dropped | None,
    ) -> None:
        if not given:
            return
        parts = frozenset().union(*given)
        if toxicity_agent not in (None, THE_WHOLE_REGIMEN, *parts):
            where, whole = f"{pointer}/toxicity_agent", THE_WHOLE_REGIMEN
            self._fault(where, f"this drug is not part of the treatment; where no single drug was the cause: {whole}")
        if dropped is not None and not dropped.agents <= parts:
            self._fault(f"{pointer}/dropped/agents", "a drug is dropped that is not part of the treatment")

    def _check_her2(self, pointer: str, charted: Document) -> None:
        ihc, ish = charted.get("her2_ihc"), charted.get("her2_ish")
        if her2_contradicts(charted.get("her2_status"), ihc, ish):
            derived = her2_from_tests(ihc, ish)
            self._fault(pointer, f"the charted status contradicts IHC and ISH, which together mean {derived}")

    def _check_lung_and_brain(self, charted: Document) -> None:
        lung, grade = charted.get("interstitial_lung_disease"), charted.get("interstitial_lung_disease_grade")
        if lung == "none" and grade is not None:
            self._fault("/patient/interstitial_lung_disease_grade", "the chart says none, and gives a grade")
        if "brain" in charted.get("metastatic_sites", ()) and charted.get("brain_metastases") == "none":
            self._fault("/patient/brain_metastases", "the brain is charted as a metastatic site too")

    def _check_sex_and_pregnancy(self, charted: Document) -> None:
        if charted.get("sex") == "male" and charted.get("pregnant"):
            self._fault("/patient/sex", "charted as male, while /patient/pregnant says yes; correct one of them")
            self._fault("/patient/pregnant", "charted as yes, while /patient/sex says male; correct one of them")

    def _agents(self, pointer: str, name: str, kinds: Iterable[str] = ()) -> tuple[str, ...]:
        try:
            return self.catalogue.agents_named(name, hint=len(self.faults) < MOST_HINTS, kinds=kinds)
        except UnknownName as unknown:
            self._fault(pointer, str(unknown))
            return ()

    def _agent(self, pointer: str, name: str | None) -> str | None:
        if name is None:
            return None
        codes = self._agents(pointer, name)
        if len(codes) > 1:
            self._fault(pointer, f"name one drug; this product contains {' and '.join(codes)}")
        return codes[0] if codes else None

    def _date(self, pointer: str, text: str | None) -> PartialDate | None:
        if text is None:
            return None
        try:
            charted = partial_dates.parse(text)
        except ValueError as wrong:
            self._fault(pointer, str(wrong))
            return None
        if charted.first > self.as_of:
            self._fault(pointer, f"this lies after as_of ({self.as_of.isoformat()}), the day of the question")
            return None
        # What is charted as "2026" cannot have happened after the day of the question.
        return charted._replace(last=min(charted.last, self.as_of))

    def _fault(self, pointer: str, says: str) -> None:
        self.faults.append(Fault(pointer, says))
