"""What cannot be true together, of a patient or of a treatment, each named at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statemachine.record.record_faults import Fault


def contradictions(charted: Mapping[str, Any]) -> Iterator[Fault]:
    """What the chart of a patient says twice and differently; HER2 and its tests are judged where they are derived."""
    lung, grade = charted.get("interstitial_lung_disease"), charted.get("interstitial_lung_disease_grade")
    if lung == "none" and grade is not None:
        yield Fault(
            "/patient/interstitial_lung_disease_grade", "the chart says none, and gives a grade; correct one of them"
        )
    if "brain" in charted.get("metastatic_sites", ()) and charted.get("brain_metastases") == "none":
        yield Fault("/patient/brain_metastases", "the brain is charted as a metastatic site too; correct one of them")
    if charted.get("sex") == "male" and charted.get("pregnant"):
        yield Fault(
            "/patient/sex", "the patient is charted as male, while /patient/pregnant says yes; correct one of them"
        )
        yield Fault(
            "/patient/pregnant", "the patient is charted as pregnant, while /patient/sex says male; correct one of them"
        )


def kinds_without_toxicity(pointer: str, charted: Mapping[str, Any]) -> Iterator[Fault]:
    """A kind of toxicity beside another reason for stopping a treatment, or a part of it; a grade of no kind."""
    for place, reason, entry in (("", "stopped_for", charted), ("/dropped", "for", charted.get("dropped") or {})):
        if entry.get("toxicity_kind") is not None and entry.get(reason) != "toxicity":
            yield Fault(
                f"{pointer}{place}/toxicity_kind",
                f"a kind of toxicity is named, while {reason} does not say toxicity; correct one of them",
            )
        if entry.get("toxicity_grade") is not None and entry.get("toxicity_kind") is None:
            yield Fault(
                f"{pointer}{place}/toxicity_grade",
                "the grade of a toxicity is given of which no kind is charted; chart its kind too",
            )
