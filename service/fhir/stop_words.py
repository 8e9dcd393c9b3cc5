"""What words beside a code say of why a drug was stopped: only whether they contradict the code, as no word decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from service.fhir.contradicting_words import FREE, STATUSES
from service.fhir.doubting_words import denies_before
from statemachine.record.toxicity_words import TOXICITIES

# "Hepatic" alone is of what grew there as well.
_KINDS: Final = "|".join(
    re.escape(word) for words in TOXICITIES.values() for word in words.split(", ") if word != "hepatic"
)
_ENDED: Final = r"complet|abgeschlossen|regulär|\bplanned|\bgeplant|end of (?:trial|study|protocol|therapy|treatment)"
_SAID: Final = {
    "progression": re.compile(
        rf"{STATUSES['progression'].pattern}|\bpd\b"
        r"|(?:no|absent|lack of|kein|fehlendes) (?:response|efficacy|ansprechen)"
        r"|ineffective|unwirksam|new (?:lesion|metast)|neue (?:läsion|metast)",
        re.IGNORECASE,
    ),
    "toxicity": re.compile(
        rf"toxi[cs]|toxizit|not tolerated|intoleran|side[ -]?effect|adverse|nebenwirkung|unverträglich|\b(?:{_KINDS})\b"
        r"|neuropath|pneumopath|pneumonitis|kardiomyopath|cardiomyopath",
        re.IGNORECASE,
    ),
    "patient_choice": re.compile(
        r"declin|refus|patient(?:'s|en|s)? ?(?:wish|choice|preference|wunsch|request)|verweiger|lehnt|abgelehnt"
        r"|ablehnung",
        re.IGNORECASE,
    ),
    "access": re.compile(r"insurance|financ|\bcosts?\b|unavailable|not available|shortage|engpass", re.IGNORECASE),
    "pregnancy": re.compile(r"pregnan|schwanger", re.IGNORECASE),
    "completion": re.compile(_ENDED, re.IGNORECASE),
    "planned_end": re.compile(_ENDED, re.IGNORECASE),
}
# On which the line or a later option hangs: they contradict a code also where the words name its reason as well.
_WEIGHTY: Final = {"progression", "toxicity"}
_WHOLE: Final = re.compile(
    r"progress|toxi|tolera|nebenwirkung", re.IGNORECASE
)  # names the reason, and no one kind of it
_RULED_OUT: Final = re.compile(r"[^,;.()]{0,20}(?:ruled out|excluded|ausgeschlossen)", re.IGNORECASE)
_BECAUSE: Final = re.compile(r"due to|because|secondary to|\bwegen\b|aufgrund", re.IGNORECASE)


def contradict(reason: str, texts: Iterable[str]) -> bool:
    """Do words deny the reason of a code, or name another one?"""
    said, denied = _named(texts)
    return reason in denied or bool((said - {reason}) & _WEIGHTY) or (bool(said) and reason not in said)


def give_an_unread_reason(texts: Iterable[str]) -> bool:
    """Do words give a reason that is none of those which are known here?"""
    return any(_BECAUSE.search(text) and not any(_named([text])) for text in texts)


def _named(texts: Iterable[str]) -> tuple[set[str], set[str]]:
    """The reasons that words name, and those that they deny."""
    said, denied = set[str](), set[str]()
    for text in texts:
        for reason, words in _SAID.items():
            for found in words.finditer(text):
                is_denied = (
                    denies_before(text[: found.start()])
                    or FREE.match(text, found.end())
                    or _RULED_OUT.match(text, found.end())
                )
                if not is_denied:
                    said.add(reason)
                elif _WHOLE.search(found.group()):
                    denied.add(reason)
    return said, denied
