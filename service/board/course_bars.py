"""The courses as bars, one below the other, with a frame around those that were read as one regimen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from service.board.entries import ReadEntry
from service.board.facts import said
from service.board.time_scale import CHARACTER, RIGHT, Scale
from service.board.words import gettext as _
from statemachine.record.partial_dates import PartialDate, parse
from statemachine.record.words import one_of

LANE = 34  # height of a course
HEADING = 20  # height of the words above courses that were read as one


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time; `sure` is the part that the charted dates leave no doubt about."""

    x: float
    width: float
    sure_x: float
    sure_width: float
    y: float
    label: str
    label_x: float
    anchor: str
    kind: str
    held_x: float | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Courses that were read as one, framed together under the name of what they are."""

    x: float
    width: float
    y: float
    height: float
    label: str


def course_bars(
    scale: Scale, courses: Sequence[ReadEntry], today: PartialDate, top: float
) -> tuple[list[Bar], list[Frame], float]:
    """The courses one below the other, those that were read as one within a frame, and how far down they reach."""
    bars: list[Bar] = []
    frames = []
    for _first, entries in groupby(courses, key=lambda each: each.read_with):
        together = list(entries)
        is_framed = len(together) > 1
        begin, top = top, top + HEADING if is_framed else top
        for each in together:
            bars.append(_course(scale, each, today, top))
            top += LANE
        if is_framed:
            of_it = bars[-len(together) :]
            x = min(bar.x for bar in of_it) - 4
            end = max(bar.x + bar.width for bar in of_it) + 4
            numbers = one_of([str(each.number + 1) for each in together], _("and"))
            told = _("entries %(numbers)s, read as one regimen") % {"numbers": numbers}
            frames.append(Frame(x, end - x, begin + 2, top - begin, told))
            top += 4
    return bars, frames, top + 4


def _course(scale: Scale, read: ReadEntry, today: PartialDate, y: float) -> Bar:
    entry = read.entry
    # A start that nobody charted is drawn from the beginning, and sure only on the last day given.
    begin = PartialDate(scale.first, parse(entry["ended"]).first if "ended" in entry else today.last, "")
    started = parse(entry["started"]) if "started" in entry else begin
    # A course without an end is drawn as far as it may have gone; only its first day is sure once it was stopped.
    open_end = today if "stopped_for" not in entry else PartialDate(started.last, today.last, "")
    ended = parse(entry["ended"]) if "ended" in entry else open_end
    x, sure_x = scale(started.first), scale(started.last)
    end, sure_end = scale(ended.last), scale(max(ended.first, started.last))
    setting = _("supportive") if read.kind == "beside" else said(entry["setting"])
    told = f"{read.words} ({setting})"
    fits = x + len(told) * CHARACTER <= RIGHT
    reason = said(entry.get("stopped_for", "ended" if "ended" in entry else "ongoing"))
    reason = reason if "started" in entry else ", ".join((reason, _("start not charted")))
    return Bar(
        x,
        max(end - x, 3),
        sure_x,
        max(sure_end - sure_x, 0),
        y,
        f"{told}: {reason}" if fits and x + (len(told) + len(reason) + 2) * CHARACTER <= RIGHT else told,
        x if fits else RIGHT,
        "start" if fits else "end",
        read.kind,
        scale(parse(entry["held_since"]).first) if "held_since" in entry else None,
        read.number,
    )
