"""The questions of the editions read as a clinician would ask them."""

from __future__ import annotations

import re

import pytest

from tests.records import LIBRARY

QUESTIONS = {guard.question for guideline in LIBRARY.guidelines.values() for guard in guideline.guards()}
A_QUESTION = re.compile(r"(Is|Are|Can|Was|Were|Has|Have|Had|Did|Do|Does|Would) [^_?]+\?")


@pytest.mark.parametrize(
    "question",
    [
        "Is bilirubin above 3 times the upper limit of normal?",
        "Are platelets below 75 x 10^9 per litre?",
        "Is creatinine clearance below 30 ml/min?",
        "Is the left ventricular ejection fraction below 40 %?",
        "Is there a visceral crisis?",
        "Has the disease progressed on pertuzumab, which THP must contain?",
    ],
)
def test_a_question_is_asked_as_a_clinician_would(question: str) -> None:
    assert question in QUESTIONS


def test_every_question_is_a_whole_sentence_without_the_words_of_the_files() -> None:
    assert len(QUESTIONS) > 200
    assert [question for question in QUESTIONS if not A_QUESTION.fullmatch(question)] == []
    told = ("charted as yes", "charted as no", "its bound", "cannot do without", "given up here")
    assert [question for question in QUESTIONS if any(words in question for words in told)] == []
