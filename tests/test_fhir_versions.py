"""Of several versions of a resource the newest counts, none of one that was deleted, and what holds others is told."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.versions import DELETED, OLDER, WHICH
from tests.fhir_resources import AS_OF, LIVER, PATIENT, RECORD, asked, courses, medication, shown, verdict


def fraction(percent: int, version: int | None, written: str = "", status: str = "final") -> dict[str, Any]:
    """A version of one ejection fraction."""
    meta = ({"versionId": str(version)} if version else {}) | ({"lastUpdated": written} if written else {})
    return {
        "resourceType": "Observation",
        "id": "lvef",
        "meta": meta,
        "status": status,
        "code": {"coding": [{"system": "http://loinc.org", "code": "10230-1"}]},
        "effectiveDateTime": "2026-11-10",
        "valueQuantity": {"value": percent, "code": "%"},
    }


def sent(client: FlaskClient, kind: str, *entries: Any) -> Any:
    """The record and the report of a Bundle."""
    body = {"resourceType": "Bundle", "type": kind, "entry": list(entries)}
    response = client.post(f"{RECORD}?{AS_OF}", json=body)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


@pytest.mark.parametrize(
    ("one", "other", "charted", "is_asked"),
    [
        (fraction(35, 2, status="entered-in-error"), fraction(60, 1), None, False),
        (fraction(60, 1), fraction(35, 2), 35, False),
        (fraction(60, 10), fraction(35, 9), 60, False),
        (fraction(60, None, "2026-11-12T08:00:00+01:00"), fraction(35, None, "2026-11-12T07:30:00Z"), 35, False),
        (fraction(60, None), fraction(35, None), None, True),
        (fraction(60, None), fraction(60, None), 60, False),
    ],
)
def test_of_two_versions_the_newest_is_read_and_where_nothing_says_which_that_is_it_is_asked(
    client: FlaskClient, one: Any, other: Any, charted: int | None, is_asked: bool
) -> None:
    told = shown(client, PATIENT, one, other)
    assert told["record"]["patient"].get("lvef_percent") == charted
    assert (WHICH in asked(told, "/1")) is is_asked


@pytest.mark.parametrize(("kind", "charted"), [("history", 60), ("collection", None)])
def test_a_history_begins_with_the_newest(client: FlaskClient, kind: str, charted: int | None) -> None:
    entries = [{"resource": each} for each in (PATIENT, fraction(60, None), fraction(35, None))]
    told = sent(client, kind, *entries)
    assert told["record"]["patient"].get("lvef_percent") == charted
    if charted:
        assert verdict(told, "/entry/2/resource") == ("ignored", OLDER)


def test_what_was_deleted_is_not_read_nor_what_it_contains_and_the_deletion_is_told(client: FlaskClient) -> None:
    drug = {"resourceType": "Medication", "id": "d", "code": {"text": "Kadcyla"}}
    old = medication("", id="old", contained=[drug], medicationReference={"reference": "#d"})
    del old["medicationCodeableConcept"]
    deletion = {"request": {"method": "DELETE", "url": "MedicationStatement/old"}}
    kept = [{"resource": PATIENT}, {"resource": LIVER}]
    assert len(courses(sent(client, "history", *kept, {"resource": old}))) == 1
    told = sent(client, "history", *kept, deletion, {"resource": old})
    assert courses(told) == []
    assert [verdict(told, f"/entry/3/resource{part}") for part in ("", "/contained/0")] == [("ignored", DELETED)] * 2
    assert verdict(told, "/entry/2")[0] == "ignored"
    written_again = sent(client, "history", *kept, {"resource": old}, deletion)
    assert len(courses(written_again)) == 1


@pytest.mark.parametrize("kind", ["Bundle", "Parameters"])
def test_what_holds_resources_of_its_own_leaves_the_history_incomplete(client: FlaskClient, kind: str) -> None:
    told = shown(client, PATIENT, LIVER, medication("2267582"), {"resourceType": kind, "type": "searchset"})
    assert told["record"]["history_complete"] is False
    assert asked(told, "/3")
    assert shown(client, PATIENT, LIVER, medication("2267582"))["record"]["history_complete"] is True


def test_a_bundle_that_is_refused_for_its_type_says_what_to_send(client: FlaskClient) -> None:
    body = {"resourceType": "Bundle", "type": "batch-response", "entry": [{"resource": PATIENT}]}
    (fault,) = client.post(f"{RECORD}?{AS_OF}", json=body).get_json()["faults"]
    assert fault["pointer"] == "/type"
    assert "one of the type collection" in fault["says"]
