"""What of the drawing can be moved to ask what if: a pin, and the two ends of a bar, each at its charted date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.board.course_bars import Bar
from service.board.entries import ReadEntry, event_in_words
from service.board.time_scale import Scale
from service.board.words import gettext as _
from statemachine.record.partial_dates import parse


@dataclass(frozen=True, slots=True)
class Grip:
    """A date that can be moved; `field` is its pointer, `day` where it is drawn: the outer one of a partial date."""

    field: str
    name: str
    charted: str
    day: str
    side: str
    x: float
    y: float


def grips_of(
    scale: Scale,
    history: Sequence[Any],
    pins: Sequence[tuple[int, float]],
    bars: Sequence[Bar],
    courses: Sequence[ReadEntry],
) -> list[Grip]:
    """The grips of pins (entry and height) and of bars, as drawn; a date that nobody has charted has none."""
    words = {each.number: each.words for each in courses}
    grips = [_grip(scale, history, entry, "on", event_in_words(history[entry]), y) for entry, y in pins]
    for bar in bars:
        for key, name in (("started", _("start of %(course)s")), ("ended", _("end of %(course)s"))):
            if bar.entry is not None and key in history[bar.entry]:
                told = name % {"course": words[bar.entry]}
                grips.append(_grip(scale, history, bar.entry, key, told, bar.y + 21))
    return grips


def _grip(scale: Scale, history: Sequence[Any], entry: int, key: str, name: str, y: float) -> Grip:
    charted = history[entry][key]
    possible = parse(charted)
    day = possible.last if key == "ended" else possible.first
    return Grip(f"/history/{entry}/{key}", name, charted, day.isoformat(), key, scale(day), y)
