"""What the codes of laboratories, of mCODE and of German hospitals are read as."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, medication, shown

LOINC, SCT, ICD_GM = "http://loinc.org", "http://snomed.info/sct", "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem"
CERTAINTY = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"


def concept(system: str, code: str) -> dict[str, Any]:
    """A concept by one code, without a name."""
    return {"coding": [{"system": system, "code": code}]}


def observed(system: str, code: str, **keys: Any) -> dict[str, Any]:
    """A result of a certain day."""
    known = {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-11-10"}
    return {**known, "code": concept(system, code), **keys}


@pytest.mark.parametrize(
    ("code", "fact", "value", "unit"),
    [
        ("751-8", "neutrophils_10e9_per_l", 2.4, "10*9/L"),
        ("26515-7", "platelets_10e9_per_l", 180, "10*3/uL"),
        ("14631-6", "bilirubin_times_uln", 12, "umol/L"),
        ("42719-5", "bilirubin_times_uln", 0.8, "mg/dL"),
        ("1743-4", "alt_times_uln", 30, "U/L"),
        ("30239-8", "ast_times_uln", 30, "U/L"),
    ],
)
def test_the_common_codes_of_a_laboratory_are_read(
    client: FlaskClient, code: str, fact: str, value: float, unit: str
) -> None:
    measured = {"value": value, "unit": unit, "code": unit}
    of_the_laboratory = [{"high": {"value": 1.2 if unit == "mg/dL" else 33, "unit": unit, "code": unit}}]
    result = observed(LOINC, code, valueQuantity=measured, referenceRange=of_the_laboratory)
    assert shown(client, PATIENT, result)["record"]["patient"][fact]["value"] == value


@pytest.mark.parametrize("code", ["8808-8", "8810-4", "8811-2"])
def test_the_ejection_fraction_is_read_however_it_was_imaged(client: FlaskClient, code: str) -> None:
    result = observed(LOINC, code, valueQuantity={"value": 55, "unit": "%", "code": "%"})
    assert shown(client, PATIENT, result)["record"]["patient"]["lvef_percent"] == 55


@pytest.mark.parametrize(
    ("system", "answers"),
    [
        (LOINC, ["LA9622-7", "LA9623-5", "LA9624-3", "LA9625-0", "LA9626-8"]),
        (SCT, ["425389002", "422512005", "422894000", "423053003", "423237006"]),
        (f"{MII}/mii-cs-onko-allgemeiner-leistungszustand-ecog", ["0", "1", "2", "3", "4"]),
    ],
)
def test_the_performance_status_is_read_by_the_code_of_its_answer(
    client: FlaskClient, system: str, answers: list[str]
) -> None:
    def read(answer: str) -> Any:
        whole = {"code": concept(SCT, "423690003"), "valueCodeableConcept": None}
        ecog = {"code": concept(SCT, "423740007"), "valueCodeableConcept": concept(system, answer)}
        return shown(client, PATIENT, {**observed(SCT, ""), **whole, "component": [ecog]})["record"]["patient"].get(
            "ecog"
        )

    assert [read(answer) for answer in answers] == [0, 1, 2, 3, 4]
    assert read("LA9627-6") is None


def condition(code: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A condition of a certain day."""
    return {"resourceType": "Condition", "code": code, "onsetDateTime": "2026-05-12", **keys}


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (concept(SCT, "10200004"), "liver"),
        (concept(SCT, "12738006"), "brain"),
        ({"text": "Knochen"}, "bone"),
        (concept(SCT, "76752008"), None),
        ({"text": "Axillary lymph node"}, None),
        ({"text": "Lymph node"}, None),
        ({}, None),
    ],
)
def test_a_metastasis_is_of_the_place_that_stands_beside_its_code(
    client: FlaskClient, site: dict[str, Any], expected: str | None
) -> None:
    read = shown(client, PATIENT, condition(concept(SCT, "128462008"), bodySite=[site]))
    assert read["record"]["patient"].get("metastatic_sites") == ([expected] if expected else None)
    asked = "Where is this metastasis?" in [question["says"] for question in read["report"]["asked"]]
    assert asked is (expected is None)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("C78.6", "other"), ("C79.7", "other"), ("C79.3", "brain"), ("C79.31", "brain"), ("C79.81", None)],
)
def test_every_distant_place_of_icd_10_is_a_site(client: FlaskClient, code: str, expected: str | None) -> None:
    charted = shown(client, PATIENT, condition(concept(ICD_GM, code)))["record"]["patient"]
    assert charted.get("metastatic_sites") == ([expected] if expected else None)


def test_the_meninges_stay_told_apart_from_the_brain(client: FlaskClient) -> None:
    charted = shown(client, PATIENT, condition(concept(ICD_GM, "C79.32")))["record"]["patient"]
    assert charted["brain_metastases"] == "leptomeningeal"


def test_a_metastasis_by_its_profile_of_a_place_that_is_not_known_is_asked_about(client: FlaskClient) -> None:
    profile = {"profile": ["http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-secondary-cancer-condition|4.0.0"]}
    read = shown(client, PATIENT, condition({"text": "Metastasis of the adrenal gland"}, meta=profile))
    assert "Where is this metastasis?" in [question["says"] for question in read["report"]["asked"]]


@pytest.mark.parametrize(
    ("value", "sites"), [("PUL", ["lung"]), ("OSS", ["bone"]), ("BRA", ["brain"]), ("OTH", ["other"]), ("GEN", None)]
)
def test_a_german_finding_of_a_metastasis_is_read(client: FlaskClient, value: str, sites: list[str] | None) -> None:
    found = concept(f"{MII}/mii-cs-onko-fernmetastasen", value)
    read = shown(client, PATIENT, observed(SCT, "385421009", valueCodeableConcept=found))["record"]
    assert read["patient"].get("metastatic_sites") == sites
    assert [event["on"] for event in read["history"]] == (["2026-11-10"] if sites else [])


