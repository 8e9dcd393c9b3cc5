"""Which comparisons of partial dates are possible together: days of a calendar under conditions.

Every comparison of dates says "at most so far after". Such a condition, and its opposite, bounds one day from below by
the other, and the bound never falls when the other day moves on. So the earliest days that meet all conditions are
found by moving each day forward until nothing moves; the conditions are possible together exactly if those days lie
within what is charted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from statemachine.partial_date import PartialDate, add_months

ONE_DAY = timedelta(1)


class Day(NamedTuple):
    """A day of which the chart tells no more than an interval, by the pointer to it."""

    pointer: str
    first: date
    last: date


class Comparison(NamedTuple):
    """Does `later` lie at most so many months and days after `earlier`?"""

    later: Day
    earlier: Day
    months: int = 0
    days: int = 0

    def latest(self, earlier: date) -> date:
        """The last day for `later` that is not too late."""
        moved = add_months(earlier, self.months) if self.months else earlier
        return moved + timedelta(self.days)

    def earliest(self, later: date) -> date:
        """The first day for `earlier` that is not too early."""
        day = add_months(later - timedelta(self.days), -self.months)
        while self.latest(day) < later:
            day += ONE_DAY
        while self.latest(day - ONE_DAY) >= later:
            day -= ONE_DAY
        return day


class Condition(NamedTuple):
    """A comparison that holds, or that does not."""

    comparison: Comparison
    holds: bool

    def pushed(self, days: dict[str, date]) -> tuple[str, date]:
        """Which day this bounds from below, and by what, where the other day is as given."""
        comparison = self.comparison
        if self.holds:
            return comparison.earlier.pointer, comparison.earliest(days[comparison.later.pointer])
        return comparison.later.pointer, comparison.latest(days[comparison.earlier.pointer]) + ONE_DAY


def day(pointer: str, charted: PartialDate) -> Day:
    """A charted date with its place."""
    return Day(pointer, charted.first, charted.last)


def possible(conditions: Sequence[Condition]) -> bool:
    """Is there a day for each date, within what is charted, so that every condition is met?"""
    known = {one.pointer: one for condition in conditions for one in condition.comparison[:2]}
    days = {pointer: one.first for pointer, one in known.items()}
    moving = True
    while moving:
        moving = False
        for condition in conditions:
            pointer, least = condition.pushed(days)
            if days[pointer] < least:
                if least > known[pointer].last:
                    return False
                days[pointer] = least
                moving = True
    return True


class Chronology:
    """What a branch supposes about dates: one of several sets of conditions; never changed."""

    def __init__(self, ways: Sequence[tuple[Condition, ...]] = ((),)) -> None:
        self.ways = ways
        self.facts = frozenset(one.pointer for way in ways for condition in way for one in condition.comparison[:2])

    def plus(self, hinges: Sequence[Comparison], answer: bool) -> Chronology:
        """Beside these, one of the comparisons holds, or none does."""
        added: Iterable[tuple[Condition, ...]]
        if answer:
            added = [(Condition(hinge, True),) for hinge in hinges]
        else:
            added = [tuple(Condition(hinge, False) for hinge in hinges)]
        return Chronology([way for old in self.ways for new in added if possible(way := (*old, *new))])

    def answers(self, hinges: Sequence[Comparison]) -> tuple[bool, ...]:
        """Whether one of the comparisons can hold, and whether none can."""
        return tuple(answer for answer in (True, False) if self.plus(hinges, answer).ways)
