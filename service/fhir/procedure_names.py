"""Names of procedures that hold the word of a local treatment and are none of the cancer.

They are of its planning, its consent, its specimen, a refusal, what followed it, another organ, or of an operation of
what is benign or lowers a risk. Only what names no more than planning is ignored; whatever else does not certainly say
that the cancer was treated is asked about, as the setting of early treatment hangs on the operation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ONLY_PREPARES: Final = "By its name it prepares a local treatment, or speaks about one."
IS_IT_ONE: Final = "It has the name of a local treatment, and may be none of the cancer."
IS_IT: Final = (
    "Was this an operation of the cancer? By its name or its reason it may be none, and the setting of treatment hangs"
    " on it."
)
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
# What stands around a treatment, unless it is done with it: "lumpectomy with specimen radiograph".
_AROUND: Final = re.compile(
    r"\bbra\b|fitting|consent|einwilligung|\bpre-?op\b|pre-?operative (?:visit|check|clinic|exam|test)|präoperative \w+"
    r"|assessment|evaluation|supply|supplies|versorgung|wound|wund|dressing|verband|\bcheck|visite?\b|appointment|termin"
    r"|clinic\b|admission|aufnahme|patholog|histolog|zytolog|cytolog|specimen|präparat|an(?:a?e|ä)sthes|narkose|drain"
    r"|lymph(?:o|ö)?e?dem|physio|rehab|instruction|teaching|authori[sz]ation|genehmigung|photo|foto|letter|brief"
    r"|untersuchung|examination|\bexam\b|marking|anzeichnung",
    re.IGNORECASE,
)
_WITH: Final = re.compile(r"\b(?:with|including|mit|inkl)\b", re.IGNORECASE)
# Organs and diseases of which a local treatment is none of a cancer of the breast.
_ELSEWHERE: Final = re.compile(
    r"thyr[eo]|schilddrüs|\bgraves|basedow|strum|keloid|heterotop|\bheel\b|ferse|plantar|arthros|prostat|fibrillation"
    r"|vorhofflimmern|endometri|varic|varik|\bvein|h[aä]e?morrhoid",
    re.IGNORECASE,
)
_OF_A_TUMOUR: Final = re.compile(
    r"metast|filia|tumou?r|lesion|läsion|cancer|karzinom|carcinom|nodul|herd", re.IGNORECASE
)
_OF_NO_TUMOUR: Final = re.compile(
    r"\bscar\b|narbe|benign|gutartig|fibroaden|\bcyst|zyste|prophyla|risk[- ]reduc|risikoredu|contralateral"
    r"|kontralateral|revision|reduction mamm|mammareduktion|reduktionsplastik|abs[cz]ess|ha?ematoma|hämatom|serom"
    r"|lipofill|h(?:istory|/o) of|status post|\bs/p\b|zustand nach|z\.\s?n\.|follow-?up|nachsorge|gyn[aä]e?[ck]omast",
    re.IGNORECASE,
)
_RECONSTRUCTION: Final = re.compile(
    r"re[ck]onstru[ck]|implant|prosthes|prothes|expander|\bdiep\b|\bflap\b", re.IGNORECASE
)
# With these words a reconstruction stands beside the operation of the tumour: "mastectomy with reconstruction".
_OF_THE_TUMOUR: Final = re.compile(r"mastect|mastekt|lumpect|lumpekt|segmente[ck]|ablatio|quadrante[ck]", re.IGNORECASE)
_AFTER: Final = re.compile(r"\bafter\b|\bfollowing\b|\bnach\b|\bpost|delayed|secondary|sekundär", re.IGNORECASE)


def only_prepares(names: Iterable[str]) -> bool:
    """Do names tell no more than that a treatment was planned or spoken about?"""
    return any(_PREPARES.search(name) and not _AND.search(name) for name in names)


def may_be_none(names: Iterable[str], kind: str, *, has_place: bool) -> bool:
    """May it be no treatment of the cancer: refused, what stands around one or lies behind it, or of something else?"""
    names = [*names]
    if any(_PREPARES.search(name) or _ASIDE.search(name) or _ELSEWHERE.search(name) for name in names):
        return True
    if any(_AROUND.search(_WITH.split(name)[0]) for name in names):
        return True
    return kind == "ablation" and not has_place and not any(map(_OF_A_TUMOUR.search, names))


def may_be_of_no_tumour(names: Iterable[str]) -> bool:
    """Do the name or the reason of an operation say that it was none of the tumour, or leave that open?"""
    return any(map(_is_of_no_tumour, names))


def _is_of_no_tumour(name: str) -> bool:
    if _OF_NO_TUMOUR.search(name):
        return True
    return bool(_RECONSTRUCTION.search(name)) and not (_OF_THE_TUMOUR.search(name) and not _AFTER.search(name))
