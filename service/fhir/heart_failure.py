"""Heart failure without symptoms, by its code, its stage or its words: never charted as symptomatic, and asked."""

from __future__ import annotations

import re
from typing import Any, Final

from service.fhir import codes
from service.fhir.report import Resource
from service.fhir.values import a_list, an_object, texts
from service.fhir.values import codes as codes_of

WITHOUT: Final = "Heart failure without symptoms, for which the record has no word: it is left open."
HAS_IT_SYMPTOMS: Final = (
    "Does this heart failure cause symptoms, or did it? Its code, its stage or its words say that it has none."
)
MOST_STAGES: Final = 5
_IN_WORDS: Final = re.compile(
    r"\bnyha\W*(?:(?:functional|class|klasse|stadium|stage)\W*)*(?:I|1)(?!\w|\s?[-/\u2013]\s?[IV\d])"
    r"|asymptomat|\bwithout symptoms|\bno symptoms|\bohne (?:beschwerden|symptome)|\b(?:stage|stadium) [AB]\b",
    re.IGNORECASE,
)


def has_no_symptoms(condition: Resource) -> bool:
    """Does a heart failure say that it has no symptoms?"""
    stages = a_list(condition.content.get("stage"))[:MOST_STAGES]
    told: list[Any] = [condition.content.get("code"), *(an_object(stage).get("summary") for stage in stages)]
    coded = {code for concept in told for code in codes_of(concept)}
    return not codes.WITHOUT_SYMPTOMS.isdisjoint(coded) or any(
        _IN_WORDS.search(text) for concept in told for text in texts(concept)
    )
