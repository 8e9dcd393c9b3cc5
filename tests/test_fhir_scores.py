"""A number is a HER2 score only where it has no unit of anything else, and is not said to be below or above."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, asked, shown
from tests.test_fhir_left_open import observed

SCT = "http://snomed.info/sct"


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


@pytest.mark.parametrize(
    ("code", "said", "charted"),
    [
        ("85319-2", {"valueString": "Positive (Score 3+)"}, {"her2_ihc": "3+"}),
        ("85319-2", {"valueString": "Negative (Score 1+)"}, {"her2_ihc": "1+"}),
        ("85319-2", {"valueString": "Equivocal (Score 2+)"}, {"her2_ihc": "2+"}),
        ("85319-2", {"valueString": "HER2-low (IHC 1+)"}, {"her2_ihc": "1+"}),
        ("85319-2", {"valueString": "Negative (Score 3+)"}, {"her2_status": "unknown"}),
        ("48676-1", {"valueString": "Positive (Score 3+)"}, {"her2_status": "positive"}),
        (
            "85319-2",
            {"valueCodeableConcept": {"coding": [{"system": SCT, "code": "260385009"}], "text": "Negative (Score 1+)"}},
            {"her2_ihc": "1+"},
        ),
    ],
)
def test_a_score_in_the_words_of_a_pathologist_is_read(
    client: FlaskClient, code: str, said: dict[str, Any], charted: dict[str, Any]
) -> None:
    told = shown(client, PATIENT, LIVER, BREAST_CANCER, observed(code, "2025-04-10", **said))
    patient = told["record"]["patient"]
    assert {key: value for key, value in patient.items() if key.startswith("her2")} == charted


@pytest.mark.parametrize(
    "text", ["Insufficient tissue", "Cannot be determined", "Not evaluable", "Test failed", "Nicht auswertbar"]
)
def test_a_code_beside_words_that_nothing_was_measured_is_asked(client: FlaskClient, text: str) -> None:
    value = {"coding": [{"system": SCT, "code": "260385009"}], "text": text}
    told = shown(client, PATIENT, LIVER, BREAST_CANCER, observed("48676-1", "2025-04-10", valueCodeableConcept=value))
    assert told["record"]["patient"]["her2_status"] == "unknown"
    assert "What does this result say of HER2, and of which sample and day?" in asked(told, "/3")


def test_a_receptor_of_which_nothing_was_measured_is_not_charted(client: FlaskClient) -> None:
    value = {"coding": [{"system": SCT, "code": "260385009"}], "text": "Insufficient tissue"}
    results = [observed(code, "2025-04-10", valueCodeableConcept=value) for code in ("16112-5", "16113-3")]
    patient = shown(client, PATIENT, LIVER, BREAST_CANCER, *results)["record"]["patient"]
    assert "hormone_receptor" not in patient


def test_a_test_beside_it_that_was_not_done_leaves_a_result(client: FlaskClient) -> None:
    value = {"coding": [{"system": SCT, "code": "260385009"}], "text": "Negative, FISH not performed"}
    told = shown(client, PATIENT, LIVER, BREAST_CANCER, observed("48676-1", "2025-04-10", valueCodeableConcept=value))
    assert told["record"]["patient"]["her2_status"] == "negative"
