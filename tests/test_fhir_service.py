"""The door for FHIR: what it takes, and where its faults point."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.required_data import required
from service.settings import FHIR_BYTES
from statemachine.answer import Asking
from tests.fhir_resources import AS_OF, BREAST_CANCER, LIVER, PATIENT, RECOMMENDATIONS, RECORD, medication, shown
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


@pytest.mark.parametrize(
    ("accepts", "form"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json, application/fhir+json", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("application/fhir+json", "application/fhir+json"),
        ("application/fhir+json; fhirVersion=4.0", "application/fhir+json"),
        ("application/fhir+xml;q=1.0, application/fhir+json;q=1.0", "application/fhir+json"),
        ("application/fhir+json, application/json;q=0.9, */*;q=0.8", "application/fhir+json"),
        ("application/json;q=0, */*", "application/fhir+json"),
        ("application/fhir+json;q=0.2, application/json;q=0.3", "application/json"),
        ("application/fhir+json; fhirVersion=5.0, application/json;q=0.1", "application/json"),
        ("application/fhir+json; fhirVersion=5.0", "application/problem+json"),
        ("text/html", "application/problem+json"),
        ("application/fhir+xml", "application/problem+json"),
    ],
)
def test_the_answer_has_the_form_that_the_client_likes_best(
    client: FlaskClient, accepts: str | None, form: str
) -> None:
    headers = {} if accepts is None else {"Accept": accepts}
    response = client.post(f"{RECOMMENDATIONS}?{AS_OF}", json=[PATIENT, LIVER], headers=headers)
    assert response.mimetype == form
    assert response.status_code == (406 if form == "application/problem+json" else 200)
    assert ("Accept" in response.vary) is (response.status_code == 200)


def in_fhir(client: FlaskClient, body: Any, query: str = AS_OF) -> Any:
    """The answer as a FHIR bundle."""
    headers = {"Accept": "application/fhir+json"}
    return json.loads(client.post(f"{RECOMMENDATIONS}?{query}", json=body, headers=headers).data)


def of_kind(bundle: Any, kind: str) -> list[Any]:
    """The resources of a kind."""
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def test_the_answer_in_fhir_has_the_decision_of_the_answer_in_json_in_every_detail(client: FlaskClient) -> None:
    body = [PATIENT, LIVER]
    expected = client.post(f"{RECOMMENDATIONS}?{AS_OF}", json=body).get_json()["answer"]["decision_id"]
    for level in ("brief", "reasons", "full"):
        bundle = in_fhir(client, body, f"{AS_OF}&detail={level}")
        assert bundle["identifier"]["value"] == expected
        assert of_kind(bundle, "GuidanceResponse")[0]["occurrenceDateTime"] == "2026-11-20"


def test_the_answer_in_fhir_names_the_patient_as_the_bundle_does(client: FlaskClient) -> None:
    address = "https://hospital.example/fhir/Patient/p"
    entry = [{"fullUrl": f"{address}/_history/2", "resource": PATIENT}, {"resource": LIVER}]
    told = [
        in_fhir(client, body)["entry"][0]["resource"]["subject"]
        for body in (
            {"resourceType": "Bundle", "type": "collection", "entry": entry},
            [PATIENT, LIVER],
            [{"resourceType": "Patient"}, {**LIVER, "subject": {"reference": "Patient/q"}}],
            [{**LIVER, "subject": {"reference": "Patient/q"}}],
            [LIVER],
        )
    ]
    assert told == [
        {"reference": address},
        {"reference": "Patient/p"},
        {"reference": "Patient/q"},
        {"reference": "Patient/q"},
        {"display": "The patient of the request"},
    ]


def test_the_answer_in_fhir_tells_what_of_the_bundle_was_not_understood(client: FlaskClient) -> None:
    bundle = in_fhir(client, [PATIENT, LIVER, medication("", "Tablets")])
    (outcome,) = of_kind(bundle, "OperationOutcome")
    told = {(each["code"], each.get("diagnostics")) for each in outcome["issue"]}
    assert ("not-supported", "/2") in told


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("ecog", {"valueInteger": 1}),
        ("lvef_percent", {"valueQuantity": {"value": 58, "unit": "%"}}),
        ("platelets_10e9_per_l", {"valueQuantity": {"value": 210, "unit": "10*9/L"}}),
        ("her2_status", {"valueCodeableConcept": {"text": "Positive"}}),
    ],
)
def test_what_is_asked_first_is_read_by_every_code_by_which_it_is_asked(
    client: FlaskClient, fact: str, value: dict[str, Any]
) -> None:
    (coded,) = required(Asking(f"/patient/{fact}", "", [], "clinic", None))["codeFilter"]
    for coding in coded["code"]:
        code = {"resourceType": "Observation", "status": "final", "code": {"coding": [coding]}}
        record = shown(client, PATIENT, {**code, "effectiveDateTime": "2026-11-10", **value}, BREAST_CANCER)["record"]
        assert record["patient"].get(fact) not in (None, "unknown")


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
