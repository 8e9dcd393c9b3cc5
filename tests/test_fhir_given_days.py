"""From when to when a medication was given: every dosage of an order counts, and a short infusion is one dose."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown

ONCE: dict[str, Any] = {"resourceType": "MedicationAdministration", "status": "completed"}


def days(client: FlaskClient, *resources: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The first and the last day of each course."""
    return [(each["started"], each.get("ended")) for each in courses(shown(client, PATIENT, LIVER, *resources))]


def order(*timings: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """An order with a dosage for each of these timings."""
    return medication(
        resourceType="MedicationRequest",
        effectivePeriod=None,
        **{"status": "completed", "authoredOn": "2025-03-20", **keys},
        dosageInstruction=[{"timing": timing} for timing in timings],
    )


def bounds(start: str | None, end: str | None = None) -> dict[str, Any]:
    """The timing of one dosage."""
    return {"repeat": {"boundsPeriod": {key: on for key, on in (("start", start), ("end", end)) if on}}}


FIRST = bounds("2025-03-24", "2025-04-20")


@pytest.mark.parametrize(
    ("timings", "expected"),
    [
        ([FIRST, bounds("2025-04-21", "2025-06-02")], ("2025-03-24", "2025-06-02")),
        ([bounds("2025-04-21", "2025-06-02"), FIRST], ("2025-03-24", "2025-06-02")),
        (
            [*[bounds("2025-03-24", "2025-04-20")] * 11, bounds("2025-04-21", "2025-06-02")],
            ("2025-03-24", "2025-06-02"),
        ),
        ([bounds(None, "2025-06-02")], ("2025-03-20", "2025-06-02")),
        ([{"event": ["2025-03-24", "2025-04-14"]}, {"event": ["2025-05-05"]}], ("2025-03-24", "2025-05-05")),
    ],
    ids=["in a row", "in another row", "many", "an end alone", "days"],
)
def test_every_dosage_of_an_order_counts(
    client: FlaskClient, timings: list[dict[str, Any]], expected: tuple[str, str]
) -> None:
    assert days(client, order(*timings)) == [expected]


def test_an_order_is_open_where_one_of_its_dosages_is(client: FlaskClient) -> None:
    timings = [bounds("2025-03-24", "2025-04-20"), bounds("2025-04-21")]
    assert days(client, order(*timings, status="active")) == [("2025-03-24", None)]


EVERY_THREE_WEEKS = {"repeat": {"frequency": 1, "period": 3, "periodUnit": "wk"}}
LOADING = bounds("2025-03-24", "2025-03-24")


@pytest.mark.parametrize(
    "timings",
    [
        [LOADING, EVERY_THREE_WEEKS],
        [EVERY_THREE_WEEKS, LOADING],
        [LOADING, {"code": {"text": "Q3W"}}],
        [LOADING, {}],
        [{"event": ["2025-03-24"]}, EVERY_THREE_WEEKS],
    ],
    ids=str,
)
def test_a_dosage_without_a_last_day_keeps_an_order_open_after_a_loading_dose(
    client: FlaskClient, timings: list[dict[str, Any]]
) -> None:
    assert days(client, order(*timings, status="active")) == [("2025-03-24", None)]
    told = shown(client, PATIENT, LIVER, order(*timings, status="completed"))
    assert (courses(told), asked(told, "/2")) == ([], ["trastuzumab: until when, and why was it stopped?"])


def test_the_only_day_of_an_order_is_when_it_was_to_be_given_and_no_end(client: FlaskClient) -> None:
    assert days(client, order({"event": ["2025-03-24"]}, status="active")) == [("2025-03-24", None)]


def test_an_order_of_a_former_edition_of_fhir_ends_as_it_says(client: FlaskClient) -> None:
    assert days(client, order(dateEnded="2025-06-02")) == [("2025-03-20", "2025-06-02")]


@pytest.mark.parametrize("end", ["2026-11-02T10:30:00Z", "2026-11-03T01:00:00Z", "2026-11-04", None])
def test_an_infusion_is_one_dose_after_which_the_next_may_be_due(client: FlaskClient, end: str | None) -> None:
    infusion = {"start": "2026-11-02T22:00:00Z"} | ({"end": end} if end else {})
    assert days(client, medication(**ONCE, effectivePeriod=infusion)) == [("2026-11-02", None)]


def test_an_infusion_long_ago_does_not_go_on(client: FlaskClient) -> None:
    assert days(client, medication(**ONCE, effectivePeriod={"start": "2025-11-02"})) == [("2025-11-02", "2025-11-02")]


def test_an_administration_over_months_is_a_course(client: FlaskClient) -> None:
    whole = {"start": "2025-03-24", "end": "2026-10-30"}
    assert days(client, medication(**ONCE, effectivePeriod=whole)) == [("2025-03-24", "2026-10-30")]
    ongoing = {**ONCE, "status": "in-progress"}
    assert days(client, medication(**ongoing, effectivePeriod={"start": "2025-03-24"})) == [("2025-03-24", None)]
