"""A record is of one living patient: what is of somebody else is not hers, and who has died is not treated."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import AS_OF, LIVER, PATIENT, RECOMMENDATIONS, RECORD, asked, medication, shown, verdict


def fraction(**keys: Any) -> dict[str, Any]:
    """An ejection fraction."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "10230-1"}]},
        "effectiveDateTime": "2026-11-10",
        "valueQuantity": {"value": 35, "code": "%"},
        **keys,
    }


@pytest.mark.parametrize("patient", [PATIENT, {"resourceType": "Patient", "gender": "female"}])
@pytest.mark.parametrize(
    ("keys", "is_hers"),
    [
        ({"subject": {"reference": "RelatedPerson/r"}}, False),
        ({"subject": {"reference": "urn:uuid:0", "type": "Group"}}, False),
        ({"subject": {"reference": "https://ehr.example.org/Device/d/_history/2"}}, False),
        ({"focus": [{"reference": "RelatedPerson/r"}]}, False),
        ({"subject": {"reference": "#r"}, "contained": [{"resourceType": "RelatedPerson", "id": "r"}]}, False),
        ({"subject": {"reference": "Patient/p"}, "focus": [{"reference": "Patient/p"}]}, True),
        ({"focus": [{"reference": "Device/pump"}]}, True),
    ],
)
def test_what_is_of_another_person_or_of_a_thing_is_not_hers(
    client: FlaskClient, patient: dict[str, Any], keys: dict[str, Any], is_hers: bool
) -> None:
    told = shown(client, patient, fraction(**keys))
    assert ("lvef_percent" in told["record"]["patient"]) is is_hers
    assert verdict(told, "/1")[0] == ("used" if is_hers else "not_understood")


@pytest.mark.parametrize("address", [RECORD, RECOMMENDATIONS])
@pytest.mark.parametrize(
    ("died", "status"),
    [
        ({"deceasedDateTime": "2026-11-15"}, 422),
        ({"deceasedDateTime": "2026"}, 422),
        ({"deceasedDateTime": "unknown"}, 422),
        ({"deceasedBoolean": True}, 422),
        ({"deceasedDateTime": "2026-12-24"}, 200),
        ({"deceasedBoolean": False}, 200),
    ],
)
def test_who_has_died_by_the_day_of_the_question_is_not_treated(
    client: FlaskClient, address: str, died: dict[str, Any], status: int
) -> None:
    response = client.post(f"{address}?{AS_OF}", json=[{**PATIENT, **died}, LIVER, medication("2267582")])
    assert response.status_code == status
    if status == 422:
        (fault,) = response.get_json()["faults"]
        assert fault["pointer"] == f"/0/{next(iter(died))}"
        assert "deceasedDateTime" in fault["says"]


@pytest.mark.parametrize(
    ("keys", "is_whole"),
    [
        ({}, True),
        ({"active": True}, True),
        ({"active": False}, False),
        ({"link": [{"other": {"reference": "Patient/q"}, "type": "replaced-by"}]}, False),
        ({"link": [{"other": {"reference": "Patient/q"}, "type": "seealso"}]}, False),
        ({"link": [{"other": {"reference": "Patient/q"}, "type": "replaces"}]}, True),
    ],
)
def test_a_record_that_another_one_continues_is_not_complete(
    client: FlaskClient, keys: dict[str, Any], is_whole: bool
) -> None:
    told = shown(client, {**PATIENT, **keys}, LIVER, medication("2267582"))
    assert told["record"]["history_complete"] is is_whole
    assert bool(asked(told, "/0")) is not is_whole
