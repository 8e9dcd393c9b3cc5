"""Why a drug was stopped, and the kind and grade of a toxicity as far as its words are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from service.fhir import codes
from service.fhir.stop_words import agree, contradict
from service.fhir.values import a_list, an_object, extensions, texts
from service.fhir.values import codes as codes_of
from statemachine.record.toxicity_words import TOXICITIES

KINDS: Final = {word: kind for kind, words in TOXICITIES.items() for word in words.split(", ")}
_GRADE: Final = re.compile(r"\b(?:ctcae\s+)?(?:grade|gr\.?|g)\s*([1-4])\b")
# Of all editions of FHIR, from DSTU2 to R5.
REASONS: Final = (
    *("statusReason", "statusReasonCodeableConcept", "reasonStopped", "reasonEnded", "reasonNotGiven"),
    *("reasonNotTaken", "notDoneReasonCodeableConcept", "notPerformedReason"),
)
NOT_READ: Final = "why was it stopped? The reason is in words or codes that are not read here."
NO_KIND: Final = "which kind of toxicity was it stopped for, and of which grade? No word beside the code is known here."
OTHERWISE: Final = "why was it stopped? The words beside the code say otherwise than the code; neither is charted."
MORE_WORDS: Final = "why was it stopped? The words beside the code say more than is read here; neither is charted."


class Stop(NamedTuple):
    """A reason, as the record has it, and of a toxicity the kind and the grade."""

    reason: str
    kind: str | None = None
    grade: int | None = None

    @property
    def charted(self) -> dict[str, Any]:
        """The keys of a course."""
        told = {"stopped_for": self.reason, "toxicity_kind": self.kind, "toxicity_grade": self.grade}
        return {name: value for name, value in told.items() if value is not None}


def reasons_of(content: Mapping[str, Any]) -> list[Any]:
    """What is said of why it was stopped, held or not given."""
    reasons = [concept_of(reason) for name in REASONS for reason in a_list(content.get(name))]
    reasons += [each.get("valueCodeableConcept") for each in extensions(content, *codes.STOPPED_BECAUSE)]
    return [*filter(None, reasons)]


def concept_of(reason: Any) -> Any:
    """The concept of a reason, which R5 may put into a reference."""
    return an_object(reason).get("concept") or reason


def stop_of(content: Mapping[str, Any]) -> tuple[Stop | None, str]:
    """Why it was stopped, and what is to be asked of that because it is not read."""
    reasons = reasons_of(content)
    coded = [code for reason in reasons for code in codes_of(reason)]
    words = [text for reason in reasons for text in texts(reason)]
    read = codes.found(codes.STOP_REASONS, coded)
    if len(read) != 1:
        return None, NOT_READ if reasons else ""
    toxicities = {*map(_toxicity, words)} - {None}
    if any(codes.holds(codes.LUNG_DISEASE, code) for code in coded):
        toxicities.add(("interstitial_lung_disease", None))
    kinds = {kind for kind, _ in filter(None, toxicities)}
    if contradict(read[0], words) or (kinds and read != ["toxicity"]):
        return None, OTHERWISE
    if read != ["toxicity"]:
        return (Stop(read[0]), "") if agree(read[0], words) else (None, MORE_WORDS)
    if len(kinds) != 1:
        return Stop("toxicity"), NO_KIND
    grades = {grade for _, grade in filter(None, toxicities) if grade is not None}
    return Stop("toxicity", kinds.pop(), grades.pop() if len(grades) == 1 else None), ""


def agreed(stops: Iterable[Stop]) -> Stop | None:
    """What several say of one stop; None where their reasons differ. A kind or grade that they do not share is none."""
    stops = [*stops]
    if len({each.reason for each in stops}) != 1:
        return None
    kinds = {each.kind for each in stops if each.kind is not None}
    grades = {each.grade for each in stops if each.grade is not None}
    if len(kinds) != 1:
        return Stop(stops[0].reason)
    return Stop(stops[0].reason, kinds.pop(), grades.pop() if len(grades) == 1 else None)


def _toxicity(text: str) -> tuple[str, int | None] | None:
    """The kind and grade that a text names; None where it says anything else, such as that there was none."""
    low = text.lower()
    grades = {int(each) for each in _GRADE.findall(low)}
    kind = KINDS.get(" ".join(re.findall(r"[^\W_]+", _GRADE.sub(" ", low))))
    return (kind, grades.pop() if len(grades) == 1 else None) if kind else None
