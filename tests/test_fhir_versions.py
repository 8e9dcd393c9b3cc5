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


def on(server: str, resource: Any) -> dict[str, Any]:
    """An entry of a resource on a server."""
    return {
        "fullUrl": f"https://{server}.example/fhir/{resource['resourceType']}/{resource['id']}",
        "resource": resource,
    }


def drug(code: str, written: str) -> dict[str, Any]:
    """A product that orders refer to, by its RxNorm code."""
    coding = [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code}]
    return {"resourceType": "Medication", "id": "1", "code": {"coding": coding}, "meta": {"lastUpdated": written}}


def test_one_id_on_two_servers_is_two_resources(client: FlaskClient) -> None:
    platelets = {**fraction(88, None, "2026-11-12T08:00:00Z"), "valueQuantity": {"value": 88, "code": "10*9/L"}}
    platelets["code"] = {"coding": [{"system": "http://loinc.org", "code": "777-3"}]}
    other = fraction(41, None, "2026-11-01T08:00:00Z")
    told = sent(client, "collection", {"resource": PATIENT}, on("ward", platelets), on("heart", other))
    assert told["record"]["patient"]["lvef_percent"] == 41
    assert told["record"]["patient"]["platelets_10e9_per_l"]["value"] == 88
    assert told["report"]["asked"] == []
    of_one = sent(
        client, "collection", {"resource": PATIENT}, on("heart", fraction(60, 2)), on("heart", fraction(41, 1))
    )
    assert of_one["record"]["patient"]["lvef_percent"] == 60


@pytest.mark.parametrize("reference", ["Medication/1", "https://onco.example/fhir/Medication/1"])
@pytest.mark.parametrize("written", ["2026-08-01T08:00:00Z", ""])
def test_a_reference_leads_to_what_stands_on_its_own_server(client: FlaskClient, reference: str, written: str) -> None:
    order = medication("", id="9", medicationReference={"reference": reference})
    del order["medicationCodeableConcept"]
    one, other = drug("1371041", "2026-09-01T08:00:00Z" if written else ""), drug("2267582", written)
    entries = [{"resource": PATIENT}, {"resource": LIVER}, on("ward", one), on("onco", other), on("onco", order)]
    agents = [course["treatment"]["agents"] for course in courses(sent(client, "collection", *entries))]
    assert agents == [["trastuzumab_deruxtecan"]]
    of_no_server = sent(client, "collection", *entries[:4], {"resource": order})
    assert bool(courses(of_no_server)) is reference.startswith("https")  # nothing else says which of the two is meant
    of_another = sent(client, "collection", *entries[:3], on("onco", order))
    assert courses(of_another) == []


def test_a_deletion_on_one_server_is_none_on_another(client: FlaskClient) -> None:
    gone = {
        "fullUrl": "https://heart.example/fhir/Observation/lvef",
        "request": {"method": "DELETE", "url": "Observation/lvef"},
    }
    told = sent(client, "history", {"resource": PATIENT}, gone, on("ward", fraction(60, 1)))
    assert told["record"]["patient"]["lvef_percent"] == 60
    told = sent(client, "history", {"resource": PATIENT}, gone, on("heart", fraction(60, 1)))
    assert "lvef_percent" not in told["record"]["patient"]


def test_one_id_under_two_addresses_without_a_server_is_asked_about(client: FlaskClient) -> None:
    entries = [{"fullUrl": f"urn:uuid:{number}", "resource": fraction(60 - number, number)} for number in (1, 2)]
    told = sent(client, "collection", {"resource": PATIENT}, *entries)
    assert WHICH in asked(told, "/entry/1/resource")
    assert "lvef_percent" not in told["record"]["patient"]
