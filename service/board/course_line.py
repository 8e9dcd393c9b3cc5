"""A course told in one line, "T-DXd Jun 2025 to Oct 2026 tox": read whole, or told with the word in question.

Nothing of the line is guessed or dropped: each word is a drug, belongs to a date, or stands in a closed list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from service.board.course_dates import TAKEN, course_dates
from service.board.course_words import PHRASE, WORDS
from service.board.what_was_given import NotGiven, given
from statemachine.record.catalogue import Catalogue

LONGEST: Final = 300  # letters of a line
_EDGES: Final = " \t,;:."


@dataclass(slots=True)
class CourseLine:
    """A line as typed, the entry that it tells, what is not understood of it, and lines that may be meant instead."""

    text: str
    entry: dict[str, Any] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)


def course_in(text: str, catalogue: Catalogue) -> CourseLine:
    """The course that a line tells, or every word of it that is not understood."""
    line = CourseLine(re.sub(r"\s+", " ", text).strip())
    if len(line.text) > LONGEST:
        line.doubts.append(f"A line has at most {LONGEST} letters; this one has {len(line.text)}.")
        return line
    dates = course_dates(line.text)
    line.doubts, line.instead = dates.doubts, dates.instead
    told = _words(line, dates.rest)
    line.entry = {"treatment": _given(line, _left(dates.rest), catalogue), **told, **dates.told}
    if dates.goes_on and "stopped_for" in told:
        line.doubts.append("A course that goes on has not been stopped: leave one of the two out.")
    if "toxicity_grade" in told and told.get("stopped_for") != "toxicity":
        line.doubts.append("The grade is of no toxicity: say for which it was stopped.")
    return line


def _words(line: CourseLine, rest: str) -> dict[str, Any]:
    """What the words of the closed list say; two that say different things of one key are told."""
    told: dict[str, Any] = {}
    said_by: dict[str, str] = {}
    for found in PHRASE.finditer(rest):
        phrase = found["phrase"]
        for key, value in WORDS[re.sub(r"\s+", " ", phrase.casefold())].items():
            if told.setdefault(key, value) != value:
                line.doubts.append(f'"{said_by[key]}" and "{phrase}" do not go together in one course.')
            said_by.setdefault(key, phrase)
    return told


def _left(rest: str) -> Sequence[str]:
    """What is neither a date nor a word of the list, piece by piece."""
    pieces = (_without_half_brackets(piece).strip(_EDGES) for piece in PHRASE.sub(TAKEN, rest).split(TAKEN))
    return [piece for piece in pieces if piece]


def _without_half_brackets(piece: str) -> str:
    return piece if piece.count("(") == piece.count(")") else piece.replace("(", " ").replace(")", " ")


def _given(line: CourseLine, pieces: Sequence[str], catalogue: Catalogue) -> dict[str, Any]:
    """What was given: one piece of the line, whole; every other one is told."""
    treatment: dict[str, Any] = {}
    refused: list[NotGiven] = []
    for piece in pieces:
        try:
            read = given(piece, catalogue)
        except NotGiven as unknown:
            refused.append(unknown)
            continue
        if treatment:
            line.doubts.append(
                f'"{piece}" is a second treatment: join drugs given together with +, or add another line.'
            )
        treatment = treatment or read
    for each in refused:
        line.doubts.append(str(each))
        if not line.instead:
            line.instead = [line.text.replace(each.word, known) for known in each.known]
    if not pieces:
        line.doubts.append("No drug is named.")
    return treatment
