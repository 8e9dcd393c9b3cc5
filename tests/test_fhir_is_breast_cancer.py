"""HER2, metastases and drugs are those of breast cancer only where the bundle says that there is one."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.cancers import IS_IT, OF_WHICH
from tests.fhir_resources import (
    AS_OF,
    BREAST_CANCER,
    LIVER,
    PATIENT,
    RECOMMENDATIONS,
    asked,
    medication,
    shown,
    verdict,
)

CERTAINTY = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"


def named(text: str, **keys: Any) -> dict[str, Any]:
    """A condition in words."""
    return {"resourceType": "Condition", "code": {"text": text}, **keys}


def her2(code: str = "48676-1") -> dict[str, Any]:
    """A positive result."""
    coded = {"coding": [{"system": "http://loinc.org", "code": code}]}
    told = {"resourceType": "Observation", "status": "final", "code": coded, "effectiveDateTime": "2025-03-12"}
    return {**told, "valueString": "positive"}


STOMACH = {
    "resourceType": "Condition",
    "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C16.9"}]},
}
EXCLUDED = {
    "resourceType": "Condition",
    "extension": [{"url": CERTAINTY, "valueCoding": {"code": "A"}}],
    "code": {"coding": [{"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "C50.9"}]},
}


@pytest.mark.parametrize(
    "instead",
    [
        STOMACH,
        EXCLUDED,
        named("Magenkarzinom"),
        {**BREAST_CANCER, "verificationStatus": "refuted"},
        {**BREAST_CANCER, "verificationStatus": "provisional"},
    ],
)
def test_what_names_no_cancer_is_not_charted_where_another_one_stands_or_that_of_the_breast_does_not(
    client: FlaskClient, instead: dict[str, Any]
) -> None:
    told = shown(client, PATIENT, instead, LIVER, her2(), medication())
    assert told["record"]["patient"] == {"sex": "female", "her2_status": "unknown"}
    assert told["record"]["history"] == []
    assert told["record"]["history_complete"] is False
    assert IS_IT in asked(told, "/1")
    assert verdict(told, "/1")[0] == "not_understood"
    assert (asked(told, "/2"), asked(told, "/3")) == ([OF_WHICH], [OF_WHICH])
    answer = client.post(f"{RECOMMENDATIONS}?{AS_OF}", json=[PATIENT, instead, LIVER, her2(), medication()]).get_json()
    assert answer["answer"]["outcome"] == "need_data"


@pytest.mark.parametrize("beside", [STOMACH, named("Family history of breast cancer"), {}])
@pytest.mark.parametrize(
    "cancer", [BREAST_CANCER, named("Mammakarzinom links"), named("Invasive ductal ca, left breast")]
)
def test_beside_a_breast_cancer_that_stands_nothing_is_withheld(
    client: FlaskClient, cancer: dict[str, Any], beside: dict[str, Any]
) -> None:
    told = shown(client, PATIENT, cancer, beside or LIVER, LIVER, her2())
    assert told["record"]["patient"]["her2_status"] == "positive"
    assert IS_IT not in {each["says"] for each in told["report"]["asked"]}


@pytest.mark.parametrize(
    ("code", "beside", "status"),
    [
        ("48676-1", (), "unknown"),
        ("48676-1", (named("Family history of breast cancer"),), "unknown"),
        ("85319-2", (), "positive"),
        ("48676-1", (her2("85318-4"),), "positive"),
    ],
)
def test_without_any_cancer_her2_is_that_of_the_breast_only_where_a_code_says_so(
    client: FlaskClient, code: str, beside: tuple[Any, ...], status: str
) -> None:
    told = shown(client, PATIENT, LIVER, her2(code), *beside)
    assert told["record"]["patient"].get("her2_status", "positive") == status
    assert (asked(told, "/2") == [IS_IT]) is (status == "unknown")
