"""Medications that are part of a procedure, as the German core data set for oncology has them: its days and its end.

They count where the medication itself tells none, and the reason of the end only for what was given until then. The
position to the surgery is not read, as the dates settle it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import Resources
from service.fhir.given import days_between
from service.fhir.given_days import days_of
from service.fhir.report import Resource
from service.fhir.stop_reasons import reasons_of
from service.fhir.values import a_list, period, word
from service.fhir.values import codes as codes_of
from statemachine.record.regimen_parts import FIRST_CYCLE_DAYS

NOT_SO: Final = ("entered-in-error", "not-done", "preparation")
GIVEN_ONCE: Final = "MedicationAdministration"
WHY_IT_ENDED: Final = "mii-end"
MOST: Final = 10  # procedures of one medication
SAYS: Final = "It is of drugs that stand in medications: their days and the reason of their end, where these have none."


def procedures_of(each: Resource, among: Resources) -> Iterator[Resource]:
    """The procedures that a medication is part of."""
    for reference in a_list(each.content.get("partOf"))[:MOST]:
        found = among.referred(each, reference)
        if found is not None and found.kind == "Procedure" and word(found.content.get("status")) not in NOT_SO:
            yield found


def with_its_procedure(each: Resource, among: Resources) -> Resource:
    """A medication with the days and the reason of the end of the one procedure that it is part of."""
    found = [*procedures_of(each, among)]
    if len(found) != 1:
        return each
    procedure, told = found[0].content, dict[str, Any]()
    if days_of(each.content).started is None:
        told["effectivePeriod"] = procedure.get("performedPeriod") or each.content.get("effectivePeriod")
        told["effectiveDateTime"] = procedure.get("performedDateTime")
    outcome = procedure.get("outcome")
    # A code of why it ended that is not read is passed on as well, so that it is asked.
    is_of_its_end = any(code.system == WHY_IT_ENDED or code in codes.STOP_REASONS for code in codes_of(outcome))
    if is_of_its_end and not reasons_of(each.content) and _was_given_at_the_end(each, procedure):
        told["statusReason"] = [outcome]
    return replace(each, content={**each.content, **told})


def _was_given_at_the_end(each: Resource, procedure: Mapping[str, Any]) -> bool:
    """Is it of no day of its own, open, or was its last day no longer than a cycle before the end of its procedure?"""
    own, whole = days_of(each.content, is_dose=each.kind == GIVEN_ONCE), period(procedure.get("performedPeriod"))[1]
    last = own.started if own.single else own.ended
    return last is None or (whole is not None and days_between(last, whole) <= FIRST_CYCLE_DAYS)
