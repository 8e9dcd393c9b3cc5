"""The record as a word: its dated occurrences in the order in which the machine reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from statemachine.catalogue import Catalogue
from statemachine.chronology import Chronology, Comparison, Day, day
from statemachine.partial_date import PartialDate
from statemachine.record import Event, Record, Treatment

# On one day: what ends, what happens, what begins, and what of it is dropped or ends on that very day.
ENDS, HAPPENS, BEGINS, DROPS_AT_ONCE, ENDS_AT_ONCE = range(5)
STOPS = {
    "completion": "completion",
    "progression": "progression",
    "toxicity": "stopped_for_toxicity",
    "patient_choice": "stopped_by_choice",
    "access": "stopped_for_access",
    None: "stopped",
}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One letter of the word: a trigger of the machine, when it happened and where it is charted."""

    trigger: str
    on: PartialDate
    pointer: str
    phase: int
    place: int
    event: Event | None = None
    treatment: Treatment | None = None

    @property
    def ends(self) -> bool:
        """Does it end the present treatment?"""
        return self.phase in (ENDS, ENDS_AT_ONCE)

    @property
    def drops(self) -> bool:
        """Does it drop a part of the present treatment?"""
        return self.trigger in ("component_dropped", "taxane_completed")

    @property
    def is_after_its_start(self) -> bool:
        """Does it tell how a treatment went on that began before?"""
        return self.ends or self.drops

    @property
    def fact(self) -> str:
        """Where its date is charted."""
        if self.event is not None:
            return f"{self.pointer}/on"
        if self.drops:
            return f"{self.pointer}/dropped/on"
        return f"{self.pointer}/{'ended' if self.ends else 'started'}"

    @property
    def day(self) -> Day:
        """Its date with its place."""
        return day(self.fact, self.on)

    @property
    def key(self) -> tuple[object, ...]:
        """The order to read in where the dates leave it open."""
        return (self.on.first, self.on.last, self.phase, self.place)


Order = Callable[[Occurrence, Occurrence], bool | None]


class OrderUnknown(Exception):
    """The charted dates leave open which of two occurrences came first."""

    def __init__(self, first: Occurrence, second: Occurrence) -> None:
        super().__init__(order_question(first, second))
        self.first = first
        self.second = second


def order_of(first: Occurrence, second: Occurrence) -> tuple[Comparison, ...]:
    """The comparisons of which one holds if the first came before the second; on one day phase and place decide.

    What came before a treatment began also came before it ended, even where it began and ended on one day.
    """
    moments = [(second.day, second.phase)]
    if second.is_after_its_start and second.treatment is not None:
        moments.append((day(f"{second.pointer}/started", second.treatment.started), BEGINS))
    return tuple(
        Comparison(first.day, moment, days=0 if (first.phase, first.place) < (phase, second.place) else -1)
        for moment, phase in moments
    )


def order_question(first: Occurrence, second: Occurrence) -> str:
    """The question whether the first came before the second; its sentence is its identity."""
    return f"Did {_named(first)} come before {_named(second)}?"


def word(record: Record, catalogue: Catalogue, came_before: Order) -> list[Occurrence]:
    """The occurrences in reading order; OrderUnknown where partial dates, and `came_before`, leave the order open."""
    waiting = sorted(_occurrences(record, catalogue), key=lambda occurrence: occurrence.key)
    if all(occurrence.on.is_a_day for occurrence in waiting):
        return waiting
    ordered: list[Occurrence] = []
    while waiting:
        ordered.append(waiting.pop(waiting.index(_next(waiting, came_before))))
    return ordered


def certain_order(record: Record) -> Chronology:
    """What holds of partial dates however they turn out: a course ends after it starts, and regimens follow each other.

    Regimens that cannot follow each other as charted are left to be read as a conflict.
    """
    found = Chronology()
    for course in record.treatments:
        started = (f"{course.pointer}/started", course.started)
        if course.dropped is not None:
            found = _in_order(found, started, (f"{course.pointer}/dropped/on", course.dropped.on))
        found = _in_order(found, started, (f"{course.pointer}/ended", course.ended))
    for event in record.events:
        happened = (f"{event.pointer}/on", event.on)
        found = _in_order(found, happened, (f"{event.pointer}/resolved_on", event.resolved_on))
    metastatic = _metastatic(record)
    for course in metastatic[:1]:
        found = _in_order(
            found, ("/history", implied_recurrence(record, course)), (f"{course.pointer}/started", course.started)
        )
    for course, following in pairwise(metastatic):
        started = (f"{following.pointer}/started", following.started)
        found = _in_order(found, (f"{course.pointer}/started", course.started), started)
        ended = (f"{course.pointer}/ended", _end(record, course, following))
        followed = _in_order(_in_order(found, (f"{course.pointer}/started", course.started), ended), ended, started)
        found = followed if followed.ways else found
    return found


def implied_recurrence(record: Record, first: Treatment) -> PartialDate:
    """When metastatic disease was found if that is not charted: before its first treatment, after the last early one.

    Its place is `/history`.
    """
    began = [course.started.first for course in record.treatments if course.setting != "metastatic"]
    known_before = max((day for day in began if day <= first.started.first), default=first.started.first)
    return PartialDate(known_before, first.started.last, "")


