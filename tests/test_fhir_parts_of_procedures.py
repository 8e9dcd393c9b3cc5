"""A medication that is part of a procedure has its days and the reason of its end, where it tells none itself."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.stop_reasons import NOT_READ
from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown, verdict

DERUXTECAN = "2267582"
ENDED = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-therapie-ende-grund"


def treatment(end: str = "", **keys: Any) -> dict[str, Any]:
    """A systemic treatment, and why it ended."""
    told = {
        "resourceType": "Procedure",
        "id": "t",
        "status": "completed",
        "code": {"coding": [{"system": "http://fhir.de/CodeSystem/bfarm/ops", "code": "8-54"}]},
        "performedPeriod": {"start": "2026-02-01", "end": "2026-05-01"},
        "outcome": {"coding": [{"system": ENDED, "code": end}]},
    }
    return {**told, **keys}


def part(**keys: Any) -> dict[str, Any]:
    """T-DXd as a part of it."""
    own = {"status": "completed", "effectivePeriod": None, "partOf": [{"reference": "Procedure/t"}]}
    return medication(DERUXTECAN, **{**own, **keys})


@pytest.mark.parametrize(
    ("end", "reason"), [("E", "completion"), ("P", "progression"), ("A", "toxicity"), ("V", "patient_choice")]
)
def test_the_days_and_the_end_of_the_procedure_are_those_of_its_drugs(
    client: FlaskClient, end: str, reason: str
) -> None:
    told = shown(client, PATIENT, LIVER, part(), treatment(end))
    (course,) = courses(told)
    assert (course["started"], course["ended"], course["stopped_for"]) == ("2026-02-01", "2026-05-01", reason)
    assert (verdict(told, "/3")[0], asked(told, "/3")) == ("used", [])
    assert told["record"]["history_complete"] is True


@pytest.mark.parametrize("end", ["W", "R", "S"])
def test_an_end_for_a_reason_that_is_not_read_is_asked(client: FlaskClient, end: str) -> None:
    told = shown(client, PATIENT, LIVER, part(), treatment(end))
    (course,) = courses(told)
    assert "stopped_for" not in course
    assert asked(told, "/2") == [f"trastuzumab_deruxtecan: {NOT_READ}"]


def test_words_beside_the_end_of_a_procedure_must_say_the_same(client: FlaskClient) -> None:
    regular = {"coding": [{"system": ENDED, "code": "E", "display": "Reguläres Ende"}]}
    for text in ("Ende wegen Progress", "Hirnmetastasen neu"):
        told = shown(client, PATIENT, LIVER, part(), treatment(outcome={**regular, "text": text}))
        (course,) = courses(told)
        assert "stopped_for" not in course
        assert any("why was it stopped?" in each for each in asked(told, "/2"))


def test_a_procedure_without_a_reason_of_its_end_tells_none(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, part(), treatment())
    (course,) = courses(told)
    assert "stopped_for" not in course
    assert not any("why was it stopped?" in each for each in asked(told, "/2"))


def test_what_the_medication_tells_itself_counts(client: FlaskClient) -> None:
    reason = [{"coding": [{"system": "http://snomed.info/sct", "code": "266721009"}]}]
    own = part(effectivePeriod={"start": "2026-02-02", "end": "2026-04-30"}, statusReason=reason)
    (course,) = courses(shown(client, PATIENT, LIVER, own, treatment("A")))
    assert (course["started"], course["ended"], course["stopped_for"]) == ("2026-02-02", "2026-04-30", "progression")


def test_a_procedure_that_was_not_done_tells_nothing(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, part(), treatment("P", status="not-done"))
    assert courses(told) == []
    assert asked(told, "/2") == ["Was this drug given, and when?"]


PACLITAXEL, TRASTUZUMAB = "56946", "224905"
LONG = treatment("P", performedPeriod={"start": "2025-04-01", "end": "2026-05-01"})


@pytest.mark.parametrize("end", ["P", "A", "V"])
def test_the_reason_of_the_end_is_none_of_what_had_ended_long_before(client: FlaskClient, end: str) -> None:
    early = part(medicationCodeableConcept=medication(PACLITAXEL)["medicationCodeableConcept"])
    early |= {"effectivePeriod": {"start": "2025-04-01", "end": "2025-08-01"}}
    late = part(effectivePeriod={"start": "2025-04-01", "end": "2026-04-20"})
    told = shown(client, PATIENT, LIVER, early, late, {**LONG, "outcome": treatment(end)["outcome"]})
    charted = {course["treatment"]["agents"][0]: course.get("stopped_for") for course in courses(told)}
    reason = {"P": "progression", "A": "toxicity", "V": "patient_choice"}[end]
    assert charted == {"paclitaxel": None, "trastuzumab_deruxtecan": reason}
    assert asked(told, "/2") == []


def test_the_reason_of_the_end_is_none_of_a_dose_long_before(client: FlaskClient) -> None:
    doses = [
        {**part(effectivePeriod=None, effectiveDateTime=on), "resourceType": "MedicationAdministration"}
        for on in ("2025-04-01", "2025-04-22", "2025-05-13")
    ]
    (course,) = courses(shown(client, PATIENT, LIVER, *doses, LONG))
    assert (course["ended"], course.get("stopped_for")) == ("2025-05-13", None)


def test_a_procedure_that_names_all_its_drugs_is_covered_by_their_courses(client: FlaskClient) -> None:
    drugs = [
        part(medicationCodeableConcept=medication(code)["medicationCodeableConcept"])
        for code in (PACLITAXEL, TRASTUZUMAB)
    ]
    named = treatment("P", code={"text": "Paclitaxel/Trastuzumab"})
    told = shown(client, PATIENT, LIVER, *drugs, named)
    assert (len(courses(told)), asked(told, "/4"), told["record"]["history_complete"]) == (2, [], True)
