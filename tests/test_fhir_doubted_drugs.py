"""Words beside the code of a drug that say it was not given, was stopped, or may be a placebo are asked about."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.doubted_drugs import NOT_CERTAIN
from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown, verdict

DERUXTECAN, TUCATINIB = "2267582", "2361285"
OVER = {"status": "completed", "effectivePeriod": {"start": "2025-03-24", "end": "2025-09-01"}}
BY_A_LABEL: dict[str, Any] = {
    "medicationCodeableConcept": None,
    "medicationReference": {"reference": "Medication/m", "display": "[DISCONTINUED] Enhertu"},
}


def adherence(text: str, display: str = "") -> dict[str, Any]:
    """The extension of US Core that says whether a drug is taken."""
    concept: dict[str, Any] = {"text": text} if text else {}
    concept |= {"coding": [{"system": "http://snomed.info/sct", "display": display}]} if display else {}
    return {
        "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-medication-adherence",
        "extension": [{"url": "medicationAdherence", "valueCodeableConcept": concept}],
    }


@pytest.mark.parametrize(
    "drug",
    [
        medication(DERUXTECAN, "[DISCONTINUED] fam-trastuzumab deruxtecan"),
        medication(DERUXTECAN, "fam-trastuzumab deruxtecan (Enhertu) - stopped"),
        medication(DERUXTECAN, "trastuzumab deruxtecan, patient refused"),
        medication(DERUXTECAN, "Never received trastuzumab deruxtecan"),
        medication(DERUXTECAN, "History of trastuzumab deruxtecan"),
        medication(DERUXTECAN, "Enhertu (planned, start after MRI)"),
        medication(DERUXTECAN, "?Enhertu"),
        medication(DERUXTECAN, "Trastuzumab deruxtecan (pausiert)"),
        medication(TUCATINIB, "Tucatinib abgesetzt"),
        medication(TUCATINIB, "tucatinib (gestopt)"),
        medication(TUCATINIB, "No tucatinib - allergy"),
        medication(TUCATINIB, "Consider tucatinib"),
        medication(TUCATINIB, "tucatinib or placebo (study drug)"),
        medication(TUCATINIB, "tucatinib, blinded"),
        medication(DERUXTECAN, "ENHERTU IV (Not Taking)"),
        medication(DERUXTECAN, "Enhertu (Patient not taking: Reported on 11/2/2026)"),
        medication(TUCATINIB, "tucatinib, no longer taking"),
        medication(TUCATINIB, "tucatinib (patient is not currently taking)"),
        medication(TUCATINIB, "tucatinib, patient did not pick up"),
        medication(TUCATINIB, "tucatinib - not covered by insurance"),
        medication(TUCATINIB, "tucatinib, last dose 3/1/2026"),
        medication(DERUXTECAN, "Enhertu x 4 cycles, then PD"),
        medication(TUCATINIB, "tucatinib", extension=[adherence("Not taking")]),
        medication(TUCATINIB, "tucatinib", extension=[adherence("", "Drug not taken")]),
        medication(TUCATINIB, "tucatinib", extension=[adherence("", "No longer on it")]),
        medication(TUCATINIB, "tucatinib", adherence={"code": {"coding": [{"code": "not-taking"}]}}),
        medication(TUCATINIB, "tucatinib", adherence={"code": {"coding": [{"code": "stopped"}]}}),
        medication(
            TUCATINIB, "tucatinib", dosage=[{"patientInstruction": "Patient not taking: Reported on 11/2/2026"}]
        ),
        medication(DERUXTECAN, "Enhertu", dosage=[{"text": "Discontinued 3/2026 for pneumonitis"}]),
        medication(TUCATINIB, "tucatinib, never given", **OVER),
        medication(TUCATINIB, "tucatinib/placebo", **OVER),
        medication(**BY_A_LABEL),
    ],
)
def test_a_drug_whose_words_leave_open_that_it_is_given_is_asked_about(client: FlaskClient, drug: Any) -> None:
    product = {
        "resourceType": "Medication",
        "id": "m",
        "code": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": DERUXTECAN}]},
    }
    told = shown(client, PATIENT, LIVER, drug, product)
    assert courses(told) == []
    assert verdict(told, "/2")[1].endswith(NOT_CERTAIN)
    assert "was it given, from when to when, and is it still?" in asked(told, "/2")[0]
    assert told["record"]["history_complete"] is False


@pytest.mark.parametrize(
    "drug",
    [
        medication(TUCATINIB, "tucatinib (discontinued)", **OVER),
        medication(TUCATINIB, "tucatinib - on hold", status="on-hold"),
        medication(TUCATINIB, "tucatinib 150 mg, twice a day"),
        medication(TUCATINIB, "tucatinib (Patient not taking: Reported on 11/2/2026)", **OVER),
        medication(TUCATINIB, "tucatinib 150 mg, until progression, not to exceed 600 mg a day"),
        medication(TUCATINIB, "tucatinib", extension=[adherence("", "Complies with drug therapy")]),
        medication(TUCATINIB, "tucatinib", extension=[adherence("", "unknown")]),
        medication(TUCATINIB, "tucatinib", dosage=[{"text": "300 mg twice a day; to be stopped if not tolerated"}]),
        medication(TUCATINIB, "tucatinib", dosage=[{"text": "Hold if diarrhea; do not crush; not more than 300 mg"}]),
        medication(TUCATINIB, "tucatinib", adherence={"code": {"coding": [{"code": "taking-as-directed"}]}}),
        medication(TUCATINIB, "tucatinib", adherence={"code": {"coding": [{"code": "taking-not-as-directed"}]}}),
    ],
)
def test_words_that_say_what_the_status_says_leave_nothing_open(client: FlaskClient, drug: Any) -> None:
    (course,) = courses(shown(client, PATIENT, LIVER, drug))
    assert course["treatment"]["agents"] == ["tucatinib"]


def test_a_drug_that_is_never_a_line_is_not_asked_about(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, medication("26225", "ondansetron (discontinued)"))
    assert not any("was it given" in each for each in asked(told, "/2"))
