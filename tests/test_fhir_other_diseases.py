"""A drug against cancer that is given for another disease is told and is no course of this cancer."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown, verdict

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
METHOTREXATE, TRASTUZUMAB = "6851", "224905"


def coded(code: str, system: str = ICD) -> dict[str, Any]:
    """A reason by its code."""
    return {"coding": [{"system": system, "code": code}]}


RHEUMATOID = {"resourceType": "Condition", "id": "ra", "code": coded("M06.9")}
FOR_ANOTHER: dict[str, dict[str, Any]] = {
    "a code": {"reasonCode": [coded("M32.9")]},
    "words": {"reasonCode": [{"text": "Rheumatoid arthritis"}]},
    "a condition": {"reasonReference": [{"reference": "Condition/ra"}]},
    "R5": {"reason": [{"reference": {"reference": "Condition/ra"}}]},
    "a transplant": {"reasonCode": [coded("Z94.0")]},
    "another cancer": {"reasonCode": [coded("C16.9")]},
}


@pytest.mark.parametrize("why", FOR_ANOTHER)
def test_a_drug_for_another_disease_is_no_course_and_is_told(client: FlaskClient, why: str) -> None:
    drug = medication(METHOTREXATE, **FOR_ANOTHER[why])
    told = shown(client, PATIENT, LIVER, drug, medication(), RHEUMATOID)
    assert [course["treatment"]["agents"] for course in courses(told)] == [["trastuzumab"]]
    assert verdict(told, "/2")[0] == "ignored"
    (question,) = asked(told, "/2")
    assert question.startswith("methotrexate: is it given for the breast cancer too? By its reason ")
    assert told["record"]["history_complete"] is True


def test_the_reason_of_an_order_is_that_of_its_doses(client: FlaskClient) -> None:
    order = medication(METHOTREXATE, resourceType="MedicationRequest", id="o", reasonCode=[coded("M06.9")])
    given: dict[str, Any] = {"resourceType": "MedicationAdministration", "status": "completed", "effectivePeriod": None}
    dose = medication(
        METHOTREXATE, **given, effectiveDateTime="2026-10-20", request={"reference": "MedicationRequest/o"}
    )
    assert courses(shown(client, PATIENT, LIVER, order, dose)) == []


@pytest.mark.parametrize(
    "reasons",
    [
        [coded("C50.9")],
        [coded("C50.9"), coded("M06.9")],
        [coded("Z51.1")],
        [coded("254837009", SNOMED)],
        [{"text": "Chemotherapy"}],
        [],
    ],
    ids=str,
)
def test_a_drug_that_may_be_for_the_cancer_is_a_course(client: FlaskClient, reasons: Any) -> None:
    told = shown(client, PATIENT, LIVER, medication(METHOTREXATE, reasonCode=reasons))
    assert len(courses(told)) == 1
    assert asked(told, "/2") == []


def test_a_drug_against_her2_is_charted_and_asked_unless_it_is_for_another_cancer(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, medication(TRASTUZUMAB, reasonCode=[coded("M06.9")]))
    assert (len(courses(told)), len(asked(told, "/2"))) == (1, 1)
    told = shown(client, PATIENT, LIVER, medication(TRASTUZUMAB, reasonCode=[coded("C16.9")]))
    assert (len(courses(told)), len(asked(told, "/2"))) == (0, 1)


def test_an_immunosuppressant_by_its_code_is_asked_and_leaves_the_history_open(client: FlaskClient) -> None:
    atc = {"coding": [{"system": "http://www.whocc.no/atc", "code": "L04AH02"}], "text": "everolimus"}
    told = shown(client, PATIENT, LIVER, medication(medicationCodeableConcept=atc), medication())
    assert [course["treatment"]["agents"] for course in courses(told)] == [["trastuzumab"]]
    assert len(asked(told, "/2")) == 1
    assert told["record"]["history_complete"] is False


ORAL: dict[str, Any] = {"dosage": [{"route": {"coding": [{"system": SNOMED, "code": "26643006"}]}}]}


@pytest.mark.parametrize(
    "drug",
    [
        medication(METHOTREXATE, "methotrexate 2.5 MG Oral Tablet"),
        medication(METHOTREXATE, **ORAL),
        medication(METHOTREXATE, dosage=[{"route": {"text": "per os"}}]),
        medication(METHOTREXATE, dosage=[{"text": "6 tablets once weekly"}]),
    ],
)
def test_methotrexate_by_mouth_without_a_reason_is_asked_and_no_course(client: FlaskClient, drug: Any) -> None:
    told = shown(client, PATIENT, LIVER, drug, medication())
    assert [course["treatment"]["agents"] for course in courses(told)] == [["trastuzumab"]]
    assert "By mouth it may be for another disease" in asked(told, "/2")[0]
    assert told["record"]["history_complete"] is False
    told = shown(client, PATIENT, LIVER, {**drug, "reasonCode": [coded("C50.9")]}, medication())
    assert len(courses(told)) == 2


@pytest.mark.parametrize(
    ("code", "dosage"),
    [
        (METHOTREXATE, {"text": "Once weekly for rheumatoid arthritis"}),
        (METHOTREXATE, {"patientInstruction": "For your psoriasis"}),
        ("6703", {"text": "for appetite"}),
    ],
)
def test_another_disease_in_the_words_of_a_dosage_is_a_reason(client: FlaskClient, code: str, dosage: Any) -> None:
    told = shown(client, PATIENT, LIVER, medication(code, dosage=[dosage]), medication())
    assert [course["treatment"]["agents"] for course in courses(told)] == [["trastuzumab"]]
    (question,) = asked(told, "/2")
    assert "is it given for the breast cancer too? By its reason " in question
