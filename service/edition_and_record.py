"""What a request asks: the edition and the record that it names, or every fault at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from service.faults import MOST_FAULTS, Fault
from service.knowledge import library, settings
from service.problems import Refused
from service.schemas.object_schema import ObjectSchema
from service.schemas.request_schema import REQUEST, faults_in
from statemachine import Guideline, Record, RecordFaults, UnknownGuideline, read


def question(document: Any) -> tuple[Guideline, Record]:
    """The edition and the record that a request names; Refused with every fault at once."""
    judged(document)
    return edition_and_record(document)


def judged(document: Any, schema: ObjectSchema = REQUEST) -> Any:
    """The document itself, where it has the shape of the schema; Refused with every fault of its shape."""
    faults, count = faults_in(document, schema)
    if faults:
        raise Refused(422, summary(count, len(faults)), faults)
    return document


def edition_and_record(document: Any, place: str = "") -> tuple[Guideline, Record]:
    """The edition and the record of a document that was judged; `place` is the pointer to it in the body."""
    name = document.get("guideline", settings().default_guideline)
    [guideline], record = editions_and_record(document, [(name, f"{place}/guideline")], place)
    return guideline, record


def editions_and_record(document: Any, named: Sequence[tuple[str, str]], place: str) -> tuple[list[Guideline], Record]:
    """The editions, each named with the pointer to its name, and the record of a document that was judged."""
    faults: list[Fault] = []
    as_of = date.fromisoformat(document["as_of"])
    picked = []
    for name, pointer in named:
        try:
            picked.append(library().pick(name, as_of))
        except UnknownGuideline as unknown:
            where = f"{place}/as_of" if _is_guideline(name) else pointer
            faults.append(Fault(where, str(unknown), tuple(unknown.known)))
    record: Record | None = None
    try:
        record = read(document, library().catalogue)
    except RecordFaults as wrong:
        faults += [Fault(f"{place}{fault.pointer}", fault.says, fault.known, fault.code) for fault in wrong.faults]
    if faults or record is None:
        shown = faults[:MOST_FAULTS]
        raise Refused(422, summary(len(faults), len(shown)), shown)
    return picked, record


def summary(count: int, shown: int) -> str:
    """How many faults there are, and that not all are shown where they are too many."""
    if count == 1:
        return "The record has a fault; nothing was recommended."
    more = f", of which the first {shown} are shown" if shown < count else ""
    return f"The record has {count} faults{more}; nothing was recommended."


def _is_guideline(name: str) -> bool:
    """A known guideline without an edition was asked on a day before its first one: the day is at fault."""
    return name in {guideline.about.id for guideline in library().guidelines.values()}
