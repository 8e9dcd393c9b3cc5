"""Results that are told and asked about for their name, as no code of them is read: no older value stands for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from service.fhir.measurements import PERCENT, unit_of
from service.fhir.values import an_object, codes, texts

NAMES: Final = {
    "her2": re.compile(r"\b(?:her-?2|erb-?b2|c-?erbb-?2)", re.IGNORECASE),
    "lvef": re.compile(r"\blvef\b|\bejection fraction|\bej[ec]ktionsfraktion|\bauswurffraktion", re.IGNORECASE),
    "ecog": re.compile(r"\becog\b|^(?:who )?performance status$", re.IGNORECASE),
    "oestrogen": re.compile(r"\bo?estrogen[- ]?receptor|\böstrogen-?rezeptor|\ber[- ]status", re.IGNORECASE),
    "progesterone": re.compile(r"\bprogesteron\w*[- ]?re[cz]eptor|\bpg?r[- ]status", re.IGNORECASE),
}
# Of the laboratory, where LOINC, which says exactly what was measured, says nothing.
OF_THE_LABORATORY: Final = {
    "neutrophils_10e9_per_l": re.compile(r"\bneutrophil|\banc\b", re.IGNORECASE),
    "platelets_10e9_per_l": re.compile(r"^(?:platelets?|plt|thrombo[zc]yten?)\b", re.IGNORECASE),
    "ast_times_uln": re.compile(r"^(?:ast|got|sgot|asat)\b|aspartate (?:amino)?trans", re.IGNORECASE),
    "alt_times_uln": re.compile(r"^(?:alt|gpt|sgpt|alat)\b|alanine (?:amino)?trans", re.IGNORECASE),
    "bilirubin_times_uln": re.compile(r"\bbilirubin", re.IGNORECASE),
}
# What has such a word in its name, and is another result.
ANOTHER: Final = re.compile(
    r"right ventric|\brv(?:ef)?\b|rechtsventrik|gallbladder|gallenblase|mutation|\bgene\b", re.IGNORECASE
)
ANOTHER_OF_THE_LABORATORY: Final = re.compile(
    r"%|percent|prozent|\bratio\b|\b(?:in)?dire[ck]t|conjugat|konjugiert|urin|neonat|volume|volumen|distribution"
    r"|aggregat|antibod|antikörper|\bband|segmented|immature|unreif|\bstab",
    re.IGNORECASE,
)
ALWAYS: Final = ("her2",)  # whose other results are told apart by their codes alone


def fact_by_name(content: Mapping[str, Any]) -> str:
    """Which fact a result may tell by its name; empty where it is none, or another result with such a name."""
    code = content.get("code")
    named = texts(code)
    has_loinc = any(each.system == "loinc" for each in codes(code))
    is_share = unit_of(an_object(content.get("valueQuantity"))).lower() in PERCENT
    for fact, name in NAMES.items():
        if any(name.search(text) and (fact in ALWAYS or not ANOTHER.search(text)) for text in named):
            return fact
    for fact, name in OF_THE_LABORATORY.items():
        if not (has_loinc or is_share) and any(
            name.search(text) and not ANOTHER_OF_THE_LABORATORY.search(text) for text in named
        ):
            return fact
    return ""
