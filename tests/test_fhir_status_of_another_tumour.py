"""A status of a tumour of the breast that has not spread is none of the metastatic disease."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.primaries import HAS_IT_SPREAD, OF_ANOTHER_BREAST
from tests.fhir_resources import LIVER, PATIENT, asked, shown, verdict

SCT, LOINC, ICD = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"
RELATED = "http://hl7.org/fhir/StructureDefinition/condition-related"


def cancer(name: str, code: str, **keys: Any) -> dict[str, Any]:
    """A cancer of the breast, of the side that its code has."""
    return {"resourceType": "Condition", "id": name, "code": {"coding": [{"system": ICD, "code": code}]}, **keys}


LEFT, RIGHT, NO_SIDE = cancer("left", "C50.412"), cancer("right", "C50.911"), cancer("none", "C50.9")
OF_THE_LEFT = {**LIVER, "extension": [{"url": RELATED, "valueReference": {"reference": "Condition/left"}}]}


def grown(**keys: Any) -> dict[str, Any]:
    """A progression."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "97509-4"}]},
        "valueCodeableConcept": {"coding": [{"system": SCT, "code": "271299001"}]},
        "effectiveDateTime": "2026-11-01",
        **keys,
    }


def of(name: str) -> dict[str, Any]:
    """Of this condition."""
    return {"focus": [{"reference": f"Condition/{name}"}]}


@pytest.mark.parametrize(
    "keys", [of("right"), {"bodySite": {"coding": [{"system": SCT, "code": "73056007"}]}}], ids=["focus", "side"]
)
def test_the_status_of_the_tumour_that_has_not_spread_is_not_charted(client: FlaskClient, keys: Any) -> None:
    told = shown(client, PATIENT, LEFT, RIGHT, OF_THE_LEFT, grown(**keys))
    assert not any(event["event"] == "disease_status" for event in told["record"]["history"])
    assert verdict(told, "/4") == ("ignored", OF_ANOTHER_BREAST)


@pytest.mark.parametrize(
    ("around", "name", "is_asked"),
    [
        ((LEFT, RIGHT, OF_THE_LEFT), "left", False),
        ((LEFT, NO_SIDE, OF_THE_LEFT), "none", True),
        ((LEFT, RIGHT, LIVER), "right", True),
        ((LEFT, LEFT, LIVER), "left", False),
    ],
)
def test_a_status_that_may_be_of_the_tumour_that_has_spread_is_charted(
    client: FlaskClient, around: Any, name: str, is_asked: bool
) -> None:
    """It is asked where nothing says that it is."""
    told = shown(client, PATIENT, *around, grown(**of(name)))
    assert any(event.get("status") == "progression" for event in told["record"]["history"])
    assert (HAS_IT_SPREAD in asked(told, "/4")) is is_asked
