"""How the record could be different: every fact changed to each value that an edition's guards tell apart.

What follows from a change is changed with it, so that the record does not contradict itself: a new HER2 status removes
the old test results, a healthy lung removes the grade of lung disease, a brain without metastases removes that site and
the mass effect. The tests behind a HER2 status are not changed by themselves; what follows from them is charted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from statemachine.guards import Vocabulary
from statemachine.machine.guideline import Guideline, Limit
from statemachine.machine.thresholds import Span
from statemachine.record.catalogue import Catalogue
from statemachine.record.edited_record import Edit
from statemachine.record.facts import LABELS, MEASURES
from statemachine.record.likely_values import is_likely
from statemachine.record.measured_values import Measured
from statemachine.record.read_record import read
from statemachine.record.reading import Document
from statemachine.record.record import Record

FOLLOWING = ("her2_ihc", "her2_ish")
LUNG = "interstitial_lung_disease"


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact or date changed to another value; `patient` and `history` say it as a what-if scenario does."""

    fact: str
    label: str
    before: Any
    after: Any
    says: str
    patient: Mapping[str, Any]
    history: tuple[Edit, ...]

    @property
    def key(self) -> tuple[str, Any]:
        """What distinguishes it from every other change of the same record."""
        return (self.fact, self.after)


def fact_changes(guideline: Guideline, document: Document) -> Iterator[FactChange]:
    """For each fact of the patient, the likely value nearest to the charted one in each span that it is not in."""
    patient = document["patient"]
    record = read(document, guideline.catalogue)
    charted_facts = as_read(record, patient)
    settled = _settled_otherwise(guideline, record)
    for fact, spans in guideline.relevant_values.items():
        if fact in settled or fact in FOLLOWING or len(spans) == 1:
            continue
        charted = charted_facts.get(fact)
        before = float(charted) if isinstance(charted, Measured) else charted
        doubted = next((f"{value.text} (not confirmed)" for value in record.unlikely if value.fact == fact), None)
        for span in spans:
            value = _nearest(fact, charted, span)
            if span.first != "unknown" and not span.holds(charted) and value is not None:
                label = LABELS[fact]
                says = f"{label}: {_worded(value)} instead of {doubted or _worded(charted)}"
                patch = {fact: value, **_following(fact, value, patient)}
                yield FactChange(f"/patient/{fact}", label, before, value, says, patch, ())


def as_read(record: Record, patient: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a patient that the record tells, those too that follow from a test or from an entry of the history.

    A value that is not believed is not among them.
    """
    facts = {fact: value for fact, value in vars(record.patient).items() if value is not None}
    if patient.get("her2_status") == "unknown":
        facts.setdefault("her2_status", "unknown")
    events = [event for event in record.toxicities if event.kind == LUNG]
    if events:
        is_over = all(event.resolved_on is not None for event in events)
        facts.setdefault(LUNG, "past" if is_over else "current")
        if grades := [event.grade for event in events if event.grade is not None]:
            facts.setdefault(f"{LUNG}_grade", max(grades))
    return facts


def charted_in(fact: str, patient: Mapping[str, Any]) -> Collection[str]:
    """Where a fact is charted: under its own name, or in the tests that it follows from."""
    tests = [test for test in FOLLOWING if patient.get(test)]
    return tests if fact == "her2_status" and tests and patient.get(fact) in (None, "unknown") else (fact,)


def is_ruled_out(patient: Mapping[str, Any]) -> bool:
    """Is there a mass effect in a brain without metastases?"""
    return patient.get("brain_metastases") == "none" and patient.get("brain_mass_effect") is True


def _settled_otherwise(guideline: Guideline, record: Record) -> set[str]:
    """A pregnancy that sex, menopause or age rules out is no question, and no man has a menopause.

    Nor is what a refusal includes where nobody refuses, a clearance of antibodies that were all tolerated, or that of a
    heart that was never in question.
    """
    limits = guideline.about.shared_limits
    settled = {"menopausal_status"} if record.patient.sex == "male" else set()
    settled |= without_occasion(guideline.catalogue, record, limits["lvef_normal"])
    if record.patient.pregnant:
        return settled
    patient = record.patient.completed({"pregnant": None})
    asked = Vocabulary(replace(record, patient=patient), guideline.catalogue)
    may_be = asked.may_be_pregnant(limits["age_beyond_pregnancy"], limits["pregnancy_told_within"]).value
    return settled | ({"pregnant"} if may_be is False else set())


def without_occasion(catalogue: Catalogue, record: Record, lvef_normal: Limit) -> set[str]:
    """The facts that nobody has charted, and that are asked only after a refusal, a toxicity or a measurement of the
    heart that there was not.
    """
    patient, antibodies = record.patient, catalogue.contained
    refused = not ({"chemotherapy", *antibodies}.isdisjoint(patient.declines))
    not_tolerated = any(event.name == "toxicity" for event in record.events) or any(
        course.stopped_for == "toxicity"
        or course.unexplained
        or any(part.reason == "toxicity" for part in course.dropped)
        for course in record.treatments
    )
    measures_well = patient.heart_failure == "none" and (patient.lvef_percent or 0) >= lvef_normal.value
    occasions = {
        "declines_conjugates": refused,
        "antibody_rechallenge_cleared": not_tolerated,
        "cardio_oncology_clearance": not_tolerated or not measures_well,
    }
    return {fact for fact, is_one in occasions.items() if not is_one and getattr(patient, fact) is None}


def _nearest(fact: str, charted: Any, span: Span) -> Any:
    """The end of the span that is nearer to the charted value; uncharted, the end that is no limit of the measure.

    None where no value of the span is likely.
    """
    if fact not in MEASURES:
        return span.first
    lowest = charted is None and span.first == MEASURES[fact].lowest
    value = span.last if lowest or (charted is not None and charted > span.last) else span.first
    return value if is_likely(fact, value) else None


def _following(fact: str, value: Any, patient: Mapping[str, Any]) -> dict[str, Any]:
    if fact == "her2_status":
        return dict.fromkeys((test for test in FOLLOWING if test in patient), None)
    if (fact, value) == ("interstitial_lung_disease", "none") and "interstitial_lung_disease_grade" in patient:
        return {"interstitial_lung_disease_grade": None}
    if (fact, value) == ("brain_metastases", "none"):
        sites = patient.get("metastatic_sites", ())
        free = {"metastatic_sites": [site for site in sites if site != "brain"]} if "brain" in sites else {}
        return free | ({"brain_mass_effect": None} if patient.get("brain_mass_effect") else {})
    return {}


def _worded(value: Any) -> str:
    if value is None:
        return "not charted"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.text if isinstance(value, Measured) else str(value).replace("_", " ")
