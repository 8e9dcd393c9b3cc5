"""A number is a HER2 score only where it has no unit of anything else, and is not said to be below or above."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, shown
from tests.test_fhir_left_open import observed


@pytest.mark.parametrize(
    "quantity",
    [{}, {"unit": "Count", "code": "1"}, {"code": "{score}"}, {"unit": "score"}],
    ids=str,
)
def test_a_plain_number_is_a_score(client: FlaskClient, quantity: dict[str, Any]) -> None:
    result = observed("85319-2", "2025-04-10", valueQuantity={"value": 3, **quantity})
    assert shown(client, PATIENT, LIVER, result)["record"]["patient"]["her2_ihc"] == "3+"


@pytest.mark.parametrize(
    "quantity",
    [
        {"unit": "%", "code": "%"},
        {"unit": "percent"},
        {"unit": "% of cells", "code": "1"},
        {"comparator": "<"},
        {"comparator": ">="},
        {"unit": "ng/mL"},
    ],
    ids=str,
)
def test_another_number_is_none_and_asked(client: FlaskClient, quantity: dict[str, Any]) -> None:
    result = observed("85319-2", "2025-04-10", valueQuantity={"value": 3, **quantity})
    told = shown(client, PATIENT, LIVER, result)
    assert told["record"]["patient"]["her2_status"] == "unknown"
    assert asked(told, "/2") == ["What does this result say of HER2, and of which sample and day?"]


def test_a_percentage_beside_the_word_leaves_the_word(client: FlaskClient) -> None:
    keys = {"valueQuantity": {"value": 3, "unit": "%"}, "interpretation": [{"text": "Positive"}]}
    patient = shown(client, PATIENT, LIVER, observed("85319-2", "2025-04-10", **keys))["record"]["patient"]
    assert patient["her2_status"] == "positive"
