"""Which medications are certainly no treatment of the cancer, though no list of drugs here has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from service.fhir import codes
from service.fhir.atc_groups import is_of_another_group
from service.fhir.drugs import LONGEST_NAME, named_within
from service.fhir.values import codes as codes_of
from service.fhir.values import extensions, texts
from statemachine.record.catalogue import Catalogue


def purpose_beside(content: Mapping[str, Any], concepts: Iterable[Any], catalogue: Catalogue) -> str:
    """Why a medication that is not known is certainly none of the cancer; empty where that is not certain."""
    concepts = [*concepts]
    if any(named_within(text[:LONGEST_NAME], catalogue) for concept in concepts for text in texts(concept)):
        return ""
    intents = [each.get("valueCodeableConcept") for each in extensions(content, *codes.INTENTS)]
    if codes.BESIDE_INTENTS.intersection(code for intent in intents for code in codes_of(intent)):
        return "By its intent it supports the patient or a diagnosis, and treats no cancer."
    if is_of_another_group(concepts):
        return "By its ATC code it is of a group without drugs against cancer."
    return ""
