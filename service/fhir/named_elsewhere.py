"""Cancer drugs that a plan, an order of a service, a visit, a list or a document names, and that are nowhere charted.

Nothing of it is charted, as none of these says what was given; but the history is left open, and it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from service.fhir.bundle import Resources
from service.fhir.courses import Course
from service.fhir.drugs import drugs_in
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, a_text, an_object, day, first_day, period, word
from statemachine.record.catalogue import Catalogue

MOST: Final = 200  # entries of one list, activities of one plan
NOT_SO: Final = (
    *("entered-in-error", "draft", "cancelled", "revoked", "noshow", "proposed", "pending", "planned", "superseded"),
    *("not-started", "scheduled", "booked", "waitlist"),
)
PLANNED: Final = ("proposal", "plan", "option")  # of an order; a CarePlan always has one of these
NOWHERE: Final = "It is charted of no medication: was it given, from when to when, and why was it stopped?"


def tell_named(among: Resources, courses: Sequence[Course], as_of: str, catalogue: Catalogue, report: Report) -> None:
    """Ask about each drug against cancer that they name and no course has."""
    charted = {drug for course in courses for drug in course.first.drugs.charted}
    for each in among.of(*WORDS):
        is_planned = each.kind != "CarePlan" and word(each.content.get("intent")) in PLANNED
        if word(each.content.get("status")) in NOT_SO or is_planned or _is_to_come(each.content, as_of):
            continue
        for concept in WORDS[each.kind](each, among):
            drugs = drugs_in([concept], catalogue)
            named = drugs.may_treat(catalogue)
            if named and not charted.issuperset({*drugs.charted, *drugs.may_be}):
                report.not_understood(each, f"It names {named}, which is charted of no medication.")
                report.leave_out([each], named)
                report.ask(f"{named}: {NOWHERE}", [each])


def _is_to_come(content: Mapping[str, Any], as_of: str) -> bool:
    told = (content.get(key) for key in ("occurrenceDateTime", "start", "date"))
    periods = (period(content.get(key))[0] for key in ("occurrencePeriod", "period"))
    on = next(filter(None, (*map(day, told), *periods)), None)
    return on is not None and first_day(on) > as_of


def _in_plan(each: Resource, _: Resources) -> Iterator[Any]:
    yield from _concepts(each.content, "title", "description")
    for activity in a_list(each.content.get("activity"))[:MOST]:
        detail = an_object(an_object(activity).get("detail"))
        if word(detail.get("status")) not in NOT_SO:
            yield from _concepts(detail, "code", "productCodeableConcept", "description")


def _in_list(each: Resource, among: Resources) -> Iterator[Any]:
    yield from _concepts(each.content, "title")
    for entry in map(an_object, a_list(each.content.get("entry"))[:MOST]):
        item = an_object(entry.get("item"))
        if among.referred(each, item) is None and entry.get("deleted") is not True:
            yield a_text(item.get("display"))


def _in_document(each: Resource, _: Resources) -> Iterator[Any]:
    yield from _concepts(each.content, "description")
    for part in a_list(each.content.get("content"))[:MOST]:
        yield from _concepts(an_object(an_object(part).get("attachment")), "title")


def _in(*keys: str) -> Callable[[Resource, Resources], Iterator[Any]]:
    return lambda each, _: _concepts(each.content, *keys)


def _concepts(content: Mapping[str, Any], *keys: str) -> Iterator[Any]:
    for key in keys:
        yield from filter(None, a_list(content.get(key))[:MOST])


WORDS: Final[Mapping[str, Callable[[Resource, Resources], Iterator[Any]]]] = {
    "CarePlan": _in_plan,
    "ServiceRequest": _in("code", "orderDetail"),
    "Appointment": _in("description", "serviceType", "reasonCode", "comment"),
    "Encounter": _in("type", "serviceType", "reasonCode"),
    "List": _in_list,
    "DocumentReference": _in_document,
    "Composition": _in("title"),
}
