"""What is asked first, as DataRequirements: by the codes by which a bundle can tell it, or by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from service.fhir import codes
from service.fhir.entries import Json
from service.fhir.values import Code
from statemachine.answer import Asking
from statemachine.record.facts import LABELS

# Codes of ICD-10 in our tables stand for all below them too, which a filter cannot say.
SYSTEMS: Final = {"loinc": "http://loinc.org", "sct": "http://snomed.info/sct"}
OBSERVED: Final[Mapping[str, frozenset[Code]]] = {
    "her2_status": codes.HER2_INTERPRETATION,
    "her2_ihc": codes.HER2_IHC,
    "her2_ish": codes.HER2_ISH,
    "hormone_receptor": codes.OESTROGEN_RECEPTOR | codes.PROGESTERONE_RECEPTOR,
    "ecog": codes.ECOG,
    "lvef_percent": codes.EJECTION_FRACTION,
    "lvef_measured_on": codes.EJECTION_FRACTION,
    **{fact: frozenset({code}) for code, fact in codes.LABORATORY.items()},
}
CONDITIONS: Final[Mapping[str, frozenset[Code]]] = {
    "heart_failure": codes.HEART_FAILURE,
    "interstitial_lung_disease": codes.LUNG_DISEASE,
    "interstitial_lung_disease_grade": codes.LUNG_DISEASE,
    "pregnant": codes.PREGNANCY,
}
OF_THE_PERSON: Final = {"sex": "gender", "age_years": "birthDate"}


def required(asking: Asking) -> Json:
    """The data that would answer one question."""
    _, place, *path = asking.fact.split("/")
    if place != "patient":
        return {"type": "MedicationStatement"}  # what was given, from when to when, and why it ended
    fact = path[0]
    if fact in OF_THE_PERSON:
        return {"type": "Patient", "mustSupport": [OF_THE_PERSON[fact]]}
    if fact in CONDITIONS:
        return {"type": "Condition", "codeFilter": [_any_of(CONDITIONS[fact])]}
    coded = _any_of(OBSERVED[fact]) if fact in OBSERVED else {"path": "code", "code": [{"display": LABELS[fact]}]}
    return {"type": "Observation", "codeFilter": [coded]}


def _any_of(listed: Iterable[Code]) -> Json:
    known = sorted(each for each in listed if each.system in SYSTEMS)
    return {"path": "code", "code": [{"system": SYSTEMS[each.system], "code": each.code} for each in known]}
