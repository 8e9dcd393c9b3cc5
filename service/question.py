"""What a request asks: the edition and the record that it names, or every fault at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.faults import MOST_FAULTS, Fault
from service.knowledge import library, settings
from service.problems import Refused
from service.request_schema import faults_in
from statemachine.guideline import Guideline
from statemachine.library import UnknownGuideline
from statemachine.reading import RecordFaults, read
from statemachine.record import Record


def question(document: Any) -> tuple[Guideline, Record]:
    """The edition and the record that a request names; Refused with every fault at once."""
    faults, count = faults_in(document)
    if faults:
        raise Refused(422, summary(count, len(faults)), faults)
    picked: Guideline | None = None
    try:
        picked = library().pick(
            document.get("guideline", settings().default_guideline), date.fromisoformat(document["as_of"])
        )
    except UnknownGuideline as unknown:
        faults.append(Fault(_place(document), str(unknown), tuple(unknown.known)))
    try:
        record = read(document, library().catalogue)
    except RecordFaults as wrong:
        faults += [Fault(fault.pointer, fault.says) for fault in wrong.faults]
    if faults or picked is None:
        shown = faults[:MOST_FAULTS]
        raise Refused(422, summary(len(faults), len(shown)), shown)
    return picked, record


def summary(count: int, shown: int) -> str:
    """How many faults there are, and that not all are shown where they are too many."""
    if count == 1:
        return "The record has a fault; nothing was recommended."
    more = f", of which the first {shown} are shown" if shown < count else ""
    return f"The record has {count} faults{more}; nothing was recommended."


def _place(document: dict[str, Any]) -> str:
    """Where an edition that cannot be picked is at fault: its name, or a day before its first edition."""
    name = document.get("guideline", settings().default_guideline)
    known = {guideline.about.id for guideline in library().guidelines.values()}
    return "/as_of" if name in known else "/guideline"
