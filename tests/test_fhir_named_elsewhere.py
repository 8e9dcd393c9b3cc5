"""A cancer drug that a plan, an order of a service, a visit, a list or a document names leaves the history open."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.named_elsewhere import NOWHERE
from tests.fhir_resources import LIVER, PATIENT, RXNORM, asked, courses, medication, shown, verdict

EMTANSINE = {"coding": [{"system": RXNORM, "code": "1371041"}]}


def plan(state: str, **keys: Any) -> dict[str, Any]:
    """A plan with T-DM1 as an activity of this state."""
    detail = {"status": state, "productCodeableConcept": EMTANSINE}
    return {"resourceType": "CarePlan", "status": "completed", "activity": [{"detail": detail}], **keys}


def document(description: str) -> dict[str, Any]:
    """A document with what it says of itself."""
    return {"resourceType": "DocumentReference", "status": "current", "description": description}


NAMED = [
    plan("completed"),
    plan("in-progress"),
    {"resourceType": "CarePlan", "status": "completed", "title": "T-DM1 q3w x 14"},
    {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "code": {"text": "Infusion: Kadcyla C3"}},
    {"resourceType": "Appointment", "status": "fulfilled", "description": "Infusion Kadcyla", "start": "2026-10-01"},
    {"resourceType": "Encounter", "status": "finished", "type": [{"text": "Kadcyla infusion visit"}]},
    {"resourceType": "List", "status": "current", "entry": [{"item": {"display": "Kadcyla 2025"}}]},
    document("Tumour board: switch to T-DM1"),
    {"resourceType": "DocumentReference", "status": "current", "content": [{"attachment": {"title": "Kadcyla C1"}}]},
]


@pytest.mark.parametrize("named", NAMED, ids=str)
def test_a_drug_that_is_nowhere_charted_is_asked_and_leaves_the_history_open(client: FlaskClient, named: Any) -> None:
    told = shown(client, PATIENT, LIVER, medication(), named)
    assert [course["treatment"]["agents"] for course in courses(told)] == [["trastuzumab"]]
    assert verdict(told, "/3")[0] == "not_understood"
    assert asked(told, "/3") == [f"Trastuzumab emtansine: {NOWHERE}"]
    assert told["record"]["history_complete"] is False


@pytest.mark.parametrize("named", NAMED, ids=str)
def test_a_drug_that_is_charted_leaves_nothing_open(client: FlaskClient, named: Any) -> None:
    told = shown(client, PATIENT, LIVER, medication("1371041"), named)
    assert (asked(told, "/3"), told["record"]["history_complete"]) == ([], True)


@pytest.mark.parametrize(
    "named",
    [
        plan("not-started"),
        plan("completed", status="draft"),
        {**NAMED[3], "intent": "proposal"},
        {**NAMED[3], "status": "revoked"},
        {**NAMED[3], "occurrenceDateTime": "2026-12-01"},
        {**NAMED[4], "status": "booked"},
        {"resourceType": "List", "status": "current", "entry": [{"item": {"reference": "#none"}, "deleted": True}]},
        document("Discharge letter"),
        document("Ondansetron"),
    ],
    ids=str,
)
def test_what_was_only_planned_or_names_no_such_drug_leaves_nothing_open(client: FlaskClient, named: Any) -> None:
    told = shown(client, PATIENT, LIVER, medication(), named)
    assert (asked(told, "/3"), told["record"]["history_complete"]) == ([], True)
