"""Why a drug of a plan was stopped is the reason of what was given of it; nothing else of a plan is read."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, RXNORM, asked, courses, medication, shown, verdict

NOT_TOLERATED = {
    "coding": [{"system": "http://snomed.info/sct", "code": "407563006"}],
    "text": "Peripheral neuropathy grade 3",
}
TOXICITY = {"stopped_for": "toxicity", "toxicity_kind": "neuropathy", "toxicity_grade": 3}
PACLITAXEL = {"coding": [{"system": RXNORM, "code": "56946"}]}
PERIOD = {"start": "2026-03-05", "end": "2026-04-20"}
REQUEST: dict[str, Any] = {"resourceType": "MedicationRequest", "effectivePeriod": None}


def request(**keys: Any) -> dict[str, Any]:
    """A stopped request for paclitaxel that is a plan."""
    plan = {"intent": "plan", "status": "stopped", "statusReason": NOT_TOLERATED, "effectivePeriod": PERIOD}
    return medication("56946", **{**REQUEST, **plan, **keys})


def care_plan(of_plan: str = "revoked", **keys: Any) -> dict[str, Any]:
    """A care plan whose paclitaxel was stopped."""
    detail = {"status": "stopped", "statusReason": NOT_TOLERATED, "productCodeableConcept": PACLITAXEL, **keys}
    return {
        "resourceType": "CarePlan",
        "status": of_plan,
        "intent": "plan",
        "period": PERIOD,
        "activity": [{"detail": {"status": "completed", "description": "Visit"}}, {"detail": detail}],
    }


def dose(on: str) -> dict[str, Any]:
    """A dose of paclitaxel."""
    kind: dict[str, Any] = {"resourceType": "MedicationAdministration", "status": "completed", "effectivePeriod": None}
    return medication("56946", **kind, effectiveDateTime=on)


def read(client: FlaskClient, *resources: dict[str, Any]) -> list[dict[str, Any]]:
    """The courses, without their setting and drugs."""
    told = courses(shown(client, PATIENT, LIVER, *resources))
    return [{name: course[name] for name in course if name not in ("treatment", "setting")} for course in told]


@pytest.mark.parametrize(
    "plan",
    [
        request(),
        request(effectivePeriod=None, authoredOn="2026-03-01"),
        care_plan(),
        care_plan(scheduledPeriod=PERIOD),
        {**care_plan(), "period": None, "created": "2026-03-01"},
    ],
    ids=["a request", "a request that was written", "a care plan", "with its own days", "that was written"],
)
def test_the_reason_of_a_stopped_plan_is_that_of_the_doses(client: FlaskClient, plan: dict[str, Any]) -> None:
    course = {"started": "2026-03-10", "ended": "2026-03-31", **TOXICITY}
    assert read(client, plan, dose("2026-03-10"), dose("2026-03-31")) == [course]


def test_the_reason_of_a_stopped_plan_is_that_of_the_orders_where_no_dose_is_sent(client: FlaskClient) -> None:
    order = medication("56946", **REQUEST, intent="order", status="completed", authoredOn="2026-03-10")
    assert read(client, request(), order) == [{"started": "2026-03-10", "ended": "2026-04-20", **TOXICITY}]
    open_ended = request(effectivePeriod={"start": "2026-03-05"})
    assert read(client, open_ended, order) == [{"started": "2026-03-10", "ended": "2026-03-10", **TOXICITY}]


def test_what_is_given_after_a_plan_was_stopped_is_another_course(client: FlaskClient) -> None:
    doses = [dose(on) for on in ("2026-03-10", "2026-03-31", "2026-05-05")]
    assert read(client, request(), *doses) == [
        {"started": "2026-03-10", "ended": "2026-03-31", **TOXICITY},
        {"started": "2026-05-05", "ended": "2026-05-05"},
    ]


@pytest.mark.parametrize("plan", [request(), care_plan()], ids=["a request", "a care plan"])
def test_a_plan_of_which_nothing_was_given_is_asked(client: FlaskClient, plan: dict[str, Any]) -> None:
    told = shown(client, PATIENT, LIVER, plan, dose("2026-08-01"), medication())
    assert sorted(each["started"] for each in courses(told)) == ["2025-03-24", "2026-08-01"]
    assert verdict(told, "/2")[0] == "not_understood"
    assert asked(told, "/2") == ["Was this drug given, and when?"]
    assert told["record"]["history_complete"] is False


@pytest.mark.parametrize(
    "plan",
    [
        request(status="active"),
        request(status="stopped", statusReason=None),
        request(status="entered-in-error"),
        care_plan("entered-in-error"),
        care_plan(status="in-progress"),
        care_plan(statusReason=None),
    ],
)
def test_nothing_else_of_a_plan_is_read(client: FlaskClient, plan: dict[str, Any]) -> None:
    told = shown(client, PATIENT, LIVER, plan, dose("2026-03-10"))
    assert [each.get("stopped_for") for each in courses(told)] == [None]
    assert verdict(told, "/2")[0] == "ignored"


def test_a_reason_of_a_plan_in_words_that_are_not_read_is_asked(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, care_plan(statusReason={"text": "Wanted a break"}), dose("2026-03-10"))
    assert asked(told, "/2") == [
        "paclitaxel: why was it stopped? The reason is in words or codes that are not read here."
    ]
