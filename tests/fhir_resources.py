"""FHIR resources of one patient, written for this project, and how they are sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

# Each has a bundle, the plain record of the same patient, what it says and the trap that it sets.
AUTHORED: dict[str, Any] = {
    file.stem: json.loads(file.read_text("utf-8")) for file in sorted((Path(__file__).parent / "fhir").glob("*.json"))
}
RECOMMENDATIONS, RECORD = "/v1/fhir/recommendations", "/v1/fhir/record"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
AS_OF = "as_of=2026-11-20"
PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female"}
BREAST_CANCER = {
    "resourceType": "Condition",
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "254837009"}]},
}
LIVER = {
    "resourceType": "Condition",
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "94381002"}]},
    "onsetDateTime": "2025-03-11",
}
MASTECTOMY = {
    "resourceType": "Procedure",
    "status": "completed",
    "code": {"text": "Mastectomy"},
    "performedDateTime": "2024-08-01",
}


def medication(code: str = "224905", text: str = "", **keys: Any) -> dict[str, Any]:
    """A statement of a drug by its RxNorm code or by its name."""
    concept: dict[str, Any] = {"coding": [{"system": RXNORM, "code": code}]} if code else {}
    return {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": concept | ({"text": text} if text else {}),
        "effectivePeriod": {"start": "2025-03-24"},
        **keys,
    }


def shown(client: FlaskClient, *resources: Any, address: str = f"{RECORD}?{AS_OF}") -> Any:
    """The record and the report of an array of resources."""
    response = client.post(address, json=resources)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def courses(told: Any) -> list[dict[str, Any]]:
    """The courses of a record."""
    return [entry for entry in told["record"]["history"] if "treatment" in entry]


def asked(told: Any, pointer: str) -> list[str]:
    """What is asked about one resource."""
    return [each["says"] for each in told["report"]["asked"] if pointer in each["from"]]


def verdict(told: Any, pointer: str) -> tuple[str, str]:
    """What is said of one resource."""
    (said,) = (each for each in told["report"]["resources"] if each["pointer"] == pointer)
    return said["verdict"], said["says"]
