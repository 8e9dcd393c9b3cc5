"""The committed answers are the service's own, and the examples show everything that it can answer."""

from __future__ import annotations

import json
import re
from typing import Any

from openapi.answers import ANSWERS, EXAMPLES, examples, written
from statemachine.record.codes import OUTCOMES


def test_each_committed_answer_is_what_the_service_answers_today() -> None:
    texts = written()
    assert set(texts) == {str(file.relative_to(ANSWERS)) for file in ANSWERS.rglob("*.json")}, (
        "run `python -m openapi.answers`"
    )
    stale = [name for name, text in texts.items() if text != (ANSWERS / name).read_text(encoding="utf-8")]
    assert stale == [], "run `python -m openapi.answers` and read what has changed"


def test_every_outcome_occurs_among_the_examples() -> None:
    answers = [json.loads(file.read_text(encoding="utf-8")) for file in ANSWERS.glob("*.json")]
    assert set(OUTCOMES) == {answer["outcome"] for answer in answers}


def test_the_readme_shows_a_part_of_the_real_answer() -> None:
    readme = (EXAMPLES.parent.parent / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```json\n(.+?)```", readme, re.DOTALL)
    named = re.search(r"--data @openapi/examples/(\S+)", readme)
    assert shown is not None
    assert named is not None
    answer = json.loads((ANSWERS / named[1]).read_text(encoding="utf-8"))
    assert is_part(json.loads(shown[1]), answer)


def is_part(shown: Any, whole: Any) -> bool:
    """Is everything shown in the whole: each key with its value, each member of a list?"""
    if isinstance(shown, dict):
        return isinstance(whole, dict) and all(key in whole and is_part(shown[key], whole[key]) for key in shown)
    if isinstance(shown, list):
        return isinstance(whole, list) and all(any(is_part(part, member) for member in whole) for part in shown)
    return bool(shown == whole)


def test_examples_are_named_in_kebab_case_by_what_they_show() -> None:
    for _, file in examples():
        words = file.stem.split("-")
        assert len(words) > 1 or file.stem in OUTCOMES, file.name
        assert all(word.isalnum() and word.islower() for word in words), file.name
