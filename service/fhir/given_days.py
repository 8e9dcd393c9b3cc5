"""From when to when a medication was given, as its resource says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from service.fhir.values import a_list, a_number, a_text, an_object, day, first_day, last_day, period

PERIODS: Final = ("effectivePeriod", "occurencePeriod", "effectiveTimePeriod")
ONE_DAY: Final = ("effectiveDateTime", "effectiveTimeDateTime", "occurenceDateTime", "whenHandedOver", "whenPrepared")
WRITTEN: Final = ("authoredOn", "dateWritten")  # an order begins then; a statement is only told on its dateAsserted
DAYS_OF: Final = {"": 1, "d": 1, "day": 1, "days": 1, "wk": 7, "week": 7, "weeks": 7}
LONGEST_SUPPLY: Final = 366  # days; what is said to last longer is a slip
ONE_DOSE: Final = 7  # days at most of an administration that is one dose: an infusion by night, a pump


class Days(NamedTuple):
    """The first and the last day.

    `single` is one day, of which nobody says how long it lasted, and `written` one on which somebody wrote it down.
    """

    started: str | None
    ended: str | None
    single: bool
    written: bool = False


def days_of(content: Mapping[str, Any], *, is_dose: bool = False) -> Days:
    """The days of a medication; `is_dose` where what is short, or has no end, was given once."""
    for key in PERIODS:
        first, last = period(content.get(key))
        if first is not None:
            return Days(first, None, True) if is_dose and _is_short(first, last) else Days(first, last, False)
    written = next(filter(None, (day(content.get(key)) for key in WRITTEN)), None)
    ordered = _ordered(content, written)
    if ordered is not None:
        return ordered
    on = next(filter(None, (day(content.get(key)) for key in ONE_DAY)), None)
    ended = day(content.get("dateEnded"))
    return Days(on or written, ended, ended is None, on is None)


def without_a_start(content: Mapping[str, Any]) -> str:
    """What is known of the days of a medication that says none on which it began: when it was told, or ended."""
    told = day(content.get("dateAsserted"))
    ended = next(filter(None, (period(content.get(key))[1] for key in PERIODS)), None) or day(content.get("dateEnded"))
    parts = [f"it was told on {told}"] * bool(told) + [f"it ended on {ended}"] * bool(ended)
    return f"It does not say when it began: {', and '.join(parts)}." if parts else "It has no date."


def supplied_until(content: Mapping[str, Any], handed_over: str) -> str | None:
    """The last day for which a dispense lasts; None where nobody says how long, or on which day it was handed over."""
    supply = an_object(content.get("daysSupply"))
    number, unit = a_number(supply.get("value")), a_text(supply.get("code")) or a_text(supply.get("unit"))
    factor = DAYS_OF.get(unit.lower())
    if number is None or factor is None or len(handed_over) < len("2026-11-20"):
        return None
    lasts = number * factor
    if not 1 <= lasts <= LONGEST_SUPPLY:
        return None
    return (date.fromisoformat(handed_over) + timedelta(days=int(lasts) - 1)).isoformat()


def _ordered(content: Mapping[str, Any], written: str | None) -> Days | None:
    """From the first to the last day of all dosages, which may follow each other; open where one has no last day."""
    dosages = [*a_list(content.get("dosageInstruction")), *a_list(content.get("dosage"))]
    timings = [an_object(an_object(dosage).get("timing")) for dosage in dosages]
    bounds = [period(an_object(timing.get("repeat")).get("boundsPeriod")) for timing in timings]
    periods = [(first or written, last) for first, last in bounds if first or (written and last)]
    events = [*_events(timings)]
    goes_on = any(one == (None, None) and not [*_events([timing])] for one, timing in zip(bounds, timings, strict=True))
    if not periods and len(events) == 1 and not goes_on:
        return Days(events[0], None, True)
    starts = [first for first, _ in periods if first] + events
    ends = [last for _, last in periods if last] + events
    if not starts:
        return None
    is_open = goes_on or any(last is None for _, last in periods)
    return Days(min(starts, key=first_day), None if is_open else max(ends, key=last_day), False)


def _events(timings: list[Mapping[str, Any]]) -> Iterator[str]:
    for timing in timings:
        yield from filter(None, map(day, a_list(timing.get("event"))))


def _is_short(first: str, last: str | None) -> bool:
    if last is None or last == first:
        return True
    return 0 <= (date.fromisoformat(last_day(last)) - date.fromisoformat(first_day(first))).days <= ONE_DOSE
