"""What is of another cancer decides nothing for that of the breast; where a bundle leaves that open, it is asked."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.cancers import OF_WHICH
from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, asked, shown

MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition"
RELATED = "http://hl7.org/fhir/StructureDefinition/condition-related"
SCT, LOINC, ICD = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"


def concept(system: str, code: str) -> dict[str, Any]:
    """A concept by one code."""
    return {"coding": [{"system": system, "code": code}]}


def condition(name: str, system: str, code: str, **keys: Any) -> dict[str, Any]:
    """A condition that others refer to by its name."""
    return {"resourceType": "Condition", "id": name, "code": concept(system, code), **keys}


def observed(code: str, value: str, *focus: str) -> dict[str, Any]:
    """A result in a code of SNOMED CT, and the conditions that it is of."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(LOINC, code),
        "valueCodeableConcept": concept(SCT, value),
        "effectiveDateTime": "2026-10-01",
        "focus": [{"reference": reference} for reference in focus],
    }


BREAST = condition("breast", SCT, "254837009")
COLON = condition("colon", SCT, "363406005")
MELANOMA = condition("melanoma", ICD, "C43.9")
TUMOUR = condition("tumour", SCT, "363346000")
NAMED = {"resourceType": "Condition", "id": "named", "code": {"text": "Mammakarzinom links"}}
BRAIN = condition(
    "brain", SCT, "94225005", extension=[{"url": RELATED, "valueReference": {"reference": "Condition/colon"}}]
)
AROUND = (PATIENT, BREAST, COLON, MELANOMA, TUMOUR, NAMED, BRAIN)
WHOSE = [
    (["Condition/breast"], "used"),
    ([], "used"),
    (["Condition/named"], "used"),
    (["Condition/colon"], "ignored"),
    (["Condition/melanoma"], "ignored"),
    (["Condition/brain"], "ignored"),
    (["Condition/colon", "Condition/melanoma"], "ignored"),
    (["Condition/colon", "Condition/breast"], "not_understood"),
    (["Condition/tumour"], "not_understood"),
    (["Condition/elsewhere"], "not_understood"),
    (["urn:uuid:5f9c4b1e-0000-4000-8000-000000000000"], "not_understood"),
    (["Patient/p"], "used"),
]


@pytest.mark.parametrize(("focus", "verdict"), WHOSE)
def test_a_status_of_the_disease_is_that_of_the_cancer_that_it_names(
    client: FlaskClient, focus: list[str], verdict: str
) -> None:
    read = shown(client, *AROUND, observed("97509-4", "271299001", *focus))
    events = [event["event"] for event in read["record"]["history"]]
    assert events == (["disease_status"] if verdict == "used" else [])
    assert read["report"]["resources"][-1]["verdict"] == verdict
    asked = [question["from"] for question in read["report"]["asked"] if question["says"] == OF_WHICH]
    assert asked == ([["/7"]] if verdict == "not_understood" or focus in ([], ["Patient/p"]) else [])


@pytest.mark.parametrize(("focus", "verdict"), [row for row in WHOSE if row[0]])
@pytest.mark.parametrize("extension", [RELATED, f"{MCODE}/mcode-related-primary-cancer-condition"])
def test_a_metastasis_is_that_of_the_primary_to_which_it_is_related(
    client: FlaskClient, extension: str, focus: list[str], verdict: str
) -> None:
    related = [{"url": extension, "valueReference": {"reference": reference}} for reference in focus]
    read = shown(client, *AROUND, {**LIVER, "extension": related})
    is_charted = "metastatic_sites" in read["record"]["patient"]
    assert is_charted is (verdict == "used")
    assert [event["event"] for event in read["record"]["history"]] == ["metastatic_diagnosis"] * is_charted
    assert read["report"]["resources"][-1]["verdict"] == verdict


def test_a_metastasis_that_names_no_primary_is_asked_about_where_there_are_two(client: FlaskClient) -> None:
    def asked(*resources: Any) -> list[str]:
        return [question["says"] for question in shown(client, *resources)["report"]["asked"]]

    assert OF_WHICH in asked(PATIENT, BREAST, COLON, LIVER)
    assert OF_WHICH not in asked(PATIENT, BREAST, LIVER)
    assert OF_WHICH not in asked(PATIENT, BREAST, {**COLON, "verificationStatus": "refuted"}, LIVER)


