"""Medications, ordered, given, dispensed, stated or planned: which drug, from when to when, and why it was stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import too_many
from service.fhir.doubted_drugs import words_leave_open
from service.fhir.drugs import Drugs, leave_out
from service.fhir.given import Given, Role
from service.fhir.given_days import days_of, supplied_until, without_a_start
from service.fhir.immunosuppressants import may_be_immunosuppressant
from service.fhir.impossible_days import NO_SUCH_DAY, is_impossible
from service.fhir.not_given import (
    day_of_what_was_not_given,
    kept_of,
    role_of_what_was_called_off,
    role_of_what_was_not_given,
)
from service.fhir.other_diseases import Purposes
from service.fhir.parts_of_procedures import with_its_procedure
from service.fhir.plans import PLANNED, activities
from service.fhir.products import read_product
from service.fhir.report import Report, Resource
from service.fhir.stop_reasons import reasons_of, stop_of
from service.fhir.values import NO_STATUS, Code, a_list, extensions, first_day, word
from service.fhir.values import codes as codes_of
from statemachine.record.catalogue import Agent, Catalogue

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
NOTHING_SAID: Final = ("entered-in-error", "draft", "intended", "preparation")
NOT_KNOWN: Final = ("unknown",)
INCOMPLETE: Final = "It leaves the history incomplete, unless history_complete=true says that somebody has looked."
WITHOUT_STATUS: Final = ("MedicationOrder", "MedicationPrescription")  # of the first editions, which require none
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


def read_medications(purposes: Purposes, as_of: str, catalogue: Catalogue, report: Report) -> list[Given]:
    """Every medication that was given; each other one is told, and what may have been given is never lost."""
    found: list[Given] = []
    among = purposes.among
    medications = [*among.of(*KINDS), *activities(among)]
    if len(medications) > MOST_MEDICATIONS:
        raise too_many(MOST_MEDICATIONS, "medications")
    for each in (with_its_procedure(one, among) for one in medications):
        status, intent = word(each.content.get("status")), word(each.content.get("intent"))
        if status in NOTHING_SAID:
            report.ignored(each, f"It was not given (status {status}).")
        elif role := role_of_what_was_not_given(each, status) or role_of_what_was_called_off(each, status, as_of):
            found += _not_given(each, role, status, as_of, purposes, catalogue, report)
        elif intent in PLANNED and not (status in OVER and any(reasons_of(each.content))):
            report.ignored(each, f"It is a {intent} and says of nothing that it was given.")
        elif (given := _given(each, status, as_of, purposes, catalogue, report)) is not None:
            found.append(given)
    return found


def _not_given(
    each: Resource,
    role: Role,
    status: str,
    as_of: str,
    purposes: Purposes,
    catalogue: Catalogue,
    report: Report,
) -> Iterator[Given]:
    """A drug that was not given, unless it is certainly none of the cancer."""
    among = purposes.among
    drugs, called, beside = read_product(each, among, catalogue, report)
    kept, stop = kept_of(each, status, among, report)
    started = day_of_what_was_not_given(each.content)
    if started is not None and first_day(started) > as_of:
        started, kept = as_of, kept._replace(is_coming=True)
    if not drugs.charted and not beside and kept.reason is not None and kept.reason.reason == "toxicity":
        report.not_understood(each, f"{drugs.says} It was not given, for a toxicity.")
        report.ask(f'Which drug is "{called}"? {kept.says}', [each])
    elif not drugs.charted or beside or catalogue.beside.issuperset(drugs.charted):
        report.ignored(each, f"It was not given (status {status or 'not performed'}).")
    elif started is None:
        report.not_understood(each, f"{drugs.says} It was not given, and has no date.")
        report.ask(f"{drugs.named}: {kept.says} When was that, and does it still stand?", [each])
        leave_out([each], drugs, catalogue, report)
    elif kept.is_forbidden or not _is_for_another_disease(each, drugs, purposes, catalogue, report):
        yield Given(
            drugs=drugs,
            role=role,
            started=started,
            ended=None,
            single=True,
            written=True,
            supplied_until=None,
            over=True,
            completed=False,
            held=False,
            stop=stop if role == "cancelled" else None,
            setting=None,
            source=each,
            kept=kept,
        )


def _given(
    each: Resource, status: str, as_of: str, purposes: Purposes, catalogue: Catalogue, report: Report
) -> Given | None:
    among = purposes.among
    drugs, called, beside = read_product(each, among, catalogue, report)
    if beside:
        report.ignored(each, beside)
        return None
    named = called or drugs.named or "this"
    if not drugs.understood:
        report.unread_medications = True
    if not drugs.charted:
        may_treat = drugs.may_treat(catalogue)
        report.not_understood(each, drugs.says if may_treat else f"{drugs.says} {INCOMPLETE}")
        leave_out([each], drugs, catalogue, report)
    if drugs.is_unknown:
        quoted = f'"{called}"' if called else "this"
        report.ask(f"Which drug is {quoted}, and of which class?", [each])
    elif not drugs.understood:
        report.ask(f"{named}: what is it as a whole? {drugs.says}", [each])
    if not drugs.charted or _is_for_another_disease(each, drugs, purposes, catalogue, report):
        return None
    started, ended, single, written = days_of(each.content, is_dose=each.kind == GIVEN_ONCE and status != "in-progress")
    is_over = each.kind in (GIVEN_ONCE, HANDED_OVER) or status in (*OVER, *HELD)
    is_over |= ended is not None and first_day(ended) <= as_of
    if words_leave_open(each, drugs, among, catalogue, report, is_over=is_over):
        return None
    if not status and each.kind not in WITHOUT_STATUS:
        why = f"{drugs.says} {NO_STATUS}: nobody says whether it was given."
        _cannot_be_charted(each, drugs, why, catalogue, report)
        return None
    if status in NOT_KNOWN or (each.kind == HANDED_OVER and status == "declined"):
        why = f"{drugs.says} Its status is {status}: nobody says whether it was given."
        _cannot_be_charted(each, drugs, why, catalogue, report)
        return None
    if started is None:
        _cannot_be_charted(each, drugs, f"{drugs.says} {without_a_start(each.content)}", catalogue, report)
        if reasons_of(each.content):
            report.ask(f"{named}: {kept_of(each, status, among, report)[0].says} When was that?", [each])
        return None
    if is_impossible(started, among):
        _cannot_be_charted(each, drugs, f"{drugs.says} {NO_SUCH_DAY.format(on=started)}", catalogue, report)
        return None
    if first_day(started) > as_of:
        report.ignored(each, "It begins after as_of.")
        return None
    held, kept = status in HELD, None
    stop, is_asked = stop_of(each.content)
    if held or _stands(each, status, ended, as_of):
        kept, stop = kept_of(each, status, among, report)[0], None
    elif is_asked:
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
        kept=kept,
    )


def _is_for_another_disease(
    each: Resource, drugs: Drugs, purposes: Purposes, catalogue: Catalogue, report: Report
) -> bool:
    """Is it no treatment of this cancer, by its reason? A drug against HER2 is so only for another cancer."""
    reason = purposes.another(each, report) or may_be_immunosuppressant(each, drugs, purposes)
    if reason is None:
        return False
    question = f"{drugs.named}: is it given for the breast cancer too? {reason.says}"
    if reason.is_ours_too:
        if not catalogue.beside.issuperset(drugs.charted):
            report.ask(question, [each])
        return False
    if not reason.is_cancer and any(agent.is_anti_her2 for agent in _agents(drugs, catalogue)):
        report.ask(question, [each])
        return False
    if reason.is_certain or catalogue.beside.issuperset(drugs.charted):
        report.ignored(each, f"{drugs.says} {reason.says}")
    else:
        report.not_understood(each, f"{drugs.says} {reason.says}")
        leave_out([each], drugs, catalogue, report)
    if not catalogue.beside.issuperset(drugs.charted):
        report.ask(question, [each])
    return True


def _agents(drugs: Drugs, catalogue: Catalogue) -> list[Agent]:
    return [catalogue.agents[drug] for drug in drugs.charted if isinstance(drug, str) and drug in catalogue.agents]


def _stands(each: Resource, status: str, ended: str | None, as_of: str) -> bool:
    """Does an order or a statement say that it is active, and why it was stopped, while no day says that it is over?"""
    is_open = ended is None or first_day(ended) > as_of
    return each.kind != GIVEN_ONCE and status == "active" and is_open and bool(reasons_of(each.content))


def _cannot_be_charted(each: Resource, drugs: Drugs, why: str, catalogue: Catalogue, report: Report) -> None:
    report.unreadable(each, why)
    leave_out([each], drugs, catalogue, report)


def _setting(content: Mapping[str, Any]) -> str | None:
    concepts = [each.get("valueCodeableConcept") for each in extensions(content, *codes.INTENTS)]
    concepts += [*a_list(content.get("category")), *a_list(content.get("reasonCode"))]
    coded: list[Code] = [code for concept in concepts for code in codes_of(concept)]
    said = codes.found(codes.SETTINGS, coded)
    return said[0] if len(said) == 1 else None
