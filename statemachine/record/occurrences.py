"""What a record tells, as dated occurrences: starts, drops and ends of treatments, and events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from statemachine.record.catalogue import Catalogue
from statemachine.record.date_constraints import Day, day
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import CHEMOTHERAPY_COMPLETED, PARTNER_ADDED, Dropped, Event, Record, Treatment

# On one day: what ends, what happens, what begins, and what of it is dropped or ends on that very day.
ENDS, HAPPENS, BEGINS, DROPS_AT_ONCE, ENDS_AT_ONCE = range(5)
# Of what happens on one day, the finding of the disease is read first, and its progression last. That in the brain
# comes after that elsewhere, which opens the decision at which the brain is told of as well.
RANKS = {
    "metastatic_diagnosis": -2,
    "recurrence": -2,
    "locoregional_recurrence": -3,
    "early_stage_treatment": -1,
    "progression": 1,
    "cns_progression": 2,
}
STOPS = {
    "completion": "completion",
    "progression": "progression",
    "toxicity": "stopped_for_toxicity",
    "patient_choice": "stopped_by_choice",
    "access": "stopped_for_access",
    "pregnancy": "stopped_for_pregnancy",
    "other_illness": "stopped_for_other_illness",
    "planned_end": "planned_end",
    PARTNER_ADDED: "partner_added",
    CHEMOTHERAPY_COMPLETED: "completion",
    None: "stopped",
}


@dataclass(slots=True)  # not frozen for the reason given at Answer
class Occurrence:
    """One letter of the word: a trigger of the machine, when it happened and where it is charted.

    `words` name it in a question of order; `has_namesake` is true where another entry is told in the same words, so
    that only the place tells them apart.
    """

    trigger: str
    on: PartialDate
    pointer: str
    phase: int
    place: int
    event: Event | None = None
    treatment: Treatment | None = None
    dropped: Dropped | None = None
    has_namesake: bool = False
    words: str = ""

    @property
    def ends(self) -> bool:
        """Does it end the present treatment?"""
        return self.phase in (ENDS, ENDS_AT_ONCE)

    @property
    def drops(self) -> bool:
        """Does it drop a part of its treatment? The event of that name is told apart from any treatment."""
        return self.dropped is not None

    @property
    def ends_chemotherapy(self) -> bool:
        """Does it end the chemotherapy of its treatment, of which the rest goes on?"""
        return self.ends and self.treatment is not None and self.treatment.stopped_for == CHEMOTHERAPY_COMPLETED

    @property
    def is_after_its_start(self) -> bool:
        """Does it tell how a treatment went on that began before?"""
        return self.ends or self.drops

    @property
    def fact(self) -> str:
        """Where its date is charted."""
        if self.event is not None:
            return f"{self.pointer}/on"
        if self.dropped is not None:
            return self.dropped.fact
        if self.treatment is not None:
            return self.treatment.end_fact if self.ends else self.treatment.start_fact
        return f"{self.pointer}/started"

    @property
    def day(self) -> Day:
        """Its date with its place."""
        return day(self.fact, self.on)

    @property
    def key(self) -> tuple[object, ...]:
        """The order to read in where the dates leave it open."""
        return (self.on.first, self.on.last, *self.standing(self.phase))

    def standing(self, phase: int) -> tuple[object, ...]:
        """Its order on one day, as if it were of this phase: by what it is and tells; only then by its place."""
        event = self.event
        told = (event.kind or "", event.agent or "", event.grade or 0) if event is not None else ("", "", 0)
        return (phase, RANKS.get(self.trigger, 0), *told, self.place)


def occurrences(record: Record, catalogue: Catalogue) -> Iterator[Occurrence]:
    """Everything that is dated, in no order."""
    courses = metastatic(record)
    for index, course in enumerate(courses):
        following = courses[index + 1] if index + 1 < len(courses) else None
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
        phase = DROPS_AT_ONCE if _is_of_a_first_dose(event, courses) else HAPPENS
        yield Occurrence(event.name, event.on, event.pointer, phase, _place(event.pointer), event)
    for beside in record.beside:
        place = _place(beside.pointer)
        yield Occurrence("supportive_treatment", beside.started, beside.pointer, HAPPENS, place, words=beside.words)


def _of_treatment(
    record: Record, catalogue: Catalogue, course: Treatment, following: Treatment | None
) -> Iterator[Occurrence]:
    place = _place(course.pointer)
    yield Occurrence("start", course.started, course.pointer, BEGINS, place, None, course)
    for trigger, dropped in _drops(course, catalogue):
        phase = DROPS_AT_ONCE if dropped.on.is_a_day and dropped.on.first == course.started.first else HAPPENS
        yield Occurrence(trigger, dropped.on, course.pointer, phase, place, None, course, dropped)
    together = following is not None and _begin_together(course, following)
    if course.ended is None and course.stopped_for is None and not together:
        return
    ended = end_of(record, course, following)
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


def _is_of_a_first_dose(event: Event, courses: Sequence[Treatment]) -> bool:
    """Is it a toxicity of a drug that was begun on that very day, so that it came after the start?"""
    if event.name != "toxicity" or not event.on.is_a_day:
        return False
    begun = [course for course in courses if course.started.is_a_day and course.started.first == event.on.first]
    if event.agent is None:
        return bool(begun) and event.kind == "hypersensitivity"
    before = [course for course in courses if course.started.first < event.on.first]
    return any(event.agent in one.drugs for one in begun) and not (before and event.agent in before[-1].drugs)


def _drops(course: Treatment, catalogue: Catalogue) -> Iterator[tuple[str, Dropped]]:
    """What was dropped, chemotherapy that was completed last: what acts against HER2 may have been given up with it."""
    for part in course.dropped:
        others = part.agents if part.replaced else part.agents - catalogue.backbone
        if others:
            yield "component_dropped", replace(part, agents=others)
    for part in course.dropped:
        if not part.replaced and part.agents & catalogue.backbone:
            yield "taxane_completed", replace(part, agents=part.agents & catalogue.backbone)


def end_of(record: Record, course: Treatment, following: Treatment | None) -> PartialDate:
    """When a course ended; where no end is charted, some day until the next one started."""
    if course.ended is not None:
        return course.ended
    last = following.started.last if following is not None else record.as_of
    return PartialDate(course.started.first, max(last, course.started.first), "")


def implied_recurrence(record: Record, first: Treatment) -> PartialDate:
    """When metastatic disease was found if that is not charted: before its first treatment, after the last early one.

    Its place is `/history`.
    """
    began = [course.started.first for course in record.treatments if course.setting != "metastatic"]
    known_before = max((day for day in began if day <= first.started.first), default=first.started.first)
    return PartialDate(known_before, first.started.last, "")


def metastatic(record: Record) -> list[Treatment]:
    """The courses for metastatic disease in the order of their starts."""
    courses = (course for course in record.treatments if course.setting == "metastatic")
    return sorted(courses, key=position)


def position(course: Treatment) -> tuple[object, ...]:
    """Its place among the courses: by its start, then by its end and by what it was, and only then by its entry."""
    ended = course.ended.last if course.ended is not None else date.max
    return (course.started.first, course.started.last, ended, course.name, len(course.pointer), course.pointer)


def _begin_together(course: Treatment, following: Treatment) -> bool:
    """Do two courses that could not be joined into one begin on one known day? Neither then follows the other."""
    return course.started.is_a_day and course.started.first == following.started.first == following.started.last


def _place(pointer: str) -> int:
    return int(pointer.rpartition("/")[2])
