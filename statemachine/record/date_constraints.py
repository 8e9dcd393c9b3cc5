"""Which comparisons of partial dates are possible together: days of a calendar under conditions.

Every comparison of dates says "at most so far after". Such a condition, and its opposite, bounds one day from below by
the other, and the bound never falls when the other day moves on. So the earliest days that meet all conditions are
found by moving each day forward until nothing moves; the conditions are possible together exactly if those days lie
within what is charted. Conditions in days that push each other round in a circle never come to rest: such a circle
passes through the condition added last, and is known by moving the very day that this one is bounded by.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from statemachine.record.partial_dates import PartialDate, add_months

ONE_DAY = timedelta(1)
MOST_WAYS = 64  # beyond it an assumption is not noted, so that more is held possible than is
MOST_MOVES = 20_000  # of days, for all that is assumed of one record; beyond it everything is held possible


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
        day = later - timedelta(self.days)
        if not self.months:
            return day
        day = add_months(day, -self.months)
        while self.latest(day) < later:
            day += ONE_DAY
        while self.latest(day - ONE_DAY) >= later:
            day -= ONE_DAY
        return day


class Condition(NamedTuple):
    """A comparison that holds, or that does not."""

    comparison: Comparison
    holds: bool

    @property
    def by(self) -> str:
        """The pointer to the day that the other one is bounded by."""
        return self.comparison.later.pointer if self.holds else self.comparison.earlier.pointer

    def pushed(self, days: dict[str, date]) -> tuple[str, date]:
        """Which day this bounds from below, and by what, where the other day is as given."""
        comparison = self.comparison
        if self.holds:
            return comparison.earlier.pointer, comparison.earliest(days[comparison.later.pointer])
        return comparison.later.pointer, comparison.latest(days[comparison.earlier.pointer]) + ONE_DAY


def day(pointer: str, charted: PartialDate) -> Day:
    """A charted date with its place."""
    return Day(pointer, charted.first, charted.last)


class Moves:
    """How often a day was moved forward, counted over all that is assumed of one record."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0

    @property
    def are_used_up(self) -> bool:
        """Was the bound reached?"""
        return self.count >= MOST_MOVES


class Way:
    """Conditions that are possible together, with the earliest day for each date that meets them; never changed."""

    __slots__ = ("_bounding", "_last", "days")

    def __init__(self) -> None:
        self.days: dict[str, date] = {}
        self._last: dict[str, date] = {}
        self._bounding: dict[str, tuple[Condition, ...]] = {}

    def plus(self, conditions: Iterable[Condition], moves: Moves) -> Way | None:
        """These conditions and more; None where they are not possible together."""
        way = Way()
        way.days, way._last, way._bounding = self.days.copy(), self._last.copy(), self._bounding.copy()
        return way if all(way._comes_to_rest(condition, moves) for condition in conditions) else None

    def _comes_to_rest(self, added: Condition, moves: Moves) -> bool:
        """Move each day forward until this condition is met too; False where a day leaves what is charted.

        Where the moves are used up before that is known, the condition is held possible.
        """
        known = self._bounding.get(added.by, ())
        if added in known:
            return True
        self._bounding[added.by] = (*known, added)
        for one in added.comparison[:2]:
            self.days.setdefault(one.pointer, one.first)
            self._last.setdefault(one.pointer, one.last)
        waiting = deque([added])
        in_days: set[str] = set()  # where the day is what it is by conditions in days alone, the added one first
        while waiting and not moves.are_used_up:
            moves.count += 1
            condition = waiting.popleft()
            pointer, least = condition.pushed(self.days)
            if least <= self.days[pointer]:
                continue
            if condition.comparison.months == 0 and (condition is added or condition.by in in_days):
                in_days.add(pointer)
            else:
                in_days.discard(pointer)
            if least > self._last[pointer] or (pointer == added.by and pointer in in_days):
                return False
            self.days[pointer] = least
            waiting.extend(self._bounding.get(pointer, ()))
        return True


class Chronology:
    """What a branch assumes about dates: one of several sets of conditions; never changed."""

    def __init__(self, ways: Sequence[Way] | None = None, moves: Moves | None = None) -> None:
        self.moves = Moves() if moves is None else moves
        self.ways = [Way()] if ways is None else ways
        self.facts = frozenset().union(*(way.days for way in self.ways))
        self._answers: dict[tuple[Comparison, ...], tuple[bool, ...]] = {}  # one question is asked for many options

    def afresh(self) -> Chronology:
        """The same with no move counted yet, for another record of which the same holds."""
        return Chronology(self.ways)

    def plus(self, hinges: Sequence[Comparison], answer: bool) -> Chronology:
        """Beside these, one of the comparisons holds, or none does."""
        if self.moves.are_used_up or (answer and len(self.ways) * len(hinges) > MOST_WAYS):
            return self
        return Chronology(list(self._ways(hinges, answer)), self.moves)

    def answers(self, hinges: tuple[Comparison, ...]) -> tuple[bool, ...]:
        """Whether one of the comparisons can hold, and whether none can."""
        known = self._answers.get(hinges)
        if known is None and self.moves.are_used_up:
            return (True, False)
        if known is None:
            known = tuple(answer for answer in (True, False) if any(self._ways(hinges, answer)))
            self._answers[hinges] = known
        return known

    def _ways(self, hinges: Sequence[Comparison], answer: bool) -> Iterator[Way]:
        held = [Condition(hinge, answer) for hinge in hinges]
        added = [[condition] for condition in held] if answer else [held]
        return (way for old in self.ways for new in added if (way := old.plus(new, self.moves)) is not None)
