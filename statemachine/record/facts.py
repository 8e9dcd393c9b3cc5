"""The table of facts about the patient: each in one row, in the group and at the place that it has on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Literal, NamedTuple, get_args

from statemachine.record.codes import DECLINABLE_KINDS, HER2_STATUSES, SITES
from statemachine.record.partial_dates import PartialDate
from statemachine.record.patient import Patient

# Whose report tells a fact; what no report tells, the clinic charts itself.
Report = Literal["pathology", "cardiology", "lung", "imaging", "laboratory", "clinic", "treatment_record"]
REPORT_NAMES: Final[tuple[Report, ...]] = get_args(Report)
Closed = tuple[str, ...] | tuple[bool, ...]
YES_OR_NO: Final = (True, False)


class Measure(NamedTuple):
    """The lowest and highest value that a measured fact can have, and the step in which it is charted."""

    lowest: int
    highest: int
    step: float = 1


class WholeNumber(Measure):
    """A measure that is never charted with decimals."""


@dataclass(frozen=True)
class Several:
    """Any number of words of a closed list; `each` says what one of them is."""

    each: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Drugs:
    """Any number of drugs by their names, or of these kinds of drugs."""

    kinds: tuple[str, ...]


class Fact(NamedTuple):
    """Its name on the wire and in words, what can be charted, whose report tells it, what it means, and its unit."""

    name: str
    words: str
    values: Closed | Measure | Several | Drugs | type[PartialDate]
    report: Report
    description: str
    unit: str = ""

    @property
    def label(self) -> str:
        """The name in words with the unit."""
        return f"{self.words} ({self.unit})" if self.unit else self.words


# fmt: off
# Two lines a row, where the formatter would take up to eight.
GROUPS: Final[Mapping[str, tuple[Fact, ...]]] = {
    "Disease": (
        Fact("her2_status", "HER2 status", HER2_STATUSES, "pathology",
             "HER2 status as charted; negative: nobody says how low. Without it, it is derived: IHC 3+ or ISH positive "
             "is positive; IHC 1+, or 2+ with ISH negative, is low; IHC 2+ without ISH is equivocal. Refused if the "
             "two contradict it."),
        Fact("her2_ihc", "HER2 immunohistochemistry", ("0", "1+", "2+", "3+"), "pathology",
             "HER2 immunohistochemistry (IHC) score."),
        Fact("her2_ish", "HER2 in situ hybridisation", ("positive", "negative", "not_done"), "pathology",
             "HER2 in situ hybridisation (ISH) result."),
        Fact("hormone_receptor", "hormone receptor status", ("positive", "negative"), "pathology",
             "Hormone receptor status (oestrogen or progesterone)."),
        Fact("metastatic_sites", "metastatic sites", Several("One site.", SITES), "imaging",
             "Sites of metastases."),
        Fact("visceral_crisis", "visceral crisis", YES_OR_NO, "clinic",
             "Severe organ dysfunction by symptoms, laboratory or rapid progression; not metastases alone."),
        Fact("disease_burden", "disease burden", ("low", "high"), "clinic",
             "Burden of disease as the clinic judges it."),
    ),
    "Brain": (
        Fact("brain_metastases", "brain metastases", ("none", "stable_treated", "active", "leptomeningeal"), "imaging",
             "Brain metastases; active means untreated, or treated and progressing."),
        Fact("brain_mass_effect", "symptomatic mass effect in the brain", YES_OR_NO, "imaging",
             "Whether a brain metastasis has a symptomatic mass effect."),
        Fact("neurological_symptoms", "neurological symptoms", YES_OR_NO, "clinic",
             "Whether there are neurological symptoms."),
    ),
    "Heart": (
        Fact("lvef_percent", "left ventricular ejection fraction", Measure(5, 90), "cardiology",
             "Newest left ventricular ejection fraction, in percent.", unit="%"),
        Fact("lvef_measured_on", "date of the ejection fraction", PartialDate, "cardiology",
             "When the newest ejection fraction was measured."),
        Fact("lvef_baseline_percent", "ejection fraction at baseline", Measure(5, 90), "cardiology",
             "Ejection fraction before anti-HER2 treatment, in percent.", unit="%"),
        Fact("heart_failure", "heart failure", ("none", "history", "symptomatic"), "cardiology",
             "Clinical heart failure."),
        Fact("cardio_oncology_clearance", "cardio-oncology clearance", YES_OR_NO, "cardiology",
             "Whether cardio-oncology has cleared anti-HER2 treatment; false blocks it."),
    ),
    "Intolerance": (
        Fact("antibody_rechallenge_cleared", "whether an antibody that was not tolerated can be given again", YES_OR_NO,
             "clinic", "Whether an antibody that was not tolerated can be given again, by the opinion of an allergist "
             "or after desensitisation; of the heart cardio_oncology_clearance says it."),
    ),
    "Lungs": (
        Fact("interstitial_lung_disease", "interstitial lung disease", ("none", "past", "current"), "lung",
             "Interstitial lung disease or pneumonitis, of any cause."),
        Fact("interstitial_lung_disease_grade", "worst grade of interstitial lung disease", WholeNumber(1, 4), "lung",
             "Worst grade (CTCAE) of that lung disease."),
    ),
    "Laboratory": (
        Fact("bilirubin_times_uln", "bilirubin", Measure(0, 60, 0.1), "laboratory",
             "Total bilirubin, in multiples of the upper limit of normal.", unit="times the upper limit of normal"),
        Fact("ast_times_uln", "AST", Measure(0, 500, 0.1), "laboratory",
             "AST, in multiples of the upper limit of normal.", unit="times the upper limit of normal"),
        Fact("alt_times_uln", "ALT", Measure(0, 500, 0.1), "laboratory",
             "ALT, in multiples of the upper limit of normal.", unit="times the upper limit of normal"),
        Fact("child_pugh", "Child-Pugh class", ("none", "A", "B", "C"), "clinic",
             "Child-Pugh class of liver impairment; none means no impairment."),
        Fact("platelets_10e9_per_l", "platelets", Measure(0, 5000), "laboratory",
             "Platelets, in 10^9 per litre.", unit="10^9 per litre"),
        Fact("neutrophils_10e9_per_l", "neutrophils", Measure(0, 200, 0.1), "laboratory",
             "Neutrophils, in 10^9 per litre.", unit="10^9 per litre"),
        Fact("creatinine_clearance_ml_min", "creatinine clearance", Measure(0, 400), "laboratory",
             "Creatinine clearance, in millilitres per minute.", unit="ml/min"),
        Fact("dpd_deficiency", "DPD deficiency", ("none", "partial", "complete"), "laboratory",
             "Dihydropyrimidine dehydrogenase (DPD) deficiency."),
    ),
    "Person": (
        Fact("sex", "sex", ("female", "male"), "clinic",
             "Sex as it matters for pregnancy and menopause."),
        Fact("age_years", "age in years", WholeNumber(0, 125), "clinic",
             "Age on the day of the question, in completed years."),
        Fact("menopausal_status", "menopausal status", ("pre", "peri", "post"), "clinic",
             "Menopausal status."),
        Fact("pregnant", "pregnancy", YES_OR_NO, "laboratory",
             "Whether the patient is pregnant."),
        Fact("ecog", "ECOG performance status", WholeNumber(0, 4), "clinic",
             "ECOG performance status."),
        Fact("performance_due_to_cancer", "performance status due to the cancer itself", YES_OR_NO, "clinic",
             "Whether the performance status is due to the cancer itself."),
        Fact("taxane_contraindicated", "whether every taxane is contraindicated", YES_OR_NO, "clinic",
             "Whether every taxane is contraindicated."),
    ),
    "Choice and access": (
        Fact("declines", "declines", Drugs(DECLINABLE_KINDS), "clinic",
             f"What the patient declines: drugs, or the kinds {', '.join(DECLINABLE_KINDS)}."),
        Fact("declines_conjugates", "whether a refusal includes conjugates", YES_OR_NO, "clinic",
             "Whether the patient declines conjugates such as T-DXd and T-DM1 too; asked where chemotherapy or "
             "trastuzumab is declined, because a conjugate carries a cytotoxic drug and an antibody."),
        Fact("unavailable", "unavailable", Drugs(()), "clinic",
             "Drugs that cannot be had."),
    ),
}
# fmt: on

_ROWS: Final = {fact.name: fact for facts in GROUPS.values() for fact in facts}
# In the order of the attributes, which is that of the wire; an attribute without a row stops the start.
FACTS: Final[Mapping[str, Fact]] = {attribute.name: _ROWS[attribute.name] for attribute in fields(Patient)}
LABELS: Final[Mapping[str, str]] = {name: fact.label for name, fact in FACTS.items()}
# Every value of the facts that have one out of a closed list.
VALUES: Final[Mapping[str, Closed]] = {
    name: fact.values
    for name, fact in FACTS.items()
    if isinstance(fact.values, tuple) and not isinstance(fact.values, Measure)
}
MEASURES: Final[Mapping[str, Measure]] = {
    name: fact.values for name, fact in FACTS.items() if isinstance(fact.values, Measure)
}


HER2_TESTS: Final = ("her2_status", "her2_ihc", "her2_ish")  # of the patient, and of a sample in the history


def report_of(pointer: str) -> str:
    """Whose report tells the fact at a pointer into the request."""
    _, place, *path = pointer.split("/")
    if place == "history" and path and path[-1] in (*HER2_TESTS, "tumour"):
        return "pathology"
    return FACTS[path[0]].report if place == "patient" else "treatment_record"
