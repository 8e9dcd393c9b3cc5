"""Dates as people type them, read as the wire has them: a year, a month or a day; what can mean two is asked.

Dots mean day first: nobody who writes the month first writes dots. Slashes and hyphens are written either way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from statemachine.record.partial_dates import parse
from statemachine.record.words import of_date

MONTHS: Final = (
    ("january", "jan", "januar", "jänner"),
    ("february", "feb", "februar"),
    ("march", "mar", "märz", "mrz"),
    ("april", "apr"),
    ("may", "mai"),
    ("june", "jun", "juni"),
    ("july", "jul", "juli"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct", "oktober", "okt"),
    ("november", "nov"),
    ("december", "dec", "dezember", "dez"),
)
LATEST_SHORT_YEAR: Final = 69  # "68" is offered as 2068, "70" as 1970; neither is read before somebody says so

_MONTH_OF: Final = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_MONTH: Final = rf"(?:{'|'.join(sorted(_MONTH_OF, key=len, reverse=True))})"
_YEAR: Final = r"(?:19|20|21)\d\d"
_ENDING: Final = r"(?:st|nd|rd|th|\.)?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?",
        r"(?P<first>\d{1,2})(?P<sign>[-/.])\s?(?P<second>\d{1,2})(?P=sign)\s?(?P<year>\d{4}|\d{2})",
        r"(?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})",
        rf"(?P<day>\d{{1,2}}){_ENDING}[\s-]*(?P<named>{_MONTH})[.,]?[\s-]*(?P<year>\d{{4}}|'?\d{{2}})",
        rf"(?P<named>{_MONTH})\.?\s*(?P<day>\d{{1,2}}){_ENDING},?\s+(?P<year>\d{{4}})",
        rf"(?P<named>{_MONTH})[.,]?[\s-]*(?P<year>\d{{4}}|'?\d{{2}})",
        r"(?P<year>\d{4})",
    )
)
# A date within a line; what follows it is no unit of a dose.
IN_A_LINE: Final = re.compile(
    rf"(?<![\w/])(?<![a-z]-)(?:{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{_YEAR}[-/.]\d{{1,2}}"
    rf"|\d{{1,2}}([-/.])\s?\d{{1,2}}\1\s?(?:{_YEAR}|\d{{2}})|\d{{1,2}}[-/.]{_YEAR}"
    rf"|\d{{1,2}}/\d{{2}}|(?:0?[1-9]|1[0-2])\.\d{{2}}"
    rf"|\d{{1,2}}{_ENDING}[\s-]*{_MONTH}[.,]?[\s-]*(?:{_YEAR}|'?\d{{2}})|{_MONTH}\.?\s*\d{{1,2}}{_ENDING},?\s+{_YEAR}"
    rf"|{_MONTH}[.,]?[\s-]*(?:{_YEAR}|'?\d{{2}})|{_YEAR})(?![\w/]|\s*(?:mg|mcg|µg|g|ml|iu|units?)\b)",
    re.IGNORECASE,
)
# Two months joined by a dash, with short years: "1/24-9/24".
_SPAN: Final = re.compile(
    r"(?<![\w/.-])(?P<first>(?:0?[1-9]|1[0-2])/)(?P<from>\d\d)(?P<dash>\s?[-\u2013\u2014]\s?)"
    r"(?P<last>(?:0?[1-9]|1[0-2])/)(?P<to>\d\d)(?![\w/.-])"
)
_LATEST_MONTH: Final = (
    12  # a greater number after the slash is no month, so that nobody who writes the day first means it
)


class TypedDate(NamedTuple):
    """The dates that a text can mean, as the wire writes them; none where it is no date."""

    possible: tuple[str, ...]
    is_sure: bool

    @property
    def asks(self) -> bool:
        """Has somebody to say which is meant?"""
        return bool(self.possible) and not self.is_sure


def typed_date(text: str) -> TypedDate:
    """What a typed date can mean; sure is one reading alone, with a year of four digits."""
    found = next((form for form in (each.fullmatch(text.strip()) for each in _FORMS) if form is not None), None)
    if found is None:
        return TypedDate((), is_sure=False)
    parts = found.groupdict()
    year = parts["year"].strip("'")
    possible = tuple(dict.fromkeys(filter(None, (_wire(_whole(year), *each) for each in _month_and_day(parts)))))
    return TypedDate(possible, is_sure=len(possible) == 1 and len(year) == len("2025"))


def with_whole_years(line: str) -> str:
    """A line with years of four digits in its spans of months: "1/24-9/24" has no other reading that has a year.

    What can be two days of a year that is not said, "6/10-9/12", and what would end before it begins, stays as typed.
    """
    return _SPAN.sub(_with_whole_years, line)


def _with_whole_years(found: re.Match[str]) -> str:
    years = [int(found["from"]), int(found["to"])]
    begin, end = (
        (year, int(month.strip("/"))) for year, month in zip(years, (found["first"], found["last"]), strict=True)
    )
    if begin > end or not all(_LATEST_MONTH < year <= LATEST_SHORT_YEAR for year in years):
        return found[0]
    return f"{found['first']}20{found['from']}{found['dash']}{found['last']}20{found['to']}"


def as_on_the_wire(text: str) -> str:
    """A typed date as the wire writes it; whatever is not sure stays as typed, and the interface refuses it."""
    read = typed_date(text)
    return read.possible[0] if read.is_sure else text


def in_words(wire: str) -> str:
    """A date of the wire as people say it: 12 March 2025, March 2025 or 2025."""
    return of_date(parse(wire))


def _month_and_day(parts: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    if (first := parts.get("first")) is not None and (second := parts["second"]) is not None:
        yield second, first
        if parts["sign"] != ".":
            yield first, second
        return
    named = parts.get("named")
    yield str(_MONTH_OF[named.lower()]) if named else parts.get("month") or "", parts.get("day") or ""


def _whole(year: str) -> str:
    if len(year) > len("25"):
        return year
    return f"{20 if int(year) <= LATEST_SHORT_YEAR else 19}{year}"


def _wire(year: str, month: str, day: str) -> str | None:
    """The date as the wire writes it; None where there is none."""
    wire = "-".join([year, *(part.zfill(2) for part in (month, day) if part)])
    try:
        parse(wire)
    except ValueError:
        return None
    return wire
