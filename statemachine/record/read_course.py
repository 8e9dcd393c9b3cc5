"""One course of treatment as charted: its drugs, its days, why it ended, and what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from statemachine.record.catalogue import Catalogue
from statemachine.record.charted_drugs import MOST_HINTS, ChartedDrugs, slots
from statemachine.record.codes import LOCAL_TREATMENTS
from statemachine.record.contradictions import kinds_without_toxicity
from statemachine.record.dosing import Dosing
from statemachine.record.drug_names import UnknownName
from statemachine.record.partial_dates import PartialDate
from statemachine.record.reading import Document, Reading
from statemachine.record.record import THE_WHOLE_REGIMEN, UNKNOWN_ANTICANCER, Beside, Dropped, Event, Treatment
from statemachine.record.uncharted_start import uncharted_start

A_STUDY_DRUG = "the study drug"  # the name of what was given in a trial, where its drugs are not charted


class CourseReader(Reading):
    """Reads the courses, and gathers what is given beside them and the local treatment among their drugs."""

    def __init__(self, catalogue: Catalogue, as_of: date) -> None:
        super().__init__(catalogue, as_of)
        self.beside: list[Beside] = []
        self.local: list[Event] = []
        self.entries: list[Treatment] = []  # supportive treatment too

    def treatment(self, history: Sequence[Document], index: int) -> Treatment | None:
        """One course of the history; None where it is none, or could not be read (the fault is noted).

        Local treatment among its drugs is kept as an event, what is given beside a treatment apart.
        """
        pointer, charted = f"/history/{index}", history[index]
        started = self.date(f"{pointer}/started", charted.get("started"))
        ended = self.date(f"{pointer}/ended", charted.get("ended"))
        if "started" not in charted:
            started = uncharted_start(history, index, ended, self.as_of)
        if started and ended and ended.last < started.first:
            self.fault(f"{pointer}/ended", "the treatment ends before it starts; correct one of the two dates")
        toxicity_agent = charted.get("toxicity_agent")
        if toxicity_agent is not None and charted.get("stopped_for") != "toxicity":
            self.fault(
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
                given, counts = self.catalogue.given_as[regimen.code], regimen.counts_as_line
                if regimen.leaves_its_drugs_open:
                    given, drugs.names[UNKNOWN_ANTICANCER] = slots([UNKNOWN_ANTICANCER], self.catalogue), A_STUDY_DRUG
            else:
                codes = () if UNKNOWN_ANTICANCER in agents else self.catalogue.regimens_of(agents)
                given = slots(agents, self.catalogue)
                counts = bool(agents & self.catalogue.counted)
        except UnknownName as unknown:
            self.fault(f"{pointer}/treatment/regimen", str(unknown), "unknown_regimen", unknown.known)
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
            names={code: name for code, name in drugs.names.items() if any(code in slot for slot in given)},
            dosings=dict.fromkeys(given, Dosing(pointer, held_since, charted.get("dose_level"))),
        )
        self.entries.append(course if dropped is None else replace(course, dropped=(dropped,)))
        return course if agents or "regimen" in named else None

    def _held_since(self, pointer: str, charted: Document, started: PartialDate | None) -> PartialDate | None:
        held_since = self.date(f"{pointer}/held_since", charted.get("held_since"))
        if held_since and ("ended" in charted or "stopped_for" in charted):
            self.fault(f"{pointer}/held_since", "a treatment that has ended is not held; leave one of the two out")
        if started and held_since and held_since.last < started.first:
            self.fault(f"{pointer}/held_since", "the treatment is held before it starts; correct one of the two dates")
        return held_since

    def _dropped(
        self, pointer: str, charted: Document | None, started: PartialDate | None, ended: PartialDate | None
    ) -> Dropped | None:
        if charted is None:
            return None
        on = self.date(f"{pointer}/dropped/on", charted["on"])
        drugs = self.drugs.all_of(f"{pointer}/dropped/agents", charted["agents"])
        agents = frozenset((*drugs.codes, *drugs.local))
        if on is None:
            return None
        if started and on.last < started.first:
            self.fault(
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
            self.fault(where, f"this drug is not part of the treatment; where no single drug was the cause: {whole}")
        if dropped is not None and not dropped.agents <= parts:
            self.fault(
                f"{pointer}/dropped/agents",
                "a drug is dropped that is not part of the treatment; correct one of the two",
            )
