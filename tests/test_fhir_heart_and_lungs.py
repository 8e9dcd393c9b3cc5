"""Heart failure, lung disease and metastases are read by their codes, and asked where only their names tell them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.condition_names import question
from service.fhir.heart_failure import HAS_IT_SYMPTOMS
from tests.fhir_resources import BREAST_CANCER, PATIENT, asked, shown, verdict

SCT, ICD = "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10-cm"


def condition(code: str = "", system: str = SCT, text: str = "", **keys: Any) -> dict[str, Any]:
    """A condition that lasts."""
    concept: dict[str, Any] = {"coding": [{"system": system, "code": code}]} if code else {}
    return {
        "resourceType": "Condition",
        "clinicalStatus": "active",
        "code": concept | ({"text": text} if text else {}),
        **keys,
    }


@pytest.mark.parametrize(
    ("code", "system", "fact", "charted"),
    [
        *((code, SCT, "heart_failure", "symptomatic") for code in ("42343007", "48447003", "441481004", "56675007")),
        *((code, ICD, "heart_failure", "symptomatic") for code in ("I11.0", "I13.0", "I13.2")),
        *((code, SCT, "interstitial_lung_disease", "current") for code in ("196051003", "196053000", "196125002")),
        *((code, ICD, "interstitial_lung_disease", "current") for code in ("J84.114", "J84.10", "J84.89")),
    ],
)
def test_common_codes_of_heart_failure_and_lung_disease_are_read(
    client: FlaskClient, code: str, system: str, fact: str, charted: str
) -> None:
    assert shown(client, PATIENT, condition(code, system))["record"]["patient"][fact] == charted


@pytest.mark.parametrize("code", ["", "59621000"])
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Hirnmetastasen", "a metastasis"),
        ("Meningeosis carcinomatosa", "a metastasis"),
        ("Metastatic carcinoma to skin", "a metastasis"),
        ("Herzinsuffizienz NYHA II", "heart failure"),
        ("Dilated cardiomyopathy", "heart failure"),
        ("HFrEF", "heart failure"),
        ("Radiation pneumonitis", "interstitial lung disease or pneumonitis"),
        ("Interstitielle Lungenerkrankung", "interstitial lung disease or pneumonitis"),
        ("Nonspecific interstitial pneumonia", "interstitial lung disease or pneumonitis"),
        ("Schwangerschaft, 8. Woche", "a pregnancy"),
        ("Hypertension", ""),
        ("Pneumonia", ""),
    ],
)
def test_what_only_a_name_tells_is_asked_and_not_charted(client: FlaskClient, text: str, what: str, code: str) -> None:
    told = shown(client, PATIENT, condition(code, text=text), BREAST_CANCER)
    assert verdict(told, "/1")[0] == "not_understood"
    assert asked(told, "/1") == ([question(what)] if what else [])
    assert set(told["record"]["patient"]) == {"sex", "her2_status"}
    unsure = shown(client, PATIENT, condition(code, text=text, verificationStatus="provisional"), BREAST_CANCER)
    assert bool(asked(unsure, "/1")) is bool(what)


CLASS_I = [{"summary": {"coding": [{"system": SCT, "code": "420300004"}]}}]


@pytest.mark.parametrize(
    "failure",
    [
        condition("I50.11", ICD),
        condition("84114007", stage=CLASS_I),
        condition("84114007", stage=[{"summary": {"text": "NYHA-Klasse I"}}]),
        condition("84114007", text="Heart failure NYHA I"),
        condition("42343007", text="Stage A heart failure"),
        condition("I50.9", ICD, text="Herzinsuffizienz ohne Beschwerden"),
        condition("I50.9", ICD, text="Asymptomatic heart failure"),
    ],
)
def test_heart_failure_without_symptoms_is_asked_and_never_charted_as_symptomatic(
    client: FlaskClient, failure: Any
) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, failure)
    assert "heart_failure" not in told["record"]["patient"]
    assert asked(told, "/2") == [HAS_IT_SYMPTOMS]
    past = shown(client, PATIENT, BREAST_CANCER, condition("I50.11", ICD, clinicalStatus="resolved"))
    assert past["record"]["patient"]["heart_failure"] == "history"


@pytest.mark.parametrize(
    "failure",
    [
        condition("I50.12", ICD),
        condition("I50.9", ICD, text="Herzinsuffizienz NYHA II"),
        condition("84114007", text="Heart failure NYHA I-II"),
        condition("84114007", stage=[{"summary": {"coding": [{"system": SCT, "code": "421704003"}]}}]),
    ],
)
def test_heart_failure_that_does_not_say_that_it_has_none_is_symptomatic(client: FlaskClient, failure: Any) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, failure)
    assert (told["record"]["patient"]["heart_failure"], asked(told, "/2")) == ("symptomatic", [])
