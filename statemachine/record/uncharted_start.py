"""When a course may have started whose start nobody charted: its place in the list is all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from statemachine.record.partial_dates import EARLIEST, PartialDate, parse

ONE_DAY = timedelta(1)


def uncharted_start(
    history: Sequence[Mapping[str, Any]], index: int, ended: PartialDate | None, as_of: date
) -> PartialDate:
    """Some day after the dated entry before it, before the next one, before its own end and the day of the question.

    Where these contradict each other, only its own end and the day of the question are held to.
    """
    last = ended.last if ended is not None else as_of
    previous = _nearest(reversed(history[:index]), ("ended", "started", "on"))
    following = _nearest(history[index + 1 :], ("started", "on", "ended"))
    earliest = previous.last + ONE_DAY if previous is not None else EARLIEST
    latest = min(last, following.first - ONE_DAY) if following is not None else last
    if earliest > latest and previous is not None:  # a year or a month may hold the day before as well
        earliest = previous.first
    return PartialDate(earliest, latest, "") if earliest <= latest else PartialDate(min(EARLIEST, last), last, "")


def _nearest(entries: Iterable[Mapping[str, Any]], fields: Sequence[str]) -> PartialDate | None:
    """The date of the first entry that has one; a date that cannot be read has its own fault."""
    for entry in entries:
        for field in fields:
            if field in entry:
                try:
                    return parse(entry[field])
                except ValueError:
                    return None
    return None
