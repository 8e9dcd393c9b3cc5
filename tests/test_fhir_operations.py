"""An operation that may be none of the tumour, by its name, is asked about: no setting of a treatment hangs on it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.procedure_names import IS_IT, WHAT_WAS_DONE
from tests.fhir_resources import BREAST_CANCER, MASTECTOMY, PATIENT, asked, courses, medication, shown

SNOMED = "http://snomed.info/sct"
EARLY = medication(status="completed", effectivePeriod={"start": "2023-06-01", "end": "2024-06-01"})


def operation(text: str, **code: Any) -> dict[str, Any]:
    """An operation, some weeks after the treatment."""
    return {**MASTECTOMY, "code": {"text": text, **code}}


@pytest.mark.parametrize(
    ("name", "question"),
    [
        (operation("Revision of mastectomy scar"), IS_IT),
        (operation("Excision of benign lesion of breast"), IS_IT),
        (operation("Lumpectomy, fibroadenoma"), IS_IT),
        (operation("Breast reconstruction with implant after mastectomy"), WHAT_WAS_DONE),
        (operation("Implantatrekonstruktion nach Mastektomie"), WHAT_WAS_DONE),
        (operation("Contralateral prophylactic mastectomy"), IS_IT),
        (operation("Risk-reducing mastectomy", coding=[{"system": SNOMED, "code": "172043006"}]), IS_IT),
        (operation("Status post mastectomy"), WHAT_WAS_DONE),
    ],
    ids=lambda each: each["code"]["text"] if isinstance(each, dict) else "",
)
def test_what_may_be_no_operation_of_the_tumour_is_asked_and_settles_no_setting(
    client: FlaskClient, name: dict[str, Any], question: str
) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, EARLY, name)
    assert courses(told) == []
    assert [entry for entry in told["record"]["history"] if entry.get("event") == "local_treatment"] == []
    assert asked(told, "/3") == [question]
    assert "before surgery, after it, or for metastatic disease" in asked(told, "/2")[0]


@pytest.mark.parametrize(
    "text", ["Mastectomy", "Mastectomy with immediate reconstruction", "Lumpectomy with axillary dissection"]
)
def test_an_operation_of_the_tumour_settles_the_setting(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, EARLY, operation(text))
    assert [each["setting"] for each in courses(told)] == ["neoadjuvant"]


ICD = "http://hl7.org/fhir/sid/icd-10-cm"
BENIGN = {"resourceType": "Condition", "id": "b", "code": {"coding": [{"system": ICD, "code": "D24.1"}]}}


@pytest.mark.parametrize(
    "reason",
    [
        {"reasonCode": [{"coding": [{"system": ICD, "code": "Z40.01"}]}]},
        {"reasonCode": [{"coding": [{"system": ICD, "code": "D24.1"}]}]},
        {"reasonCode": [{"text": "Fibroadenoma of the breast"}]},
        {"reasonCode": [{"text": "Gender dysphoria"}]},
        {"reasonReference": [{"reference": "Condition/b"}]},
    ],
)
def test_an_operation_whose_reason_is_not_the_cancer_is_asked_and_settles_no_setting(
    client: FlaskClient, reason: Any
) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, EARLY, {**MASTECTOMY, **reason}, BENIGN)
    assert courses(told) == []
    assert asked(told, "/3") == [IS_IT]


@pytest.mark.parametrize("text", ["Breast cancer", "Invasive ductal carcinoma", "Mammakarzinom links"])
def test_an_operation_whose_reason_is_the_cancer_settles_the_setting(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, EARLY, {**MASTECTOMY, "reasonCode": [{"text": text}]})
    assert [each["setting"] for each in courses(told)] == ["neoadjuvant"]