def _in_order(
    found: Chronology, first: tuple[str, PartialDate | None], second: tuple[str, PartialDate | None]
) -> Chronology:
    """Beside what was found, that the first date is not after the second, where the chart leaves that open."""
    if second[1] is None or first[1] is None or first[1].last <= second[1].first:
        return found
    return found.plus([Comparison(day(first[0], first[1]), day(second[0], second[1]))], True)


def _metastatic(record: Record) -> list[Treatment]:
    """The courses for metastatic disease in the order of their starts."""
    courses = (course for course in record.treatments if course.setting == "metastatic")
    return sorted(courses, key=lambda course: (course.started.first, course.started.last))


def _next(waiting: list[Occurrence], came_before: Order) -> Occurrence:
    chosen = waiting[0]
    for other in waiting[1:]:
        if other.on.first > chosen.on.last:
            break
        if _is_before(chosen, other):
            continue
        if _is_before(other, chosen):
            chosen = other
            continue
        first, second = (other, chosen) if chosen.is_after_its_start else (chosen, other)
        answer = came_before(first, second)
        if answer is None:
            raise OrderUnknown(first, second)
        chosen = first if answer else second
    return chosen


def _is_before(first: Occurrence, second: Occurrence) -> bool:
    """Is the order certain: by date, by what begins and ends on one day, or because it does not matter?"""
    if _commute(first, second) or (first.on.is_a_day and second.on.is_a_day):
        return first.key < second.key
    if first.on.last < second.on.first:
        return True
    one, other = first.treatment, second.treatment
    if one is None or other is None:
        return False
    if one is other:
        return first.phase == BEGINS or (first.drops and second.ends)
    # Metastatic regimens follow one another: the end of one comes before the start of the next.
    return _position(one, first) < _position(other, second)


def _commute(first: Occurrence, second: Occurrence) -> bool:
    """Does the order among the two change nothing: a retest beside anything, early-stage courses among themselves?"""
    triggers = {first.trigger, second.trigger}
    return "her2_retest" in triggers or triggers == {"early_stage_treatment"}


def _position(treatment: Treatment, occurrence: Occurrence) -> tuple[object, ...]:
    return (treatment.started.first, treatment.started.last, treatment.pointer, occurrence.phase)


def _occurrences(record: Record, catalogue: Catalogue) -> Iterator[Occurrence]:
    metastatic = _metastatic(record)
    for index, course in enumerate(metastatic):
        following = metastatic[index + 1] if index + 1 < len(metastatic) else None
        yield from _of_treatment(record, catalogue, course, following)
    for course in record.treatments:
        if course.setting != "metastatic":
            yield Occurrence(
                "early_stage_treatment",
                course.started,
                course.pointer,
                BEGINS,
                _place(course.pointer),
                None,
                course,
            )
    for event in record.events:
        yield Occurrence(event.name, event.on, event.pointer, HAPPENS, _place(event.pointer), event)


def _of_treatment(
    record: Record, catalogue: Catalogue, course: Treatment, following: Treatment | None
) -> Iterator[Occurrence]:
    place = _place(course.pointer)
    yield Occurrence("start", course.started, course.pointer, BEGINS, place, None, course)
    if course.dropped is not None:
        taxane = any(catalogue.agents[agent].drug_class == "taxane" for agent in course.dropped.agents)
        trigger = "taxane_completed" if taxane else "component_dropped"
        dropped = course.dropped.on
        phase = DROPS_AT_ONCE if dropped.is_a_day and dropped.first == course.started.first else HAPPENS
        yield Occurrence(trigger, dropped, course.pointer, phase, place, None, course)
    together = following is not None and _begin_together(course, following)
    if course.ended is None and course.stopped_for is None and not together:
        return
    ended = _end(record, course, following)
    if following is not None and (together or following.started.last < ended.first):
        yield Occurrence(
            "overlapping_treatment",
            following.started,
            following.pointer,
            HAPPENS,
            _place(following.pointer),
            None,
            following,
        )
        return
    phase = ENDS_AT_ONCE if ended.is_a_day and ended.first == course.started.first else ENDS
    yield Occurrence(STOPS[course.stopped_for], ended, course.pointer, phase, place, None, course)


def _end(record: Record, course: Treatment, following: Treatment | None) -> PartialDate:
    """When a course ended; where no end is charted, some day until the next one started."""
    if course.ended is not None:
        return course.ended
    last = following.started.last if following is not None else record.as_of
    return PartialDate(course.started.first, max(last, course.started.first), "")


def _begin_together(course: Treatment, following: Treatment) -> bool:
    """Do two courses that could not be joined into one begin on one known day? Neither then follows the other."""
    return course.started.is_a_day and course.started.first == following.started.first == following.started.last


def _place(pointer: str) -> int:
    return int(pointer.rpartition("/")[2])


def _named(occurrence: Occurrence) -> str:
    what = {
        "start": "the start of",
        "early_stage_treatment": "the start of",
        "overlapping_treatment": "the start of",
    }.get(occurrence.trigger, f"{occurrence.trigger.replace('_', ' ')}")
    of = f" {occurrence.treatment.name}" if occurrence.treatment is not None else ""
    when = f" ({occurrence.on.text})" if occurrence.on.text else ""
    return f"{what}{of}{when}"
