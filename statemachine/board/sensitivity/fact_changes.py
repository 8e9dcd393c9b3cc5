"""How the record could be different: every fact changed to each value that an edition's guards tell apart.

What follows from a change is changed with it, so that the record does not contradict itself: a new HER2 status removes
the old test results, a healthy lung removes the grade of lung disease, a brain without metastases removes that site.
The tests behind a HER2 status are not changed by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from statemachine.guards import Vocabulary
from statemachine.machine.guideline import Guideline
from statemachine.machine.thresholds import Span
from statemachine.record.edited_record import Edit
from statemachine.record.facts import LABELS, MEASURES
from statemachine.record.read_record import Document, read

FOLLOWING = ("her2_ihc", "her2_ish")


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
    """For each fact of the patient, the value nearest to the charted one in each span that it is not in."""
    patient = document["patient"]
    settled = _settled_otherwise(guideline, document)
    for fact, spans in guideline.relevant_values.items():
        if fact in settled or fact in FOLLOWING or len(spans) == 1:
            continue
        charted = patient.get(fact)
        for span in spans:
            if span.first != "unknown" and not span.holds(charted):
                value = _nearest(fact, charted, span)
                label = LABELS[fact]
                says = f"{label}: {_worded(value)} instead of {_worded(charted)}"
                patch = {fact: value, **_following(fact, value, patient)}
                yield FactChange(f"/patient/{fact}", label, charted, value, says, patch, ())


def _settled_otherwise(guideline: Guideline, document: Document) -> set[str]:
    """An uncharted pregnancy that sex, menopause or age rules out is no question."""
    if document["patient"].get("pregnant") is not None:
        return set()
    record = read(document, guideline.catalogue)
    beyond = guideline.about.shared_limits["age_beyond_pregnancy"]
    return {"pregnant"} if Vocabulary(record, guideline.catalogue).may_be_pregnant(beyond).value is False else set()


def _nearest(fact: str, charted: Any, span: Span) -> Any:
    """The end of the span that is nearer to the charted value; uncharted, the end that is no limit of the measure."""
    if charted is None:
        return span.last if fact in MEASURES and span.first == MEASURES[fact].lowest else span.first
    return span.last if fact in MEASURES and charted > span.last else span.first


def _following(fact: str, value: Any, patient: Mapping[str, Any]) -> dict[str, Any]:
    if fact == "her2_status":
        return dict.fromkeys((test for test in FOLLOWING if test in patient), None)
    if (fact, value) == ("interstitial_lung_disease", "none") and "interstitial_lung_disease_grade" in patient:
        return {"interstitial_lung_disease_grade": None}
    if (fact, value) == ("brain_metastases", "none") and "brain" in patient.get("metastatic_sites", ()):
        return {"metastatic_sites": [site for site in patient["metastatic_sites"] if site != "brain"]}
    return {}


def _worded(value: Any) -> str:
    if value is None:
        return "not charted"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).replace("_", " ")
