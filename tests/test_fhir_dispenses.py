"""What was dispensed lasts for the days of its supply, and the gap between two courses counts from the last of them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, MASTECTOMY, PATIENT, courses, medication, shown, verdict


def dispensed(on: str, supply: dict[str, Any] | None = None, **keys: Any) -> dict[str, Any]:
    """Capecitabine that was handed over."""
    return medication(
        "194000",
        **{
            "resourceType": "MedicationDispense",
            "status": "completed",
            "effectivePeriod": None,
            "whenHandedOver": on,
            "daysSupply": supply,
            **keys,
        },
    )


def days(client: FlaskClient, *resources: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The first and the last day of each course."""
    return [(each["started"], each.get("ended")) for each in courses(shown(client, PATIENT, *resources))]


NINETY = {"value": 90, "unit": "d", "system": "http://unitsofmeasure.org", "code": "d"}


def test_a_supply_that_lasts_until_now_goes_on(client: FlaskClient) -> None:
    assert days(client, LIVER, dispensed("2026-09-01", NINETY)) == [("2026-09-01", None)]
    assert days(client, LIVER, dispensed("2026-08-20", NINETY)) == [("2026-08-20", None)]  # by two days: one may be due
    assert days(client, LIVER, dispensed("2026-09-01")) == [("2026-09-01", None)]  # nobody says how long: it is asked


def test_a_supply_that_was_never_renewed_ends_with_its_last_day(client: FlaskClient) -> None:
    assert days(client, LIVER, dispensed("2026-01-01", NINETY)) == [("2026-01-01", "2026-03-31")]


def test_the_gap_counts_from_the_end_of_the_supply(client: FlaskClient) -> None:
    first = dispensed("2026-01-01", NINETY)
    assert days(client, LIVER, first, dispensed("2026-06-29", NINETY)) == [("2026-01-01", "2026-09-26")]
    assert days(client, LIVER, first, dispensed("2026-06-30", NINETY)) == [
        ("2026-01-01", "2026-03-31"),
        ("2026-06-30", "2026-09-27"),
    ]


@pytest.mark.parametrize(
    ("supply", "ended"),
    [
        ({"value": 14}, "2026-01-14"),
        ({"value": 14, "unit": "Days"}, "2026-01-14"),
        ({"value": 2, "unit": "weeks", "code": "wk"}, "2026-01-14"),
        ({"value": 14, "unit": "tablets"}, "2026-01-01"),
        ({"value": 0, "unit": "d"}, "2026-01-01"),
        ({"value": 9000, "unit": "d"}, "2026-01-01"),
        ({"value": "14", "unit": "d"}, "2026-01-01"),
        ({"value": True, "unit": "d"}, "2026-01-01"),
    ],
)
def test_a_supply_is_read_where_its_days_are_certain(client: FlaskClient, supply: dict[str, Any], ended: str) -> None:
    assert days(client, LIVER, dispensed("2026-01-01", supply)) == [("2026-01-01", ended)]


def test_a_supply_from_a_day_that_nobody_knows_has_no_end(client: FlaskClient) -> None:
    assert days(client, LIVER, dispensed("2026-01", NINETY)) == [("2026-01", "2026-01")]


def test_a_supply_does_not_hide_that_metastases_were_found_while_it_lasted(client: FlaskClient) -> None:
    found = {**LIVER, "onsetDateTime": "2025-03-11"}
    before, after = dispensed("2025-02-20", NINETY), dispensed("2025-05-01", NINETY)
    assert days(client, MASTECTOMY, found, before, after) == [
        ("2025-02-20", "2025-02-20"),
        ("2025-05-01", "2025-07-29"),
    ]


@pytest.mark.parametrize("status", ["in-progress", "on-hold", "declined", "preparation", "cancelled"])
def test_what_was_not_handed_over_was_not_given(client: FlaskClient, status: str) -> None:
    waiting = dispensed("", whenHandedOver=None, whenPrepared="2026-09-01", status=status)
    told = shown(client, PATIENT, LIVER, waiting)
    assert (courses(told), verdict(told, "/2")[0]) == ([], "ignored")
