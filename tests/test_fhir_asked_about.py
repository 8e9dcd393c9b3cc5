"""Codes that may mean a pregnancy, heart failure or lung disease are asked about; the spine is bone."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, shown, verdict

CM, GM = "http://hl7.org/fhir/sid/icd-10-cm", "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
SCT = "http://snomed.info/sct"
FACTS = ("pregnant", "heart_failure", "interstitial_lung_disease")


def condition(code: str, system: str = CM, **keys: Any) -> dict[str, Any]:
    """An active condition by its code of ICD-10."""
    active = {"clinicalStatus": {"coding": [{"code": "active"}]}}
    return {"resourceType": "Condition", "code": {"coding": [{"system": system, "code": code}]}, **active, **keys}


@pytest.mark.parametrize(
    ("code", "system", "about"),
    [
        *[(code, CM, "pregnant") for code in ("Z33.1", "Z33.3", "Z34.90", "O09.91", "O26.90", "O90.3")],
        *[("Z33", GM, "pregnant"), ("O26.9", GM, "pregnant")],
        *[(code, CM, "heart failure") for code in ("I42.0", "I42.7", "I42.9", "I43")],
        *[(code, CM, "lung disease") for code in ("J84.01", "J84.2", "J70.0", "J70.1")],
    ],
)
def test_a_code_that_may_mean_what_decides_is_asked_about_and_charts_nothing(
    client: FlaskClient, code: str, system: str, about: str
) -> None:
    told = shown(client, PATIENT, condition(code, system))
    assert not set(FACTS) & set(told["record"]["patient"])
    assert verdict(told, "/1")[0] == "not_understood"
    (question,) = asked(told, "/1")
    assert about in question


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        *[(code, "heart_failure") for code in ("I50.9", "I11.0", "I13.2")],
        *[(code, "interstitial_lung_disease") for code in ("J84.9", "J84.10", "J84.112", "J84.89", "J70.4")],
        ("I11.9", ""),
        ("Z32.00", ""),
    ],
)
def test_what_is_certain_is_charted_as_before_and_what_is_of_none_of_them_is_told_alone(
    client: FlaskClient, code: str, fact: str
) -> None:
    told = shown(client, PATIENT, condition(code))
    assert set(FACTS) & set(told["record"]["patient"]) == ({fact} if fact else set())
    assert asked(told, "/1") == []


def test_what_is_refuted_is_not_asked_about_and_what_is_suspected_once(client: FlaskClient) -> None:
    refuted = shown(client, PATIENT, condition("I42.9", verificationStatus={"coding": [{"code": "refuted"}]}))
    assert asked(refuted, "/1") == []
    suspected = shown(client, PATIENT, condition("I42.9", verificationStatus={"coding": [{"code": "provisional"}]}))
    assert asked(suspected, "/1") == ["Is this so? Nobody has confirmed it."]


@pytest.mark.parametrize(
    "site",
    [
        *[{"text": text} for text in ("Vertebral column", "Thoracic spine", "Lumbar vertebra", "Th8 vertebral body")],
        *[{"text": text} for text in ("Wirbelsäule", "Brustwirbelsäule", "Wirbelkörper LWK 3", "Rippe", "Sternum")],
        *[{"coding": [{"system": SCT, "code": code}]} for code in ("421060004", "51282000", "122495006", "122496007")],
    ],
)
def test_radiotherapy_of_the_spine_is_local_treatment_of_bone(client: FlaskClient, site: dict[str, Any]) -> None:
    radiotherapy = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"coding": [{"system": SCT, "code": "1217123003"}]},
        "performedDateTime": "2026-05-01",
        "bodySite": [site],
    }
    told = shown(client, PATIENT, LIVER, radiotherapy)["record"]["history"][-1]
    assert told == {"event": "local_treatment", "on": "2026-05-01", "kind": "radiotherapy", "site": "bone"}


@pytest.mark.parametrize("name", ["Bestrahlung der Wirbelsäule", "Palliative radiotherapy of the vertebral column"])
def test_the_spine_in_the_name_of_a_procedure_is_bone(client: FlaskClient, name: str) -> None:
    named = {"resourceType": "Procedure", "status": "completed", "code": {"text": name}}
    told = shown(client, PATIENT, LIVER, {**named, "performedDateTime": "2026-05-01"})["record"]["history"][-1]
    assert (told["kind"], told["site"]) == ("radiotherapy", "bone")
