"""What a bundle leaves open is asked: no older result, no empty report and no word of the caller stands for it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import AS_OF, LIVER, PATIENT, RECORD, medication, shown

LOINC = "http://loinc.org"


def observed(code: str, on: str, **keys: Any) -> dict[str, Any]:
    """A final result by its LOINC code."""
    told = {"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": LOINC, "code": code}]}}
    return {**told, **({"effectiveDateTime": on} if on else {}), **keys}


def ihc(score: str, on: str) -> dict[str, Any]:
    """A HER2 score in words."""
    return observed("85319-2", on, valueString=score)


def fraction(percent: int, on: str, **keys: Any) -> dict[str, Any]:
    """An ejection fraction."""
    return observed("10230-1", on, valueQuantity={"value": percent, "unit": "%", "code": "%"}, **keys)


def test_after_newest_her2_results_that_contradict_each_other_no_older_one_decides(client: FlaskClient) -> None:
    bundle = [PATIENT, LIVER, ihc("1+", "2019-05-01"), ihc("3+", "2025-04-10"), ihc("1+", "2025-04-10")]
    answer = client.post(f"/v1/fhir/recommendations?{AS_OF}&history_complete=true", json=bundle).get_json()
    assert answer["answer"]["outcome"] == "need_data"
    assert "HER2 status must be known first" in answer["answer"]["says"]


@pytest.mark.parametrize(
    ("score", "charted"),
    [
        ("3+ (strong, complete)", {"her2_ihc": "3+"}),
        ("2+ (equivocal)", {"her2_ihc": "2+"}),
        ("3+ (negative)", {"her2_status": "unknown"}),
        ("see the report", {"her2_status": "unknown"}),
    ],
)
def test_a_score_is_read_with_words_that_agree_and_else_leaves_a_negative_hybridisation_open(
    client: FlaskClient, score: str, charted: dict[str, str]
) -> None:
    hybridised = observed("85318-4", "2025-04-10", valueString="negative")
    patient = shown(client, PATIENT, LIVER, ihc(score, "2025-04-10"), hybridised)["record"]["patient"]
    her2 = {name: value for name, value in patient.items() if name.startswith("her2")}
    assert her2 == {"her2_ish": "negative", **charted}


@pytest.mark.parametrize(
    ("later", "charted"),
    [
        (fraction(35, "", issued="2026-11-10T08:00:00Z"), 35),
        (fraction(35, ""), None),
        (fraction(35, "2026-10"), None),
        (fraction(60, ""), 60),
        (fraction(35, "2026-09"), 60),
    ],
)
def test_a_value_without_a_day_or_of_a_vague_one_is_not_passed_over(
    client: FlaskClient, later: dict[str, Any], charted: int | None
) -> None:
    told = shown(client, PATIENT, LIVER, fraction(60, "2026-10-05"), later)
    assert told["record"]["patient"].get("lvef_percent") == charted
    assert (charted is None) == ("lvef_percent" in {each["about"] for each in told["report"]["conflicts"]})


def test_a_report_is_ignored_only_where_all_of_its_results_are_here_and_it_says_no_more(client: FlaskClient) -> None:
    result = {**fraction(60, "2026-10-05"), "id": "echo"}
    said = {"resourceType": "DiagnosticReport", "status": "final", "result": [{"reference": "Observation/echo"}]}
    scanned = {**said, "presentedForm": [{"contentType": "application/pdf", "data": "JVBERi0="}]}
    told = shown(client, PATIENT, result, said, scanned)["report"]
    verdicts = {each["pointer"]: each["verdict"] for each in told["resources"]}
    assert (verdicts["/2"], verdicts["/3"]) == ("ignored", "not_understood")


def test_a_drug_that_was_declined_is_no_treatment(client: FlaskClient) -> None:
    dispensed = {"resourceType": "MedicationDispense", "status": "declined", "whenHandedOver": "2026-11-10"}
    told = shown(client, PATIENT, LIVER, {**dispensed, "medicationCodeableConcept": {"text": "Tukysa"}})
    assert [entry for entry in told["record"]["history"] if "treatment" in entry] == []
    assert told["record"]["history_complete"] is False


@pytest.mark.parametrize(("drug", "is_complete"), [("Enhertu", False), ("lisinopril", True)])
def test_the_caller_cannot_complete_a_history_that_lacks_a_known_treatment(
    client: FlaskClient, drug: str, is_complete: bool
) -> None:
    ordered = medication("", drug, effectivePeriod=None)
    told = shown(client, PATIENT, LIVER, ordered, address=f"{RECORD}?{AS_OF}&history_complete=true")
    assert told["record"]["history_complete"] is is_complete
    assert is_complete == ("history_complete" not in {each["about"] for each in told["report"]["conflicts"]})
