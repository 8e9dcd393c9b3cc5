"""Drugs against cancer that are given for another disease: by the reason of the order, or by their code of ATC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from service.fhir import codes
from service.fhir.bundle import Resources
from service.fhir.cancer_names import A_CANCER, is_general, names_another
from service.fhir.cancers import OTHER, Cancers, is_another, is_breast_cancer, is_secondary
from service.fhir.doses_of_orders import orders_of
from service.fhir.primaries import HAS_IT_SPREAD, OF_ANOTHER_BREAST, Primaries
from service.fhir.report import Report, Resource
from service.fhir.stop_reasons import concept_of
from service.fhir.values import a_list, a_text, an_object, texts
from service.fhir.values import codes as codes_of

REASONS: Final = ("reasonCode", "reason", "reasonCodeableConcept", "reasonForUseCodeableConcept")
REFERENCES: Final = ("reasonReference", "reasonForUseReference", "reason")
DOSAGES: Final = ("dosageInstruction", "dosage")
MOST_REASONS: Final = 10
# Diseases by ICD-10 but neoplasms (C, D0 to D4), symptoms (R), injuries (S to Y) and the contact with a hospital (Z);
# and of those a transplanted organ.
_OTHER_ICD: Final = re.compile(r"(?:[ABE-N]\d|D[5-9])|T86|Z94", re.IGNORECASE)
_NAMED: Final = re.compile(
    "arthrit|rheuma|lupus|psoria|crohn|colitis|sar[ck]oid|vas[ck]ulit|myasthen|multiple s[ck]lerosis|multiple sklerose"
    "|transplant|appetit|anorexi|[ck]ache[xk]i",
    re.IGNORECASE,
)


# Codes of a reason that name no disease: why it is given beside a local treatment, or to whom it is of use.
_OF_A_TREATMENT: Final = frozenset(codes.SETTINGS) | codes.BESIDE_INTENTS | codes.MALIGNANT_NEOPLASM
OURS: Final = "of the breast cancer"
NEUTRAL: Final = "of nothing that speaks against the breast cancer"
ANOTHER_DISEASE: Final = "another disease"
ANOTHER_CANCER: Final = "another cancer"
MAYBE_ANOTHER_CANCER: Final = "a cancer that may be another one"
NOT_READ: Final = "nothing that is read here"


class Reason(NamedTuple):
    """Why a treatment may not be for this cancer, and whether that is certain.

    `is_cancer`: it is for another cancer; `is_ours_too`: it is for this one as well.
    """

    says: str
    is_certain: bool
    is_cancer: bool
    is_ours_too: bool = False


class Told(NamedTuple):
    """One reason: what it is of, and the condition that it names, which has no place where it is a code or words."""

    kind: str
    condition: Resource

    @property
    def concept(self) -> Any:
        """Its code and its words."""
        return self.condition.content.get("code")


@dataclass(frozen=True, slots=True)
class Purposes:
    """What the treatments of a bundle are given for: this cancer, another tumour, or another disease."""

    among: Resources
    cancers: Cancers
    primaries: Primaries

    def another(self, each: Resource, report: Report, side: str = "") -> Reason | None:
        """The other disease that something is done for; None where it may be done for the cancer of the breast.

        It is not certain where a reason is in words or codes that are not read, or refers to what is not there. `side`
        is the breast that it says beside its reasons.
        """
        reasons = self.told(each)
        kinds = {reason.kind for reason in reasons}
        named = ", ".join(dict.fromkeys(report.named(reason.concept) for reason in reasons))
        if kinds and kinds <= {ANOTHER_DISEASE, ANOTHER_CANCER}:
            return Reason(f"By its reason it is given for another disease: {named}.", True, ANOTHER_CANCER in kinds)
        if kinds and kinds.isdisjoint({OURS, NEUTRAL}):
            says = f"Its reason is none of the breast cancer that is read here{named and f': {named}'}."
            return Reason(says, False, not kinds.isdisjoint({ANOTHER_CANCER, MAYBE_ANOTHER_CANCER}))
        named_tumours = self.primaries.named_as_reason((reason.condition for reason in reasons), side)
        if self.primaries.of(named_tumours) == OTHER:
            return Reason(OF_ANOTHER_BREAST, True, True)
        if not kinds.isdisjoint({ANOTHER_CANCER, MAYBE_ANOTHER_CANCER}):
            return Reason(f"Not all its reasons are of the breast cancer: {named}.", False, True, is_ours_too=True)
        if self.primaries.may_be_another(named_tumours):
            return Reason(HAS_IT_SPREAD, False, True, is_ours_too=True)
        return None

    def told(self, each: Resource) -> list[Told]:
        """The reasons of something, or else those of its order, or another disease for which its dosage says it is."""
        sources = (each, *orders_of(each, self.among))
        told = [[*_reasons(source, self.among, self.cancers)] for source in sources]
        return next(filter(None, [*told, *([*_in_dosages(source)] for source in sources)]), [])


def _kind_of(reason: Any) -> str:
    """What a reason is of: codes first, as far as they are read, and then its words."""
    coded, named = codes_of(reason), texts(reason)
    told = Resource("", "Condition", "", {"code": reason})
    if is_another(told):
        return ANOTHER_CANCER
    if names_another(named):
        return MAYBE_ANOTHER_CANCER
    if is_breast_cancer(told, coded) or is_secondary(coded) or not _OF_A_TREATMENT.isdisjoint(coded):
        return OURS
    icd = [code.code for code in coded if code.system == "icd10"]
    if icd:
        return ANOTHER_DISEASE if all(map(_OTHER_ICD.match, icd)) else NEUTRAL
    if any(map(_NAMED.search, named)):
        return ANOTHER_DISEASE
    if any(map(is_general, named)):
        return OURS
    return MAYBE_ANOTHER_CANCER if any(map(A_CANCER.search, named)) else NOT_READ


def _reasons(each: Resource, among: Resources, cancers: Cancers) -> Iterator[Told]:
    for name in REASONS:
        for reason in filter(_says, map(concept_of, a_list(each.content.get(name))[:MOST_REASONS])):
            yield _told(reason)
    for name in REFERENCES:
        for referred in a_list(each.content.get(name))[:MOST_REASONS]:
            inner = an_object(referred).get("reference")  # R5 puts one reference into another
            reference = inner if isinstance(inner, dict) else referred
            found = among.referred(each, reference)
            if found is None:
                yield from _of_nowhere(reference)
            elif found.kind == "Condition":
                is_of_another = cancers.is_of_another(found)
                yield Told(ANOTHER_CANCER if is_of_another else _kind_of(found.content.get("code")), found)


def _in_dosages(each: Resource) -> Iterator[Told]:
    dosages = [an_object(one) for name in DOSAGES for one in a_list(each.content.get(name))[:MOST_REASONS]]
    for text in (a_text(dosage.get(key)) for dosage in dosages for key in ("text", "patientInstruction")):
        if _NAMED.search(text):
            yield _told({"text": text})._replace(kind=ANOTHER_DISEASE)


def _of_nowhere(reference: Any) -> Iterator[Told]:
    """What a reference says that leads to nothing in the bundle, unless it is one to no condition."""
    address, label = (a_text(an_object(reference).get(key)) for key in ("reference", "display"))
    kind = a_text(an_object(reference).get("type")) or (address.split("/")[-2] if "/" in address else "")
    if (address or label) and kind in ("", "Condition"):
        told = _told({"text": label})
        yield told if label else told._replace(kind=NOT_READ)


def _told(reason: Any) -> Told:
    return Told(_kind_of(reason), Resource("", "Condition", "", {"code": reason}))


def _says(reason: Any) -> bool:
    return bool(codes_of(reason) or texts(reason))
