"""Courses of treatment out of single orders and doses, one drug or product a course, each in its setting.

Doses and orders of one drug are one course while no more than INTERRUPTION lies between two of them. What neither an
intent nor the dates of the metastases and of the surgery settle is asked, and the course is left out: treatment is
adjuvant where it begins within a year after the surgery, and neoadjuvant where it ends within a year before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from service.fhir.given import Given, days_between
from service.fhir.report import Report, Resource
from service.fhir.stop_reasons import agreed
from service.fhir.values import first_day, last_day
from statemachine.record.regimen_parts import FIRST_CYCLE_DAYS
from statemachine.record.single_doses import INTERRUPTION

OF_THE_SURGERY: Final = 365  # days: what lies further from it may have been given for anything
EARLY: Final = ("neoadjuvant", "adjuvant")
HANDED_OVER: Final = "MedicationDispense"


@dataclass
class Course:
    """One drug or product from its first to its last day, as far as these are known."""

    members: list[Given] = field(default_factory=list)
    latest: str = ""  # the last day on which it was given, or could be taken
    last_charted: str = ""  # the last day of which anything is charted: what was dispensed need not have been taken
    setting: str | None = None  # the one that a member names
    is_stopped: bool = False  # for a reason, so that what follows is another course
    held_since: str | None = None
    coming: list[Resource] = field(default_factory=list)  # active orders of the drug for later days

    def add(self, each: Given) -> None:
        """Take one more order or dose, which begins no earlier than those before it."""
        self.members.append(each)
        charted = each.ended or each.started
        self.latest = max(self.latest or each.latest, each.latest, key=first_day)
        self.last_charted = max(self.last_charted or charted, charted, key=first_day)
        self.setting = self.setting or each.setting
        self.is_stopped |= each.stop is not None and each.role != "dose"

    @property
    def first(self) -> Given:
        """The member that begins it."""
        return self.members[0]

    @property
    def started(self) -> str:
        """Its first day, as charted."""
        return self.first.started

    @property
    def stops(self) -> list[Given]:
        """The members that say why it was stopped; of single doses only the last, as after another it went on."""
        said = [each for each in self.members if each.stop is not None]
        return [each for each in said if each.role != "dose" or each.latest == self.latest]

    def ended(self, as_of: str) -> str | None:
        """The last day on which it was given; None where it goes on, or nobody says when it ended."""
        last = self.last
        if any(not each.single and each.ended is None and not each.over for each in self.members):
            return None
        if not self.stops and (self.coming or self.is_contradicted or self._may_go_on(as_of)):
            return None
        if any(each.ended is not None for each in last):
            return self.latest
        if self.is_ordered:
            return None
        if len(self.members) == 1 and self.first.over:
            return None
        is_over = self.stops or any(each.over for each in last)
        if not is_over and days_between(self.latest, as_of) <= FIRST_CYCLE_DAYS:
            return None  # of single doses: the next one may be due
        return self.latest

    @property
    def last(self) -> list[Given]:
        """The members that tell of the last day."""
        return [each for each in self.members if each.latest == self.latest]

    @property
    def is_contradicted(self) -> bool:
        """Is it completed by what tells of the last day, while an order stands that has no end?"""
        ends = [each for each in self.last if each.ended is not None]
        return self.is_ordered and bool(ends) and all(each.completed or not each.over for each in ends)

    @property
    def is_repeated(self) -> bool:
        """Is what tells of the last day only the last of several orders, statements or long doses?

        What begins with the course tells the end of all of it.
        """
        parts = [each for each in self.last if first_day(each.started) > first_day(self.started)]
        are_over = (each.completed or (each.role == "dose" and not each.single) for each in parts)
        return len(parts) == len(self.last) and all(are_over)

    def _may_go_on(self, as_of: str) -> bool:
        """Is the next of several due or not yet overdue, or may what was handed over last until now?"""
        since = days_between(self.latest, as_of)
        supplies = [each.source.content for each in self.last if each.source.kind == HANDED_OVER]
        if supplies and all(each.supplied_until is None for each in self.last):
            return all(supply.get("status") == "completed" for supply in supplies) and since <= INTERRUPTION.days
        return self.is_repeated and since <= FIRST_CYCLE_DAYS

    @property
    def is_over_on_an_unknown_day(self) -> bool:
        """Is it over, while nobody says when it was given last, or why it was stopped?"""
        last = self.members[-1]
        return last.over and last.ended is None and not self.stops and not (last.single and len(self.members) > 1)

    @property
    def is_ordered(self) -> bool:
        """Does an order still stand that has no end?"""
        return any(each.role != "dose" and not each.over and each.ended is None for each in self.members)


def gathered(given: Iterable[Given], cuts: Sequence[str]) -> list[Course]:
    """The courses, in the order in which they begin; a day of `cuts` between two of them parts them."""
    courses: list[Course] = []
    open_course: dict[tuple[object, ...], Course] = {}
    for each in sorted(given, key=lambda one: (first_day(one.started), last_day(one.started), one.source.pointer)):
        course = open_course.get(each.drugs.charted)
        if course is None or _are_apart(course, each, cuts):
            course = open_course[each.drugs.charted] = Course()
            courses.append(course)
        course.add(each)
    return courses


def _are_apart(course: Course, each: Given, cuts: Sequence[str]) -> bool:
    if course.setting and each.setting and course.setting != each.setting:
        return True
    if course.is_stopped and first_day(each.started) > first_day(course.latest):
        return True
    if course.is_ordered and any(each.of_order == member.source.pointer for member in course.members):
        return False
    if days_between(course.latest, each.started) > INTERRUPTION.days:
        return True
    if not any(last_day(course.last_charted) <= first_day(day) <= first_day(each.started) for day in cuts):
        return False
    course.latest = course.last_charted
    return True


def setting_of(
    course: Course, ended: str | None, metastasis: str | None, undated: bool, surgery: Sequence[str]
) -> str | None:
    """The setting that was charted, or that the dates settle; None where they do not.

    `metastasis` is the day on which the first one was found, `undated`: there are some that nobody dated.
    """
    if course.setting is not None:
        return course.setting
    if metastasis is not None and _not_before(course.started, metastasis):
        return "metastatic"
    if undated or (metastasis is not None and not _not_before(metastasis, course.started)):
        return None
    if not surgery:
        return None
    first, last = min(surgery, key=first_day), max(surgery, key=first_day)
    if ended is not None and _not_before(first, ended) and days_between(ended, first) <= OF_THE_SURGERY:
        return "neoadjuvant"
    if _not_before(course.started, last) and days_between(last, course.started) <= OF_THE_SURGERY:
        return "adjuvant"
    return None


def chart(course: Course, setting: str, ended: str | None, history: list[dict[str, Any]], report: Report) -> None:
    """Add a course to the history."""
    entry: dict[str, Any] = {
        "treatment": {"agents": course.first.drugs.agents},
        "setting": setting,
        "started": course.started,
    }
    if ended is not None:
        entry["ended"] = ended
    stops = course.stops
    if course.held_since is not None:
        entry["held_since"] = course.held_since
    if stops:
        entry |= _why_stopped(course, stops, ended, report)
    report.fact(f"/history/{len(history)}", (each.source for each in course.members))
    history.append(entry)
    for each in course.members:
        report.used(each.source, each.drugs.says)
    told = {each.source.pointer for each in stops}
    went_on = [each.source for each in course.members if each.stop and each.source.pointer not in told]
    if went_on:
        report.ask(f"{course.first.drugs.named}: a dose was broken off, and it went on. Was that a toxicity?", went_on)


def _why_stopped(course: Course, stops: list[Given], ended: str | None, report: Report) -> dict[str, Any]:
    """The reason, of several the one in which they agree; none where the drug is still ordered."""
    stop = agreed(each.stop for each in stops if each.stop is not None)
    sources = [each.source for each in stops]
    if ended is None and course.is_ordered:
        report.ask(f"{course.first.drugs.named}: was it stopped? One order has a reason, and another stands.", sources)
    elif stop is None:
        report.ask(f"{course.first.drugs.named}: why was it stopped? The reasons contradict each other.", sources)
    else:
        return stop.charted
    return {}


def _not_before(day: str, other: str) -> bool:
    """Is the one day certainly not before the other?"""
    return first_day(day) >= last_day(other)
