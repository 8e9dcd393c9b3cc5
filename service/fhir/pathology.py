"""HER2 out of results: what was tested on one day, of one specimen, is one test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from service.fhir import codes
from service.fhir.primaries import Named, may_be_one
from service.fhir.report import Resource
from service.fhir.values import a_list, a_number, a_text, an_object, texts
from service.fhir.values import codes as codes_of
from statemachine.record.patient import her2_contradicts

_SCORE = re.compile(r"(?:her-?2[ :]*)?(?:ihc[ :]*)?(?:score[ :]*)?([0-3])(\+?)", re.IGNORECASE)
# As "Positive (3+)", "Positive (Score 3+)" and "HER2-low (IHC 1+)" have a score and "Negative (<1 %)" a percentage
# beside the word.
_WITH_SCORE = re.compile(
    r"(?:her-?2[ -]*)?(positive|equivocal|negative|low) *\((?:(?:score|ihc)[ :]*)*([0-3])\+?\)", re.IGNORECASE
)
# As "3+ (strong, complete)", and "2+ (equivocal)", whose word must agree.
_THEN_WORDS = re.compile(
    r"([0-3])\+? *\(((?:(?:positive|equivocal|borderline|negative|strong|moderate|weak|faint|intense|complete"
    r"|incomplete|circumferential|membrane|staining|and)[ ,]*)+)\)",
    re.IGNORECASE,
)
_OF_SCORE: Final = {"3": "positive", "2": "equivocal", "1": "negative", "0": "negative"}
_LOW: Final = "1"  # the one score that is low whatever the hybridization says
_NOT_MEASURED: Final = re.compile(
    r"insufficien|inadequate|unsatisfactory|(?:can ?not|could not|unable to|not) be|(?:can|could)n't|unable to|invalid"
    r"|not (?:determin|evalua|assess|interpret|measur)|^(?:test )?not (?:performed|tested)|indetermin|inconclusive"
    r"|\bfailed|\bpending|\bqns\b|unzureichend|nicht (?:\w+ )?(?:bestimm|beurteil|auswert|gemessen)|zu wenig",
    re.IGNORECASE,
)
_OF_A_SCORE: Final = {"", "1", "{score}", "score", "count", "+"}  # units that are none
_PERCENTAGE = re.compile(r" *\([<>]?=? ?\d{1,3}(?:[.,]\d+)? ?%\)$")
_WORDS: Final = {
    "positive": "positive",
    "negative": "negative",
    "positiv": "positive",
    "negativ": "negative",
    "equivocal": "equivocal",
    "not done": "not_done",
}
# What reports of a ratio said when the limits were 1.8 and 2.2; another number is not interpreted here.
_RATIO_WORDS: Final = {
    "greater than 2.2": "positive",
    "less than 1.8": "negative",
    "amplified": "positive",
    "not amplified": "negative",
    "amplifiziert": "positive",
    "nicht amplifiziert": "negative",
}


@dataclass
class Test:
    """One HER2 test: what was found, of which tissue, and where that stands."""

    on: str | None
    specimen: str
    site: str | None
    primaries: Named = frozenset()  # the tumours of the breast that it names
    found: dict[str, str] = field(default_factory=dict)
    sources: list[Resource] = field(default_factory=list)
    contradicts_itself: bool = False
    holds_unread: bool = False  # a result of the same test that cannot be read, and may be the deciding one

    @property
    def is_contradictory(self) -> bool:
        """Do its results contradict each other, of one method or of two?"""
        status, ihc, ish = (self.found.get(kind) for kind in ("status", "ihc", "ish"))
        is_torn = ihc is None and (status, ish) == ("positive", "negative")
        return self.contradicts_itself or is_torn or her2_contradicts(status, ihc, ish)

    def told(self) -> dict[str, str]:
        """The keys of the record that chart it."""
        ihc, ish, said = self.found.get("ihc"), self.found.get("ish"), self.found.get("status")
        told = {"her2_ihc": ihc, "her2_ish": ish}
        if self.is_contradictory:
            return {"her2_status": "unknown"}
        if ihc is None and ish == "negative" and said is None:
            said = "unknown" if self.holds_unread else "negative"
        if said is not None and (ihc is None or said == "positive"):
            told["her2_status"] = said
        return {key: value for key, value in sorted(told.items()) if value is not None}


def result(content: Mapping[str, Any], words: Mapping[str, str] = _WORDS) -> str | None:
    """What a value and its interpretation say: positive, negative, equivocal or not_done; None where they differ."""
    said = _statements(content, words)
    return said.pop() if len(said) == 1 and not _says_that_nothing_was_measured(content) else None


def her2_finding(resource: Resource) -> tuple[str, str] | None:
    """What a HER2 result says, and of which kind it is; None where it says nothing that is read here, or two things."""
    content, coded = resource.content, set(codes_of(resource.content.get("code")))
    if speaks_against_itself(resource):
        return None
    if coded & codes.HER2_IHC and (score := _score(content)) is not None:
        return "ihc", score
    said = result(content, {**_WORDS, **_RATIO_WORDS} if coded & codes.HER2_ISH else _WORDS)
    if said is None:
        return None
    if coded & codes.HER2_ISH and not coded & codes.HER2_INTERPRETATION:
        return None if said == "equivocal" else ("ish", said)
    return None if said == "not_done" else ("status", said)


def speaks_against_itself(resource: Resource) -> bool:
    """Do a value, its words, the score of HER2 and the interpretation say different things, or that there is none?

    A score of 2+ speaks against nothing, as what it leaves open may have been settled since.
    """
    said = _statements(resource.content, {**_WORDS, **_RATIO_WORDS})
    may_have_score = (codes.HER2_IHC | codes.HER2_INTERPRETATION).intersection(codes_of(resource.content.get("code")))
    score = _score(resource.content) if may_have_score else None
    if score is not None and (meant := _OF_SCORE[score[0]]) != "equivocal":
        said.add(meant)
    return len(said) > 1 or bool(said and _says_that_nothing_was_measured(resource.content))


def _says_that_nothing_was_measured(content: Mapping[str, Any]) -> bool:
    return any(map(_NOT_MEASURED.search, _spoken(content))) and "not_done" not in _statements(content, _WORDS)


def _spoken(content: Mapping[str, Any]) -> list[str]:
    """The words of a value and of its interpretation."""
    concepts = [content.get("valueCodeableConcept"), *a_list(content.get("interpretation"))]
    return [*(text for concept in concepts for text in texts(concept)), a_text(content.get("valueString"))]


def _statements(content: Mapping[str, Any], words: Mapping[str, str]) -> set[str]:
    """All that a value and its interpretation say, in codes and in the known words."""
    concepts = [content.get("valueCodeableConcept"), *a_list(content.get("interpretation"))]
    said = {one for concept in concepts for one in codes.found(codes.RESULTS, codes_of(concept))}
    plain = (_without_score(_PERCENTAGE.sub("", text)).lower() for text in _spoken(content))
    return said | {words[text] for text in plain if text in words}


def _without_score(text: str) -> str:
    """The word beside a score that agrees with it."""
    found = _WITH_SCORE.fullmatch(text)
    return found[1] if found and _agrees(found) else text


def _agrees(found: re.Match[str]) -> bool:
    """Do a word and the score beside it say the same?"""
    said = found[1].lower()
    return found[2] == _LOW if said == "low" else _OF_SCORE[found[2]] == said


def gather(tests: list[Test], on: str | None, specimen: str, site: str | None, primaries: Named = frozenset()) -> Test:
    """The test that a result of this day and this specimen belongs to, an earlier one or a new one."""
    for test in tests:
        if (test.on, test.specimen, test.site) == (on, specimen, site) and may_be_one(test.primaries, primaries):
            test.primaries |= primaries
            return test
    tests.append(Test(on, specimen, site, primaries))
    return tests[-1]


def add(test: Test, kind: str, said: str, source: Resource) -> None:
    """Put a result to its test; two that disagree within one test leave it unknown."""
    before = test.found.setdefault(kind, said)
    test.sources.append(source)
    test.contradicts_itself |= before != said


def _score(content: Mapping[str, Any]) -> str | None:
    """An IHC score as a number, in a concept or in words; "3" of a score is "3+"."""
    number = a_number(content.get("valueInteger"))
    if number is None:
        number = _plain_number(an_object(content.get("valueQuantity")))
    spoken = [str(number)] if number is not None else []
    spoken += [*texts(content.get("valueCodeableConcept")), a_text(content.get("valueString"))]
    scores = {found[1] for text in spoken if (found := _SCORE.fullmatch(text))}
    named = [found for text in spoken if (found := _WITH_SCORE.fullmatch(text))]
    scores |= {found[2] for found in named if _agrees(found)}
    explained = [found for text in spoken if (found := _THEN_WORDS.fullmatch(text))]
    scores |= {found[1] for found in explained if _is_said_in(found[2].lower(), found[1])}
    score = scores.pop() if len(scores) == 1 else None
    return None if score is None else "0" if score == "0" else f"{score}+"


def _plain_number(quantity: Mapping[str, Any]) -> int | float | None:
    """The number that may be a score: neither "below 3" nor one of a unit, such as a percentage of cells."""
    units = {a_text(quantity.get("code")).lower(), a_text(quantity.get("unit")).lower()}
    is_plain = units <= _OF_A_SCORE and not a_text(quantity.get("comparator"))
    return a_number(quantity.get("value")) if is_plain else None


def _is_said_in(words: str, score: str) -> bool:
    """Do the words beside a score say nothing else than it does?"""
    return all(said == _OF_SCORE[score] for said in set(_OF_SCORE.values()) if said in words)
