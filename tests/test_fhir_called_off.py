"""Coming cycles that were called off by the day of the question: their reason is of today, and is told once."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import AS_OF, LIVER, PATIENT, RECOMMENDATIONS, asked, courses, shown, verdict
from tests.test_fhir_not_given import HER2, LUNG, PNEUMONITIS, dose, events, order

COMING = "2026-11-26"
PLANNED = {"dosageInstruction": [{"timing": {"event": [COMING]}}]}
GIVEN = [dose(on) for on in ("2026-09-24", "2026-10-15", "2026-11-05")]
CALLED_OFF = {
    "a cancelled order": order("2026-11-12", status="cancelled", statusReason=PNEUMONITIS, **PLANNED),
    "a stopped order": order("2026-11-12", status="stopped", statusReason=PNEUMONITIS, **PLANNED),
    "an order on hold": order("2026-11-12", status="on-hold", statusReason=PNEUMONITIS, **PLANNED),
    "an active order with a reason": order("2026-11-12", status="active", statusReason=PNEUMONITIS, **PLANNED),
    "an order not to give it": order("2026-11-12", doNotPerform=True, statusReason=PNEUMONITIS, **PLANNED),
    "a dose that was not done": dose(COMING, status="not-done", statusReason=PNEUMONITIS),
    "an order of bounds to come": order(
        "2026-11-12",
        status="cancelled",
        statusReason=PNEUMONITIS,
        dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": {"start": COMING}}}}],
    ),
}


@pytest.mark.parametrize("what", CALLED_OFF)
def test_the_toxicity_for_which_the_coming_cycle_was_called_off_is_charted_and_the_drug_is_held(
    client: FlaskClient, what: str
) -> None:
    told = shown(client, PATIENT, HER2, LIVER, *GIVEN, CALLED_OFF[what], address=f"{RECOMMENDATIONS}?{AS_OF}")
    (course,) = courses(told)
    assert (course["held_since"], "ended" in course) == ("2026-11", False)
    assert events(told) == [{"event": "toxicity", "on": "2026-11", **LUNG}]
    (question,) = asked(told, "/6")
    assert '"Pneumonitis grade 2". Is it held since then or stopped, and for what?' in question
    assert "Do not give T-DXd again" in told["answer"]["says"]


def test_the_day_on_which_it_was_called_off_stands_where_the_order_tells_it(client: FlaskClient) -> None:
    changed = {"status": "cancelled", "statusReason": PNEUMONITIS, "statusChanged": "2026-11-13T09:00:00Z"}
    told = shown(client, PATIENT, LIVER, *GIVEN, order("2026-11-12", **changed, **PLANNED))
    assert [course["held_since"] for course in courses(told)] == ["2026-11-13"]
    assert [event["on"] for event in events(told)] == ["2026-11-13"]


@pytest.mark.parametrize(("status", "told_of"), [("cancelled", "It was not given"), ("active", "It begins after")])
def test_a_coming_cycle_without_a_reason_changes_nothing(client: FlaskClient, status: str, told_of: str) -> None:
    told = shown(client, PATIENT, LIVER, *GIVEN, order("2026-11-12", status=status, **PLANNED))
    assert [course.get("held_since") for course in courses(told)] == [None]
    assert verdict(told, "/5")[1].startswith(told_of)


def test_cycle_after_cycle_that_was_called_off_for_one_toxicity_is_asked_once_and_dated_on_the_first(
    client: FlaskClient,
) -> None:
    doses = [dose(on) for on in ("2026-08-13", "2026-09-03")]
    rest = [
        order(on, status="cancelled", statusReason=PNEUMONITIS)
        for on in ("2026-09-24", "2026-10-15", "2026-11-05", "2026-11-26")
    ]
    told = shown(client, PATIENT, LIVER, *doses, *rest)
    assert [event["on"] for event in events(told)] == ["2026-09-24"]
    questions = [each for each in told["report"]["asked"] if "Pneumonitis" in each["says"]]
    assert [each["from"] for each in questions] == [["/4", "/5", "/6", "/7"]]


def test_what_was_called_off_before_and_after_a_dose_is_asked_twice(client: FlaskClient) -> None:
    off = [order(on, status="cancelled", statusReason=PNEUMONITIS) for on in ("2026-10-15", "2026-11-12")]
    told = shown(client, PATIENT, LIVER, order(), dose("2026-09-24"), dose("2026-11-05"), *off)
    assert [event["on"] for event in events(told)] == ["2026-11-12"]
    assert len(asked(told, "/5")) == len(asked(told, "/6")) == 1
    assert asked(told, "/5") != asked(told, "/6")