@pytest.mark.parametrize(
    ("value", "status"),
    [("V", "complete_response"), ("T", "partial_response"), ("K", "stable"), ("P", "progression"), ("Y", None)],
)
def test_a_german_status_of_the_disease_is_read(client: FlaskClient, value: str, status: str | None) -> None:
    said = concept(f"{MII}/mii-cs-onko-verlauf-gesamtbeurteilung", value)
    read = shown(client, PATIENT, observed(SCT, "396432002", valueCodeableConcept=said))["record"]
    assert [event["status"] for event in read["history"]] == ([status] if status else [])


@pytest.mark.parametrize(
    ("certainty", "verdict", "sites"),
    [("G", "used", ["liver"]), ("A", "ignored", None), ("V", "not_understood", None), ("Z", "used", ["liver"])],
)
def test_a_german_diagnosis_that_is_excluded_or_suspected_is_none(
    client: FlaskClient, certainty: str, verdict: str, sites: list[str] | None
) -> None:
    told = [{"url": CERTAINTY, "valueCoding": {"code": certainty}}]
    code = {"coding": [{"system": ICD_GM, "code": "C78.7", "extension": told}]}
    read = shown(client, PATIENT, condition(code, verificationStatus=concept("", "confirmed")))
    assert read["record"]["patient"].get("metastatic_sites") == sites
    assert read["report"]["resources"][-1]["verdict"] == verdict


@pytest.mark.parametrize(("status", "expected"), [("active", "current"), ("", None), ("resolved", "past")])
def test_pneumonitis_is_an_interstitial_lung_disease(client: FlaskClient, status: str, expected: str | None) -> None:
    pneumonitis = condition(concept(SCT, "205237003"), clinicalStatus=concept("", status))
    assert shown(client, PATIENT, pneumonitis)["record"]["patient"].get("interstitial_lung_disease") == expected


@pytest.mark.parametrize(("status", "expected"), [("", "history"), ("resolved", "history"), ("active", None)])
def test_a_german_state_after_heart_failure_is_past_unless_it_is_called_active(
    client: FlaskClient, status: str, expected: str | None
) -> None:
    code = {"coding": [{"system": ICD_GM, "code": "I50.1", "extension": [{"url": CERTAINTY, "valueCode": "Z"}]}]}
    read = shown(client, PATIENT, condition(code, clinicalStatus=concept("", status)))
    assert read["record"]["patient"].get("heart_failure") == expected
    assert bool(read["report"]["asked"]) is (expected is None)


@pytest.mark.parametrize(("code", "is_asked"), [("C79.3", True), ("I50.1", True), ("M54.5", False)])
def test_what_decides_is_asked_about_where_it_is_only_suspected(client: FlaskClient, code: str, is_asked: bool) -> None:
    read = shown(client, PATIENT, condition(concept(ICD_GM, code), verificationStatus=concept("", "provisional")))
    assert bool(read["report"]["asked"]) is is_asked


@pytest.mark.parametrize(
    ("code", "said", "charted"),
    [
        ("85319-2", "Positive (3+)", {"her2_ihc": "3+"}),
        ("85319-2", "Equivocal (2+)", {"her2_ihc": "2+"}),
        ("85319-2", "Negative (3+)", {"her2_status": "unknown"}),
        ("85318-4", "Amplified", {"her2_ish": "positive"}),
        ("85318-4", "nicht amplifiziert", {"her2_ish": "negative", "her2_status": "negative"}),
        ("48676-1", "positiv", {"her2_status": "positive"}),
        ("48676-1", "amplified", {"her2_status": "unknown"}),
        ("16112-5", "Positive (95%)", {"hormone_receptor": "positive", "her2_status": "unknown"}),
        ("16112-5", "Low positive (5 %)", {"her2_status": "unknown"}),
    ],
)
def test_a_result_is_read_in_the_words_of_pathology(
    client: FlaskClient, code: str, said: str, charted: dict[str, str]
) -> None:
    read = shown(client, PATIENT, observed(LOINC, code, valueString=said), BREAST_CANCER)["record"]["patient"]
    assert read == {"sex": "female", **charted}


@pytest.mark.parametrize(
    ("text", "kind", "is_complete"),
    [
        ("Hochvoltstrahlentherapie", "radiotherapy", True),
        ("Mehrtägige Chemotherapie", None, False),
        ("Chemotherapy and radiation", "radiotherapy", False),
    ],
)
def test_a_procedure_is_read_by_its_german_name_and_chemotherapy_is_never_passed_over(
    client: FlaskClient, text: str, kind: str | None, is_complete: bool
) -> None:
    done = {
        "resourceType": "Procedure",
        "status": "completed",
        "performedDateTime": "2025-06-01",
        "code": {"text": text},
    }
    read = shown(client, PATIENT, LIVER, medication(), done)
    assert [event["kind"] for event in read["record"]["history"] if "kind" in event] == ([kind] if kind else [])
    assert read["record"]["history_complete"] is is_complete


@pytest.mark.parametrize(("system", "is_charted"), [("batch", False), ("atc", True)])
def test_a_system_is_known_by_a_word_of_its_address_and_not_by_letters_within_one(
    client: FlaskClient, system: str, is_charted: bool
) -> None:
    coded = {"coding": [{"system": f"http://hospital.example/{system}", "code": "L01FD04"}], "text": "of the pharmacy"}
    history = shown(client, PATIENT, LIVER, medication(medicationCodeableConcept=coded))["record"]["history"]
    assert is_charted == ("trastuzumab_deruxtecan" in str(history))
