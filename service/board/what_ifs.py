"""What is supposed and not charted: each what-if starts from the chart, and the chart stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from service.board.proposed_changes import attempted
from statemachine.record.partial_dates import parse

MOST_COLUMNS = 8  # what a projector shows side by side
SUPPOSING = ("what_if", "suppose", "try", "try_also", "also", "drop")  # what leads to the view of what-ifs
DAY = re.compile(r"\d{4}(?:-\d{2}){0,2}", re.ASCII)


def held(kept: list[Any], supposed: Any) -> list[Any]:
    """The columns with one more, if it is another; the first one is the chart."""
    columns = [*kept, *([supposed] if supposed not in kept else [])]
    return [*columns[:1], *columns[1:][-(MOST_COLUMNS - 1) :]]


def without(kept: list[Any], column: str) -> list[Any]:
    """The columns without one of them; the chart stays."""
    number = int(column) if column.isdecimal() else 0
    return [each for index, each in enumerate(kept) if index != number or index == 0]


def supposition(document: Any, ask: str, kept: list[Any], argument: str) -> tuple[Any, Any, list[Any]]:
    """The record for the form, the one that is supposed, and the columns held.

    The form is the chart again once a supposition is held; it is not held while it is made (`suppose`), and stays in
    the form where the next one is to build on it (`also`). Refused for a proposed change that cannot be made.
    """
    if ask == "suppose":
        return document, moved_along(document), kept
    if ask == "also":
        number = int(argument) if argument.isdecimal() else -1
        base = kept[number] if number < len(kept) else kept[-1]
        return base, base, kept
    if ask == "drop":
        columns = without(kept, argument)
        return columns[0], columns[-1], columns
    if ask == "what_if":
        asked = moved_along(document)
    else:
        asked = moved_along(attempted(document if ask == "try_also" else kept[0], argument))
    return kept[0], asked, held(kept, asked)


def moved_along(supposed: Any) -> Any:
    """The same supposition, asked on the day of its last date where that lies after the day of the question."""
    day = supposed.get("as_of") if isinstance(supposed, dict) else None
    if not isinstance(day, str):
        return supposed
    parts = (supposed.get("patient"), supposed.get("history"))
    last = max((each for part in parts for each in _days_in(part)), default=day)
    return {**supposed, "as_of": last} if last > day else supposed


def _days_in(value: Any) -> Iterator[str]:
    """The first day that each date can mean."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _days_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _days_in(inner)
    elif isinstance(value, str) and DAY.fullmatch(value):
        try:
            yield parse(value).first.isoformat()
        except ValueError:
            return
