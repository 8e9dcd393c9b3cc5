"""The words of the clinic that may stand in the line of a course beside its drugs and dates: a closed list.

Only words that mean one thing are here; any other one is told, so that nobody's word is taken for another's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from service.board.told_line import either
from statemachine.record.toxicity_words import TOXICITIES

Told = Mapping[str, Any]

SETTINGS: Final[Mapping[str, str]] = {
    "metastatic": "metastatic, met, mets, mbc",
    "adjuvant": "adjuvant, adj, postoperative",
    "neoadjuvant": "neoadjuvant, neo-adjuvant, neo adjuvant, neoadj, neo, preoperative",
    "extended_adjuvant": "extended adjuvant, extended adj",
}
REASONS: Final[Mapping[str, str]] = {
    "completion": "completed, complete, completion, finished, done",
    "progression": "pd, progression, progressive disease, progressed, progress",
    "toxicity": "tox, toxicity, toxic, side effects, side effect, adverse event, intolerance, not tolerated",
    "patient_choice": "patient's choice, patient choice, patient's wish, patient wish, choice",
    "access": "access, no access, lack of access, not available, unavailable",
    "pregnancy": "pregnancy, pregnant",
    "other_illness": "other illness, another illness, comorbidity, intercurrent illness",
    "planned_end": "planned end, as planned, planned",
}


def _of(lists: Mapping[str, str], key: str, **beside: str) -> dict[str, Told]:
    return {word: {**beside, key: code} for code, words in lists.items() for word in words.split(", ")}


WORDS: Final[Mapping[str, Told]] = {
    **_of(SETTINGS, "setting"),
    **_of(REASONS, "stopped_for"),
    **_of(TOXICITIES, "toxicity_kind", stopped_for="toxicity"),
    **{
        f"{word} {number}": {"toxicity_grade": number} for word in ("grade", "gr", "gr.", "g") for number in range(1, 5)
    },
    **{f"g{number}": {"toxicity_grade": number} for number in range(1, 5)},
    **{
        f"ild{number}": {
            "stopped_for": "toxicity",
            "toxicity_kind": "interstitial_lung_disease",
            "toxicity_grade": number,
        }
        for number in range(1, 5)
    },
}


_LEADS: Final = ("stopped", "discontinued", "ended", "for", "because of", "due to", "reason", "in the", "in")
# A phrase of the list, with what only leads to it or follows it.
PHRASE: Final = re.compile(
    rf"(?<![\w+/-])(?:{either(_LEADS)}:?\s+)*(?P<phrase>{either(WORDS)})(?:\s+setting)?(?![\w+/-])", re.IGNORECASE
)
# What stands before a date; a dash only between two of them.
BEGINS: Final = re.compile(r"(?<![\w-])(?:since|from|started|start|begun)(?:\s+(?:in|on))?:?\s*$", re.IGNORECASE)
ENDS: Final = re.compile(
    r"(?<![\w-])(?:to|until|till|through|thru|stopped|ended|last\s+dose)(?:\s+(?:in|on))?:?\s*$", re.IGNORECASE
)
DASH: Final = re.compile(r"\s*[-\u2013\u2014]\s*$")
GOES_ON: Final = re.compile(
    r"(?:(?<![\w-])(?:to|until|till|and|[-\u2013\u2014])\s*)?(?<![\w-])"
    r"(?:ongoing|now|today|present|current|currently|still\s+given|continues|continuing)(?![\w-])"
    r"|\s*[-\u2013\u2014]\s*$",
    re.IGNORECASE,
)
