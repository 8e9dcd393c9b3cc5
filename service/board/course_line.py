"""A course told in one line, "T-DXd Jun 2025 to Oct 2026 tox": read whole, or told with the word in question.

Nothing of the line is guessed or dropped: each word is a drug, belongs to a date, or stands in a closed list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.board.course_dates import course_dates
from service.board.course_words import PHRASE, WORDS
from service.board.told_line import ToldLine, line_of, pieces_left, words_told
from service.board.typed_dates import with_whole_years
from service.board.what_was_given import NotGiven, given
from statemachine.record.catalogue import Catalogue


def course_in(text: str, catalogue: Catalogue) -> ToldLine:
    """The course that a line tells, or every word of it that is not understood."""
    line = line_of(text)
    if line.doubts:
        return line
    dates = course_dates(with_whole_years(line.text))
    line.doubts, line.instead = dates.doubts, dates.instead
    told = {key: value for key, (value, _) in words_told(line, dates.rest, PHRASE, WORDS).items()}
    line.entry = {"treatment": _given(line, pieces_left(dates.rest, PHRASE), catalogue), **told, **dates.told}
    if dates.goes_on and "stopped_for" in told:
        line.doubts.append("A course that goes on has not been stopped: leave one of the two out.")
    if "toxicity_grade" in told and told.get("stopped_for") != "toxicity":
        line.doubts.append("The grade is of no toxicity: say for which it was stopped.")
    return line


def _given(line: ToldLine, pieces: Sequence[str], catalogue: Catalogue) -> dict[str, Any]:
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
