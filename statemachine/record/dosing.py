"""How each drug of a course is given now: since when it is held, and at which dose level.

A hold and a level belong to the drugs of the entry that charts them, whatever that entry is read with.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from statemachine.record.partial_dates import PartialDate


class Dosing(NamedTuple):
    """What the entry at this pointer charts of how a drug of it is given."""

    pointer: str
    held_since: PartialDate | None
    level: int | None

    @property
    def held_at(self) -> str:
        """The pointer to the day since when it is held."""
        return f"{self.pointer}/held_since"

    @property
    def level_at(self) -> str:
        """The pointer to its dose level."""
        return f"{self.pointer}/dose_level"


def held_since(dosings: Iterable[Dosing]) -> PartialDate | None:
    """Since when the first of them is held."""
    return min((one.held_since for one in dosings if one.held_since is not None), default=None)


def lowest_level(dosings: Iterable[Dosing]) -> int | None:
    """The lowest dose level that is charted."""
    return min((one.level for one in dosings if one.level is not None), default=None)


def of_one_drug(earlier: Dosing, later: Dosing, begun: PartialDate, *, on_one_day: bool) -> Dosing:
    """What two entries of one drug chart of it, both going on: what was held before the later one is given again.

    The level is that of the later one, because it may have changed with it; of two that began on one day either's.
    """
    since = [one.held_since for one in (earlier, later) if one.held_since and one.held_since.last >= begun.first]
    lowest = lowest_level((earlier, later)) if on_one_day else later.level
    held = max(since, default=None)
    pointer = later.pointer if held == later.held_since else earlier.pointer
    return Dosing(pointer, held, lowest)
