"""The doses of one order are one course, and a drug whose Medication was withdrawn is none."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, MASTECTOMY, PATIENT, asked, courses, medication, shown, verdict

DERUXTECAN = "2267582"
ORDER: dict[str, Any] = {"resourceType": "MedicationRequest", "effectivePeriod": None}
DOSE: dict[str, Any] = {"resourceType": "MedicationAdministration", "status": "completed", "effectivePeriod": None}
OPEN = medication(DERUXTECAN, **ORDER, id="o", authoredOn="2026-09-24")


def doses(*days: str) -> list[dict[str, Any]]:
    """Doses of the order."""
    request = {"reference": "MedicationRequest/o"}
    return [medication(DERUXTECAN, **DOSE, effectiveDateTime=on, request=request) for on in days]


def test_the_doses_of_one_order_that_stands_are_one_course_and_a_gap_is_asked(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, OPEN, *doses("2026-05-01", "2026-05-22", "2026-10-15", "2026-11-05"))
    assert [each["started"] for each in courses(told)] == ["2026-05-01"]
    question = "was it paused between 2026-05-22 and 2026-10-15, or are doses missing here?"
    assert asked(told, "/2") == [f"trastuzumab_deruxtecan: {question}"]


def test_surgery_of_metastatic_disease_parts_no_treatment(client: FlaskClient) -> None:
    surgery = {**MASTECTOMY, "performedDateTime": "2026-10-01"}
    told = shown(client, PATIENT, LIVER, OPEN, surgery, *doses("2026-09-24", "2026-10-15", "2026-11-05"))
    assert [each["started"] for each in courses(told)] == ["2026-09-24"]


@pytest.mark.parametrize(("status", "count"), [("entered-in-error", 0), ("active", 1)])
def test_a_medication_that_is_entered_in_error_names_no_drug(client: FlaskClient, status: str, count: int) -> None:
    named = {"resourceType": "Medication", "id": "m", "status": status, "code": {"text": "Kadcyla"}}
    stated = medication(medicationCodeableConcept=None, medicationReference={"reference": "Medication/m"})
    told = shown(client, PATIENT, LIVER, named, stated)
    assert len([each for each in courses(told) if each["treatment"]["agents"] == ["trastuzumab_emtansine"]]) == count
    if not count:
        assert (verdict(told, "/2")[0], verdict(told, "/3")[0]) == ("ignored", "not_understood")
        assert len(asked(told, "/3")) == 1
        assert told["record"]["history_complete"] is False
