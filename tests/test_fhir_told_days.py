"""The day on which a statement was told is none on which the drug was begun: without a start it is asked."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown, verdict

TOLD: dict[str, Any] = {"effectivePeriod": None, "dateAsserted": "2026-10-05"}


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (TOLD, "it was told on 2026-10-05."),
        ({**TOLD, "effectivePeriod": {"end": "2026-09-01"}}, "it was told on 2026-10-05, and it ended on 2026-09-01."),
        ({"effectivePeriod": {"end": "2026-09-01"}}, "it ended on 2026-09-01."),
    ],
    ids=str,
)
def test_a_statement_without_a_first_day_is_not_charted(client: FlaskClient, keys: dict[str, Any], says: str) -> None:
    told = shown(client, PATIENT, LIVER, medication(**keys))
    assert courses(told) == []
    assert verdict(told, "/2") == ("not_understood", f"Read as Trastuzumab. It does not say when it began: {says}")
    assert asked(told, "/2") == ["Was this drug given, and when?"]
    assert told["record"]["history_complete"] is False


def test_why_it_was_stopped_is_asked_in_its_own_words(client: FlaskClient) -> None:
    reason = {"text": "Neuropathy grade 3"}
    told = shown(client, PATIENT, LIVER, medication("1371041", status="stopped", statusReason=[reason], **TOLD))
    assert courses(told) == []
    assert 'trastuzumab_emtansine: it was stopped: "Neuropathy grade 3". When was that?' in asked(told, "/2")


def test_a_statement_with_a_first_day_begins_then(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, medication(dateAsserted="2026-10-05"))
    assert [each["started"] for each in courses(told)] == ["2025-03-24"]
