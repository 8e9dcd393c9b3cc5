"""Which medications are certainly no treatment of the cancer, though no list of drugs here has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from service.fhir import codes
from service.fhir.drugs import LONGEST_NAME
from service.fhir.values import a_list, a_text, an_object, extensions, texts
from service.fhir.values import codes as codes_of
from statemachine.record.catalogue import Catalogue

_ATC_SYSTEM: Final = re.compile(r"(?:.*[/:])?atc", re.IGNORECASE)
# The main groups of ATC but L (against cancer, and on the immune system) and V (various, radiopharmaceuticals too).
_ATC_CODE: Final = re.compile(r"[ABCDGHJMNPRS]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?")
# Sex hormones, hormones of the pituitary, corticosteroids and drugs for bone disease are given for cancer as well.
MAY_BE_FOR_CANCER: Final = ("G03", "H01", "H02", "M05")


def purpose_beside(content: Mapping[str, Any], concepts: Iterable[Any], catalogue: Catalogue) -> str:
    """Why a medication that is not known is certainly none of the cancer; empty where that is not certain."""
    concepts = [*concepts]
    words = {word for concept in concepts for text in texts(concept) for word in text[:LONGEST_NAME].split()}
    if any(catalogue.drug_names.named(word) for word in words):
        return ""
    intents = [each.get("valueCodeableConcept") for each in extensions(content, *codes.INTENTS)]
    if codes.BESIDE_INTENTS.intersection(code for intent in intents for code in codes_of(intent)):
        return "By its intent it supports the patient or a diagnosis, and treats no cancer."
    if is_of_another_group(concepts):
        return "By its ATC code it is of a group without drugs against cancer."
    return ""


def is_of_another_group(concepts: Iterable[Any]) -> bool:
    """Is there a code of ATC, and is each one of a group without drugs against cancer?"""
    codings = [an_object(coding) for each in concepts for coding in a_list(an_object(each).get("coding"))]
    atc = [a_text(each.get("code")).upper() for each in codings if _ATC_SYSTEM.fullmatch(a_text(each.get("system")))]
    return bool(atc) and all(_ATC_CODE.fullmatch(code) and not code.startswith(MAY_BE_FOR_CANCER) for code in atc)
