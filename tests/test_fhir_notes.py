"""A note beside what is charted is not read, and that is told and asked once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.notes import ASK
from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown, verdict
from tests.test_fhir_left_open import fraction

SAYS = "It was stopped in March"


@pytest.mark.parametrize("note", [[{"text": SAYS}], {"text": SAYS}, SAYS], ids=str)
def test_a_note_of_a_medication_is_told_and_asked(client: FlaskClient, note: Any) -> None:
    told = shown(client, PATIENT, LIVER, medication(note=note))
    assert len(courses(told)) == 1
    assert verdict(told, "/2") == ("used", "Read as Trastuzumab. It has a note, which is not read.")
    assert asked(told, "/2") == [ASK]
    assert SAYS not in str(told["report"])


def test_notes_are_asked_once_and_those_of_what_is_not_charted_not_at_all(client: FlaskClient) -> None:
    resources = [
        {**LIVER, "note": [{"text": "Biopsy"}]},
        fraction(60, "2026-10-05", comment="Poor window"),
        medication(status="entered-in-error", note=[{"text": SAYS}]),
        medication(note=[{"text": ""}, {}]),
    ]
    told = shown(client, PATIENT, *resources)
    assert [each["from"] for each in told["report"]["asked"] if each["says"] == ASK] == [["/1", "/2"]]
