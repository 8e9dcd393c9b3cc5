"""Drugs that a procedure, a bill or a study tells of leave the history open, unless a medication covers them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, RXNORM, asked, medication, shown, verdict

EMTANSINE = {"coding": [{"system": RXNORM, "code": "1371041"}]}


def procedure(text: str = "", **keys: Any) -> dict[str, Any]:
    """A procedure by its name."""
    code = {"text": text} if text else {"coding": [{"system": "http://example.org/local", "code": "17"}]}
    told = {"resourceType": "Procedure", "status": "completed", "code": code, "performedDateTime": "2026-09-01"}
    return {**told, **keys}


def bill(text: str, **keys: Any) -> dict[str, Any]:
    """What was paid for."""
    item = {"productOrService": {"text": text}, "servicedDate": "2026-09-01"}
    return {"resourceType": "ExplanationOfBenefit", "status": "active", "item": [item], **keys}


@pytest.mark.parametrize(
    ("told_by", "named"),
    [
        (procedure("Infusion of trastuzumab deruxtecan"), "Trastuzumab deruxtecan"),
        (procedure("Applikation von Medikamenten: Trastuzumab-Deruxtecan, parenteral"), "Trastuzumab deruxtecan"),
        (procedure("Injection, ado-trastuzumab emtansine, 1 mg"), "Trastuzumab emtansine"),
        (procedure("Kadcyla infusion"), "Trastuzumab emtansine"),
        (procedure("Infusion", usedCode=[EMTANSINE]), "Trastuzumab emtansine"),
        (bill("ado-trastuzumab emtansine"), "Trastuzumab emtansine"),
    ],
    ids=str,
)
def test_a_drug_that_no_course_covers_is_asked_and_leaves_the_history_open(
    client: FlaskClient, told_by: dict[str, Any], named: str
) -> None:
    told = shown(client, PATIENT, LIVER, medication(), told_by)
    assert verdict(told, "/3") == ("not_understood", f"It tells of {named}, which is charted of no medication then.")
    assert asked(told, "/3")[0].startswith(f"{named}: It is charted of no medication then")
    assert told["record"]["history_complete"] is False


@pytest.mark.parametrize(
    "text",
    ["Antibody therapy", "Antikörpertherapie", "Hormone therapy", "Systemtherapie", "Targeted therapy", "Chemotherapy"],
)
def test_treatment_with_drugs_that_names_none_is_asked(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, LIVER, medication(), procedure(text))
    assert asked(told, "/3") == ["Which drugs were given here, from when to when?"]
    assert told["record"]["history_complete"] is False


def test_a_procedure_without_a_name_may_be_treatment_with_drugs(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, medication(), procedure())
    assert "treatment of it with drugs" in asked(told, "/3")[0]
    assert told["record"]["history_complete"] is False


@pytest.mark.parametrize(
    "told_by",
    [
        procedure("Trastuzumab infusion"),
        bill("trastuzumab"),
        procedure("Kadcyla infusion", status="not-done"),
        procedure("Kadcyla infusion", performedDateTime="2026-12-01"),
        procedure("Ondansetron injection"),
        procedure("Colonoscopy"),
        bill("Office visit"),
        {"resourceType": "ResearchSubject", "status": "screening"},
    ],
    ids=str,
)
def test_what_tells_of_no_more_leaves_the_history_as_it_is(client: FlaskClient, told_by: dict[str, Any]) -> None:
    told = shown(client, PATIENT, LIVER, medication(), told_by)
    assert verdict(told, "/3")[0] == "ignored"
    assert asked(told, "/3") == []
    assert told["record"]["history_complete"] is True


@pytest.mark.parametrize("status", ["on-study", "on-study-intervention", "off-study", "withdrawn", ""])
def test_a_study_may_have_given_drugs(client: FlaskClient, status: str) -> None:
    subject = {"resourceType": "ResearchSubject", "status": status, "period": {"start": "2024-08-01"}}
    told = shown(client, PATIENT, LIVER, medication(), subject)
    assert verdict(told, "/3")[0] == "not_understood"
    assert "which drugs were given in it" in asked(told, "/3")[0]
    assert told["record"]["history_complete"] is False
