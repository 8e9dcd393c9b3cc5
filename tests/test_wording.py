"""The questions of the editions read as a clinician would ask them."""

from __future__ import annotations

import re

import pytest

from statemachine.answering.statements import stated, without_the_weaker
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


def test_a_no_denies_every_bound_of_its_question() -> None:
    told = {question: stated(question, answer=False) for question in QUESTIONS}
    bounded = {question: no for question, no in told.items() if no and re.search(" (above|below) ", question)}
    assert len(bounded) > 10
    for question, no in bounded.items():
        assert re.search("(?<!not) (above|below) ", no) is None, (question, no)
        assert ", or is " not in no, (question, no)


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        (
            "Is bilirubin above 3 times the upper limit of normal, or is the Child-Pugh class C?",
            "bilirubin is above 3 times the upper limit of normal, or the Child-Pugh class is C",
            "bilirubin is not above 3 times the upper limit of normal, and the Child-Pugh class is not C",
        ),
        (
            "Are the platelets below 50 x 10^9 per litre, also when they are counted again?",
            "the platelets stay below 50 x 10^9 per litre",
            "once the platelets are 50 x 10^9 per litre or more",
        ),
    ],
)
def test_an_answer_is_stated_in_words(question: str, yes: str, no: str) -> None:
    assert question in QUESTIONS
    assert (stated(question, answer=True), stated(question, answer=False)) == (yes, no)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["there is no rash of grade 3 or more", "there is no rash of grade 2 or more"], ["of grade 2 or more"]),
        (["there is rash of grade 2 or more", "there is rash of grade 3 or more"], ["there is rash of grade 3"]),
        (["there is no rash of grade 3 or more", "there is no itch of grade 2 or more"], ["rash", "itch"]),
        (["the heart permits it", "there is no rash of grade 3 or more"], ["the heart", "rash"]),
    ],
)
def test_of_two_grades_of_one_thing_the_stricter_statement_is_told(told: list[str], expected: list[str]) -> None:
    left = without_the_weaker(told)
    assert len(left) == len(expected)
    assert all(part in one for part, one in zip(expected, left, strict=True))
