"""The order in which the machine reads a record: its dated occurrences, and what partial dates leave open of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, zip_longest

from statemachine.record import words
from statemachine.record.catalogue import Catalogue
from statemachine.record.date_constraints import Chronology, Comparison, day
from statemachine.record.occurrences import (
    BEGINS,
    Occurrence,
    end_of,
    implied_recurrence,
    metastatic,
    occurrences,
    position,
)
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import Record
from statemachine.record.toxicity_reasons import stops_told_by

# Guards that read these look at their dates, wherever in the order they stand.
MOVE_NOTHING = frozenset({"her2_retest", "disease_status", "local_treatment", "supportive_treatment"})
Order = Callable[[Occurrence, Occurrence], bool | None]
Positions = Mapping[int, tuple[object, ...]]  # of each course among all, by its identity: compared very often


class OrderUnknown(Exception):
    """The charted dates leave open which of two occurrences came first."""

    def __init__(self, first: Occurrence, second: Occurrence) -> None:
        super().__init__(order_question(first, second))
        self.first = first
        self.second = second


def order_of(first: Occurrence, second: Occurrence) -> tuple[Comparison, ...]:
    """The comparisons of which one holds if the first came before the second; on one day its standing decides.

    What came before a treatment began also came before it ended, even where it began and ended on one day.
    """
    moments = [(second.day, second.phase)]
    if second.is_after_its_start and second.treatment is not None:
        moments.append((day(second.treatment.start_fact, second.treatment.started), BEGINS))
    return tuple(
        Comparison(first.day, moment, days=0 if first.standing(first.phase) < second.standing(phase) else -1)
        for moment, phase in moments
    )


def order_question(first: Occurrence, second: Occurrence) -> str:
    """The question whether the first came before the second; its sentence is its identity."""
    return f"Did {_named(first)} come before {_named(second)}?"


def in_reading_order(record: Record, catalogue: Catalogue, came_before: Order) -> list[Occurrence]:
    """The occurrences in reading order; OrderUnknown where partial dates, and `came_before`, leave the order open."""
    waiting = sorted(occurrences(record, catalogue), key=lambda occurrence: occurrence.key)
    if all(occurrence.on.is_a_day for occurrence in waiting):
        return waiting
    every, ordered = [*waiting], []
    positions = {id(each.treatment): position(each.treatment) for each in waiting if each.treatment is not None}

    def asked(first: Occurrence, second: Occurrence) -> bool | None:
        for one in (first, second):  # worded only where a question needs it, with what is told of the same date
            if not one.words:
                _put_into_words([other for other in every if other.on.text == one.on.text], catalogue)
        return came_before(first, second)

    while waiting:
        ordered.append(waiting.pop(waiting.index(_next(waiting, asked, positions))))
    return ordered


def certain_order(record: Record) -> Chronology:
    """What holds of partial dates however they turn out: a course ends after it starts, and regimens follow each other.

    Regimens that cannot follow each other as charted are left to be read as a conflict.
    """
    found = Chronology()
    for course in record.treatments:
        started = (course.start_fact, course.started)
        for dropped in course.dropped:
            found = _in_order(found, started, (dropped.fact, dropped.on))
        found = _in_order(found, started, (course.end_fact, course.ended))
    for event in record.events:
        happened = (f"{event.pointer}/on", event.on)
        found = _in_order(found, happened, (f"{event.pointer}/resolved_on", event.resolved_on))
    courses = metastatic(record)
    for course in courses[:1]:
        found = _in_order(found, ("/history", implied_recurrence(record, course)), (course.start_fact, course.started))
    for course, following in pairwise(courses):
        started = (following.start_fact, following.started)
        found = _in_order(found, (course.start_fact, course.started), started)
        ended = (course.end_fact, end_of(record, course, following))
        followed = _in_order(_in_order(found, (course.start_fact, course.started), ended), ended, started)
        found = followed if followed.ways else found
    return _with_what_stopped_them(found, record)


def _with_what_stopped_them(found: Chronology, record: Record) -> Chronology:
    """A toxicity charted without a day, for which a treatment or a part of it was stopped in that time, came before
    that, and before the next treatment was begun.
    """
    courses = metastatic(record)
    for event in (one for one in record.events if one.name == "toxicity" and not one.on.is_a_day):
        happened = (f"{event.pointer}/on", event.on)
        for course, following in zip_longest(courses, courses[1:]):
            stops = stops_told_by(event, course)
            for stop in stops:
                found = _if_possible(found, happened, stop, 0)
            if stops and following is not None and course.ended is not None:
                found = _if_possible(found, happened, (following.start_fact, following.started), -1)
    return found


def _if_possible(
    found: Chronology, first: tuple[str, PartialDate], second: tuple[str, PartialDate], days: int
) -> Chronology:
    """Beside what was found, that the first date comes before the second, by so many days, unless no dates do that."""
    if first[1].last < second[1].first:
        return found
    ordered = found.plus([Comparison(day(*first), day(*second), days=days)], True)
    return ordered if ordered.ways else found


def _in_order(
    found: Chronology, first: tuple[str, PartialDate | None], second: tuple[str, PartialDate | None]
) -> Chronology:
    """Beside what was found, that the first date is not after the second, where the chart leaves that open."""
    if second[1] is None or first[1] is None or first[1].last <= second[1].first:
        return found
    return found.plus([Comparison(day(first[0], first[1]), day(second[0], second[1]))], True)


def _next(waiting: list[Occurrence], came_before: Order, positions: Positions) -> Occurrence:
    chosen = waiting[0]
    for other in waiting[1:]:
        if other.on.first > chosen.on.last:
            break
        if _is_before(chosen, other, positions):
            continue
        if _is_before(other, chosen, positions):
            chosen = other
            continue
        first, second = (other, chosen) if chosen.is_after_its_start else (chosen, other)
        answer = came_before(first, second)
        if answer is None:
            raise OrderUnknown(first, second)
        chosen = first if answer else second
    return chosen


def _is_before(first: Occurrence, second: Occurrence, positions: Positions) -> bool:
    """Is the order certain: by date, by what begins and ends on one day, or because it does not matter?"""
    if _commute(first, second) or (first.on.is_a_day and second.on.is_a_day):
        return first.key < second.key
    if first.on.last < second.on.first:
        return True
    one, other = first.treatment, second.treatment
    if one is None or other is None:
        return False
    if one is other:
        if first.drops and second.drops:
            return first.key < second.key
        return first.phase == BEGINS or (first.drops and second.ends)
    # Metastatic regimens follow one another: the end of one comes before the start of the next.
    return (positions[id(one)], first.phase) < (positions[id(other)], second.phase)


def _commute(first: Occurrence, second: Occurrence) -> bool:
    """Does the order among the two change nothing: what moves nothing beside anything, or early-stage courses?"""
    triggers = {first.trigger, second.trigger}
    return not MOVE_NOTHING.isdisjoint(triggers) or triggers == {"early_stage_treatment"}


def _put_into_words(told: Sequence[Occurrence], catalogue: Catalogue) -> None:
    """Word each, and mark entries of one wording: two courses of one regimen in one month are two questions."""
    for occurrence in told:
        occurrence.words = occurrence_in_words(occurrence, catalogue)
    places: dict[str, set[str]] = {}
    for occurrence in told:
        places.setdefault(_named(occurrence), set()).add(occurrence.pointer)
    for occurrence, named in [(occurrence, _named(occurrence)) for occurrence in told]:
        occurrence.has_namesake = len(places[named]) > 1


def occurrence_in_words(occurrence: Occurrence, catalogue: Catalogue) -> str:
    """What happened, with what it happened to."""
    if occurrence.dropped is not None:
        return f"the end of {words.of_drugs([occurrence.dropped.agents], catalogue)}"
    if occurrence.treatment is not None:
        return f"the {'end' if occurrence.ends else 'start'} of {words.of_course(occurrence.treatment, catalogue)}"
    return f"the {words.of_event(occurrence.event)}" if occurrence.event is not None else occurrence.words


def _named(occurrence: Occurrence) -> str:
    place = occurrence.pointer if occurrence.has_namesake else ""
    when = ", ".join(filter(None, (words.of_date(occurrence.on), place)))
    return f"{occurrence.words} ({when})" if when else occurrence.words
