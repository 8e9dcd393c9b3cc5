"""Whether a medication is said to be taken: the extension of US Core, `adherence` of R5, and how it is to be taken.

What says nothing, or that it is not known, is nothing against the order. An adherence that is neither that nor
certainly taken is asked. Of an instruction only words that it is no longer taken count, as it may tell when to stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from service.fhir.values import Json, a_list, a_text, an_object, extensions, texts

_TAKEN: Final = re.compile(
    r"\b(?:compl(?:ies|iant|iance|ying)|adher\w+|tak(?:es|ing|en)|unknown|asked)\b", re.IGNORECASE
)
_NOT_TAKEN: Final = re.compile(
    r"\b(?:not|no|never|non|poor\w*|partial\w*|stop\w*|dis[ck]ontin\w*|hold|held|refus\w*|declin\w*|unable)\b"
    r"(?!.{0,20}as (?:directed|prescribed))",
    re.IGNORECASE,
)
_NO_LONGER_TAKEN: Final = re.compile(
    r"\b(?:not|no longer)(?: \w+)? taking\b|^\W*(?:dis[ck]ontinued|stopped|abgesetzt|beendet)\b(?! (?:if|when|wenn)\b)",
    re.IGNORECASE,
)
_INSTRUCTIONS: Final = ("dosageInstruction", "dosage")


def not_taken(content: Json) -> str:
    """The words of the adherence or of an instruction that leave open that it is taken; empty where none do."""
    for concept in _concepts(content):
        words = [*texts(concept), *(_code(each) for each in a_list(an_object(concept).get("coding")))]
        said = [text.replace("-", " ") for text in words if text]
        if any(map(_NOT_TAKEN.search, said)) or (said and not any(map(_TAKEN.search, said))):
            return words[0]
    return next(filter(_NO_LONGER_TAKEN.search, _instructions(content)), "")


def _concepts(content: Json) -> Iterator[Any]:
    for extension in extensions(content, "us-core-medication-adherence"):
        for part in extensions(extension, "medicationAdherence"):
            yield part.get("valueCodeableConcept")
    yield an_object(content.get("adherence")).get("code")


def _instructions(content: Json) -> Iterator[str]:
    for dosage in (an_object(each) for name in _INSTRUCTIONS for each in a_list(content.get(name))):
        yield from (a_text(dosage.get("text")), a_text(dosage.get("patientInstruction")))


def _code(coding: Any) -> str:
    return a_text(an_object(coding).get("code"))
