"""The door for FHIR: what it takes, and where its faults point."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.settings import FHIR_BYTES
from tests.fhir_resources import AS_OF, LIVER, PATIENT, RECOMMENDATIONS, RECORD, medication
from tests.served import served


def faults(client: FlaskClient, address: str, body: Any) -> Any:
    """The status and the faults of a refusal."""
    response = client.post(address, json=body)
    told = response.get_json()["faults"]
    return response.status_code, [(fault["code"], fault.get("parameter"), fault["pointer"]) for fault in told]


@pytest.mark.parametrize(
    ("address", "body", "expected"),
    [
        (RECORD, [PATIENT], (400, [("missing_key", "as_of", "")])),
        (f"{RECORD}?as_of=2026-02-30", [PATIENT], (400, [("not_a_date", "as_of", "")])),
        (f"{RECORD}?{AS_OF}&detail=full", [PATIENT], (400, [("unknown_parameter", "detail", "")])),
        (
            f"{RECOMMENDATIONS}?{AS_OF}&history_complete=maybe",
            [PATIENT],
            (400, [("unknown_value", "history_complete", "")]),
        ),
        (f"{RECOMMENDATIONS}?{AS_OF}&guideline=nccn", [PATIENT], (422, [("unknown_guideline", "guideline", "")])),
        (f"{RECORD}?{AS_OF}", "text", (422, [("wrong_shape", None, "")])),
        (f"{RECORD}?{AS_OF}", {"resourceType": "Patient"}, (422, [("wrong_shape", None, "")])),
        (f"{RECORD}?{AS_OF}", {"resourceType": "Bundle", "type": "message"}, (422, [("unknown_value", None, "/type")])),
        (f"{RECORD}?{AS_OF}", [], (422, [("wrong_length", None, "")])),
        (f"{RECORD}?{AS_OF}", [PATIENT, {**PATIENT, "id": "q"}], (422, [("contradiction", None, "/1")])),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_stands(
    client: FlaskClient, address: str, body: Any, expected: Any
) -> None:
    assert faults(client, address, body) == expected


def test_a_fault_of_the_record_points_at_the_resource_that_it_comes_from(client: FlaskClient) -> None:
    wrong = medication(effectivePeriod={"start": "2025-09-01", "end": "2025-04-01"}, status="completed")
    assert faults(client, f"{RECOMMENDATIONS}?{AS_OF}", [PATIENT, LIVER, wrong]) == (
        422,
        [("contradiction", None, "/2")],
    )


def test_fhir_json_is_taken_as_well_as_json_and_xml_is_not(client: FlaskClient) -> None:
    statuses = [
        client.post(f"{RECORD}?{AS_OF}", data=json.dumps([PATIENT]), content_type=media).status_code
        for media in ("application/json", "application/fhir+json", "application/fhir+xml")
    ]
    assert statuses == [200, 200, 415]
    refused = client.post("/v1/recommendations", data="{}", content_type="application/fhir+json")
    assert refused.status_code == 415


def test_a_bundle_of_several_megabytes_is_read_and_a_larger_one_is_not() -> None:
    def body(size: int) -> bytes:
        return json.dumps([PATIENT, {"resourceType": "Binary", "data": "x" * size}]).encode()

    with served() as service:
        address = f"{RECORD}?{AS_OF}"
        assert service.status(address, body(7_000_000)) == 200
        assert service.status("/v1/recommendations", body(2_000_000)) == 413
        assert service.status(address, body(FHIR_BYTES)) == 413


@pytest.mark.parametrize(
    "resources",
    [
        [{}] * 5_001,
        [{"contained": [{}] * 5_000}],
        [medication("", f"tablet {number}") for number in range(2_001)],
        [{"resourceType": "Observation", "component": [{}] * 6_000}],
    ],
    ids=["resources", "contained resources", "medications", "components"],
)
def test_what_would_take_too_long_is_refused(client: FlaskClient, resources: Any) -> None:
    assert faults(client, f"{RECORD}?{AS_OF}", resources) == (422, [("wrong_length", None, "")])
