"""Names of procedures that hold the word of a local treatment and are none: its planning, a refusal, what followed it.

Only what names no more than planning is ignored; whatever else does not certainly say that the cancer was treated is
asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ONLY_PREPARES: Final = "By its name it prepares a local treatment, or speaks about one."
IS_IT_ONE: Final = "It has the name of a local treatment, and may be none of the cancer."
WHAT_WAS_DONE: Final = "What was done here: surgery or radiotherapy of the cancer, or something else?"
_PREPARES: Final = re.compile(
    r"simulation|planning|\bplan\b|planung|\bmask|maske|immobili[sz]ation|immobilisierung|lagerung|dosimetry|dosimetrie"
    r"|consultation|konsil|beratung|aufklärung|counsel|education|vorstellung|referral",
    re.IGNORECASE,
)
_AND: Final = re.compile(r"[+&]|\b(?:and|with|including|und|mit|inkl)\b", re.IGNORECASE)
_TREATMENT: Final = (
    r"\w*(?:radiother|radiat|irradiat|radiosurg|brachyth|bestrahl|strahlenth|radiatio|surgery|ectomy|ektomie|resection"
    r"|resektion|excision|ablation|metastase)\w*"
)
_ASIDE: Final = re.compile(
    r"declin|refus|abgelehnt|ablehnung|verweiger|follow[- ]?up|nachsorge|kontroll|complication|komplikation|cancel"
    r"|abgesagt|scheduled|geplant|offered|considered"
    r"|(?<!\w)(?:after|following|nach|post|s/p|z\.\s?n\.?|history of|hx of|due to|because of|durch|no|not|keine?|nicht)"
    rf"\W+(?:\w+\W+){{0,2}}?{_TREATMENT}",
    re.IGNORECASE,
)
_OF_A_TUMOUR: Final = re.compile(
    r"metast|filia|tumou?r|lesion|läsion|cancer|karzinom|carcinom|nodul|herd", re.IGNORECASE
)


def only_prepares(names: Iterable[str]) -> bool:
    """Do names tell no more than that a treatment was planned or spoken about?"""
    return any(_PREPARES.search(name) and not _AND.search(name) for name in names)


def may_be_none(names: Iterable[str], kind: str, *, has_place: bool) -> bool:
    """May it be no treatment of the cancer: one that was refused or lies behind, or an ablation of something else?"""
    names = [*names]
    if any(_PREPARES.search(name) or _ASIDE.search(name) for name in names):
        return True
    return kind == "ablation" and not has_place and not any(map(_OF_A_TUMOUR.search, names))
