"""The patient on the wire: each fact with its unit, its meaning and the widest value it can have."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import ValidationError, validates_schema

from service.faults import Says
from service.schemas.fields import Boolean, Choice, Integer, Many, Number, PartialDay, Text
from service.schemas.object_schema import ObjectSchema
from statemachine.record.codes import DECLINABLE_KINDS
from statemachine.record.patient import MEASURES, VALUES

SITES = ("bone", "liver", "lung", "brain", "lymph_node", "skin", "pleura", "other")
HER2_KEYS = ("her2_status", "her2_ihc", "her2_ish")
NO_HER2 = Says("is missing: give her2_status, or her2_ihc and her2_ish")


def one_of(fact: str) -> tuple[str, ...]:
    """The values that a fact with a closed list can have."""
    return tuple(str(value) for value in VALUES[fact])


def between(fact: str) -> tuple[int, int]:
    """The lowest and the highest value that a measured fact can have."""
    lowest, highest, _ = MEASURES[fact]
    return lowest, highest


def her2_status(description: str) -> Choice:
    """The charted HER2 status."""
    return Choice(description, one_of("her2_status"))


def her2_ihc() -> Choice:
    """The immunohistochemistry score."""
    return Choice("HER2 immunohistochemistry (IHC) score.", one_of("her2_ihc"))


def her2_ish() -> Choice:
    """The in situ hybridisation result."""
    return Choice("HER2 in situ hybridisation (ISH) result.", one_of("her2_ish"))


class Patient(ObjectSchema):
    """The facts about the patient on the day of the question."""

    noun = "patient"
    rules: ClassVar[dict[str, Any]] = {"anyOf": [{"required": [key]} for key in HER2_KEYS]}

    her2_status = her2_status(
        "HER2 status as charted. Without it, it is derived: IHC 3+ or ISH positive is positive; IHC 1+, or "
        "2+ with ISH negative, is low; IHC 2+ without ISH is equivocal. Refused if the two contradict it."
    )
    her2_ihc = her2_ihc()
    her2_ish = her2_ish()
    hormone_receptor = Choice("Hormone receptor status (oestrogen or progesterone).", one_of("hormone_receptor"))
    sex = Choice("Sex as it matters for pregnancy and menopause.", one_of("sex"))
    age_years = Integer("Age on the day of the question, in completed years.", *between("age_years"))
    menopausal_status = Choice("Menopausal status.", one_of("menopausal_status"))
    ecog = Integer("ECOG performance status.", *between("ecog"))
    performance_due_to_cancer = Boolean("Whether the performance status is due to the cancer itself.")
    pregnant = Boolean("Whether the patient is pregnant.")
    metastatic_sites = Many(Choice("One site.", SITES), "Sites of metastases.", most=len(SITES))
    visceral_crisis = Boolean(
        "Severe organ dysfunction by symptoms, laboratory or rapid progression; not metastases alone."
    )
    disease_burden = Choice("Burden of disease as the clinic judges it.", one_of("disease_burden"))
    lvef_percent = Number("Newest left ventricular ejection fraction, in percent.", *between("lvef_percent"))
    lvef_measured_on = PartialDay("When the newest ejection fraction was measured.")
    lvef_baseline_percent = Number(
        "Ejection fraction before anti-HER2 treatment, in percent.", *between("lvef_baseline_percent")
    )
    heart_failure = Choice("Clinical heart failure.", one_of("heart_failure"))
    cardio_oncology_clearance = Boolean("Whether cardio-oncology has cleared anti-HER2 treatment; false blocks it.")
    interstitial_lung_disease = Choice(
        "Interstitial lung disease or pneumonitis, of any cause.", one_of("interstitial_lung_disease")
    )
    interstitial_lung_disease_grade = Integer(
        "Worst grade (CTCAE) of that lung disease.", *between("interstitial_lung_disease_grade")
    )
    brain_metastases = Choice(
        "Brain metastases; active means untreated, or treated and progressing.",
        ("none", "stable_treated", "active", "leptomeningeal"),
    )
    brain_mass_effect = Boolean("Whether a brain metastasis has a symptomatic mass effect.")
    neurological_symptoms = Boolean("Whether there are neurological symptoms.")
    child_pugh = Choice("Child-Pugh class of liver impairment; none means no impairment.", one_of("child_pugh"))
    ast_times_uln = Number("AST, in multiples of the upper limit of normal.", *between("ast_times_uln"))
    alt_times_uln = Number("ALT, in multiples of the upper limit of normal.", *between("alt_times_uln"))
    bilirubin_times_uln = Number(
        "Total bilirubin, in multiples of the upper limit of normal.", *between("bilirubin_times_uln")
    )
    platelets_10e9_per_l = Number("Platelets, in 10^9 per litre.", *between("platelets_10e9_per_l"))
    creatinine_clearance_ml_min = Number(
        "Creatinine clearance, in millilitres per minute.", *between("creatinine_clearance_ml_min")
    )
    dpd_deficiency = Choice("Dihydropyrimidine dehydrogenase (DPD) deficiency.", one_of("dpd_deficiency"))
    taxane_contraindicated = Boolean("Whether every taxane is contraindicated.")
    declines = Many(
        Text("A drug name or a kind."),
        f"What the patient declines: drugs, or the kinds {', '.join(DECLINABLE_KINDS)}.",
        most=50,
    )
    unavailable = Many(Text("A drug name."), "Drugs that cannot be had.", most=50)

    @validates_schema(skip_on_field_errors=False)
    def _names_her2(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a patient of whose HER2 nothing is said; a faulty value has its own fault already."""
        if not any(key in data for key in HER2_KEYS):
            raise ValidationError(NO_HER2, "her2_status")
