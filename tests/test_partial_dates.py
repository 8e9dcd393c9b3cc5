"""Dates as charted: read as intervals, and months counted as the calendar counts them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from random import Random

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from statemachine.record.partial_dates import PartialDate, add_months, end_of_month, parse, within_months


def is_month_end(day: date) -> bool:
    """The last day of its month."""
    return day.day == calendar.monthrange(day.year, day.month)[1]


def random_pairs(number: int) -> list[tuple[date, int]]:
    """Days from 1990 to 2040, a third of them month ends and leap days, and months from minus three years to ten."""
    random = Random(20220531)  # noqa: S311  # the same pairs in every run
    pairs = []
    for _ in range(number):
        day = date(1990, 1, 1) + timedelta(random.randrange(50 * 365))
        match random.randrange(6):
            case 0:
                day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
            case 1:
                day = date(day.year // 4 * 4, 2, 29)
        pairs.append((day, random.randrange(-36, 121)))
    return pairs


PAIRS = random_pairs(10_000)


def test_the_random_pairs_include_month_ends_and_leap_days() -> None:
    assert sum(is_month_end(day) for day, _ in PAIRS) > 1000
    assert sum((day.month, day.day) == (2, 29) for day, _ in PAIRS) > 1000


def test_months_are_added_as_dateutil_adds_them() -> None:
    assert [day + relativedelta(months=months) for day, months in PAIRS] == [add_months(*pair) for pair in PAIRS]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-01-15", 12, "2025-01-15"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-12-01", 1, "2025-01-01"),
        ("2024-01-31", -1, "2023-12-31"),
        ("2024-05-17", 0, "2024-05-17"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_end_of_a_shorter_month(day: str, months: int, later: str) -> None:
    assert date.fromisoformat(later) == add_months(date.fromisoformat(day), months)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("1900-01-01", "1900-01-01", "1900-01-01"),
    ],
)
def test_a_charted_date_is_the_interval_of_days_that_it_can_mean(text: str, first: str, last: str) -> None:
    assert PartialDate(date.fromisoformat(first), date.fromisoformat(last), text) == parse(text)


def test_only_a_date_with_its_day_is_a_day() -> None:
    assert [parse(text).is_a_day for text in ("2024", "2024-05", "2024-05-17")] == [False, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-5",
        "2024-00",
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "2024-05-",
        "2024-05-17T00:00",
        " 2024",
        "2024 ",
        "2024\n",
        "20240517",
        "2024/05/17",
        "05-2024",
        "1899",
        "0000",
        "\uff12\uff10\uff12\uff14",
        "-2024",
        "2024-05-1",
        "today",
    ],
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|year|month|day"):
        parse(text)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_back_and_lies_within_its_month_and_year(day: date) -> None:
    assert PartialDate(day, day, day.isoformat()) == parse(day.isoformat())
    for text in (day.isoformat()[:7], day.isoformat()[:4]):
        charted = parse(text)
        assert charted.first <= day <= charted.last
        assert text == charted.text


def test_a_month_ends_where_the_calendar_says() -> None:
    for year in (1900, 2000, 2023, 2024):
        for month in range(1, 13):
            assert date(year, month, calendar.monthrange(year, month)[1]) == end_of_month(year, month)


def days_of(charted: PartialDate) -> list[date]:
    """Every day that a charted date can mean."""
    return [charted.first + timedelta(days) for days in range((charted.last - charted.first).days + 1)]


CHARTED = st.dates(date(2019, 1, 1), date(2026, 12, 31)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:7], day.isoformat()[:4]])
)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(CHARTED.map(parse), CHARTED.map(parse), st.sampled_from([0, 1, 3, 6, 12, 18, 24]))
def test_within_months_is_yes_only_if_every_day_is_and_no_only_if_none_is(
    start: PartialDate, end: PartialDate, months: int
) -> None:
    lasts = [day + relativedelta(months=months) for day in days_of(start)]
    found = {ending <= last for last in lasts for ending in days_of(end)}
    expected = found.pop() if len(found) == 1 else None
    assert expected == within_months(start, end, months)


@pytest.mark.parametrize(
    ("start", "end", "early"),
    [
        ("2024-06-10", "2025-06-10", True),  # exactly twelve months count as early
        ("2024-06-10", "2025-06-11", False),
        ("2024-02-29", "2025-02-28", True),
        ("2024-02-29", "2025-03-01", False),
        ("2024", "2025-06", None),
        ("2023-05", "2025-01", False),
        ("2024-06", "2025-06", None),
        ("2024-06", "2025-06-30", None),  # early only if the last dose was given on the last of June
        ("2024-06", "2025-07-01", False),
        ("2024-06-30", "2025-06", True),
        ("2024-06-01", "2025-06", None),  # early only if the disease recurred on the first of June
        ("2024-05-31", "2025-06", False),
        ("2024-06", "2025-05", True),
        ("2025-06-10", "2024-06-10", True),  # recurrence before the last dose is during treatment
    ],
)
def test_twelve_months_end_on_the_same_day_a_year_later(start: str, end: str, early: bool | None) -> None:
    assert early is within_months(parse(start), parse(end), 12)


@pytest.mark.parametrize("text", ["2024-00", "2024-13", "2024-13-01"])
def test_a_month_that_does_not_exist_is_refused_as_such(text: str) -> None:
    with pytest.raises(ValueError, match=r"month must be in 1\.\.12"):
        parse(text)
