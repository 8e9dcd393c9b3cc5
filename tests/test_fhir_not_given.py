"""A cancer drug that was not given, is held or must not be given: the reason is charted or asked, in every edition."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import AS_OF, LIVER, PATIENT, RECOMMENDATIONS, asked, courses, medication, shown, verdict

DERUXTECAN = "2267582"
TOLERATED = {"system": "http://snomed.info/sct", "code": "407563006"}
PNEUMONITIS = {"coding": [TOLERATED], "text": "Pneumonitis grade 2"}
LUNG = {"agent": "trastuzumab_deruxtecan", "kind": "interstitial_lung_disease", "grade": 2}
HER2 = {
    "resourceType": "Condition",
    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "427685000"}]},
    "onsetDateTime": "2025-03-11",
}
ORDER: dict[str, Any] = {"resourceType": "MedicationRequest", "intent": "order", "effectivePeriod": None}
DOSE: dict[str, Any] = {"resourceType": "MedicationAdministration", "effectivePeriod": None}


def order(on: str = "2026-09-24", **keys: Any) -> dict[str, Any]:
    """An order of T-DXd."""
    return medication(DERUXTECAN, **{**ORDER, "authoredOn": on, **keys})


def dose(on: str, **keys: Any) -> dict[str, Any]:
    """A dose of T-DXd."""
    return medication(DERUXTECAN, **{**DOSE, "status": "completed", "effectiveDateTime": on, **keys})


def statement(on: str, **keys: Any) -> dict[str, Any]:
    """A statement about T-DXd."""
    return medication(DERUXTECAN, **{"effectivePeriod": None, "effectiveDateTime": on, **keys})


GIVEN = [order(id="o"), *(dose(on) for on in ("2026-09-24", "2026-10-15", "2026-11-05"))]
NOT_GIVEN = {
    "a dose that was not done": dose("2026-11-19", status="not-done", statusReason=[PNEUMONITIS]),
    "a dose on hold": dose("2026-11-19", status="on-hold", statusReason=[PNEUMONITIS]),
    "a dose of STU3": dose("2026-11-19", notGiven=True, reasonNotGiven=[PNEUMONITIS]),
    "a dose of DSTU2": dose("2026-11-19", wasNotGiven=True, reasonNotGiven=[PNEUMONITIS]),
    "the next order, cancelled": order("2026-11-19", status="cancelled", statusReason=PNEUMONITIS),
    "the next dispense, cancelled": medication(
        DERUXTECAN,
        resourceType="MedicationDispense",
        status="cancelled",
        whenPrepared="2026-11-19",
        effectivePeriod=None,
        statusReasonCodeableConcept=PNEUMONITIS,
    ),
    "a statement": statement("2026-11-19", status="not-taken", statusReason=[PNEUMONITIS]),
    "a statement of STU3": statement("2026-11-19", status="active", taken="n", reasonNotTaken=[PNEUMONITIS]),
    "an order not to give it": order("2026-11-19", doNotPerform=True, statusReason=PNEUMONITIS),
}


def events(told: Any) -> list[dict[str, Any]]:
    """The toxicities of a record."""
    return [entry for entry in told["record"]["history"] if entry.get("event") == "toxicity"]


@pytest.mark.parametrize("what", NOT_GIVEN)
def test_the_toxicity_for_which_a_drug_was_not_given_is_charted_and_it_is_held(client: FlaskClient, what: str) -> None:
    told = shown(client, PATIENT, HER2, LIVER, *GIVEN, NOT_GIVEN[what], address=f"{RECOMMENDATIONS}?{AS_OF}")
    (course,) = courses(told)
    assert (course["held_since"], "ended" in course) == ("2026-11-19", False)
    assert events(told) == [{"event": "toxicity", "on": "2026-11-19", **LUNG}]
    (question,) = asked(told, "/7")
    assert '"Pneumonitis grade 2". Is it held since then or stopped, and for what?' in question
    assert "Do not give T-DXd again" in told["answer"]["says"]


@pytest.mark.parametrize(
    "reason", [{"coding": [TOLERATED], "text": "Because of the lungs"}, {"text": "Unwell"}, None], ids=str
)
def test_a_reason_that_is_not_read_is_quoted_and_no_toxicity_is_made_up(client: FlaskClient, reason: Any) -> None:
    resources = [*GIVEN, dose("2026-11-19", status="not-done", statusReason=reason)]
    told = shown(client, PATIENT, HER2, LIVER, *resources, address=f"{RECOMMENDATIONS}?{AS_OF}")
    assert events(told) == []
    assert [course.get("held_since") for course in courses(told)] == ["2026-11-19"]
    (question,) = asked(told, "/7")
    assert (f'"{reason["text"]}"' if reason else "a dose was not given.") in question
    assert "nothing charted says to change it" not in told["answer"]["says"]


def test_an_order_that_was_cancelled_after_its_doses_was_stopped(client: FlaskClient) -> None:
    cancelled = order(id="o", status="cancelled", statusReason=PNEUMONITIS)
    doses = [dose(on, request={"reference": "MedicationRequest/o"}) for on in ("2026-09-24", "2026-10-15")]
    for given in (doses, [dose("2026-09-24"), dose("2026-10-15")]):
        told = shown(client, PATIENT, LIVER, cancelled, *given)
        (course,) = courses(told)
        assert (course["ended"], course["stopped_for"], course["toxicity_grade"]) == ("2026-10-15", "toxicity", 2)
        assert asked(told, "/2") == [
            "trastuzumab_deruxtecan: was it stopped after its last dose? Its order is cancelled, and doses were given."
        ]


def test_an_order_that_was_cancelled_without_a_reason_and_a_dose_is_none(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, *GIVEN, order("2026-11-19", status="cancelled"))
    assert verdict(told, "/6") == ("ignored", "It was not given (status cancelled).")
    assert asked(told, "/6") == []


def test_a_dose_that_was_left_out_and_given_later_holds_nothing(client: FlaskClient) -> None:
    for reason, questions in ((None, 0), (PNEUMONITIS, 1)):
        left_out = dose("2026-10-14", status="not-done", statusReason=reason)
        told = shown(client, PATIENT, LIVER, *GIVEN, left_out)
        assert [course.get("held_since") for course in courses(told)] == [None]
        assert len(asked(told, "/6")) == len(events(told)) == questions


@pytest.mark.parametrize("keys", [{}, {"reasonCode": [{"text": "Lungs"}]}, {"status": "completed"}], ids=str)
def test_an_order_not_to_give_a_drug_that_was_never_given_is_asked_and_leaves_the_history_open(
    client: FlaskClient, keys: dict[str, Any]
) -> None:
    forbidden = order("2026-06-01", doNotPerform=True, **keys)
    told = shown(client, PATIENT, LIVER, medication(), forbidden, address=f"/v1/fhir/record?{AS_OF}")
    (question,) = asked(told, "/3")
    assert "it is ordered not to give it" in question
    assert ('"Lungs"' in question) == ("reasonCode" in keys)
    assert told["record"]["history_complete"] is False


def test_the_reason_of_an_order_not_to_give_a_drug_may_be_a_condition(client: FlaskClient) -> None:
    lungs = {"resourceType": "Condition", "id": "c", "code": {"text": "Lung fibrosis"}}
    forbidden = order("2026-06-01", doNotPerform=True, reasonReference=[{"reference": "Condition/c"}])
    (question,) = asked(shown(client, PATIENT, LIVER, medication(), forbidden, lungs), "/3")
    assert '"Lung fibrosis"' in question


@pytest.mark.parametrize(
    ("keys", "since"),
    [
        ({}, "2026-11"),
        ({"statusChanged": "2026-11-12T10:00:00Z"}, "2026-11-12"),
    ],
    ids=str,
)
def test_an_order_on_hold_is_held_since_its_last_dose_as_precisely_as_that_is_certain(
    client: FlaskClient, keys: dict[str, Any], since: str
) -> None:
    held = order(status="on-hold", statusReason=PNEUMONITIS, **keys)
    told = shown(client, PATIENT, LIVER, held, *GIVEN[1:])
    assert [course["held_since"] for course in courses(told)] == [since]
    assert events(told) == [{"event": "toxicity", "on": since, **LUNG}]
    assert asked(told, "/2") == ['trastuzumab_deruxtecan: it is held: "Pneumonitis grade 2". Since when, and for what?']


def test_an_order_of_another_year_that_is_held_is_held_on_the_day_of_the_question(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, order("2025-09-24", status="on-hold"))
    assert [course["held_since"] for course in courses(told)] == ["2026-11-20"]


@pytest.mark.parametrize(
    "reason", [PNEUMONITIS, {"coding": [{"system": "http://snomed.info/sct", "code": "266721009"}]}], ids=str
)
def test_an_active_order_with_a_reason_of_a_stop_contradicts_itself_and_is_asked(
    client: FlaskClient, reason: Any
) -> None:
    told = shown(client, PATIENT, LIVER, order(statusReason=reason), *GIVEN[1:])
    (course,) = courses(told)
    assert "stopped_for" not in course
    assert "ended" not in course
    (question,) = asked(told, "/2")
    assert question.startswith("trastuzumab_deruxtecan: it stands as active, with a reason: ")
    assert told["record"]["history_complete"] is False


def test_what_was_not_given_without_a_date_is_asked(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, *GIVEN, dose("", status="not-done", statusReason=[PNEUMONITIS]))
    (question,) = asked(told, "/6")
    assert '"Pneumonitis grade 2". When was that' in question
    assert told["record"]["history_complete"] is False
