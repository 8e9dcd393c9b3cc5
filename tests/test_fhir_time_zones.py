"""The newest value is that of the latest moment, whatever day its time zone has."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import PATIENT, shown
from tests.test_fhir_left_open import fraction, observed

WEST, UTC = "2026-11-10T20:00:00-08:00", "2026-11-11T01:00:00Z"  # 04:00 and 01:00 of the 11th in universal time


def test_of_two_zones_the_later_moment_is_the_newest(client: FlaskClient) -> None:
    for values in ((fraction(40, WEST), fraction(60, UTC)), (fraction(60, UTC), fraction(40, WEST))):
        told = shown(client, PATIENT, *values)
        charted = told["record"]["patient"]
        assert (charted["lvef_percent"], charted["lvef_measured_on"]) == (40, "2026-11-10")
        assert told["report"]["conflicts"] == []


@pytest.mark.parametrize(
    ("on", "charted"), [("2026-11-12", 50), ("2026-11-11", None), ("2026-11-10", 40), ("2026-11-09", 40)]
)
def test_a_day_without_a_time_is_compared_as_a_day(client: FlaskClient, on: str, charted: int | None) -> None:
    told = shown(client, PATIENT, fraction(40, WEST), fraction(60, UTC), fraction(50, on))
    assert told["record"]["patient"].get("lvef_percent") == charted


@pytest.mark.parametrize(("unread", "charted"), [(WEST, None), ("2026-11-10T10:00:00-08:00", 60)])
def test_a_later_moment_that_cannot_be_read_leaves_the_value_uncharted(
    client: FlaskClient, unread: str, charted: int | None
) -> None:
    below: dict[str, Any] = observed("10230-1", unread, valueString="reduced")
    told = shown(client, PATIENT, fraction(60, UTC), below)
    assert told["record"]["patient"].get("lvef_percent") == charted


def test_receptors_are_of_the_latest_moment_too(client: FlaskClient) -> None:
    results = [
        observed("16112-5", on, valueCodeableConcept={"text": said})
        for on, said in ((WEST, "Negative"), (UTC, "Positive"))
    ]
    other = observed("16113-3", UTC, valueCodeableConcept={"text": "Negative"})
    assert shown(client, PATIENT, *results, other)["record"]["patient"]["hormone_receptor"] == "negative"
