"""The mapping report: what is grave is asked and never passed over, and what is asked is asked once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, RXNORM, medication, shown

ALLERGY: dict[str, Any] = {"resourceType": "AllergyIntolerance", "category": ["medication"]}
TAXOL = {"coding": [{"system": RXNORM, "code": "56946", "display": "paclitaxel"}]}
HER2 = {"system": "http://loinc.org", "code": "48676-1"}
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


def verdict(report: Any, pointer: str) -> tuple[str, str]:
    """What is said of one resource."""
    (told,) = (each for each in report["resources"] if each["pointer"] == pointer)
    return told["verdict"], told["says"]


def asked(report: Any, pointer: str) -> list[str]:
    """What is asked about one resource."""
    return [each["says"] for each in report["asked"] if pointer in each["from"]]


@pytest.mark.parametrize(
    ("content", "expected", "is_asked"),
    [
        ({"code": TAXOL}, "not_understood", True),
        ({"substance": {"text": "Docetaxel"}}, "not_understood", True),
        (
            {"code": {"text": "drug allergy"}, "reaction": [{"substance": {"text": "Herceptin"}}]},
            "not_understood",
            True,
        ),
        ({"code": {"text": "Taxanes"}}, "not_understood", False),
        ({"code": {"text": "Ondansetron"}}, "ignored", False),
        ({"code": {"text": "Peanut"}, "category": ["food"]}, "ignored", False),
        ({"code": TAXOL, "verificationStatus": {"coding": [{"code": "refuted"}]}}, "ignored", False),
    ],
)
def test_an_allergy_to_a_cancer_drug_is_asked_about(
    client: FlaskClient, content: dict[str, Any], expected: str, is_asked: bool
) -> None:
    report = shown(client, PATIENT, {**ALLERGY, **content})["report"]
    assert verdict(report, "/1")[0] == expected
    assert bool(asked(report, "/1")) is is_asked


def test_an_adverse_event_is_asked_about(client: FlaskClient) -> None:
    report = shown(client, PATIENT, {"resourceType": "AdverseEvent", "event": {"text": "Neuropathy"}})["report"]
    assert asked(report, "/1") == [
        "Was this a toxicity of a cancer drug? Chart it as an event, toxicity, with the drug, its kind and its grade."
    ]


def test_a_reason_for_stopping_that_is_not_read_is_asked(client: FlaskClient) -> None:
    over: dict[str, Any] = {"status": "stopped", "effectivePeriod": {"start": "2025-03-24", "end": "2025-06-02"}}
    known = {"coding": [{"system": "http://snomed.info/sct", "code": "266721009"}], "text": "Progress"}
    told = shown(
        client,
        PATIENT,
        LIVER,
        medication(**over, statusReason=[{"text": "Progress"}]),
        medication("1298944", **over, statusReason=[known]),
        medication("72962", **over),
    )
    assert asked(told["report"], "/2") == [
        "trastuzumab: why was it stopped? The reason is in words or codes that are not read here."
    ]
    assert asked(told["report"], "/3") == asked(told["report"], "/4") == []
    reasons = [entry.get("stopped_for") for entry in told["record"]["history"] if "treatment" in entry]
    assert sorted(reasons, key=str) == [None, None, "progression"]


def test_one_unknown_drug_of_many_orders_is_asked_once_by_its_name(client: FlaskClient) -> None:
    orders = [medication("", "Blue tablets"), medication("", "Blue tablets"), medication("", "Red tablets")]
    report = shown(client, PATIENT, *orders)["report"]
    assert report["asked"] == [
        {"says": 'Which drug is "Blue tablets", and of which class?', "from": ["/1", "/2"]},
        {"says": 'Which drug is "Red tablets", and of which class?', "from": ["/3"]},
    ]


@pytest.mark.parametrize(
    "content",
    [
        {"code": {"text": "HER2/neu by IHC"}, "valueString": "POSITIVE (3+)"},
        {"code": {"text": "c-erbB-2 status"}, "valueString": "3+"},
        {"code": {"coding": [HER2]}, "valueString": "see report"},
        {"code": {"coding": [HER2]}, "valueString": "Negative", "status": "preliminary"},
    ],
)
def test_a_her2_result_that_is_not_read_is_asked(client: FlaskClient, content: dict[str, Any]) -> None:
    report = shown(client, PATIENT, {"resourceType": "Observation", "status": "final", **content}, BREAST_CANCER)[
        "report"
    ]
    assert verdict(report, "/1")[0] == "not_understood"
    assert asked(report, "/1") == ["What does this result say of HER2, and of which sample and day?"]


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ({"valueCodeableConcept": {"text": "Progressive disease"}}, "progression"),
        ({"valueString": "stable disease"}, "stable"),
        ({"valueString": "Partial Response"}, "partial_response"),
        ({"valueString": "no progressive disease"}, None),
    ],
)
def test_the_status_of_the_disease_is_read_as_recist_names_it_or_asked(
    client: FlaskClient, value: dict[str, Any], status: str | None
) -> None:
    code = {"coding": [{"system": "http://loinc.org", "code": "97509-4"}]}
    result = {"resourceType": "Observation", "status": "final", "code": code, "effectiveDateTime": "2026-09-20"}
    told = shown(client, PATIENT, LIVER, {**result, **value})
    found = [entry["status"] for entry in told["record"]["history"] if entry.get("event") == "disease_status"]
    assert found == ([status] if status else [])
    assert bool(asked(told["report"], "/2")) is (status is None)


@pytest.mark.parametrize(
    ("born", "age"), [("1961-11", None), ("1961", None), ("about 1961", None), ("1961-10", 65), ("1961-11-21", 64)]
)
def test_an_age_that_the_date_of_birth_leaves_open_is_asked(client: FlaskClient, born: str, age: int | None) -> None:
    told = shown(client, {**PATIENT, "birthDate": born})
    assert told["record"]["patient"].get("age_years") == age
    assert bool(asked(told["report"], "/0")) is (age is None)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"code": {"text": "Systolic blood pressure"}}, "ignored"),
        (
            {"code": {"coding": [{"system": "http://loinc.org", "code": "10230-1"}]}, "valueString": "low"},
            "not_understood",
        ),
        ({"code": {"text": "HER2"}, "valueString": "positive"}, "not_understood"),
    ],
)
def test_a_vital_sign_is_ignored_but_for_what_is_read_here(
    client: FlaskClient, content: dict[str, Any], expected: str
) -> None:
    category = [{"coding": [{"system": CATEGORY, "code": "vital-signs"}]}]
    report = shown(client, PATIENT, {"resourceType": "Observation", "status": "final", "category": category, **content})
    assert verdict(report["report"], "/1")[0] == expected


@pytest.mark.parametrize("kind", ["Observation", "Condition"])
def test_what_is_not_read_is_named_by_its_codes_and_its_name(client: FlaskClient, kind: str) -> None:
    coded = {"coding": [{"system": "http://loinc.org", "code": "718-7"}, {"code": "HB"}], "text": "Haemoglobin"}
    report = shown(client, PATIENT, {"resourceType": kind, "code": coded})["report"]
    says = 'No code of it is one that is read here: http://loinc.org|718-7, |HB, "Haemoglobin".'
    assert verdict(report, "/1") == ("not_understood", says)


@pytest.mark.parametrize("text", ["Befund Frau Musterfrau", "Case of ERIKA", "Sample 4711-0815/2"])
def test_no_name_and_no_number_of_the_patient_is_repeated(client: FlaskClient, text: str) -> None:
    named = {"family": "Musterfrau", "given": ["Erika"]}
    patient = {**PATIENT, "name": [named], "identifier": [{"system": "urn:x", "value": "4711-0815"}]}
    coded = {"coding": [{"system": "urn:local", "code": "17"}], "text": text}
    report = shown(client, patient, {"resourceType": "Condition", "code": coded})["report"]
    assert verdict(report, "/1")[1] == "No code of it is one that is read here: urn:local|17."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"conclusion": "Multiple new hepatic metastases."}, "not_understood"),
        ({"conclusion": "No evidence of metastasis."}, "not_understood"),
        ({"conclusion": "Neu aufgetretene Filiae in der Leber"}, "not_understood"),
        ({"conclusion": "HER2 3+"}, "not_understood"),
        (
            {"conclusionCode": [{"coding": [{"system": "http://snomed.info/sct", "code": "94381002"}]}]},
            "not_understood",
        ),
        ({"conclusionCode": [{"text": "Progressive disease"}]}, "not_understood"),
        ({"conclusion": "Simple renal cyst."}, "not_understood"),
        ({"conclusion": "Metastases", "status": "entered-in-error"}, "ignored"),
        ({"conclusion": "Metastases", "effectiveDateTime": "2026-12-01"}, "ignored"),
        ({}, "not_understood"),
        ({"presentedForm": [{"contentType": "application/pdf", "data": "JVBERi0="}]}, "not_understood"),
        ({"result": [{"reference": "Observation/nowhere"}]}, "not_understood"),
    ],
)
def test_a_report_that_concludes_what_may_decide_is_told_and_asked_about(
    client: FlaskClient, content: dict[str, Any], expected: str
) -> None:
    told = shown(client, PATIENT, {"resourceType": "DiagnosticReport", "status": "final", **content})
    assert "metastatic_sites" not in told["record"]["patient"]
    assert verdict(told["report"], "/1")[0] == expected
    assert bool(asked(told["report"], "/1")) is (expected == "not_understood")


CPT, OPS, SCT = "http://www.ama-assn.org/go/cpt", "http://fhir.de/CodeSystem/bfarm/ops", "http://snomed.info/sct"


@pytest.mark.parametrize(
    ("system", "code", "kind", "site"),
    [
        (CPT, "19303", "surgery", "breast"),
        (OPS, "5-870.a1", "surgery", "breast"),
        (SCT, "172043006", "surgery", "breast"),
        (SCT, "1156506007", "radiotherapy", None),
    ],
)
def test_local_treatment_is_read_by_its_code(
    client: FlaskClient, system: str, code: str, kind: str, site: str | None
) -> None:
    done = {"resourceType": "Procedure", "status": "completed", "performedDateTime": "2025-03-01"}
    read = shown(client, PATIENT, {**done, "code": {"coding": [{"system": system, "code": code}]}})["record"]
    assert [(event["kind"], event.get("site")) for event in read["history"]] == [(kind, site)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ({"coding": [{"system": CPT, "code": "99999"}]}, "not_understood"),
        ({}, "not_understood"),
        ({"text": "Colonoscopy"}, "ignored"),
    ],
)
def test_a_procedure_that_only_an_unknown_code_names_is_not_passed_over(
    client: FlaskClient, code: dict[str, Any], expected: str
) -> None:
    done = {"resourceType": "Procedure", "status": "completed", "performedDateTime": "2025-03-01"}
    report = shown(client, PATIENT, {**done, "code": code})["report"]
    assert verdict(report, "/1")[0] == expected
    assert bool(asked(report, "/1")) is (expected == "not_understood")
