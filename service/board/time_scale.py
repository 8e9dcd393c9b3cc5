"""From days to places on the drawing of the patient's way, and the sizes that all of it is drawn in."""

from __future__ import annotations

from datetime import date, timedelta

LEFT, RIGHT = 12, 988
CHARACTER = 7.1  # width of a letter


class Scale:
    """Days to places on the drawing."""

    def __init__(self, first: date, last: date) -> None:
        span = max((last - first).days, 60)
        margin = timedelta(days=max(span // 40, 3))
        self.first, self.last = first - margin, max(last, first + timedelta(days=60)) + margin
        self._per_day = (RIGHT - LEFT) / (self.last - self.first).days

    def __call__(self, day: date) -> float:
        """The x of a day."""
        return round(LEFT + (day - self.first).days * self._per_day, 1)
