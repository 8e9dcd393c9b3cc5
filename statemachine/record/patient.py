"""What is charted about the patient on the day of the question; None means that nobody has said."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from statemachine.record.partial_dates import PartialDate


@dataclass(frozen=True)
class Patient:
    """The facts of the table in `facts.py` under their names, typed for the guards, in the order of the wire."""

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
    antibody_rechallenge_cleared: bool | None = None
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
    neutrophils_10e9_per_l: float | None = None
    creatinine_clearance_ml_min: float | None = None
    dpd_deficiency: str | None = None
    taxane_contraindicated: bool | None = None
    declines: tuple[str, ...] = ()
    declines_conjugates: bool | None = None
    unavailable: tuple[str, ...] = ()

    def completed(self, facts: Mapping[str, Any]) -> Patient:
        """The same patient with these facts charted."""
        twin = copy(self)
        vars(twin).update(facts)  # many times faster than building it anew
        return twin


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

    IHC 2+ contradicts nothing while nobody has said whether ISH was done, IHC 0 may be ultralow, and what is negative
    may be low or zero.
    """
    derived = her2_from_tests(ihc, ish)
    if status in (None, "unknown", derived) or derived is None:
        return False
    if derived == "equivocal":
        return ish is not None
    return (derived, status) not in (("zero", "ultralow"), ("zero", "negative"), ("low", "negative"))
