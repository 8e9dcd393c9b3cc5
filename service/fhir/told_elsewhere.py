"""Treatment with drugs that is told of where no medication stands: by a procedure, by what was paid for, by a study.

Nothing of it is charted, as neither says from when to when; what no course of the history covers leaves that open.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from service.fhir.bundle import Resources
from service.fhir.courses import Course
from service.fhir.drugs import drugs_in
from service.fhir.procedures import NOT_DONE, NOT_DONE_FLAGS
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, an_object, day, first_day, last_day, period, texts, word
from statemachine.record.catalogue import Catalogue

PAID: Final = ("Claim", "ExplanationOfBenefit")
MOST_ITEMS: Final = 200  # of one bill
NOT_SO: Final = (*NOT_DONE, "cancelled", "draft")
# Treatments with drugs that name none.
DRUGS: Final = re.compile(
    r"(?:antibody|hormone?|endocrine|targeted|biological|drug|infusion)[- ]?(?:therap|treatment)|infusion for therapy"
    r"|antikörper|hormonth|endokrine th|systemth|zielgerichtete|medikamentös|applikation von medikament"
    r"|administration of (?:drug|medic)|clinical trial|klinische studie",
    re.IGNORECASE,
)
NO_COURSE: Final = "It is charted of no medication then: from when to when was it given, and why was it stopped?"
# Of a ResearchSubject: nothing was given in the study.
NOT_IN_STUDY: Final = (
    *("candidate", "eligible", "ineligible", "not-registered", "pending-on-study", "potential-candidate"),
    *("screening", "entered-in-error"),
)
IN_STUDY: Final = "The patient is or was in a clinical study: which drugs were given in it, from when to when?"
WHICH: Final = "Which drugs were given here, from when to when?"


def tell_drugs(
    among: Resources,
    of_drugs: Collection[str],
    courses: Sequence[Course],
    as_of: str,
    catalogue: Catalogue,
    report: Report,
) -> None:
    """Ask about each drug against cancer that they name and no course covers, and about those without a name."""
    for each in among.of("ResearchSubject"):
        if word(each.content.get("status")) not in NOT_IN_STUDY:
            _say(each, "Drugs of a study may stand in no order.", report, is_open=True)
            report.ask(IN_STUDY, [each])
    for each in among.of("Procedure", *PAID):
        if word(each.content.get("status")) in NOT_SO or any(each.content.get(flag) is True for flag in NOT_DONE_FLAGS):
            continue
        for concept, on in _told(each):
            if on is not None and first_day(on) > as_of:
                continue
            drugs = drugs_in([concept], catalogue)
            named = drugs.may_treat(catalogue)
            told = {*drugs.charted, *drugs.may_be}
            if named and all(any(_covers(course, drug, on, as_of) for course in courses) for drug in told):
                _say(each, f"It tells of {named}, which is charted then.", report, is_open=False)
            elif named:
                _say(each, f"It tells of {named}, which is charted of no medication then.", report, is_open=True)
                report.leave_out([each], named)
                report.ask(f"{named}: {NO_COURSE}", [each])
            elif each.kind == "Procedure" and each.pointer not in of_drugs and any(map(DRUGS.search, texts(concept))):
                _say(each, "By its name drugs were given, and it does not say which.", report, is_open=True)
                report.ask(WHICH, [each])


def _told(each: Resource) -> Iterator[tuple[Any, str | None]]:
    """What was done, used or paid for, each with its day."""
    content = each.content
    if each.kind == "Procedure":
        on = day(content.get("performedDateTime")) or period(content.get("performedPeriod"))[0]
        for concept in (content.get("code"), *a_list(content.get("usedCode"))[:MOST_ITEMS]):
            yield concept, on
        return
    for item in map(an_object, a_list(content.get("item"))[:MOST_ITEMS]):
        on = day(item.get("servicedDate")) or period(item.get("servicedPeriod"))[0]
        yield item.get("productOrService") or item.get("service"), on


def _covers(course: Course, drug: Any, on: str | None, as_of: str) -> bool:
    if on is None or drug not in course.first.drugs.charted:
        return False
    return first_day(course.started) <= first_day(on) and first_day(on) <= last_day(course.ended(as_of) or as_of)


def _say(each: Resource, why: str, report: Report, *, is_open: bool) -> None:
    """Say it in place of what else was said of a resource of which nothing is used."""
    if is_open:
        report.unread_medications = True
    if report.verdicts.get(each.pointer, (each, "", ""))[1] != "used":
        report.verdicts.pop(each.pointer, None)
        (report.not_understood if is_open else report.ignored)(each, why)
