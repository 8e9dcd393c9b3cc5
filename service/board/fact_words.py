"""The words of the clinic that tell a fact about the patient in one line: a closed list, each word with one meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from service.board.event_words import HER2

Facts = Mapping[str, str]  # by the name of the field: what it then holds

LUNG_DISEASE: Final = ("interstitial lung disease", "ild", "pneumonitis")
BRAIN_METASTASES: Final = ("brain metastases", "brain mets")


def _listed() -> Iterator[tuple[str, Facts]]:
    for words, facts in HER2:
        yield words, {f"/patient/{key}": str(value) for key, value in facts.items()}
    for score in ("0", "1+", "2+", "3+"):
        yield f"her2 {score}", {"/patient/her2_ihc": score}
    yield "her2 pos, her2+", {"/patient/her2_status": "positive"}
    yield "her2 neg", {"/patient/her2_status": "negative"}
    for both in ("hr", "er/pr", "er and pr", "hormone receptor"):
        yield f"{both} negative, {both} neg", {"/patient/hormone_receptor": "negative"}
    for one in ("hr", "er/pr", "er", "pr", "hormone receptor"):
        yield f"{one} positive, {one} pos, {one}+", {"/patient/hormone_receptor": "positive"}
    yield "triple positive", {"/patient/her2_status": "positive", "/patient/hormone_receptor": "positive"}
    yield "female, woman", {"/patient/sex": "female"}
    yield "male, man", {"/patient/sex": "male"}
    for stage in ("pre", "peri", "post"):
        yield f"{stage}menopausal, {stage}-menopausal", {"/patient/menopausal_status": stage}
    for grade in range(5):
        yield f"ecog {grade}, ecog ps {grade}", {"/patient/ecog": str(grade)}
    yield "not pregnant, no pregnancy", {"/patient/pregnant": "false"}
    yield "pregnant", {"/patient/pregnant": "true"}
    yield "no heart failure, no hf, no chf", {"/patient/heart_failure": "none"}
    yield "past heart failure, history of heart failure", {"/patient/heart_failure": "history"}
    yield "symptomatic heart failure", {"/patient/heart_failure": "symptomatic"}
    for name in LUNG_DISEASE:
        yield f"no {name}, never {name}", {"/patient/interstitial_lung_disease": "none"}
        for state in ("past", "current"):
            found = {"/patient/interstitial_lung_disease": state}
            yield f"{state} {name}", found
            for grade in range(1, 5):
                graded = found | {"/patient/interstitial_lung_disease_grade": str(grade)}
                yield f"{state} {name} grade {grade}, {state} {name} g{grade}", graded
    for name in BRAIN_METASTASES:
        yield f"no {name}", {"/patient/brain_metastases": "none"}
        yield f"{name} treated and stable, {name} stable and treated", {"/patient/brain_metastases": "stable_treated"}
        yield f"treated stable {name}, stable treated {name}", {"/patient/brain_metastases": "stable_treated"}
        for word in ("active", "untreated", "progressing"):
            yield f"{name} {word}, {word} {name}", {"/patient/brain_metastases": "active"}
    yield "leptomeningeal disease", {"/patient/brain_metastases": "leptomeningeal"}
    yield "no mass effect", {"/patient/brain_mass_effect": "false"}
    yield "mass effect", {"/patient/brain_mass_effect": "true"}
    yield "no neurological symptoms", {"/patient/neurological_symptoms": "false"}
    yield "neurological symptoms", {"/patient/neurological_symptoms": "true"}
    yield "no visceral crisis", {"/patient/visceral_crisis": "false"}
    yield "visceral crisis", {"/patient/visceral_crisis": "true"}
    yield "no dpd deficiency", {"/patient/dpd_deficiency": "none"}
    yield "all listed, history complete", {"/history_complete": "true"}


WORDS: Final[Mapping[str, Facts]] = {word: facts for words, facts in _listed() for word in words.split(", ")}
# What leaves something open, with what may be meant.
OPEN: Final[Mapping[str, tuple[str, ...]]] = {
    **{f"{one} {word}": ("ER/PR negative",) for one in ("er", "pr") for word in ("negative", "neg")},
    **{name: (f"{name} treated and stable", f"active {name}") for name in BRAIN_METASTASES},
    "heart failure": ("past heart failure", "symptomatic heart failure"),
}
AGE: Final = re.compile(r"(?:aged?\s+(?P<age>\d{1,3})|(?P<years>\d{1,3})\s*(?:years(?:\s+old)?|y))", re.IGNORECASE)
LVEF: Final = re.compile(
    r"(?:lv)?ef\s*:?\s*(?P<percent>\d{1,2}(?:\.\d)?)\s*%?(?:\s*\(?(?P<on>[^()]+)\)?)?", re.IGNORECASE
)
# A line that begins so tells facts, even if what follows is not understood.
BEGINS: Final = re.compile(
    r"her2(?!\s+retest)\b|(?:er|pr|er/pr|hr)\s*(?:[+-]|pos|neg)|(?:ecog|aged?|(?:lv)?ef)\b\s*:?\s*\d", re.IGNORECASE
)
