"""Dates as charted: a year, a month or a day, read as the interval of days that they can mean."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

EARLIEST = date(1900, 1, 1)
_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(NamedTuple):
    """The interval [first, last] of days that a charted date can mean; text is the date as charted."""

    first: date
    last: date
    text: str

    @property
    def is_a_day(self) -> bool:
        """True if the chart names the very day."""
        return self.first == self.last


def parse(text: str) -> PartialDate:
    """Read `2024`, `2024-05` or `2024-05-17`; anything else, and days that do not exist, raise ValueError."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise ValueError("a date is YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = (int(part) if part else None for part in shape.groups())
    if year is None or year < EARLIEST.year:
        raise ValueError("the year of a date is 1900 or later")
    if month is None:
        return PartialDate(date(year, 1, 1), date(year, 12, 31), text)
    if day is None:
        return PartialDate(date(year, month, 1), end_of_month(year, month), text)
    exact = date(year, month, day)
    return PartialDate(exact, exact, text)


def end_of_month(year: int, month: int) -> date:
    """The last day of a month; ValueError for a month that does not exist."""
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day so many calendar months later, clamped to the end of the month it falls in (dossier 3.2)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = end_of_month(year, month + 1)
    return last.replace(day=min(day.day, last.day))


def within_months(start: PartialDate, end: PartialDate, months: int) -> bool | None:
    """Is `end` at most so many calendar months after `start`? None if the charted precision leaves it open."""
    if end.last <= add_months(start.first, months):
        return True
    if end.first > add_months(start.last, months):
        return False
    return None
