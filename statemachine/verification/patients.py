"""The patients of the stories: one who is fit and about whom everything is charted, and what may be otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from statemachine.record.catalogue import Catalogue
from statemachine.record.facts import VALUES

Fact = tuple[str, Any]
Facts = tuple[Fact, ...]

FIT: Final[Mapping[str, Any]] = {
    "her2_status": "positive",
    "hormone_receptor": "negative",
    "sex": "female",
    "age_years": 58,
    "menopausal_status": "post",
    "ecog": 1,
    "performance_due_to_cancer": False,
    "pregnant": False,
    "metastatic_sites": ["bone", "liver"],
    "visceral_crisis": False,
    "disease_burden": "high",
    "lvef_percent": 62,
    "heart_failure": "none",
    "interstitial_lung_disease": "none",
    "brain_metastases": "none",
    "brain_mass_effect": False,
    "neurological_symptoms": False,
    "child_pugh": "none",
    "ast_times_uln": 1.0,
    "alt_times_uln": 1.0,
    "bilirubin_times_uln": 0.8,
    "platelets_10e9_per_l": 210,
    "neutrophils_10e9_per_l": 4.2,
    "creatinine_clearance_ml_min": 90,
    "dpd_deficiency": "none",
    "taxane_contraindicated": False,
}
OF_THE_TUMOUR: Final = frozenset({"hormone_receptor", "brain_metastases", "disease_burden"})
MEASURED: Final[Mapping[str, tuple[Any, ...]]] = {
    "age_years": (34,),
    "ecog": (3,),
    "lvef_percent": (45, 35),
    "ast_times_uln": (30.0,),
    "bilirubin_times_uln": (4.0,),
    "platelets_10e9_per_l": (60, 40),
    "neutrophils_10e9_per_l": (0.5,),
    "creatinine_clearance_ml_min": (20,),
}


def deviations() -> list[Facts]:
    """What may be otherwise with a patient: each fact with each other value it can have, and not charted."""
    single: list[Facts] = []
    for fact, usual in FIT.items():
        values = VALUES.get(fact) or MEASURED.get(fact, ())
        single += [((fact, value),) for value in (*values, None) if value != usual]
    return [
        *single,
        (("pregnant", True), ("menopausal_status", "pre")),
        (("pregnant", None), ("menopausal_status", "pre"), ("age_years", 34)),
        (("interstitial_lung_disease", "past"), ("interstitial_lung_disease_grade", 3)),
        (("interstitial_lung_disease", "current"), ("interstitial_lung_disease_grade", 4)),
        (("lvef_percent", 45), ("cardio_oncology_clearance", True)),
        (("hormone_receptor", "positive"), ("disease_burden", "low")),
        (("brain_mass_effect", None), ("neurological_symptoms", True), ("brain_metastases", "active")),
    ]


def lacking(agents: Iterable[str]) -> Facts:
    """These drugs are not to be had."""
    return (("unavailable", sorted(agents)),)


def nothing_but_one(catalogue: Catalogue, offered: Iterable[str]) -> Iterator[Facts]:
    """For each regimen on offer, that no drug is to be had that it does not contain."""
    for code in offered:
        drugs = catalogue.regimens[code].partners.union(*catalogue.regimens[code].slots)
        if drugs:
            yield lacking(catalogue.in_regimens - drugs)