def test_receptors_of_another_cancer_are_not_hers_and_its_her2_is_charted_as_that_of_another_primary(
    client: FlaskClient,
) -> None:
    her2, receptor = (observed(code, "10828004", "Condition/colon") for code in ("48676-1", "16112-5"))
    read = shown(client, *AROUND, her2, receptor)["record"]
    assert (read["patient"]["her2_status"], read["patient"].get("hormone_receptor")) == ("unknown", None)
    assert read["history"] == [
        {"event": "her2_retest", "on": "2026-10-01", "her2_status": "positive", "tumour": "other_primary"}
    ]


def test_her2_of_a_cancer_that_is_not_known_leaves_it_unknown(client: FlaskClient) -> None:
    earlier = {**observed("48676-1", "10828004"), "effectiveDateTime": "2025-01-01"}
    read = shown(client, *AROUND, earlier, observed("48676-1", "260385009", "Condition/elsewhere"))
    assert read["record"]["patient"]["her2_status"] == "unknown"
    assert read["record"]["history"] == []


@pytest.mark.parametrize(("reason", "events"), [("colon", []), ("breast", ["local_treatment"])])
def test_surgery_for_another_cancer_is_no_local_treatment_of_hers(
    client: FlaskClient, reason: str, events: list[str]
) -> None:
    surgery = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "Resection"},
        "performedDateTime": "2025-01-01",
        "reasonReference": [{"reference": f"Condition/{reason}"}],
    }
    assert [event["event"] for event in shown(client, *AROUND, surgery)["record"]["history"]] == events


def test_conditions_that_refer_to_each_other_in_a_ring_are_asked_about(client: FlaskClient) -> None:
    def related(name: str) -> Any:
        return [{"url": RELATED, "valueReference": {"reference": f"Condition/{name}"}}] * 6

    ring = [
        condition(f"c{number}", SCT, "94381002", extension=related(f"c{(number + 1) % 40}")) for number in range(40)
    ]
    read = shown(client, PATIENT, *ring)
    assert "metastatic_sites" not in read["record"]["patient"]
    assert {told["verdict"] for told in read["report"]["resources"][1:]} == {"not_understood"}


@pytest.mark.parametrize(
    "code",
    [
        {"coding": [{"system": "http://snomed.info/sct", "code": "363443007"}]},
        {"coding": [{"system": "http://snomed.info/sct", "code": "363349007"}]},
        {"coding": [{"system": "http://snomed.info/sct", "code": "372244006"}]},
        {"coding": [{"system": "http://example.org/local", "code": "17"}], "text": "Malignant melanoma of the skin"},
        {"text": "Carcinoma of the ovary"},
        {"text": "Ovarian cancer with malignant ascites"},
        {"text": "Nierenzellkarzinom"},
    ],
    ids=str,
)
def test_a_metastasis_beside_another_cancer_is_asked_about_by_its_code_or_its_name(
    client: FlaskClient, code: dict[str, Any]
) -> None:
    other = {"resourceType": "Condition", "code": code}
    assert asked(shown(client, PATIENT, BREAST_CANCER, LIVER, other), "/2") == [OF_WHICH]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Metastatic carcinoma",
            "Invasive ductal carcinoma",
            "Family history of colon cancer",
            "Tumour marker raised",
        ),
        "Encounter for antineoplastic chemotherapy",
    ],
)
def test_what_names_no_other_cancer_leaves_the_metastasis_that_of_the_breast(client: FlaskClient, text: str) -> None:
    other = {"resourceType": "Condition", "code": {"text": text}}
    assert asked(shown(client, PATIENT, BREAST_CANCER, LIVER, other), "/2") == []


@pytest.mark.parametrize("text", ["Malignant pleural effusion", "Malignant ascites", "Maligner Pleuraerguss"])
def test_a_malignant_effusion_is_no_other_cancer_and_asked_as_a_metastasis(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, {"resourceType": "Condition", "code": {"text": text}})
    assert asked(told, "/2") == []
    assert any("a metastasis" in each for each in asked(told, "/3"))
