"""Dates moved across the boundaries that decide: how far each can move before a guard answers differently.

The guards compare dates in two ways: the recurrence with the (neo)adjuvant courses, by an interval or by which came
first, and the end of a toxicity with its onset. Every such comparison is monotone in either date, so the day on which
its answer turns is found exactly. A date is moved only as far as the entries of the history keep their order: another
order of events is another history, not another date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.explore_branches import walk
from statemachine.board.sensitivity.fact_changes import FactChange
from statemachine.machine.guard import Undetermined
from statemachine.machine.guideline import Guideline
from statemachine.machine.question import Question
from statemachine.machine.thresholds import Interval
from statemachine.record.edited_record import DATES, scenario
from statemachine.record.occurrences import BEGINS, ENDS, HAPPENS
from statemachine.record.partial_dates import PartialDate, parse
from statemachine.record.read_record import read
from statemachine.record.reading import Document
from statemachine.record.reading_order import OrderUnknown
from statemachine.record.record import RETURNS
from statemachine.record.record_faults import RecordFaults

DAY = timedelta(days=1)
MOST_COMPARED = 200  # pairs of dates
MOST_READ = 6_000  # entries of the history, over all readings with a date moved
ANEW = 4  # what an entry costs that is taken from the chart again, in entries read
IN_AN_ENTRY = ("started", "on", "dropped", "held_since", "ended", "resolved_on")
ON_A_DAY = {"ended": ENDS, "on": HAPPENS, "dropped": HAPPENS, "started": BEGINS}
ORDERS_NOTHING = ("resolved_on", "held_since")
LABELS = {
    "started": "the start of",
    "ended": "the last dose of",
    "held_since": "the hold of",
    "resolved_on": "the end of",
}


class Charted(NamedTuple):
    """A date of the history: the number of its entry and its field, and the interval that it can mean."""

    place: int
    field: str
    on: PartialDate
    entry: Document

    @property
    def pointer(self) -> str:
        """The JSON pointer to the place where it is charted."""
        return f"/history/{self.place}/{self.field}"

    @property
    def label(self) -> str:
        """The date in words."""
        what = self.entry.get("event", self.entry.get("setting", ""))
        kind = "treatment" if "treatment" in self.entry else ""
        words = [LABELS.get(self.field, ""), what.replace("_", " "), kind]
        return " ".join(word for word in words if word)

    @property
    def is_return(self) -> bool:
        """Does it tell when metastatic disease was found?"""
        return self.entry.get("event") in RETURNS

    @property
    def is_early(self) -> bool:
        """Is it a date of a (neo)adjuvant course?"""
        return "treatment" in self.entry and self.entry["setting"] != "metastatic"

    @property
    def orders(self) -> bool:
        """Does the order of the history hang on it? The end of a (neo)adjuvant course is not told as an event."""
        return self.field not in ORDERS_NOTHING and not (self.is_early and self.field == "ended")

    def moved_to(self, day: date) -> FactChange:
        """This date charted as another day."""
        edit = {"replace": {"index": self.place, "entry": {**self.entry, self.field: day.isoformat()}}}
        says = f"{self.label}: {day.isoformat()} instead of {self.on.text}"
        return FactChange(self.pointer, self.label, self.on.text, day.isoformat(), says, {}, (edit,))


class Reach(NamedTuple):
    """The days between which the order of the history stays, cut where a comparison turns; each cut begins a span."""

    charted: Charted
    spans: Sequence[tuple[date, date]]

    def others(self) -> Iterator[tuple[date, date]]:
        """The spans that the date as charted is not within."""
        on = self.charted.on
        return ((first, last) for first, last in self.spans if not first <= on.first <= on.last <= last)

    def nearest(self, span: tuple[date, date]) -> date:
        """The day of a span that is nearest to the date as charted."""
        first, last = span
        return last if last < self.charted.on.first else max(first, min(self.charted.on.first, last))


def reaches(guideline: Guideline, document: Document, effort: Effort = UNBOUNDED) -> tuple[list[Reach], bool]:
    """For each date that some guard compares, how far it can move and where comparisons turn.

    Also False if a bound was reached, so that not every date was looked at; else True.
    """
    as_of = date.fromisoformat(document["as_of"])
    dates = list(_charted(document))
    intervals = [Interval(), *guideline.relevant_intervals]
    found: list[Reach] = []
    compared = entries_read = 0
    for charted in dates:
        others = _compared_with(charted, dates)
        first, last = _room(charted, dates, as_of)
        if not others or first > last:
            continue
        compared += len(others)
        if compared > MOST_COMPARED:
            return found, False
        cuts = {first}
        for other in others:
            for interval in intervals:
                for end in {other.on.first, other.on.last}:
                    cuts.update(_turns(interval, end, first, last))
        entries_read += len(cuts) * len(document["history"])
        if entries_read > MOST_READ:
            return found, False
        spans = _spans(guideline, document, charted, sorted(cuts), last, effort)
        if spans is None:
            return found, False
        found.append(Reach(charted, spans))
    return found, True


def _spans(
    guideline: Guideline, document: Document, charted: Charted, starts: Sequence[date], last: date, effort: Effort
) -> list[tuple[date, date]] | None:
    """The spans that begin on these days, those joined that the edition reads alike; None where that costs too much."""
    spans: list[tuple[date, date]] = []
    before: object = None
    for start, end in zip(starts, [*(day - DAY for day in starts[1:]), last], strict=True):
        if effort.is_used_up:
            return None
        effort.spend(ANEW * len(document["history"]))
        reading = _reading(guideline, scenario(document, {}, charted.moved_to(start).history).document)
        if spans and reading is not None and reading == before:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        before = reading
    return spans


def _reading(guideline: Guideline, document: Document) -> object:
    """The way that the record leads and the answer to every question about an interval; None if it is not settled.

    Nothing else in an edition hangs on how far two dates are apart, whatever the patient's facts are.
    """
    try:
        case = walk(guideline, read(document, guideline.catalogue))
    except (RecordFaults, Undetermined, OrderUnknown):
        return None
    way = [(taken.trigger, taken.step.dest, *(found.answer for found in taken.findings)) for taken in case.trail]
    return way, [question.ask(case).value for question in _interval_questions(guideline)]


@lru_cache(maxsize=32)
def _interval_questions(guideline: Guideline) -> tuple[Question, ...]:
    asked = {
        guard.question: guard.func
        for state in guideline.states
        for step in guideline.steps("treat", state)
        for guard in step.conditions
        if {"limit", "days"} & guard.func.arguments.keys()
    }
    return tuple(asked.values())


def _charted(document: Document) -> Iterator[Charted]:
    as_of = date.fromisoformat(document["as_of"])
    for index, entry in enumerate(document["history"]):
        for field in DATES:
            if field in entry:
                on = parse(entry[field])
                yield Charted(index, field, on._replace(last=min(on.last, as_of)), entry)
        if "dropped" in entry:
            yield Charted(index, "dropped", parse(entry["dropped"]["on"]), entry)


def _compared_with(charted: Charted, dates: Sequence[Charted]) -> list[Charted]:
    """The dates that some guard compares with this one; none compares the day a part was dropped."""
    if charted.field == "dropped":
        return []
    if charted.entry.get("event") == "toxicity":
        return [other for other in dates if other.place == charted.place and other.field != charted.field]
    returns = [other for other in dates if other.is_return]
    if not returns:  # the recurrence is read from the start of the first treatment for it
        starts = [other for other in dates if other.field == "started" and not other.is_early]
        returns = sorted(starts, key=lambda other: (other.on.first, other.on.last))[:1]
    if charted in returns:
        return [other for other in dates if other.is_early]
    return returns if charted.is_early else []


def _room(charted: Charted, dates: Sequence[Charted], as_of: date) -> tuple[date, date]:
    """The first and the last day that leave the order of the history as it is."""
    first, last = date(1900, 1, 1), as_of
    for other in dates:
        own = other.place == charted.place
        if other is charted or not (own or (charted.orders and other.orders)):
            continue
        apart = timedelta(0) if own else DAY
        if other.on.last < charted.on.first:
            first = max(first, other.on.last + apart)
        elif other.on.first > charted.on.last:
            last = min(last, other.on.first - apart)
        elif other.on.is_a_day and charted.on.is_a_day:
            if _comes_before(charted, other):
                last = min(last, other.on.last)
            else:
                first = max(first, other.on.first)
    return first, last


def _comes_before(one: Charted, other: Charted) -> bool:
    """Which of two dates of one day stands first: within an entry as it went on, else what ends, happens, begins."""
    if one.place == other.place:
        return IN_AN_ENTRY.index(one.field) < IN_AN_ENTRY.index(other.field)
    return (ON_A_DAY[one.field], one.place) < (ON_A_DAY[other.field], other.place)


def _turns(interval: Interval, other: date, first: date, last: date) -> Iterator[date]:
    """The days from which on a comparison with the other date is answered otherwise."""
    comparisons: list[Callable[[date], bool]] = [
        lambda day: day >= other,
        lambda day: day > other,
        lambda day: day > interval.from_day(other, 1),
        lambda day: interval.from_day(day, 1) >= other,
        lambda day: interval.from_day(day, 1) > other,
    ]
    for holds in comparisons:
        if holds(last) and not holds(first):
            low, high = first, last  # holds at high, not at low
            while high - low > DAY:
                middle = low + (high - low) // 2
                low, high = (low, middle) if holds(middle) else (middle, high)
            yield high
