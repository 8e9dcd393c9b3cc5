"""What a request asks: the edition and the record that it names, or every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from service.faults import MOST_FAULTS, Fault, of_record, sentence
from service.knowledge import library, settings
from service.problems import Refused
from service.readable_part import LAST_DAY, is_certain, path_of, readable_part
from service.schemas.object_schema import ObjectSchema
from service.schemas.request_schema import REQUEST, faults_in
from statemachine import Guideline, Record, RecordFaults, UnknownGuideline, read


def question(document: Any) -> tuple[Guideline, Record]:
    """The edition and the record that a request names; Refused with every fault at once."""
    judged(document)
    return edition_and_record(document)


def judged(document: Any, schema: ObjectSchema = REQUEST, place: str = "") -> Any:
    """The document itself, where it has the shape of the schema; Refused with every fault of shape and of meaning.

    `place` is the pointer to the record in it.
    """
    faults, count = faults_in(document, schema)
    if not faults:
        return document
    if count == len(faults):
        others = list(_other_faults(document, place, faults))
        faults, count = [*faults, *others], count + len(others)
    shown = faults[:MOST_FAULTS]
    raise Refused(422, summary(count, len(shown)), shown)


def edition_and_record(document: Any, place: str = "") -> tuple[Guideline, Record]:
    """The edition and the record of a document that was judged; `place` is the pointer to it in the body."""
    name = document.get("guideline", settings().default_guideline)
    [guideline], record = editions_and_record(document, [(name, f"{place}/guideline")], place)
    return guideline, record


def editions_and_record(document: Any, named: Sequence[tuple[str, str]], place: str) -> tuple[list[Guideline], Record]:
    """The editions, each named with the pointer to its name, and the record of a document that was judged."""
    faults: list[Fault] = []
    picked = []
    for name, pointer in named:
        edition = _edition(name, document["as_of"], pointer, place)
        if isinstance(edition, Fault):
            faults.append(edition)
        else:
            picked.append(edition)
    record: Record | None = None
    try:
        record = read(document, library().catalogue)
    except RecordFaults as wrong:
        faults += [of_record(fault, place) for fault in wrong.faults]
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


def _edition(name: str, as_of: str, pointer: str, place: str) -> Guideline | Fault:
    try:
        return library().pick(name, date.fromisoformat(as_of))
    except UnknownGuideline as unknown:
        where = f"{place}/as_of" if _is_guideline(name) else pointer
        return Fault(where, sentence(str(unknown)), tuple(unknown.known), "unknown_guideline")


def _other_faults(document: Any, place: str, faults: Sequence[Fault]) -> Iterator[Fault]:
    """What is wrong beside the shape: names that nobody knows, dates and contradictions, as far as can be read."""
    at_fault = {path_of(fault.pointer) for fault in faults}
    above = path_of(place)
    record = document.get(above[0]) if above and isinstance(document, dict) else document
    faulty = {path[len(above) :] for path in at_fault if path[: len(above)] == above}
    part = readable_part(record, faulty)
    if part is None:
        return
    # Without the day nobody knows which edition is in force, but the last one is known.
    asked = [(part.get("guideline"), f"{place}/guideline")]
    listed = document.get("guidelines")
    asked += [(name, f"/guidelines/{number}") for number, name in enumerate(listed if isinstance(listed, list) else ())]
    for name, pointer in asked:
        if isinstance(name, str) and path_of(pointer) not in at_fault:
            edition = _edition(name, part["as_of"] or LAST_DAY, pointer, place)
            if isinstance(edition, Fault):
                yield edition
    try:
        read(part, library().catalogue)
    except RecordFaults as wrong:
        for fault in wrong.faults:
            if is_certain(fault.code, path_of(fault.pointer), faulty):
                yield of_record(fault, place)


def _is_guideline(name: str) -> bool:
    """A known guideline without an edition was asked on a day before its first one: the day is at fault."""
    return name in {guideline.about.id for guideline in library().guidelines.values()}
