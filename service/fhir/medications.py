"""Medications, ordered, given, dispensed, stated or planned: which drug, from when to when, and why it was stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import Resources, too_many
from service.fhir.drugs import UNKNOWN, Drugs
from service.fhir.given import Given, Role
from service.fhir.given_days import days_of, supplied_until
from service.fhir.plans import PLANNED, activities
from service.fhir.products import read_product
from service.fhir.report import Report, Resource
from service.fhir.stop_reasons import reasons_of, stop_of
from service.fhir.values import Code, a_list, day, extensions, first_day, word
from service.fhir.values import codes as codes_of
from statemachine.record.catalogue import Catalogue

KINDS: Final = (
    "MedicationRequest",
    "MedicationOrder",
    "MedicationPrescription",
    "MedicationAdministration",
    "MedicationDispense",
    "MedicationStatement",
    "MedicationUsage",
)
MOST_MEDICATIONS: Final = 2_000
NOT_GIVEN: Final = ("entered-in-error", "cancelled", "draft", "not-done", "not-taken", "intended", "preparation")
NOT_DONE: Final = ("doNotPerform", "wasNotGiven", "wasNotTaken")
NOT_HANDED_OVER: Final = ("in-progress", "on-hold", "declined")  # while no day says otherwise
NOT_KNOWN: Final = ("unknown",)
INCOMPLETE: Final = "It leaves the history incomplete, unless history_complete=true says that somebody has looked."
GIVEN_ONCE: Final = "MedicationAdministration"
HANDED_OVER: Final = "MedicationDispense"
ROLES: Final[Mapping[str, Role]] = {
    GIVEN_ONCE: "dose",
    HANDED_OVER: "dose",
    "MedicationStatement": "statement",
    "MedicationUsage": "statement",
}
OVER: Final = ("completed", "stopped", "ended")
HELD: Final = ("on-hold",)


def read_medications(among: Resources, as_of: str, catalogue: Catalogue, report: Report) -> list[Given]:
    """Every medication that was given; each other one is told, and what may have been given is never lost."""
    found, medications = [], [*among.of(*KINDS), *activities(among)]
    if len(medications) > MOST_MEDICATIONS:
        raise too_many(MOST_MEDICATIONS, "medications")
    for each in medications:
        status, intent = word(each.content.get("status")), word(each.content.get("intent"))
        if _was_not_given(each, status):
            report.ignored(each, f"It was not given (status {status or 'not performed'}).")
        elif intent in PLANNED and not (status in OVER and any(reasons_of(each.content))):
            report.ignored(each, f"It is a {intent} and says of nothing that it was given.")
        elif (given := _given(each, status, as_of, among, catalogue, report)) is not None:
            found.append(given)
    return found


def _was_not_given(each: Resource, status: str) -> bool:
    """Does its status or a flag of any edition of FHIR say so?"""
    if status in NOT_GIVEN or any(each.content.get(flag) is True for flag in NOT_DONE):
        return True
    if each.kind == HANDED_OVER and status in NOT_HANDED_OVER:
        return day(each.content.get("whenHandedOver")) is None
    return each.content.get("taken") == "n"


def _given(
    each: Resource, status: str, as_of: str, among: Resources, catalogue: Catalogue, report: Report
) -> Given | None:
    drugs, called, beside = read_product(each, among, catalogue, report)
    if beside:
        report.ignored(each, beside)
        return None
    named = called or drugs.named or "this"
    if not drugs.understood:
        report.unread_medications = True
    if not drugs.charted:
        report.not_understood(each, f"{drugs.says} {INCOMPLETE}")
    if drugs == UNKNOWN:
        quoted = f'"{called}"' if called else "this"
        report.ask(f"Which drug is {quoted}, and of which class?", [each])
    elif not drugs.understood:
        report.ask(f"{named}: what is it as a whole? {drugs.says}", [each])
    if not drugs.charted:
        return None
    started, ended, single, written = days_of(each.content, is_dose=each.kind == GIVEN_ONCE and status != "in-progress")
    if status in NOT_KNOWN or (each.kind == HANDED_OVER and status == "declined"):
        _leave_out(each, drugs, f"Its status is {status}: nobody says whether it was given.", catalogue, report)
        return None
    if started is None:
        _leave_out(each, drugs, f"{drugs.says} It has no date.", catalogue, report)
        return None
    if first_day(started) > as_of:
        report.ignored(each, "It begins after as_of.")
        return None
    held = status in HELD
    stop, is_asked = (None, "") if held else stop_of(each.content)
    if is_asked:
        report.ask(f"{named}: {is_asked}", [each])
    role: Role = "plan" if word(each.content.get("intent")) in PLANNED else ROLES.get(each.kind, "order")
    if role == "plan" and stop is None:
        report.ignored(each, "It is a plan and says of nothing that it was given.")
        return None
    if ended is not None and first_day(ended) > as_of:
        ended = None
    return Given(
        drugs=drugs,
        role=role,
        started=started,
        ended=ended,
        single=single,
        written=written,
        supplied_until=supplied_until(each.content, started) if each.kind == HANDED_OVER else None,
        over=role != "dose" and (status in OVER or stop is not None),
        completed=role != "dose" and status == "completed" and stop is None,
        held=role != "dose" and held,
        stop=stop,
        setting=_setting(each.content),
        source=each,
    )


def _leave_out(each: Resource, drugs: Drugs, why: str, catalogue: Catalogue, report: Report) -> None:
    report.unreadable(each, why)
    report.left_out |= not catalogue.beside.issuperset(drugs.charted)


def _setting(content: Mapping[str, Any]) -> str | None:
    concepts = [each.get("valueCodeableConcept") for each in extensions(content, *codes.INTENTS)]
    concepts += [*a_list(content.get("category")), *a_list(content.get("reasonCode"))]
    coded: list[Code] = [code for concept in concepts for code in codes_of(concept)]
    said = codes.found(codes.SETTINGS, coded)
    return said[0] if len(said) == 1 else None
