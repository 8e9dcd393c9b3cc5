"""Where in the body: the places of the record by the codes or the words of a body site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from service.fhir.values import Code, codes, texts

# The body structures of mCODE 4.0.0, its examples and, for the right breast and bone, of other guides on SNOMED CT; the
# vertebrae and the parts of the spine as DICOM's lists of anatomic codes have them.
STRUCTURES: Final[Mapping[Code, str]] = {
    Code("sct", "76752008"): "breast",
    Code("sct", "80248007"): "breast",
    Code("sct", "73056007"): "breast",
    Code("sct", "10200004"): "liver",
    Code("sct", "39607008"): "lung",
    Code("sct", "31094006"): "lung",
    Code("sct", "12738006"): "brain",
    Code("sct", "272673000"): "bone",
    **{Code("sct", code): "bone" for code in ("51282000", "421060004", "122494005", "122495006", "122496007")},
    Code("sct", "39937001"): "skin",
}
WORDS: Final = {
    "breast": "breast",
    "mamma": "breast",
    "brust": "breast",
    "knochen": "bone",
    "leber": "liver",
    "lunge": "lung",
    "hirn": "brain",
    "gehirn": "brain",
    "haut": "skin",
    "bone": "bone",
    **dict.fromkeys(("vertebra", "vertebrae", "vertebral column", "vertebral body", "vertebral bodies"), "bone"),
    **dict.fromkeys(("spine", "spinal column", "sacrum", "sternum", "rib", "ribs", "femur", "humerus"), "bone"),
    **dict.fromkeys(("wirbelsäule", "wirbelkörper", "wirbel", "hws", "bws", "lws", "hwk", "bwk", "lwk"), "bone"),
    **dict.fromkeys(("halswirbelsäule", "brustwirbelsäule", "lendenwirbelsäule", "kreuzbein", "rippe"), "bone"),
    "liver": "liver",
    "lung": "lung",
    "brain": "brain",
    "lymph node": "lymph_node",
    "lymph nodes": "lymph_node",
    "skin": "skin",
    "pleura": "pleura",
}
# Which breast, by the codes above, by those of its cancer in mCODE 4.0.0, and by words.
SIDES: Final[Mapping[Code, str]] = {
    Code("sct", "80248007"): "left",
    Code("sct", "353431000119107"): "left",
    Code("sct", "73056007"): "right",
    Code("sct", "353511000119101"): "right",
}
SIDE_WORDS: Final = {
    "left": re.compile(r"\b(?:left|links|linke[rns]?|linksseitige?[rns]?)\b", re.IGNORECASE),
    "right": re.compile(r"\b(?:right|rechts|rechte[rns]?|rechtsseitige?[rns]?)\b", re.IGNORECASE),
}
LETTERS: Final = re.compile(r"[^\W\d_]+")
# In German words that are made of several: Ganzhirnbestrahlung, Lebersegmentresektion. Hirnhaut is the meninges.
COMPOUNDS: Final[Mapping[re.Pattern[str], str]] = {
    re.compile("hirn(?!haut|häut|haeut)"): "brain",
    re.compile("leber(?!fleck)"): "liver",
    re.compile("lungen"): "lung",
    re.compile("knochen|wirbel(?:säule|saeule|körper|koerper)"): "bone",
    re.compile(r"\bwbrt\b"): "brain",
}
REGIONAL: Final = ("axilla", "axillary", "sentinel")


def places_in(text: str) -> list[str]:
    """The places that a text names; regional lymph nodes are none of a metastasis, and have no word in the record."""
    words = f" {' '.join(LETTERS.findall(text.lower()))} "
    named = dict.fromkeys(place for word, place in WORDS.items() if f" {word} " in words)
    if any(f" {word} " in words for word in REGIONAL):
        named.pop("lymph_node", None)
    return list(named)


def places_treated(text: str) -> list[str]:
    """The places in the title of a procedure, in which German puts them into longer words."""
    inside = (place for pattern, place in COMPOUNDS.items() if pattern.search(text.lower()))
    return list(dict.fromkeys([*places_in(text), *inside]))


def place_named(concepts: Iterable[Any]) -> str | None:
    """The one place that concepts name; None where it is none or more than one."""
    named, _ = places_named(concepts)
    return next(iter(named)) if len(named) == 1 else None


def places_named(concepts: Iterable[Any]) -> tuple[list[str], bool]:
    """The places that concepts name, and whether each concept names one."""
    named, is_read = dict[str, None](), True
    for concept in concepts:
        coded = [STRUCTURES[code] for code in codes(concept) if code in STRUCTURES]
        found = coded or [place for text in texts(concept) for place in places_in(text)]
        named |= dict.fromkeys(found)
        is_read = is_read and bool(found)
    return list(named), is_read


def side_named(concepts: Iterable[Any]) -> str:
    """The one side that concepts name; empty where it is none, or both."""
    sides = set[str]()
    for concept in concepts:
        sides |= {SIDES[code] for code in codes(concept) if code in SIDES}
        sides |= {side for text in texts(concept) for side, words in SIDE_WORDS.items() if words.search(text)}
    return sides.pop() if len(sides) == 1 else ""
