"""Where in the body: the places of the record by the words of a body site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from service.fhir.values import texts

WORDS: Final = {
    "breast": "breast",
    "mamma": "breast",
    "bone": "bone",
    "vertebra": "bone",
    "spine": "bone",
    "liver": "liver",
    "lung": "lung",
    "brain": "brain",
    "lymph node": "lymph_node",
    "lymph nodes": "lymph_node",
    "skin": "skin",
    "pleura": "pleura",
}
REGIONAL: Final = ("axilla", "axillary", "sentinel")


def places_in(text: str) -> list[str]:
    """The places that a text names; regional lymph nodes are none of a metastasis, and have no word in the record."""
    words = f" {' '.join(re.findall('[a-z]+', text.lower()))} "
    named = dict.fromkeys(place for word, place in WORDS.items() if f" {word} " in words)
    if any(f" {word} " in words for word in REGIONAL):
        named.pop("lymph_node", None)
    return list(named)


def place_named(concepts: Iterable[Any]) -> str | None:
    """The one place that concepts name; None where it is none or more than one."""
    named = {place for concept in concepts for text in texts(concept) for place in places_in(text)}
    return named.pop() if len(named) == 1 else None
