"""Words beside a code that deny or doubt what it says, or tell it of another person, as past, or as only looked for.

There is one table for all conditions and statuses. What such words stand beside is asked and never charted, as a person
wrote them.
"""

from __future__ import annotations

import re
from typing import Final

NOT: Final = r"no|not|non|without|kein\w*|nicht|ohne|geen|niet|zonder"
_EXCLUDED: Final = r"denie[sd]|rule[sd]? out|r/o|negative for|absen\w+|free of|ausschlu(?:ss|ß)|exclu\w+|frei von"
_DOUBTED: Final = (
    r"v\.\s?a|verdacht\w*|verdenking|suspe[ck]t\w*|suspicio\w*|susp|possib\w+|mögliche?\w*|probab\w+|likely|unlikely"
    r"|wahrscheinlich\w*|presum\w+|vermut\w+|fraglich\w*|question\w*|quer(?:y|ied|ies)|concern\w*|worr\w+|maybe|evtl"
    r"|eventuell\w*|may be|could be|might be|vs|versus|dd|ddx|differential\w*|pseudo|near|almost|impending|drohend\w*"
)
_LOOKED_FOR: Final = (
    r"screen\w*|monitor\w*|surveillance|überwach\w*|abklär\w*|evaluat\w+|work-?up|prophyla\w*|prevent\w*|prävention"
    r"|risks?|risiko|test(?:ed|ing|s)?"
)
_OF_THE_FAMILY: Final = (
    r"famil\w+|fhx?|mother\w*|father\w*|sister\w*|brother\w*|aunt|uncle|parents?|daughter|son|grand\w+|mutter|vater"
    r"|schwester|bruder|tante|onkel|tochter|sohn|gro(?:ß|ss)\w+|moeder|vader"
)
_WISHED: Final = (
    r"want\w*|wish\w*|desire\w*|plan\w*|geplant\w*|try(?:ing)?|attempt\w*|hop(?:es|ing)|avoid\w*|wunsch|contracep\w*"
    r"|counsel\w*|verhüt\w*|kinderwunsch"
)
_PAST: Final = r"history|hx|h/o|z\.\s?n|zustand nach|past|prior|previous|former\w*|status post|s/p|früher\w*"
_OVER_BY_NOW: Final = r"resolved|recovered|abgeklungen|ausgeheilt|healed|cured"
_FOUND: Final = (
    r"seen|found|present|detect\w*|confirmed|visible|demonstrated|evident|identified|likely|proven|gesehen|gefunden"
    r"|nachw\w+|nachgewiesen|bestätigt|sichtbar|vorhanden|gezien|aangetoond"
)
_EXCLUDED_AFTER: Final = (
    rf"ruled out|excluded|ausgeschlossen|uitgesloten|absent|denied|negativ\w*|unlikely|unwahrscheinlich"
    rf"|(?:{NOT})\s(?:\w+\s)?(?:{_FOUND})"
)
_BEFORE: Final = rf"{NOT}|{_EXCLUDED}|{_DOUBTED}|{_LOOKED_FOR}|{_OF_THE_FAMILY}"
_AFTER: Final = (
    rf"{_EXCLUDED_AFTER}|suspected|possible|probable|questionable|fraglich|queried|pending|vs|versus|differential\w*|dd"
    rf"|{_LOOKED_FOR}|{_OF_THE_FAMILY}"
)
# What only says that nobody told more, or is of the receptors of a cancer.
_SAYS_NOTHING: Final = re.compile(
    r"\bnot (?:otherwise|elsewhere) \w+|\bnicht näher \w+|\bnot specified|\bwithout mention of \w+"
    r"|\b(?:her-?2(?:/?neu)?|erbb2|er|pr|pgr|hr|receptors?|rezeptor\w*|triple)\W{0,2}(?:is |status )?negativ\w*",
    re.IGNORECASE,
)
PARTS: Final = re.compile(r"[,;()]|\s[-\u2013]\s")
_NEAR: Final = 50  # letters around what a text names


def _words(*listed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(listed)})(?!\w)", re.IGNORECASE)


_DENIED_BEFORE, _OVER_BEFORE = _words(_BEFORE), _words(_PAST, _OVER_BY_NOW)
_DENIED_AFTER, _OVER_AFTER = _words(_AFTER), _words(_OVER_BY_NOW)
_STARTS_DENIED: Final = re.compile(rf"\s*(?:{_EXCLUDED_AFTER}|suspected|queried|pending|\?)(?!\w)", re.IGNORECASE)
_STARTS_OVER: Final = re.compile(rf"\s*(?:{_OVER_BY_NOW})(?!\w)", re.IGNORECASE)
_WISHES, _DOUBTS, _NOTS = _words(_WISHED), _words(_DOUBTED), _words(NOT)


def doubts(text: str, named: re.Pattern[str], *, wished: re.Pattern[str], is_over: bool) -> bool:
    """Does a text deny or doubt what it names, or, unless it `is_over` anyway, tell it as past?

    `wished` is what of it may only be wished for. Where a text names nothing, such a word anywhere in it is enough.
    """
    parts = PARTS.split(_SAYS_NOTHING.sub(" ", text))
    if not any(map(named.search, parts)):
        return any(_DENIED_BEFORE.search(part) or _DENIED_AFTER.search(part) for part in parts)
    is_named = False
    for part in parts:
        names = [*named.finditer(part)]
        if any(is_doubted(found, wished=wished, is_over=is_over) for found in names):
            return True
        if is_named and not names and (_STARTS_DENIED.match(part) or (not is_over and _STARTS_OVER.match(part))):
            return True
        is_named |= bool(names)
    return False


def is_doubted(found: re.Match[str], *, wished: re.Pattern[str], is_over: bool) -> bool:
    """Does a part of a text deny or doubt what is named in it, or, unless it `is_over`, tell it as past?"""
    before, after = found.string[max(0, found.start() - _NEAR) : found.start()], found.string[found.end() :][:_NEAR]
    if "?" in before + after or _DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after):
        return True
    if not is_over and (_OVER_BEFORE.search(before) or _OVER_AFTER.search(after)):
        return True
    return bool(wished.match(found.string, found.start()) and _WISHES.search(f"{before} {after}"))


def doubts_before(text: str) -> bool:
    """Does a text that ends where something is named doubt it: "suspected", "pseudo", a question mark?"""
    near = text[-_NEAR:].rpartition(",")[2]
    return bool(_DOUBTS.search(near) or "?" in near)


def denies_before(text: str) -> bool:
    """Does a text that ends where something is named deny it?"""
    return bool(_NOTS.search(re.split(r"[,;.()]", text[-_NEAR:])[-1]))
