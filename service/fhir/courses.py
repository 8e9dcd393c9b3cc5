"""Courses of treatment out of single orders and doses, one drug or product a course, each in its setting.

Doses and orders of one drug are one course while no more than INTERRUPTION lies between two of them. What neither an
intent nor the dates of the metastases and of the surgery settle is asked, and the course is left out: treatment is
adjuvant where it begins within a year after the surgery, and neoadjuvant where it ends within a year before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from service.fhir.medications import Given
from service.fhir.report import Report
from service.fhir.stop_reasons import Stop
from service.fhir.values import first_day, last_day
from statemachine.record.regimen_parts import FIRST_CYCLE_DAYS
from statemachine.record.single_doses import INTERRUPTION

OF_THE_SURGERY: Final = 365  # days: what lies further from it may have been given for anything
EARLY: Final = ("neoadjuvant", "adjuvant")


@dataclass
class Course:
    """One drug or product from its first to its last day, as far as these are known."""

    members: list[Given]
    latest: str  # the last day on which it was given, or could be taken
    stop: Stop | None  # by the last member that says so

    @property
    def first(self) -> Given:
        """The member that begins it."""
        return self.members[0]

    @property
    def started(self) -> str:
        """Its first day, as charted."""
        return self.first.started

    def add(self, each: Given) -> None:
        """Take one more order or dose, which begins no earlier than those before it."""
        self.members.append(each)
        self.latest = max(self.latest, each.latest, key=first_day)
        self.stop = each.stop or self.stop

    def ended(self, as_of: str) -> str | None:
        """The last day on which it was given; None where it goes on, or nobody says when it ended."""
        last = [each for each in self.members if each.latest == self.latest]
        if any(not each.single and each.ended is None and not each.over for each in self.members):
            return None
        if any(each.ended is not None for each in last):
            return self.latest
        if self._is_ordered:
            return None
        if len(self.members) == 1 and self.first.over:
            return None
        if not any(each.over for each in last) and _days(self.latest, as_of) <= FIRST_CYCLE_DAYS:
            return None  # of single doses: the next one may be due
        return self.latest

    @property
    def is_over_on_an_unknown_day(self) -> bool:
        """Is it over, while nobody says when it was given last, or why it was stopped?"""
        last = self.members[-1]
        return last.over and last.ended is None and not self.stop and not (last.single and len(self.members) > 1)

    @property
    def last_charted(self) -> str:
        """The last day of which anything is charted: what was dispensed need not have been taken."""
        return max((each.ended or each.started for each in self.members), key=first_day)

    @property
    def _is_ordered(self) -> bool:
        """Does an order still stand that has no end?"""
        orders = [
            each for each in self.members if each.source.kind not in ("MedicationAdministration", "MedicationDispense")
        ]
        return any(not each.over and each.ended is None for each in orders)


def gathered(given: Iterable[Given], cuts: Sequence[str]) -> list[Course]:
    """The courses, in the order in which they begin; a day of `cuts` between two of them parts them."""
    courses: list[Course] = []
    open_course: dict[tuple[object, ...], Course] = {}
    for each in sorted(given, key=lambda one: (first_day(one.started), last_day(one.started), one.source.pointer)):
        key = (each.drugs.charted, each.setting)
        course = open_course.get(key)
        if course is None or course.stop or _are_apart(course, each, cuts):
            courses.append(Course([each], each.latest, each.stop))
            open_course[key] = courses[-1]
        else:
            course.add(each)
    return courses


def _are_apart(course: Course, each: Given, cuts: Sequence[str]) -> bool:
    if _days(course.latest, each.started) > INTERRUPTION.days:
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
    if course.first.setting is not None:
        return course.first.setting
    if metastasis is not None and _not_before(course.started, metastasis):
        return "metastatic"
    if undated or (metastasis is not None and not _not_before(metastasis, course.started)):
        return None
    if not surgery:
        return None
    first, last = min(surgery, key=first_day), max(surgery, key=first_day)
    if ended is not None and _not_before(first, ended) and _days(ended, first) <= OF_THE_SURGERY:
        return "neoadjuvant"
    if _not_before(course.started, last) and _days(last, course.started) <= OF_THE_SURGERY:
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
    if course.stop is not None:
        entry |= course.stop.charted
    report.fact(f"/history/{len(history)}", (each.source for each in course.members))
    history.append(entry)
    for each in course.members:
        report.used(each.source, each.drugs.says)
    if any(each.held for each in course.members):
        report.ask("Since when has this drug been held?", [each.source for each in course.members if each.held])


def _not_before(day: str, other: str) -> bool:
    """Is the one day certainly not before the other?"""
    return first_day(day) >= last_day(other)


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(first_day(later)) - date.fromisoformat(first_day(earlier))).days
