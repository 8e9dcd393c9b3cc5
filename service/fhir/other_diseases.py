"""Drugs against cancer that are given for another disease: by the reason of the order, or by their code of ATC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from service.fhir.bundle import Resources
from service.fhir.cancers import is_another, is_breast_cancer, is_secondary
from service.fhir.doses_of_orders import orders_of
from service.fhir.products import concepts_of
from service.fhir.report import Report, Resource
from service.fhir.stop_reasons import concept_of
from service.fhir.values import a_list, an_object, texts
from service.fhir.values import codes as codes_of

REASONS: Final = ("reasonCode", "reason", "reasonCodeableConcept", "reasonForUseCodeableConcept")
REFERENCES: Final = ("reasonReference", "reasonForUseReference", "reason")
MOST_REASONS: Final = 10
# Diseases by ICD-10 but neoplasms (C, D0 to D4), symptoms (R), injuries (S to Y) and the contact with a hospital (Z);
# and of those a transplanted organ.
_OTHER_ICD: Final = re.compile(r"(?:[ABE-N]\d|D[5-9])|T86|Z94", re.IGNORECASE)
_NAMED: Final = re.compile(
    "arthrit|rheuma|lupus|psoria|crohn|colitis|sar[ck]oid|vas[ck]ulit|myasthen|multiple s[ck]lerosis|multiple sklerose"
    "|transplant",
    re.IGNORECASE,
)
IMMUNOSUPPRESSANTS: Final = "L04"  # of ATC
ANTINEOPLASTIC: Final = ("L01", "L02")


class Reason(NamedTuple):
    """Why a drug is given that is not for this cancer, whether that is certain, and whether it is another cancer."""

    says: str
    is_certain: bool
    is_cancer: bool


def reason_of_another_disease(each: Resource, among: Resources, report: Report) -> Reason | None:
    """The other disease that a drug is given for; None where it may be given for the cancer of the breast."""
    reasons = [*_reasons(each, among)]
    if not reasons:
        reasons = [reason for order in orders_of(each, among) for reason in _reasons(order, among)]
    if reasons and all(map(_is_another, reasons)):
        says = f"By its reason it is given for another disease: {', '.join(dict.fromkeys(map(report.named, reasons)))}."
        return Reason(says, True, any(map(_is_another_cancer, reasons)))
    coded = [code for concept in concepts_of(each, among) for code in codes_of(concept)]
    groups = {code.code[:3].upper() for code in coded if code.system == "atc"}
    if not reasons and IMMUNOSUPPRESSANTS in groups and groups.isdisjoint(ANTINEOPLASTIC):
        return Reason("By its ATC code it is an immunosuppressant, and it has no reason.", False, False)
    return None


def _is_another_cancer(reason: Any) -> bool:
    return is_another(Resource("", "Condition", "", {"code": reason}))


def _is_another(reason: Any) -> bool:
    coded = codes_of(reason)
    if _is_another_cancer(reason):
        return True
    if is_breast_cancer(Resource("", "Condition", "", {"code": reason}), coded) or is_secondary(coded):
        return False
    icd = [code.code for code in coded if code.system == "icd10"]
    if icd:
        return all(map(_OTHER_ICD.match, icd))
    return any(map(_NAMED.search, texts(reason)))


def _reasons(each: Resource, among: Resources) -> Iterator[Any]:
    for name in REASONS:
        yield from filter(_says, map(concept_of, a_list(each.content.get(name))[:MOST_REASONS]))
    for name in REFERENCES:
        for reference in a_list(each.content.get(name))[:MOST_REASONS]:
            inner = an_object(reference).get("reference")  # R5 puts one reference into another
            found = among.referred(each, inner if isinstance(inner, dict) else reference)
            if found is not None and found.kind == "Condition":
                yield found.content.get("code")


def _says(reason: Any) -> bool:
    return bool(codes_of(reason) or texts(reason))
