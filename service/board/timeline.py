"""The patient's way as a drawing: courses, events, the decisions passed, and the limits counted from the last dose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.board.course_bars import Bar, Frame, course_bars
from service.board.entries import ReadEntry, event_in_words
from service.board.grips import Grip, grips_of
from service.board.time_scale import CHARACTER, RIGHT, Scale
from service.board.words import gettext as _
from statemachine.answer import Recommendation, TrailStep
from statemachine.record.event_forms import one_form
from statemachine.record.partial_dates import PartialDate, add_months, parse

LEVEL = 19  # height of a label

RULE = "recurred_within"  # the guard that counts from the last dose


@dataclass(frozen=True, slots=True)
class Mark:
    """A day with a label; `width` is the uncertainty of a partial date or of a limit counted from one."""

    x: float
    width: float
    y: float
    label: str
    anchor: str
    kind: str
    entry: int = -1


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing; y of the marks counts from the top, of the courses from `courses_y`."""

    height: float
    floor: float
    courses: list[Bar]
    frames: list[Frame]
    events: list[Mark]
    limits: list[Mark]
    decisions: list[Bar]
    ticks: list[Mark]
    today: float
    scale: Scale
    grips: list[Grip]


def timeline(
    document: Mapping[str, Any],
    answer: Recommendation,
    courses: Sequence[ReadEntry],
    states: Mapping[str, str],
    months: Iterable[int],
) -> Timeline | None:
    """The drawing of a record that was answered, with its courses as read; `states` names decisions.

    The limits are counted from the last dose that the guideline's own timing rule found. None without dates.
    """
    as_of = date.fromisoformat(document["as_of"])
    today = PartialDate(as_of, as_of, document["as_of"])
    events = [(number, entry) for number, entry in enumerate(document["history"]) if "event" in entry]
    dose = _last_dose(document, answer)
    ends = [(add_months(dose.first, each), add_months(dose.last, each), each) for each in months] if dose else []
    days = [parse(entry[key]) for entry in document["history"] for key in ("started", "ended", "on") if key in entry]
    if not days:
        return None
    scale = Scale(min(day.first for day in days), max([as_of, *(last for _, last, _ in ends)]))
    limits = _levelled(
        [
            (scale(first), scale(last), _("%(months)s months after the last dose") % {"months": each}, "limit", -1)
            for first, last, each in ends
        ],
        14,
    )
    below = 14 + LEVEL * _levels(limits, 14)
    marks = [
        (*_span(scale, parse(entry["on"])), f"{event_in_words(entry)} {entry['on']}", one_form(entry)[0], number)
        for number, entry in events
    ]
    shown = _levelled(marks, below)
    top = below + LEVEL * _levels(shown, below) + 6
    bars, frames, floor = course_bars(scale, courses, today, top)
    return Timeline(
        floor + 62,
        floor,
        bars,
        frames,
        shown,
        limits,
        _decisions(scale, answer.trail, as_of, states, floor + 8),
        _ticks(scale, floor + 52),
        scale(as_of),
        scale,
        grips_of(scale, document["history"], [(pin.entry, pin.y - 5) for pin in shown], bars, courses),
    )


def _last_dose(document: Mapping[str, Any], answer: Recommendation) -> PartialDate | None:
    """The last dose that the timing rule counts from; None where one of its courses has no charted end."""
    found = [finding.facts for step in answer.trail for finding in step.findings if finding.guard == RULE]
    ways = [way for branch in answer.branches for way in (branch.when, *branch.or_when)]
    supposed = [asked.facts for way in ways for asked in way if asked.guard == RULE]
    ends = {pointer for facts in (*found, *supposed) for pointer in facts if pointer.endswith("/ended")}
    charted = [document["history"][int(pointer.split("/")[2])].get("ended") for pointer in ends]
    if not charted or None in charted:
        return None
    days = [parse(text) for text in charted]
    return PartialDate(max(day.first for day in days), max(day.last for day in days), "")


def _span(scale: Scale, day: PartialDate) -> tuple[float, float]:
    return scale(day.first), scale(day.last)


def _levelled(spans: list[tuple[float, float, str, str, int]], top: float) -> list[Mark]:
    """Marks with their labels on so many levels that none covers another."""
    free: list[float] = []
    marks = []
    for x, end, label, kind, entry in sorted(spans):
        width = len(label) * CHARACTER + 14
        fits = x + width <= RIGHT
        left, right = (x, x + width) if fits else (x - width, x)
        level = next((index for index, used in enumerate(free) if used <= left), len(free))
        free[level:level] = [] if level < len(free) else [0.0]
        free[level] = right
        marks.append(Mark(x, max(end - x, 0), top + level * LEVEL, label, "start" if fits else "end", kind, entry))
    return marks


def _levels(marks: list[Mark], top: float) -> int:
    return 1 + max((round((mark.y - top) / LEVEL) for mark in marks), default=-1)


def _decisions(scale: Scale, trail: Sequence[TrailStep], as_of: date, states: Mapping[str, str], y: float) -> list[Bar]:
    """The decisions passed, each from the day it was reached."""
    reached: list[tuple[date, str]] = []
    for step in trail:
        if step.dest is None:  # the ways to the answer pass other decisions
            continue
        state = step.dest.partition(".")[0]
        if step.on is not None and (not reached or reached[-1][1] != state):
            reached.append((parse(step.on).first, state))
    bars = []
    for index, (day, state) in enumerate(reached):
        end = reached[index + 1][0] if index + 1 < len(reached) else as_of
        x, width = scale(day), max(scale(end) - scale(day), 2)
        label = states.get(state, state)
        room = int(width / CHARACTER)
        kind = "present" if index + 1 == len(reached) else "passed"
        if len(label) <= room:
            bars.append(Bar(x, width, x, width, y, label, x + 4, "start", kind))
        elif kind == "present":
            bars.append(Bar(x, width, x, width, y, label, x - 4, "end", kind))
        else:
            shown = "" if room < 4 else label[: room - 1] + "…"
            bars.append(Bar(x, width, x, width, y, shown, x + 4, "start", kind))
    return bars


def _ticks(scale: Scale, y: float) -> list[Mark]:
    """The years, or the quarters of a short record."""
    years = range(scale.first.year, scale.last.year + 1)
    days = [date(year, 1, 1) for year in years]
    if len(years) <= 3:
        days = [date(year, month, 1) for year in years for month in (1, 4, 7, 10)]
    shown = [day for day in days if scale.first < day <= scale.last]
    return [
        Mark(scale(day), 0, y, str(day.year) if day.month == 1 else f"{day:%Y-%m}", "middle", "tick") for day in shown
    ]
