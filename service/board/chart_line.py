"""A line that tells part of a chart, "THP 2024-01 - 2024-12 PD metastatic; ECOG 1": courses, events and facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from service.board.course_line import course_in
from service.board.event_line import event_in
from service.board.fact_line import facts_in
from service.board.told_line import line_of
from statemachine.record.catalogue import Catalogue

BETWEEN: Final = ";"


@dataclass(slots=True)
class ChartLine:
    """A line as typed, its entries and facts by their fields, what is not understood, and lines that may be meant."""

    text: str
    entries: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)


def chart_line(text: str, catalogue: Catalogue) -> ChartLine:
    """All that a line tells, piece by piece; with a doubt about one piece nothing of the line is charted."""
    whole = line_of(text)
    told = ChartLine(whole.text, doubts=whole.doubts)
    if told.doubts:
        return told
    pieces = [piece.strip() for piece in whole.text.split(BETWEEN) if piece.strip()]
    for place, piece in enumerate(pieces):
        read = facts_in(piece) or event_in(piece, catalogue) or course_in(piece, catalogue)
        told.doubts += read.doubts
        if read.instead and not told.instead:
            told.instead = [
                f"{BETWEEN} ".join([*pieces[:place], meant, *pieces[place + 1 :]]) for meant in read.instead
            ]
        if not read.facts:
            told.entries.append(read.entry)
        for name, value in read.facts.items():
            if told.facts.setdefault(name, value) != value:
                told.doubts.append(f'"{piece}" does not go together with the rest of the line.')
    return told
