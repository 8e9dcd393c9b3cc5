"""The committed answers are the service's own, and the examples show everything that it can answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from openapi.answers import ANSWERS, EXAMPLES, Answered, answered, committed, examples, present, written
from statemachine.record.codes import OUTCOMES


@pytest.fixture(scope="module")
def answers(app: Flask) -> list[Answered]:
    """What the service answers to every example today."""
    return list(answered(app))


def test_each_committed_answer_is_what_the_service_answers_today(answers: list[Answered]) -> None:
    texts = written(answers)
    there = present()
    assert set(texts) == set(there), "run `python -m openapi.answers`"
    stale = [name for name, text in texts.items() if text != there[name]]
    assert stale == [], "run `python -m openapi.answers` and read what has changed"


@pytest.mark.parametrize(
    ("operation", "ids"),
    [
        ("/v1/recommendations", {"decision_id", "guideline.sha256"}),
        ("/v1/what-if", {"base.decision_id", "base.guideline.sha256"}),
        ("/v1/comparisons", {"answers.*.decision_id", "answers.*.guideline.sha256"}),
        ("/v1/pathway", set()),
        ("/v1/sensitivity", set()),
        ("/v1/standard-case", set()),
    ],
)
def test_every_change_of_an_answer_but_of_its_ids_alters_its_file(
    answers: list[Answered], operation: str, ids: set[str]
) -> None:
    path, example, answer = next(given for given in answers if given[0] == operation)
    unaltered = committed(path, example, answer)
    assert ids == {place for place in altered(answer) if committed(path, example, answer) == unaltered}


def altered(answer: Any) -> Iterator[str]:
    """Every kind of place in an answer, named while the first such place holds another value."""
    kinds: dict[str, tuple[Any, Any]] = {}
    for place, holder, key in places(answer):
        kinds.setdefault(place, (holder, key))
    for place, (holder, key) in kinds.items():
        value = holder[key]
        holder[key] = another(value)
        yield place
        holder[key] = value


def places(part: Any, above: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The place, the holder and the key of every value below a part of an answer; members of a list share a place."""
    for key in part if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ():
        place = f"{above}{key if isinstance(part, dict) else '*'}"
        yield place, part, key
        yield from places(part[key], f"{place}.")


def another(value: Any) -> Any:
    """A value that differs by little: a blank more, a member less, the same keys in another order."""
    match value:
        case None:
            return False
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value} "
        case list():
            return value[:-1] if value else {}
        case dict():
            return dict(reversed(value.items())) if len(value) > 1 else {**value, "": None}
    raise TypeError(f"{value!r} is not of JSON")


def test_every_outcome_occurs_among_the_examples(answers: list[Answered]) -> None:
    assert set(OUTCOMES) == {answer["outcome"] for path, _, answer in answers if path == "/v1/recommendations"}


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
