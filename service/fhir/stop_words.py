"""What words beside a code say of why a drug was stopped: whether they agree with the code, as no word decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from service.fhir.contradicting_words import FREE, STATUSES
from service.fhir.doubting_words import NOT, denies_before
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
        r"|ineffective|not effective|unwirksam|\bnew (?:\w+ ){0,2}(?:lesion|met(?:s\b|ast)|tumou?r)"
        r"|\bneue\w* (?:\w+ ){0,2}\w*(?:läsion|metast|herd|filia)|\brelaps(?!ing)|rezidiv\b|\brecurrence\b(?! of)"
        r"|(?:treatment|therapy) failure|therapieversagen|refractory disease|tumou?r growth|größenzunahme"
        r"|increase in size",
        re.IGNORECASE,
    ),
    "toxicity": re.compile(
        rf"toxi[cs]|toxizit|not tolerated|intoleran|side[ -]?effect|adverse|nebenwirkung|unverträglich|\b(?:{_KINDS})\b"
        r"|neuropath|pneumopath|pneumonitis|kardiomyopath|cardiomyopath|\b(?:lv)?ef\b|ejection fraction",
        re.IGNORECASE,
    ),
    "patient_choice": re.compile(
        r"declin|refus|patient(?:'s|en|s)? ?(?:wish|choice|preference|wunsch|request)|verweiger|lehnt|abgelehnt"
        r"|ablehnung",
        re.IGNORECASE,
    ),
    "access": re.compile(
        r"insurance|financ|\bcosts?\b|unavailable|not available|shortage|engpass|formulary|not covered", re.IGNORECASE
    ),
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
# Beside these codes words may name nothing else, as a drug so stopped is one that had not failed.
_ENDED_WELL: Final = {"completion", "planned_end"}
_AGAINST: Final = rf"(?:{_SAID['progression'].pattern}|{_SAID['toxicity'].pattern})\w*"
_NOT_SO: Final = re.compile(
    rf"\b(?:{NOT})\s(?:\w+\s){{0,3}}?(?:{_AGAINST}(?:\s(?:or|and|oder|und)\s{_AGAINST})*|evidence of disease\b(?! \w))"
    r"|\bned\b",
    re.IGNORECASE,
)
_OF_AN_END: Final = re.compile(
    r"complet\w*|abgeschlossen\w*|abschlu(?:ss|ß)|regulär\w*|planned|geplant\w*|planm(?:ä|ae)(?:ß|ss)ig\w*"
    r"|end|ended|ende|beendet|done|finished|\w*therapieende|(?:chemo|immun|radio)?(?:treatment|therap(?:y|ie))"
    r"|\w*behandlung|chemo|course|regimen|cycles?|zykl(?:us|en)|kurs|schedule|plan|protocol|protokoll|trial|study|studie"
    r"|adjuvant\w*|neoadjuvant\w*|induction|maintenance|break|pause|holiday|therapiepause|disease|free|freie?"
    r"|responses?|remission|stable|stabil\w*|partial|partielle?|komplette?|good|gut\w*|very|sehr|well|tolerated|vertragen"
    r"|klinisch\w*|clinical\w*|successful\w*|erfolgreich\w*|situation|finding|all|alle|full|total|per|as|of|the|in|on"
    r"|at|with|after|for|and|by|to|was|has|been|is|its|laut|gem(?:ä|ae)(?:ß|ss)|nach|mit|von|der|die|des|und|am|im|bei"
    r"|prescribed|intended|scheduled|years?|months?|weeks?|jahre?n?|monate?n?|wochen?|jan\w*|feb\w*|mar(?:ch)?|märz"
    r"|apr(?:il)?|may|mai|june?|juni|july?|juli|aug\w*|sep\w*|o[ck]t\w*|nov\w*|de[cz]\w*|\w",
    re.IGNORECASE,
)


def contradict(reason: str, texts: Iterable[str]) -> bool:
    """Do words deny the reason of a code, or name another one?"""
    said, denied = _named(texts)
    return reason in denied or bool((said - {reason}) & _WEIGHTY) or (bool(said) and reason not in said)


def agree(reason: str, texts: Iterable[str]) -> bool:
    """Does every text say the reason of a code: name it, or at a planned end nothing but what is known of one?"""
    if reason in _ENDED_WELL:
        rest = " ".join(_NOT_SO.sub(" ", text) for text in texts)
        return all(map(_OF_AN_END.fullmatch, re.findall(r"[^\W\d_]+", rest)))
    return all(reason in _named([text])[0] for text in texts)


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
