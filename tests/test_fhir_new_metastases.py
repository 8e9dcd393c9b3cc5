"""A metastasis that is told of after the metastatic disease was treated may be a progression: it is asked."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, asked, medication, shown

SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"
AROUND = (PATIENT, BREAST_CANCER, LIVER, medication())  # liver on 2025-03-11, trastuzumab since 2025-03-24
NEW = f"/{len(AROUND)}"


def metastasis(code: str = "94222008", **keys: Any) -> dict[str, Any]:
    """A metastasis by its code: of the bone, if no other is given."""
    return {"resourceType": "Condition", "code": {"coding": [{"system": SCT, "code": code}]}, **keys}


def grown(on: str) -> dict[str, Any]:
    """A progression of this day."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "97509-4"}]},
        "valueCodeableConcept": {"coding": [{"system": SCT, "code": "271299001"}]},
        "effectiveDateTime": on,
    }


def is_asked(told: Any) -> bool:
    """Is it asked whether the last metastasis is a progression?"""
    return any("a progression of that day?" in each for each in asked(told, NEW))


@pytest.mark.parametrize("code", ["94222008", "94381002", "94225005"])
def test_a_metastasis_found_under_treatment_is_asked_about(client: FlaskClient, code: str) -> None:
    """Also a second one of a place that was known; nothing is charted as progression."""
    told = shown(client, *AROUND, metastasis(code, onsetDateTime="2026-11-05"))
    assert is_asked(told)
    assert any("2026-11-05" in each for each in asked(told, NEW))
    assert not any(event.get("status") == "progression" for event in told["record"]["history"])


@pytest.mark.parametrize("on", ["2025-03-11", "2025-03"])
def test_what_was_found_at_first_is_no_progression(client: FlaskClient, on: str) -> None:
    """Only what may be of a later day than the first treatment is asked about."""
    told = shown(client, *AROUND, metastasis(onsetDateTime=on))
    assert is_asked(told) is (on == "2025-03")


def test_one_written_down_later_is_asked_about_where_its_place_is_new(client: FlaskClient) -> None:
    """Each visit may write down again what was known."""
    assert is_asked(shown(client, *AROUND, metastasis(recordedDate="2026-11-05")))
    assert not is_asked(shown(client, *AROUND, metastasis("94381002", recordedDate="2026-11-05")))


def test_a_progression_of_that_time_answers_it(client: FlaskClient) -> None:
    """One of another time does not, and so does a stop for progression."""
    new = metastasis(onsetDateTime="2026-09-05")
    assert not is_asked(shown(client, *AROUND, new, grown("2026-09-20")))
    assert is_asked(shown(client, *AROUND, new, grown("2025-10-01")))
    stopped = medication(
        "1298944",
        status="stopped",
        effectivePeriod={"start": "2025-03-24", "end": "2026-09-20"},
        statusReason=[{"coding": [{"system": SCT, "code": "266721009"}]}],
    )
    assert not is_asked(shown(client, *AROUND, new, stopped))


def test_without_a_treatment_of_the_metastases_nothing_is_asked(client: FlaskClient) -> None:
    """Then two places are two findings of one staging, or of a disease that nobody treated."""
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, metastasis(onsetDateTime="2026-11-05"))
    assert not any("a progression of that day?" in each["says"] for each in told["report"]["asked"])
