"""Whether a course goes on where no resource of it stands open, and what of its end has to be asked.

Who orders each cycle anew, or gives a drug with weeks of pause, leaves nothing open between two of them: that is no
end, until the next one is overdue. Where one resource says that a course ended and another that it stands, or nobody
says how long a supply lasts, a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.fhir.bundle import Resources
from service.fhir.courses import HANDED_OVER, Course
from service.fhir.drugs import Charted
from service.fhir.given import Given, day_number
from service.fhir.given_days import days_of
from service.fhir.not_given import FORBIDDEN, ORDERS
from service.fhir.plans import PLANNED
from service.fhir.products import read_product
from service.fhir.report import Report, Resource
from service.fhir.values import first_day, word
from statemachine.record.catalogue import Catalogue
from statemachine.record.single_doses import INTERRUPTION

STILL: Final = "is it still given?"


def mark_coming(courses: Iterable[Course], among: Resources, as_of: str, catalogue: Catalogue, report: Report) -> None:
    """Keep of each drug's last course the active orders for days after `as_of` that are its next ones."""
    last: dict[Charted, Course] = {course.first.drugs.charted: course for course in courses}
    for each in among.of(*ORDERS):
        is_active = word(each.content.get("status")) == "active" and each.content.get(FORBIDDEN) is not True
        started = days_of(each.content).started
        if not is_active or started is None or first_day(started) <= as_of or _is_planned(each):
            continue
        course = last.get(read_product(each, among, catalogue, report).drugs.charted)
        if course is not None and day_number(started) - day_number(course.latest) <= INTERRUPTION.days:
            course.coming.append(each)


def ask_about_end(course: Course, ended: str | None, as_of: str, report: Report) -> None:
    """Ask where what a course is made of leaves its end open, or contradicts itself."""
    last = course.last
    sources = [each.source for each in last]
    on = course.latest
    named = course.first.drugs.named
    early = [each for each in course.stops if each.ended is not None and first_day(each.ended) < first_day(on)]
    standing = [each for each in last if each.role in ("order", "statement") and _stands_after_its_end(each)]
    supplied = [each.source for each in last if each.source.kind == HANDED_OVER and each.supplied_until is None]
    if course.stops and course.coming:
        report.ask(f"{named}: was it stopped? One order has a reason, and another stands.", course.coming)
    if early:
        says = f"{named}: when was it stopped? One resource says on {early[0].ended}, and another until {on}."
        report.ask(says, [early[0].source, *sources])
    elif course.stops:
        return
    elif course.is_contradicted:
        report.ask(f"{named}: {STILL} It is ordered, and another resource tells that it ended on {on}.", sources)
        report.leave_out(sources, named)
    elif supplied and not course.is_ordered and not course.coming:
        report.ask(f"{named}: until when was it taken? Nobody says how long the supply of {on} lasts.", supplied)
    elif ended is None and course.is_repeated and not course.coming:
        report.ask(f"{named}: {STILL} What is charted of it ends on {on}, and no order of it stands.", sources)
    elif ended is not None and all(each.single and not each.over for each in last) and _is_near(on, as_of):
        report.ask(f"{named}: {STILL} Its last dose is of {on}, and nothing says that it was stopped.", sources)
    elif ended is not None and standing:
        report.ask(f"{named}: {STILL} It stands as active, and its end was {on}.", sources)


def _is_near(on: str, as_of: str) -> bool:
    """May the gap since then be one within a course, as doses that lie no further apart are one?"""
    return day_number(as_of) - day_number(on) <= INTERRUPTION.days


def _stands_after_its_end(each: Given) -> bool:
    """Is it active, while it tells its end itself, and not by its last dose?"""
    return not each.over and not each.held and days_of(each.source.content).ended is not None


def _is_planned(each: Resource) -> bool:
    return word(each.content.get("intent")) in PLANNED
