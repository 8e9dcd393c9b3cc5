"""Words that say the opposite of the code beside them: then neither is charted, as a person wrote the words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from service.fhir.condition_names import NAMES

SPEAK_AGAINST_EACH_OTHER: Final = "Its codes and its words say different things; neither is charted."
IS_IT_SO: Final = "Is this so, and does it last? Its code says that it is so, and its words deny or doubt it."
_NOT: Final = r"no|not|non|without|kein\w*|nicht|ohne"
_STATUSES: Final = {
    "progression": re.compile(r"progress\w*|progredien\w*|worse\w*|verschlechter\w*", re.IGNORECASE),
    "stable": re.compile(r"\bstab(?:le|il)\w*|\bunchanged|\bunverändert", re.IGNORECASE),
    "complete_response": re.compile(
        r"\b(?:complete|full|komplette?) (?:response|remission)|\bvollremission", re.IGNORECASE
    ),
    "partial_response": re.compile(r"\b(?:partial|partielle?) (?:response|remission)|\bteilremission", re.IGNORECASE),
}
_DENIED_BEFORE: Final = re.compile(rf"\b(?:{_NOT})\b[^,;.()]{{0,30}}$", re.IGNORECASE)
_FREE: Final = re.compile(r"[\s-]?(?:free|frei)", re.IGNORECASE)
_DISEASE: Final = re.compile("|".join(f"(?:{name.pattern})" for name in NAMES.values()), re.IGNORECASE)
_DENIES: Final = (
    rf"{_NOT}|denie[sd]|rule[sd]? out|r/o|negative for|ausschlu(?:ss|ß)|exclu\w+|v\.\s?a|verdacht|suspe[ck]t\w*"
    r"|susp|possib\w+|probab\w+|fraglich\w*|question\w*|unlikely|famil\w+|risk|risiko|screening"
)
_PAST: Final = r"history|hx|h/o|z\.\s?n|zustand nach|past|prior|previous|status post|s/p"
_NEAR: Final = 50  # letters before the name of a disease, in which the words that deny it stand
_DENIED: Final = re.compile(rf"(?<!\w)(?:{_DENIES})(?!\w)[^,;()]*$", re.IGNORECASE)
_OVER: Final = re.compile(rf"(?<!\w)(?:{_PAST})(?!\w)[^,;()]*$", re.IGNORECASE)
_DENIED_AFTER: Final = re.compile(
    r"\w{0,20}[^,;.()]{0,20}(?:ruled out|excluded|ausgeschlossen|unlikely|suspected|\?)", re.IGNORECASE
)


def denies(texts: Iterable[str], *, is_over: bool) -> bool:
    """Do words deny or doubt a condition, or tell it as past, where nothing else says that it is over?"""
    for text in texts:
        for found in _DISEASE.finditer(text):
            before = text[max(0, found.start() - _NEAR) : found.start()]
            if _DENIED.search(before) or _DENIED_AFTER.match(text, found.end()):
                return True
            if not is_over and _OVER.search(before):
                return True
    return False


def says_another_status(status: str, texts: Iterable[str]) -> bool:
    """Do words say another status of the disease than this one, or deny this one?"""
    for text in texts:
        for named, words in _STATUSES.items():
            for found in words.finditer(text):
                is_denied = _DENIED_BEFORE.search(text[: found.start()]) or _FREE.match(text, found.end())
                if bool(is_denied) is (named == status):
                    return True
    return False
