"""An event told in one line, "progression liver Mar 2026": read whole, as a course is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.board.course_dates import CourseDates, ask_for_the_doubtful, dates_and_rest
from service.board.event_words import BEGINS, LITTLE, PHRASE, WORDS
from service.board.told_line import ToldLine, line_of, pieces_left, words_told
from service.board.what_was_given import NotGiven, given
from service.schemas.history_schema import EVENT_SCHEMAS
from statemachine.record.catalogue import Catalogue


def event_in(text: str, catalogue: Catalogue) -> ToldLine | None:
    """The event that a line tells, or every word of it that is not understood; None for a line of something else."""
    line = line_of(text)
    dates, rest = dates_and_rest(line.text)
    if line.doubts or BEGINS.match(rest) is None:
        return None
    read = CourseDates(rest)
    ask_for_the_doubtful(read, line.text, dates)
    line.doubts, line.instead = read.doubts, read.instead
    told = words_told(line, rest, PHRASE, WORDS)
    keys = EVENT_SCHEMAS[told["event"][0]].keys
    line.doubts += [f'"{word}" is not charted of this event.' for key, (_, word) in told.items() if key not in keys]
    line.doubts += [f'"{each.text}" is a second date: an event has one.' for each in dates[1:]]
    line.entry = {key: value for key, (value, _) in told.items()}
    if dates and dates[0].possible:
        line.entry["on"] = dates[0].possible[0]
    pieces = [piece for piece in (LITTLE.sub("", piece) for piece in pieces_left(rest, PHRASE)) if piece]
    line.entry |= _agent(line, pieces, catalogue) if "agent" in keys else {}
    known = [line.entry["agent"]] if "agent" in line.entry else []
    line.doubts += [f'"{piece}" is not understood.' for piece in pieces if piece not in known]
    return line


def _agent(line: ToldLine, pieces: Sequence[str], catalogue: Catalogue) -> dict[str, Any]:
    """The drug held responsible: the one piece of the line that names a drug, and names only one."""
    found = []
    for piece in pieces:
        try:
            found += given(piece, catalogue).get("agents", [])
        except NotGiven:
            continue
    return {"agent": found[0]} if len(found) == 1 and found[0] in pieces else {}
