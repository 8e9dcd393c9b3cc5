"""What is charted about the patient on the day of the question; None means that nobody has said."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from statemachine.record.codes import HER2_STATUSES
from statemachine.record.dates import PartialDate

LABELS: Final = {
    "her2_status": "HER2 status",
    "her2_ihc": "HER2 immunohistochemistry",
    "her2_ish": "HER2 in situ hybridisation",
    "hormone_receptor": "hormone receptor status",
    "sex": "sex",
    "age_years": "age in years",
    "menopausal_status": "menopausal status",
    "ecog": "ECOG performance status",
    "performance_due_to_cancer": "performance status due to the cancer itself",
    "pregnant": "pregnancy",
    "visceral_crisis": "visceral crisis",
    "disease_burden": "disease burden",
    "lvef_percent": "left ventricular ejection fraction (%)",
    "lvef_measured_on": "date of the ejection fraction",
    "lvef_baseline_percent": "ejection fraction at baseline (%)",
    "heart_failure": "heart failure",
    "cardio_oncology_clearance": "cardio-oncology clearance",
    "interstitial_lung_disease": "interstitial lung disease",
    "interstitial_lung_disease_grade": "worst grade of interstitial lung disease",
    "brain_metastases": "brain metastases",
    "brain_mass_effect": "symptomatic mass effect in the brain",
    "neurological_symptoms": "neurological symptoms",
    "child_pugh": "Child-Pugh class",
    "ast_times_uln": "AST (times the upper limit of normal)",
    "alt_times_uln": "ALT (times the upper limit of normal)",
    "bilirubin_times_uln": "bilirubin (times the upper limit of normal)",
    "platelets_10e9_per_l": "platelets (10^9 per litre)",
    "creatinine_clearance_ml_min": "creatinine clearance (ml/min)",
    "dpd_deficiency": "DPD deficiency",
    "taxane_contraindicated": "contraindication to every taxane",
}

# Whose report tells a fact; what no report tells, the clinic charts itself.
REPORTS: Final[Mapping[str, tuple[str, ...]]] = {
    "pathology": ("her2_status", "her2_ihc", "her2_ish", "hormone_receptor"),
    "cardiology": (
        "lvef_percent",
        "lvef_measured_on",
        "lvef_baseline_percent",
        "heart_failure",
        "cardio_oncology_clearance",
    ),
    "lung": ("interstitial_lung_disease", "interstitial_lung_disease_grade"),
    "imaging": ("brain_metastases", "brain_mass_effect", "metastatic_sites"),
    "laboratory": (
        "pregnant",
        "ast_times_uln",
        "alt_times_uln",
        "bilirubin_times_uln",
        "platelets_10e9_per_l",
        "creatinine_clearance_ml_min",
        "dpd_deficiency",
    ),
}
REPORT_NAMES: Final = (*REPORTS, "clinic", "treatment_record")

YES_OR_NO: Final = (True, False)
# Every value of the facts that have a closed list of them; the other facts are measured or dated.
VALUES: Final[Mapping[str, tuple[str, ...] | tuple[bool, ...]]] = {
    "her2_status": HER2_STATUSES,
    "her2_ihc": ("0", "1+", "2+", "3+"),
    "her2_ish": ("positive", "negative", "not_done"),
    "hormone_receptor": ("positive", "negative"),
    "sex": ("female", "male"),
    "menopausal_status": ("pre", "peri", "post"),
    "performance_due_to_cancer": YES_OR_NO,
    "pregnant": YES_OR_NO,
    "visceral_crisis": YES_OR_NO,
    "disease_burden": ("low", "high"),
    "heart_failure": ("none", "history", "symptomatic"),
    "cardio_oncology_clearance": YES_OR_NO,
    "interstitial_lung_disease": ("none", "past", "current"),
    "brain_metastases": ("none", "stable_treated", "active", "leptomeningeal"),
    "brain_mass_effect": YES_OR_NO,
    "neurological_symptoms": YES_OR_NO,
    "child_pugh": ("none", "A", "B", "C"),
    "dpd_deficiency": ("none", "partial", "complete"),
    "taxane_contraindicated": YES_OR_NO,
}


class Measure(NamedTuple):
    """The lowest and highest value that a measured fact can have, and the step in which it is charted."""

    lowest: int
    highest: int
    step: float


MEASURES: Final[Mapping[str, Measure]] = {
    "age_years": Measure(0, 130, 1),
    "ecog": Measure(0, 4, 1),
    "lvef_percent": Measure(1, 90, 1),
    "lvef_baseline_percent": Measure(1, 90, 1),
    "interstitial_lung_disease_grade": Measure(1, 4, 1),
    "ast_times_uln": Measure(0, 1000, 0.1),
    "alt_times_uln": Measure(0, 1000, 0.1),
    "bilirubin_times_uln": Measure(0, 200, 0.1),
    "platelets_10e9_per_l": Measure(0, 5000, 1),
    "creatinine_clearance_ml_min": Measure(0, 400, 1),
}


@dataclass(frozen=True)
class Patient:
    """The facts of design section 5 under their wire names and units."""

    her2_status: str | None = None
    her2_ihc: str | None = None
    her2_ish: str | None = None
    hormone_receptor: str | None = None
    sex: str | None = None
    age_years: int | None = None
    menopausal_status: str | None = None
    ecog: int | None = None
    performance_due_to_cancer: bool | None = None
    pregnant: bool | None = None
    metastatic_sites: tuple[str, ...] | None = None
    visceral_crisis: bool | None = None
    disease_burden: str | None = None
    lvef_percent: float | None = None
    lvef_measured_on: PartialDate | None = None
    lvef_baseline_percent: float | None = None
    heart_failure: str | None = None
    cardio_oncology_clearance: bool | None = None
    interstitial_lung_disease: str | None = None
    interstitial_lung_disease_grade: int | None = None
    brain_metastases: str | None = None
    brain_mass_effect: bool | None = None
    neurological_symptoms: bool | None = None
    child_pugh: str | None = None
    ast_times_uln: float | None = None
    alt_times_uln: float | None = None
    bilirubin_times_uln: float | None = None
    platelets_10e9_per_l: float | None = None
    creatinine_clearance_ml_min: float | None = None
    dpd_deficiency: str | None = None
    taxane_contraindicated: bool | None = None
    declines: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()

    def completed(self, facts: Mapping[str, Any]) -> Patient:
        """The same patient with these facts charted."""
        twin = copy(self)
        vars(twin).update(facts)  # many times faster than building it anew
        return twin


def report_of(pointer: str) -> str:
    """Whose report tells the fact at a pointer into the request."""
    _, place, *path = pointer.split("/")
    if place != "patient":
        return "treatment_record"
    return next((report for report, facts in REPORTS.items() if path[0] in facts), "clinic")


def her2_from_tests(ihc: str | None, ish: str | None) -> str | None:
    """The HER2 status that IHC and ISH together mean (design section 5); None if they do not settle it."""
    if ihc == "3+" or ish == "positive":
        return "positive"
    if ihc == "1+" or (ihc == "2+" and ish == "negative"):
        return "low"
    if ihc == "2+":
        return "equivocal"
    if ihc == "0":
        return "zero"
    return None


def her2_tests_disagree(ihc: str | None, ish: str | None) -> bool:
    """One test alone makes the tumour positive while the other one speaks against it."""
    return (ihc == "3+" and ish == "negative") or (ihc in ("0", "1+") and ish == "positive")


def her2_contradicts(status: str | None, ihc: str | None, ish: str | None) -> bool:
    """Does a charted status say something else than the charted tests?

    IHC 2+ contradicts nothing while nobody has said whether ISH was done, and IHC 0 may be ultralow.
    """
    derived = her2_from_tests(ihc, ish)
    if status in (None, "unknown", derived) or derived is None:
        return False
    if derived == "equivocal":
        return ish is not None
    return not (derived == "zero" and status == "ultralow")
