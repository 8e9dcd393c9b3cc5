"""The order of keys, and of the entries of the history, changes nothing in any answer of any endpoint."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.records import Document, documents, examples

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
BASE = json.loads((EXAMPLES / "early-relapse-second-line.json").read_text("utf-8"))
ASKED: dict[str, Callable[[Document], Any]] = {  # the body of each endpoint for one record
    "recommendations": lambda record: record,
    "what-if": lambda record: {"base": record, "scenarios": [{"name": "age", "patient": {"age_years": 44}}]},
    "comparisons": lambda record: {"record": record, "guidelines": ["asco@2022-05-31", "contemporary@2026-05-15"]},
    "sensitivity": lambda record: record,
    "standard-case": lambda record: record,
    "pathway": lambda record: record,
}


def answered(client: FlaskClient, endpoint: str, record: Document) -> str:
    """The answer of an endpoint, byte for byte."""
    response = client.post(f"/v1/{endpoint}", data=json.dumps(ASKED[endpoint](record)), content_type="application/json")
    assert response.status_code == 200, response.text
    return response.text


def with_keys_shuffled(value: Any, chance: Random) -> Any:
    """The same document with the keys of every object in another order."""
    if isinstance(value, list):
        return [with_keys_shuffled(inner, chance) for inner in value]
    if not isinstance(value, dict):
        return value
    keys = chance.sample(sorted(value), len(value))
    return {key: with_keys_shuffled(value[key], chance) for key in keys}


def with_entries_shuffled(record: Document, chance: Random) -> tuple[Document, list[int]]:
    """The record with the entries of its history in another order, and the place that each had before."""
    places = chance.sample(range(len(record["history"])), len(record["history"]))
    return {**record, "history": [record["history"][place] for place in places]}, places


def as_first_charted(answer: str, places: list[int]) -> Any:
    """An answer whose pointers lead to where the entries stood before; ids are of the record as it was sent."""
    pointed = re.sub(r"/history/(\d+)", lambda found: f"/history/{places[int(found[1])]}", answer)
    return json.loads(re.sub(r'"(decision_id|record_digest)":"[^"]*"', r'"\1":""', pointed))


def same_bytes(client: FlaskClient, endpoint: str, record: Document, chance: Random) -> bool:
    """Does the endpoint answer alike when the keys are told in another order?"""
    return answered(client, endpoint, record) == answered(client, endpoint, with_keys_shuffled(record, chance))


@pytest.mark.parametrize("endpoint", sorted(ASKED.keys() - {"sensitivity"}))
@examples(6)
@given(record=documents(), chance=st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_no_byte(
    client: FlaskClient, endpoint: str, record: Document, chance: Random
) -> None:
    assert same_bytes(client, endpoint, record, chance)


@examples(4)  # each takes two seconds
@given(record=documents(), chance=st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_no_byte_of_what_would_change_the_answer(
    client: FlaskClient, record: Document, chance: Random
) -> None:
    assert same_bytes(client, "sensitivity", record, chance)


def test_the_facts_that_force_an_answer_do_not_follow_the_order_of_keys(client: FlaskClient) -> None:
    record = {**BASE, "patient": dict(reversed(BASE["patient"].items()))}
    assert answered(client, "sensitivity", BASE) == answered(client, "sensitivity", record)


@pytest.mark.parametrize("endpoint", sorted(ASKED.keys() - {"sensitivity"}))
@examples(6)
@given(record=documents(), chance=st.randoms(use_true_random=False))
def test_the_order_of_the_entries_changes_nothing_but_pointers(
    client: FlaskClient, endpoint: str, record: Document, chance: Random
) -> None:
    shuffled, places = with_entries_shuffled(record, chance)
    as_charted = as_first_charted(answered(client, endpoint, record), [*range(len(places))])
    assert as_first_charted(answered(client, endpoint, shuffled), places) == as_charted


@examples(4)  # each takes two seconds
@given(record=documents(), chance=st.randoms(use_true_random=False))
def test_the_order_of_the_entries_changes_no_set_of_facts_that_would_change_the_answer(
    client: FlaskClient, record: Document, chance: Random
) -> None:
    def sets(answer: Any) -> set[frozenset[str]]:
        return {frozenset(change["says"] for change in one["changes"]) for one in answer["sets"]}

    shuffled, places = with_entries_shuffled(record, chance)
    as_charted = json.loads(answered(client, "sensitivity", record))
    assert sets(as_first_charted(answered(client, "sensitivity", shuffled), places)) == sets(as_charted)
