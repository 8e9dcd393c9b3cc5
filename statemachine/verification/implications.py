"""What one fact of a patient answers together: without these implications the answers would count as independent.

Each is a named assumption of the proof, shown in the certificate and checked against the vocabulary in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from statemachine.verification.diagram import ALWAYS
from statemachine.verification.situations import Situations

IMPLICATIONS: Final = {
    "progression-answers-failed": (
        "A disease that certainly progressed on a drug answers `progressed_on` of that drug with yes, and `failed` "
        "with yes for every regimen that cannot do without it."
    ),
    "progression-needs-a-treatment": (
        "A disease that certainly progressed on a drug was treated before as metastatic disease, so it answers "
        "`something_was_given` with yes."
    ),
    "her2-has-one-status": (
        "HER2 is positive, or not positive, or unknown: `her2_positive`, `her2_not_positive` and `her2_uncharted` "
        "answer yes, no, no; or no, yes, no; or unknown, no, yes."
    ),
    "grave-lung-disease-is-present": (
        "Lung disease that is grave is present: where `lung_disease_is_grave` answers yes, so does "
        "`lung_disease_present`."
    ),
}
HER2_ANSWERS: Final[Mapping[bool | None, Mapping[str, bool | None]]] = {
    True: {"her2_positive": True, "her2_not_positive": False, "her2_uncharted": False},
    False: {"her2_positive": False, "her2_not_positive": True, "her2_uncharted": False},
    None: {"her2_positive": None, "her2_not_positive": False, "her2_uncharted": True},
}


def progressed_on(place: Situations, agent: str) -> int:
    """The situations of a disease that certainly progressed on this drug."""
    answers = [ALWAYS]
    for guard in place.named("failed"):
        asked = guard.func.arguments
        if agent in asked["agents"] and asked["regimen"].cannot_do_without({agent}):
            answers.append(place.answered(guard, True))
    for guard in place.named("progressed_on"):
        if guard.func.arguments["agent"] == agent:
            answers.append(place.answered(guard, True))
    answers += [place.answered(guard, True) for guard in place.named("something_was_given")]
    return place.sets.both(*answers)


def her2(place: Situations, positive: bool | None) -> int:
    """The situations of a tumour that is HER2-positive, is not, or of which nobody knows."""
    expected = HER2_ANSWERS[positive]
    return place.sets.both(
        *(place.answered(guard, answer) for name, answer in expected.items() for guard in place.named(name))
    )


def grave(place: Situations, name: str) -> int:
    """The situations in which this question of a grave value is answered with yes, and what it implies."""
    names = (name, "lung_disease_present") if name == "lung_disease_is_grave" else (name,)
    return place.sets.both(*(place.answered(guard, True) for each in names for guard in place.named(each)))


def pregnancy(place: Situations, answer: bool | None) -> int:
    """The situations of a patient who is pregnant, is not, or may be."""
    return place.sets.both(*(place.answered(guard, answer) for guard in place.named("may_be_pregnant")))
