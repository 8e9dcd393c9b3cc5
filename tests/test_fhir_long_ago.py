"""What is too old to be so today, or of a day before the patient was born, is not charted: it is asked."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import BREAST_CANCER, LIVER, MASTECTOMY, PATIENT, asked, courses, medication, shown

SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"
BORN = {**PATIENT, "birthDate": "1970-04-02"}
T_DM1 = "1371041"


def ecog(on: str, score: int = 3) -> dict[str, Any]:
    """A performance status of this day."""
    code = {"coding": [{"system": LOINC, "code": "89247-1"}]}
    told = {"resourceType": "Observation", "status": "final", "code": code, "effectiveDateTime": on}
    return {**told, "valueInteger": score}


def pregnancy(**keys: Any) -> dict[str, Any]:
    """A pregnancy that nobody closed."""
    code = {"coding": [{"system": SCT, "code": "77386006"}]}
    return {"resourceType": "Condition", "code": code, "clinicalStatus": {"coding": [{"code": "active"}]}, **keys}


@pytest.mark.parametrize(("on", "charted"), [("2018-11-10", None), ("2026-04-01", None), ("2026-06-01", 3)])
def test_a_performance_status_of_long_ago_is_none_of_today(client: FlaskClient, on: str, charted: int | None) -> None:
    told = shown(client, PATIENT, ecog(on))
    assert told["record"]["patient"].get("ecog") == charted
    says = f"What is the performance status (ECOG) now? The last one is of {on}."
    assert (says in asked(told, "/1")) is (charted is None)
    assert [each["about"] for each in told["report"]["conflicts"]] == ([] if charted else ["ecog"])


@pytest.mark.parametrize(
    ("keys", "charted"),
    [
        ({"onsetDateTime": "2003-03-01"}, None),
        ({"recordedDate": "2003-03-01"}, None),
        ({"onsetDateTime": "2026-01-10"}, None),
        ({"onsetDateTime": "2026-03-01"}, True),
        ({}, True),
    ],
)
def test_a_pregnancy_that_began_longer_ago_than_one_lasts_is_asked_about(
    client: FlaskClient, keys: Any, charted: bool | None
) -> None:
    told = shown(client, PATIENT, pregnancy(**keys))
    assert told["record"]["patient"].get("pregnant") is charted
    assert any("Is the patient pregnant now?" in each for each in asked(told, "/1")) is (charted is None)


def test_a_pregnancy_of_a_man_is_left_open(client: FlaskClient) -> None:
    told = shown(client, {**PATIENT, "gender": "male"}, pregnancy())
    assert "pregnant" not in told["record"]["patient"]
    assert asked(told, "/1") == ["Is the patient pregnant? The sex is charted as male."]


def test_one_that_is_told_to_have_ended_is_not_asked_about_as_open(client: FlaskClient) -> None:
    ended = pregnancy(onsetDateTime="2020-03-01", abatementDateTime="2020-12-01")
    assert not any("nobody says that it ended" in each for each in asked(shown(client, PATIENT, ended), "/1"))


@pytest.mark.parametrize(("patient", "on"), [(PATIENT, "1900-01-01"), (BORN, "1965-01-01"), (BORN, "1900")])
def test_a_day_before_the_birth_dates_nothing(client: FlaskClient, patient: Any, on: str) -> None:
    """The adjuvant course of 2019 does not become one of the metastatic disease."""
    adjuvant = medication(T_DM1, status="completed", effectivePeriod={"start": "2019-01-05", "end": "2020-01-01"})
    told = shown(client, patient, BREAST_CANCER, {**LIVER, "onsetDateTime": on}, adjuvant)
    assert told["record"]["history"] == []
    assert f"When was this found? Its day ({on}) lies before the patient was born." in asked(told, "/2")


@pytest.mark.parametrize("on", ["1900-01-01", "1965-01-01"])
def test_nothing_was_given_done_or_found_before_the_birth(client: FlaskClient, on: str) -> None:
    given = medication(T_DM1, effectivePeriod={"start": on})
    grown = {
        **ecog(on),
        "code": {"coding": [{"system": LOINC, "code": "97509-4"}]},
        "valueCodeableConcept": {"coding": [{"system": SCT, "code": "271299001"}]},
    }
    told = shown(client, BORN, LIVER, given, {**MASTECTOMY, "performedDateTime": on}, grown)
    assert courses(told) == []
    assert [event["event"] for event in told["record"]["history"]] == ["metastatic_diagnosis"]
    assert all(asked(told, pointer) for pointer in ("/2", "/3", "/4"))
