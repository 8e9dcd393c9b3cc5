"""However it was charted: entries that tell of one regimen are read as one (docs/one-regimen.md says which).

An order system charts each drug by itself, a new order for each brand and route, and the partner that joins later apart
from what goes on. What counts is what was given when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from statemachine.record.catalogue import Catalogue
from statemachine.record.left_against_her2 import ended_with_its_last
from statemachine.record.maintenance_course import with_completions, with_maintenance
from statemachine.record.one_regimen import Course, reading_key
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import Event, Treatment
from statemachine.record.regimen_parts import Slot, contradict, covers, merged, near
from statemachine.record.regimen_sequence import TRASTUZUMAB, RegimenSequence


class Joined(NamedTuple):
    """The courses, the entries read with another one, and the entries that a later one contradicts.

    `joined` holds for each entry that was read with another one the pointer of the course that it belongs to;
    `overruled` are the entries each with the drugs that this is about.
    """

    courses: tuple[Treatment, ...]
    joined: Mapping[str, str]
    overruled: tuple[Treatment, ...]


def joined(treatments: Sequence[Treatment], events: Sequence[Event], catalogue: Catalogue) -> Joined:
    """The treatments with those joined that are one regimen."""
    metastatic = sorted((one for one in treatments if one.setting == "metastatic"), key=reading_key)
    early = _with_what_was_dropped(_given_alike(one for one in treatments if one.setting != "metastatic"), catalogue)
    told = [event.on for event in events if event.name == "progression" and not event.treatment_continues]
    reading = RegimenSequence(catalogue, told)
    charted = with_completions(_charted_alike(_going_on(metastatic, told)), events, catalogue)
    for began_together in _bundles(charted, catalogue):
        reading.follow(began_together)
    if reading.courses:
        reading.tell(reading.courses[-1].beyond_its_end())
    later: list[Course] = []
    before: Course | None = None
    for course, following in zip_longest(reading.courses, reading.courses[1:]):
        # Left for what began next, on a day that nobody charted.
        is_left_open = following is not None and bool(course.parts) and course.goes_on
        # Why the course before it was left is asked of the entry that charts what goes on of it.
        asks = bool(course.carried) and before is not None and reading.was_left_open(before, course)
        regimens = [course] if is_left_open or asks else with_maintenance(course, catalogue)
        regimens[-1], beyond = ended_with_its_last(regimens[-1], following, catalogue)
        reading.tell(beyond)
        later += regimens
        before = course
    read = [(course.as_treatment(catalogue), course) for course in (*early, *later)]
    together = {
        entry.pointer: one.pointer for one, course in read for entry in course.entries if entry.pointer != one.pointer
    }
    in_order = {pointer: together[pointer] for pointer in sorted(together, key=_place)}
    overruled = (
        replace(entry, given=tuple(slot for slot in entry.given if slot in reading.overruled[entry.pointer]))
        for entry in sorted(treatments, key=lambda entry: _place(entry.pointer))
        if entry.pointer in reading.overruled
    )
    return Joined(tuple(one for one, _ in read), in_order, tuple(overruled))


def _given_alike(entries: Iterable[Treatment]) -> list[Course]:
    """Early-stage entries, those that began and ended together as one; each other end starts a clock of its own."""
    alike: dict[tuple[object, ...], Course] = {}
    for entry in entries:
        alone = "" if entry.given else entry.pointer  # what holds no drug is no part of anything
        key = (entry.setting, entry.started, entry.ended, entry.stopped_for, entry.dropped, alone)
        before = alike.get(key)
        one = Course.of(entry)
        alike[key] = one if before is None else before.with_parts(merged([*before.parts, *one.parts]), (entry,))
    return list(alike.values())


def _with_what_was_dropped(courses: Sequence[Course], catalogue: Catalogue) -> list[Course]:
    """Early-stage courses, with chemotherapy that was not tolerated as a part of what it was given with."""
    given = list(courses)
    for lost in (one for one in courses if _was_not_tolerated(one, catalogue)):
        place = next((at for at, one in enumerate(given) if _is_part_of(lost, one, catalogue)), None)
        if place is not None:
            given[place] = given[place].with_parts(merged([*given[place].parts, *lost.parts]), lost.entries)
            given.remove(lost)
    return given


def _was_not_tolerated(course: Course, catalogue: Catalogue) -> bool:
    """Was it stopped for toxicity, without a drug against HER2?"""
    return bool(course.parts) and all(
        part.reason == "toxicity" and not part.slot & catalogue.anti_her2 for part in course.parts
    )


def _is_part_of(lost: Course, course: Course, catalogue: Catalogue) -> bool:
    """Did drugs against HER2 of this course, which began with what was lost, go on?"""
    if not course.parts or (course.entries[0].setting, course.started) != (lost.entries[0].setting, lost.started):
        return False
    return lost.ended is not None and any(part.slot & catalogue.anti_her2 for part in course.given_beyond(lost.ended))


def _going_on(entries: Iterable[Treatment], progressions: Sequence[PartialDate]) -> list[Course]:
    """Orders of the same drugs that follow each other at once, as one course: one for each cycle, brand or route."""
    courses: list[Course] = []
    latest: dict[frozenset[Slot], int] = {}  # of each set of drugs the last course that ended with it
    for entry in entries:
        one = Course.of(entry)
        place = latest.get(frozenset(entry.given), len(courses))
        before = courses[place] if place < len(courses) and entry.given else None
        if (
            before is not None
            and before.ended_at_once_before(one.started)
            and not before.failed_perhaps_before(one.started, progressions)
        ):
            one = before.with_parts(merged([*before.parts, *one.parts]), (entry,))
            courses[place] = one
        else:
            place = len(courses)
            courses.append(one)
        latest[frozenset(part.slot for part in one.last_given())] = place
    return courses


def _charted_alike(courses: Iterable[Course]) -> list[Course]:
    """Courses that began on one day and ended together for one reason, as one, before any is compared with others."""
    alike: dict[object, Course] = {}
    for number, one in enumerate(courses):
        times = frozenset((part.started, part.ended, part.reason) for part in one.parts)
        key = times if one.parts and one.started.is_a_day else number
        before = alike.get(key)
        alike[key] = one if before is None else before.with_parts(merged([*before.parts, *one.parts]), one.entries)
    return list(alike.values())


def _bundles(courses: Iterable[Course], catalogue: Catalogue) -> list[Course]:
    """What began together, within the first cycle and while the others were being given, as one course each."""
    bundles: list[Course] = []
    for one in courses:
        last = bundles[-1] if bundles else None
        if last is not None and _began_together(last, one) and not _exclude_each_other(last, one, catalogue):
            bundles[-1] = last.with_parts(merged([*last.parts, *one.parts]), one.entries)
        else:
            bundles.append(one)
    return bundles


def _began_together(course: Course, one: Course) -> bool:
    if not course.parts or not one.parts or not near(course.started, one.started):
        return False
    if contradict(course.parts, one.parts):
        return False
    same_day = course.started.is_a_day and course.started == one.started
    every = (*course.parts, *one.parts)
    undated = {part.reason for part in every if part.ended is None and not part.goes_on}
    if undated:
        dated = [part for part in every if part.ended is not None]
        beside = same_day or not dated or any(part.is_given_beyond(one.started) for part in dated)
        return len(undated) == 1 and beside and not any(part.goes_on for part in every)
    beyond = course.given_beyond(one.started) if one.parts[0].is_given_beyond(one.started) or same_day else ()
    return same_day or bool(beyond)


def _exclude_each_other(course: Course, one: Course, catalogue: Catalogue) -> bool:
    """Is one of them a conjugate, and the other trastuzumab or another conjugate, which are not given together?"""
    conjugates = catalogue.of_class("antibody_drug_conjugate")
    for parts, others in ((course.parts, one.parts), (one.parts, course.parts)):
        drugs = frozenset().union(*(part.slot for part in parts))
        beside = frozenset().union(*(part.slot for part in others))
        if drugs & conjugates and beside & (conjugates | TRASTUZUMAB) and not covers(parts, others):
            return course.started != one.started
    return False


def _place(pointer: str) -> int:
    return int(pointer.split("/")[2])
