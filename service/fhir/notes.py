"""Notes beside what is charted: none is read, and that is told, as a note may say otherwise than its resource."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.fhir.report import Report, Resource
from service.fhir.values import a_list, a_text, an_object

NAMES: Final = ("note", "comment", "comments")  # the last two: of observations before R4
HAS_ONE: Final = " It has a note, which is not read."
ASK: Final = "Does a note of these say otherwise than what is charted of them? Notes are not read."


def tell_notes(resources: Iterable[Resource], report: Report) -> None:
    """Say of each resource of which something is charted that it has a note, and ask about all of them once."""
    noted = []
    for each in resources:
        _, verdict, says = report.verdicts.get(each.pointer, (each, "", ""))
        if verdict == "used" and _has_note(each):
            report.used(each, says + HAS_ONE)
            noted.append(each)
    if noted:
        report.ask(ASK, noted)


def _has_note(each: Resource) -> bool:
    notes = (note for name in NAMES for note in a_list(each.content.get(name)))
    return any(a_text(note) or a_text(an_object(note).get("text")) for note in notes)
