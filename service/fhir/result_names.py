"""What the name of a result says: which it is where no code of it is read, and whether it contradicts the code.

Either way the result is told and asked about, and no older value stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from service.fhir.measurements import PERCENT, unit_of
from service.fhir.values import an_object, codes, texts

NAMES: Final = {
    "her2": re.compile(r"\b(?:her-?2|erb-?b2|c-?erbb-?2)", re.IGNORECASE),
    "lvef": re.compile(
        r"\b(?:lv[- ]?)?ef\b|\bejection fraction|eje[ck]tie?\w*fra[ck]ti|\bauswurffraktion", re.IGNORECASE
    ),
    "ecog": re.compile(
        r"\becog\b|^(?:who )?performance status$|\bzubrod\b|^ps$|\bkarnofsky\b|^kps\b|^who ps$", re.IGNORECASE
    ),
    "oestrogen": re.compile(r"\bo?estrogen[- ]?receptor|\böstrogen-?rezeptor|\ber[- ]status", re.IGNORECASE),
    "progesterone": re.compile(r"\bprogesteron\w*[- ]?re[cz]eptor|\bpg?r[- ]status", re.IGNORECASE),
    "disease_status": re.compile(
        r"\brecist\b|\b(?:tumou?r|overall|best|treatment) response|^response assessment"
        r"|\bresponse to (?:cancer )?treatment"
        r"|\b(?:cancer|tumou?r|disease)[- ]?(?:disease )?(?:status|outcome|progression)|\brestaging|\btumorstatus"
        r"|krankheitsstatus|gesamtbeurteilung",
        re.IGNORECASE,
    ),
}
# Of the laboratory, where LOINC, which says exactly what was measured, says nothing.
OF_THE_LABORATORY: Final = {
    "neutrophils_10e9_per_l": re.compile(r"\bneutrophil|\banc\b", re.IGNORECASE),
    "platelets_10e9_per_l": re.compile(r"^(?:platelets?|plt|thrombo[zc]yte[ns]?)\b", re.IGNORECASE),
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
# What contradicts a code that is read, whatever else stands beside it.
CONTRADICTS: Final = {
    "lvef": re.compile(
        r"\bright ventric|\brv(?:ef)?\b|rechtsventrik|gallbladder|gallenblase|\bgls\b|\bstrain|\bstress|shortening",
        re.IGNORECASE,
    ),
    "ecog": re.compile(r"karnofsky|lansky|^kps\b", re.IGNORECASE),
    "oestrogen": re.compile(r"androgen[- ]?re[cz]eptor", re.IGNORECASE),
    "progesterone": re.compile(r"androgen[- ]?re[cz]eptor", re.IGNORECASE),
    "bilirubin_times_uln": re.compile(r"\b(?:in)?dire[ck]t\b|conjugat|konjugiert|\burin|neonat", re.IGNORECASE),
    "platelets_10e9_per_l": re.compile(
        r"mean platelet|platelet (?:volume|distribution|function)|thrombo[zc]ytenvolumen|\bmpv\b|\bpdw\b|aggregat"
        r"|antibod|antikörper",
        re.IGNORECASE,
    ),
    "neutrophils_10e9_per_l": re.compile(
        r"%|percent|prozent|\bbands?\b|\bstab|segmented|immature|unreif", re.IGNORECASE
    ),
    **dict.fromkeys(("ast_times_uln", "alt_times_uln"), re.compile(r"\bratio\b|quotient", re.IGNORECASE)),
}
NO_BLOOD: Final = re.compile(
    r"ascit|aszites|\burin|pleura|\bcsf\b|liquor|cerebrospinal|\bbile\b|drain|(?:body|peritoneal|synovial) fluid",
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


def contradicts(fact: str, code: Any, samples: Iterable[str]) -> bool:
    """Does a name beside a code that is read name another result than the code, or a sample that is no blood?"""
    if fact in OF_THE_LABORATORY and any(map(NO_BLOOD.search, samples)):
        return True
    names = {**NAMES, **OF_THE_LABORATORY}
    if fact not in names or fact in ALWAYS:
        return False
    against = CONTRADICTS.get(fact)
    return any(
        (against is not None and against.search(text))
        or (not names[fact].search(text) and any(name.search(text) for name in names.values()))
        for text in texts(code)
    )
