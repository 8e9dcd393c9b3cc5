"""Medications that are part of a procedure, as the German core data set for oncology has them: its days and its end.

They count where the medication itself tells none. The position to the surgery is not read, as the dates settle it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import Resources
from service.fhir.given_days import days_of
from service.fhir.report import Resource
from service.fhir.stop_reasons import reasons_of
from service.fhir.values import a_list, word
from service.fhir.values import codes as codes_of

NOT_SO: Final = ("entered-in-error", "not-done", "preparation")
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
    if not reasons_of(each.content) and codes.found(codes.STOP_REASONS, codes_of(outcome)):
        told["statusReason"] = [outcome]
    return replace(each, content={**each.content, **told})
