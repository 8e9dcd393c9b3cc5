"""Words that say the opposite of the code beside them: then neither is charted, as a person wrote the words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from service.fhir.condition_names import NAMES
from service.fhir.doubting_words import denies_before, doubts, doubts_before

SPEAK_AGAINST_EACH_OTHER: Final = "Its codes and its words say different things; neither is charted."
IS_IT_SO: Final = "Is this so, and does it last? Its code says that it is so, and its words deny or doubt it."
PROGRESSION: Final = "progression"
STATUSES: Final = {
    PROGRESSION: re.compile(r"progress\w*|progredien\w*|worse\w*|verschlechter\w*|\bpd\b", re.IGNORECASE),
    "stable": re.compile(r"\bstab(?:le|il)\w*|\bunchanged|\bunverändert|\bsd\b", re.IGNORECASE),
    "complete_response": re.compile(
        r"\b(?:complete|full|komplette?) (?:response|remission)|\bvollremission|\bcr\b", re.IGNORECASE
    ),
    "partial_response": re.compile(
        r"\b(?:partial|partielle?) (?:response|remission)|\bteilremission|(?<![\w/])pr(?![\w/+-])", re.IGNORECASE
    ),
}
# What is progression where it is so, and no word against it where it is not.
_NEW: Final = re.compile(
    r"\bnew (?:\w+ ){0,3}(?:lesion|metasta|mets?\b)|\bneue\w* \w*(?:läsion|metasta|herd|filia)"
    r"|increas\w* (?:in|of) size|size increase|\bgrow\w*|\benlarg\w*|größenzunahme|\bwachstum|\bgewachsen",
    re.IGNORECASE,
)
# What speaks against a progression, unless it was before it.
_RESPONDS: Final = re.compile(
    r"\brespon(?:d|se)\w*|\bansprech\w*|\bregress\w*|\bregredien\w*|\bshr[iau]nk\w*", re.IGNORECASE
)
_BEFORE_THAT: Final = re.compile(r"\b(?:after|nach|prior|previous|initial\w*|loss of)\b[^,;.]{0,20}$", re.IGNORECASE)
_OPEN: Final = re.compile(
    r"equivocal|uncertain|unclear|indeterminate|inconclusive|unklar|unsicher|\bflare",
    re.IGNORECASE,
)
_UNCONFIRMED: Final = re.compile(r"unconfirmed|to be confirmed", re.IGNORECASE)
_OF_A_PART: Final = re.compile(r"oligo-?\s?progr|\bmixed response", re.IGNORECASE)
FREE: Final = re.compile(r"[\s-]?(?:free|frei)", re.IGNORECASE)
_DISEASE: Final = re.compile("|".join(f"(?:{name.pattern})" for name in NAMES.values()), re.IGNORECASE)


def denies(texts: Iterable[str], *, is_over: bool) -> bool:
    """Do words deny or doubt a condition, or tell it as past, where nothing else says that it is over?"""
    return any(doubts(text, _DISEASE, wished=NAMES["a pregnancy"], is_over=is_over) for text in texts)


def says_another_status(status: str, texts: Iterable[str]) -> bool:
    """Do words say another status of the disease than this one, doubt or deny this one, or tell it of a part?"""
    for text in texts:
        if _OF_A_PART.search(text) or _OPEN.search(text):
            return True
        if status == PROGRESSION and (_UNCONFIRMED.search(text) or _has_responded(text)):
            return True
        for found in _NEW.finditer(text):
            before = text[: found.start()]
            if doubts_before(before) or (status != PROGRESSION and not denies_before(before)):
                return True
        for named, words in STATUSES.items():
            for found in words.finditer(text):
                before = text[: found.start()]
                is_denied = denies_before(before) or FREE.match(text, found.end())
                if doubts_before(before) or bool(is_denied) is (named == status):
                    return True
    return False


def _has_responded(text: str) -> bool:
    before = (text[: found.start()] for found in _RESPONDS.finditer(text))
    return any(not denies_before(each) and not _BEFORE_THAT.search(each) for each in before)
