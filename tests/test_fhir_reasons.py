"""Why something is done: for another cancer, for one that is not there, or for the cancer of the breast."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.cancers import OF_WHICH
from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, asked, courses, medication, shown, verdict

SCT, ICD = "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10-cm"
CAPECITABINE, T_DXD = "194000", "2267582"
ANOTHER = (
    *("Colon cancer", "Malignant neoplasm of colon", "Kolonkarzinom", "HER2-positive gastric cancer", "Lung cancer"),
    *("Metastatic pancreatic cancer", "Hodgkin lymphoma", "Bronchial-Ca", "Carcinoma of the stomach"),
)
OURS = (
    *("Metastatic breast cancer", "Mammakarzinom", "Invasive ductal carcinoma", "Chemotherapy", "Liver metastases"),
    *("Metastatic malignant neoplasm", "HER2 positive", "Carcinoma of the upper outer quadrant of the left breast"),
    *("Secondary malignant neoplasm of liver and intrahepatic bile duct", "Encounter for antineoplastic chemotherapy"),
)
NOT_READ = "Its reason is none of the breast cancer that is read here"
IN_WORDS = {"resourceType": "Condition", "id": "c", "code": {"text": "Colon cancer"}}


def coded(*codes: tuple[str, str], text: str = "") -> dict[str, Any]:
    """A concept by these codes, each of a system."""
    coding = [{"system": system, "code": code} for system, code in codes]
    return {"coding": coding, **({"text": text} if text else {})}


def given_for(drug: str = CAPECITABINE, **keys: Any) -> dict[str, Any]:
    """A drug with a reason."""
    return medication(drug, **keys)


@pytest.mark.parametrize("drug", [CAPECITABINE, T_DXD])
@pytest.mark.parametrize("text", ANOTHER)
def test_a_drug_for_another_cancer_in_words_is_no_course_and_is_asked(
    client: FlaskClient, text: str, drug: str
) -> None:
    """Nobody can call the history complete then, as the words may mean something else."""
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, given_for(drug, reasonCode=[{"text": text}]), medication())
    assert [course["treatment"]["agents"] for course in courses(told)] == [["trastuzumab"]]
    assert verdict(told, "/3")[0] == "not_understood"
    assert NOT_READ in asked(told, "/3")[0]
    assert told["record"]["history_complete"] is False


@pytest.mark.parametrize("text", OURS)
def test_a_drug_for_the_cancer_of_the_breast_in_words_is_a_course(client: FlaskClient, text: str) -> None:
    """Also for its metastases, and for no more than that there is a cancer."""
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, given_for(reasonCode=[{"text": text}]))
    assert (len(courses(told)), asked(told, "/3")) == (1, [])


@pytest.mark.parametrize("reason", [coded((SCT, "0")), coded((SCT, "0"), text="Graft"), {"text": "Other"}])
def test_a_reason_that_is_not_read_is_asked_about(client: FlaskClient, reason: Any) -> None:
    """A drug against HER2 is charted all the same, as only another cancer is a reason against that."""
    for drug, charted in ((CAPECITABINE, 0), (T_DXD, 1)):
        told = shown(client, PATIENT, BREAST_CANCER, LIVER, given_for(drug, reasonCode=[reason]))
        assert len(courses(told)) == charted
        assert NOT_READ in asked(told, "/3")[0]


@pytest.mark.parametrize(
    ("reference", "charted"),
    [
        ({"reference": "Condition/c"}, 0),
        ({"reference": "Condition/none", "display": "Gastric cancer"}, 0),
        ({"display": "Gastric cancer"}, 0),
        ({"reference": "Condition/none"}, 0),
        ({"reference": "Condition/none", "display": "Breast cancer"}, 1),
        ({"reference": "Observation/none"}, 1),
    ],
)
def test_a_reason_that_is_referred_to_is_read_where_it_is(client: FlaskClient, reference: Any, charted: int) -> None:
    """Else by what the reference calls it; one that leads to nothing is asked about."""
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, given_for(reasonReference=[reference]), IN_WORDS)
    assert len(courses(told)) == charted
    assert bool(asked(told, "/3")) is (charted == 0)


def test_a_metastasis_of_another_cancer_is_another_reason(client: FlaskClient) -> None:
    """By what the metastasis refers to."""
    url = "http://hl7.org/fhir/StructureDefinition/condition-related"
    colon = {"resourceType": "Condition", "id": "colon", "code": coded((ICD, "C18.9"))}
    of_it = [{"url": url, "valueReference": {"reference": "Condition/colon"}}]
    spread = {"resourceType": "Condition", "id": "s", "code": coded((ICD, "C78.7")), "extension": of_it}
    drug = given_for(reasonReference=[{"reference": "Condition/s"}])
    told = shown(client, PATIENT, BREAST_CANCER, colon, spread, drug)
    assert courses(told) == []
    assert verdict(told, "/4")[0] == "ignored"


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ({"reasonCode": [coded((ICD, "C18.9"))]}, "ignored"),
        ({"reasonCode": [{"text": "Colon cancer"}]}, "not_understood"),
        ({"reasonReference": [{"reference": "Condition/c"}]}, "not_understood"),
        ({"reasonCode": [{"text": "Bone pain"}]}, "used"),
        ({"reasonCode": [coded((ICD, "C79.5"))]}, "used"),
    ],
)
def test_local_treatment_of_another_cancer_is_not_charted(client: FlaskClient, why: Any, said: str) -> None:
    """What is not certain is asked."""
    resection = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "Liver resection"},
        "performedDateTime": "2026-06-01",
        **why,
    }
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, resection, IN_WORDS)
    assert verdict(told, "/3")[0] == said
    assert (OF_WHICH in asked(told, "/3")) is (said == "not_understood")
    assert any(event.get("kind") == "surgery" for event in told["record"]["history"]) is (said == "used")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (coded((ICD, "C18.9"), (ICD, "C79.31")), "used"),
        (coded((ICD, "C79.31"), (ICD, "C34.91"), text="Lung cancer with metastasis to brain"), "used"),
        (coded((ICD, "C79.31"), text="Colon cancer metastasized to brain"), "not_understood"),
        (coded((ICD, "C79.31"), text="Metastasis of lymphoma"), "not_understood"),
    ],
)
def test_a_metastasis_that_names_its_own_primary_is_none_of_the_breast(
    client: FlaskClient, code: Any, said: str
) -> None:
    """By a code or in words beside that of the metastasis; and what names none is asked of which it is."""
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, {"resourceType": "Condition", "code": code})
    assert told["record"]["patient"]["metastatic_sites"] == ["liver"]
    assert verdict(told, "/3")[0] == said
    assert OF_WHICH in asked(told, "/3" if said == "not_understood" else "/2")


@pytest.mark.parametrize("reasons", [("C34.11", "C50.911"), ("C50.911", "C16.9")])
def test_a_drug_with_the_reasons_of_two_cancers_is_charted_and_asked(client: FlaskClient, reasons: Any) -> None:
    """One of its reasons is the cancer of the breast."""
    codes = [coded((ICD, code)) for code in reasons]
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, given_for(T_DXD, reasonCode=codes))
    assert len(courses(told)) == 1
    assert "Not all its reasons are of the breast cancer" in asked(told, "/3")[0]
