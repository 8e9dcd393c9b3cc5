"""What the resources of a bundle are read as, and what is said of those that are not understood."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import (
    AS_OF,
    AUTHORED,
    BREAST_CANCER,
    LIVER,
    MASTECTOMY,
    PATIENT,
    RECORD,
    RXNORM,
    medication,
    shown,
)


def test_a_medication_that_is_not_understood_is_told_and_leaves_the_history_incomplete(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, medication(), medication("", "Blue tablets"))
    assert [entry["treatment"] for entry in told["record"]["history"] if "treatment" in entry] == [
        {"agents": ["trastuzumab"]}
    ]
    assert told["record"]["history_complete"] is False
    assert [each["pointer"] for each in told["report"]["resources"] if each["verdict"] == "not_understood"] == ["/3"]
    assert [question["from"] for question in told["report"]["asked"]] == [["/3"]]


def test_the_history_is_complete_where_all_is_understood_or_the_caller_says_so(client: FlaskClient) -> None:
    def complete(*resources: Any, said: str = "") -> bool:
        told: bool = shown(client, *resources, address=f"{RECORD}?{AS_OF}{said}")["record"]["history_complete"]
        return told

    assert complete(PATIENT, LIVER, medication()) is True
    assert complete(PATIENT, LIVER) is False
    assert complete(PATIENT, LIVER, said="&history_complete=true") is True
    assert complete(PATIENT, LIVER, medication(), said="&history_complete=false") is False


@pytest.mark.parametrize(
    ("concept", "agents"),
    [
        ({"coding": [{"system": RXNORM, "code": "224905"}], "text": "ado-trastuzumab emtansine"}, None),
        ({"coding": [{"system": RXNORM, "code": code} for code in ("2267582", "224905")]}, ["trastuzumab_deruxtecan"]),
        (
            {"coding": [{"system": RXNORM, "code": code} for code in ("224905", "2382605")]},
            ["pertuzumab", "trastuzumab"],
        ),
        (
            {"coding": [{"system": "http://www.whocc.no/atc", "code": "L01CD01"}], "text": "Abraxane"},
            ["nab_paclitaxel"],
        ),
        ({"coding": [{"system": "urn:oid:1.2", "code": "224905", "display": "Kanjinti"}]}, ["trastuzumab"]),
        ({"coding": [{"system": RXNORM, "code": "224905"}], "text": "Trastuzumab examplotansine vedotin"}, None),
        ({"coding": [{"system": RXNORM, "code": "224905"}], "text": "Pertuzumab"}, None),
        ({"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "50242-132-01"}]}, None),
    ],
)
def test_the_most_specific_code_wins_a_name_must_agree_and_a_conjugate_is_never_its_antibody(
    client: FlaskClient, concept: Any, agents: list[str] | None
) -> None:
    told = shown(client, PATIENT, LIVER, medication(medicationCodeableConcept=concept))
    given = [entry["treatment"]["agents"] for entry in told["record"]["history"] if "treatment" in entry]
    assert given == ([] if agents is None else [agents])
    assert told["record"]["history_complete"] is (agents is not None)


@pytest.mark.parametrize(
    ("resources", "setting"),
    [
        ([LIVER], "metastatic"),
        ([MASTECTOMY], "adjuvant"),
        ([], None),
        ([{**MASTECTOMY, "performedDateTime": "2023-08-01"}], None),
        ([{**MASTECTOMY, "performedDateTime": "2025-09-01"}], None),
        ([{**LIVER, "onsetDateTime": "2026-03-11"}], None),
        ([{key: value for key, value in LIVER.items() if key != "onsetDateTime"}], None),
    ],
    ids=["after the metastasis", "after surgery", "nothing", "long after it", "across it", "before", "undated"],
)
def test_a_setting_comes_from_dates_or_is_asked(client: FlaskClient, resources: Any, setting: str | None) -> None:
    told = shown(client, PATIENT, *resources, medication())
    settings = [entry["setting"] for entry in told["record"]["history"] if "treatment" in entry]
    assert settings == ([] if setting is None else [setting])
    assert told["record"]["history_complete"] is (setting is not None)
    asked = [question["says"] for question in told["report"]["asked"] if question["says"].startswith("trastuzumab: ")]
    assert len(asked) == (setting is None)


def test_what_is_planned_or_was_not_given_is_no_treatment(client: FlaskClient) -> None:
    planned = medication(resourceType="MedicationRequest", intent="plan")
    refused = medication(status="not-taken")
    later = medication(effectivePeriod={"start": "2026-12-01"})
    flags: list[dict[str, Any]] = [{"notGiven": True}, {"wasNotGiven": True}, {"wasNotTaken": True}, {"taken": "n"}]
    told = shown(client, PATIENT, LIVER, planned, refused, later, *[medication(**flag) for flag in flags])
    assert [entry for entry in told["record"]["history"] if "treatment" in entry] == []
    assert [each["verdict"] for each in told["report"]["resources"] if each["resource"].startswith("Med")] == [
        "ignored"
    ] * 7


def test_a_conflict_of_her2_results_says_how_it_was_settled(client: FlaskClient) -> None:
    case = AUTHORED["contradictory_results"]
    conflicts = shown(client, *(entry["resource"] for entry in case["bundle"]["entry"]))["report"]["conflicts"]
    assert [conflict["says"] for conflict in conflicts] == [
        "HER2 results disagree: the most recent one of a metastasis decides (2026-10-06)."
    ]


def test_metastases_of_one_day_that_differ_in_her2_are_both_charted_and_asked_about(client: FlaskClient) -> None:
    def her2(said: str, site: str) -> Any:
        known = {
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"system": "LOINC", "code": "48676-1"}]},
        }
        return {**known, "valueString": said, "bodySite": {"text": site}, "effectiveDateTime": "2026-10-05"}

    told = shown(client, PATIENT, her2("positive", "Liver"), her2("negative", "Brain"), BREAST_CANCER)
    assert told["record"]["patient"]["her2_status"] == "unknown"
    retests = [(event["site"], event["her2_status"]) for event in told["record"]["history"]]
    assert retests == [("liver", "positive"), ("brain", "negative")]
    assert [question["from"] for question in told["report"]["asked"]] == [["/1", "/2"]]
    assert [conflict["about"] for conflict in told["report"]["conflicts"]] == ["her2"]


def test_a_resource_of_another_patient_is_not_hers(client: FlaskClient) -> None:
    told = shown(
        client,
        PATIENT,
        {**LIVER, "subject": {"reference": "Patient/q"}},
        medication(subject={"reference": "Patient/q"}),
    )
    assert told["record"]["patient"] == {"sex": "female", "her2_status": "unknown"}
    assert (told["record"]["history"], told["record"]["history_complete"]) == ([], False)


@pytest.mark.parametrize("status", ["refuted", "entered-in-error", "provisional"])
def test_a_metastasis_that_is_not_confirmed_is_none(client: FlaskClient, status: str) -> None:
    told = shown(client, PATIENT, {**LIVER, "verificationStatus": {"coding": [{"code": status}]}})
    assert (told["record"]["patient"], told["record"]["history"]) == ({"sex": "female", "her2_status": "unknown"}, [])


@pytest.mark.parametrize(
    ("code", "status", "charted"),
    [
        ("I50.32", "active", {"heart_failure": "symptomatic"}),
        ("I50.32", "resolved", {"heart_failure": "history"}),
        ("I50.32", "", {}),
        ("J70.2", "active", {"interstitial_lung_disease": "current"}),
        ("J70.2", "remission", {"interstitial_lung_disease": "past"}),
        ("C78.01", "active", {"metastatic_sites": ["lung"]}),
        ("C79.32", "active", {"brain_metastases": "leptomeningeal"}),
        ("C77.3", "active", {}),
        ("C77.9", "active", {}),
    ],
)
def test_a_condition_is_charted_as_far_as_its_code_and_status_go(
    client: FlaskClient, code: str, status: str, charted: dict[str, Any]
) -> None:
    condition: dict[str, Any] = {"resourceType": "Condition", "code": {"coding": [{"system": "icd-10", "code": code}]}}
    if status:
        condition["clinicalStatus"] = status
    told = shown(client, PATIENT, condition)["record"]["patient"]
    assert told == {"sex": "female", "her2_status": "unknown", **charted}


@pytest.mark.parametrize(
    ("later_site", "expected"), [("Axillary lymph node", "positive"), ("Liver", "negative"), ("Right lung", "negative")]
)
def test_a_sample_of_a_metastasis_decides_over_a_later_one_of_the_breast_and_a_regional_node_is_none(
    client: FlaskClient, later_site: str, expected: str
) -> None:
    def her2(said: str, site: str, on: str) -> Any:
        code = {"coding": [{"system": "LOINC", "code": "48676-1"}]}
        return {
            "resourceType": "Observation",
            "status": "final",
            "code": code,
            "valueString": said,
            "bodySite": {"text": site},
            "effectiveDateTime": on,
        }

    told = shown(
        client,
        PATIENT,
        her2("negative", later_site, "2025-05-01"),
        her2("positive", "Left breast", "2026-05-04"),
        BREAST_CANCER,
    )["record"]
    results = [told["patient"]["her2_status"], *(entry["her2_status"] for entry in told["history"])]
    assert results[-1] == expected


def test_surgery_that_was_not_done_settles_no_setting(client: FlaskClient) -> None:
    told = shown(client, PATIENT, {**MASTECTOMY, "status": "not-done"}, medication())
    assert told["record"]["history"] == []
    assert told["report"]["resources"][1]["verdict"] == "ignored"


@pytest.mark.parametrize(
    ("bundle", "complete"),
    [
        ({}, True),
        ({"link": [{"relation": "next", "url": "https://hospital.example/page2"}]}, False),
        ({"entry": [{"resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}}]}, False),
        ({"entry": [{"resource": {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}}]}, True),
        *(
            ({"entry": [{"resource": {"resourceType": "OperationOutcome", "issue": [issue]}}]}, is_complete)
            for issue, is_complete in (
                ({"severity": "warning", "code": "incomplete"}, False),
                ({"severity": "warning", "code": "suppressed"}, False),
                ({"severity": "information", "code": "timeout"}, False),
                ({"severity": "information", "code": "informational"}, True),
            )
        ),
        ({"entry": [{"fullUrl": "https://hospital.example/MedicationRequest/9"}]}, False),
        ({"entry": [{"request": {"method": "DELETE", "url": "MedicationRequest/9"}}]}, True),
        ({"total": 3}, True),
        ({"total": 4}, False),
    ],
    ids=[
        *("whole", "one page of several", "a query failed", "a warning", "not all was found", "something was withheld"),
        *("out of time", "only told", "an entry without its resource", "one to delete", "all that there is", "some"),
    ],
)
def test_a_page_of_several_or_an_outcome_that_tells_of_something_missing_is_no_whole_history(
    client: FlaskClient, bundle: dict[str, Any], complete: bool
) -> None:
    entries = [{"resource": each} for each in (PATIENT, LIVER, medication())] + bundle.get("entry", [])
    body = {"resourceType": "Bundle", "type": "searchset", **bundle, "entry": entries}
    told = client.post(f"{RECORD}?{AS_OF}", json=body).get_json()
    assert told["record"]["history_complete"] is complete
    unread = [each for each in told["report"]["resources"] if each["verdict"] == "not_understood"]
    assert bool(unread or told["report"]["asked"]) is not complete


def test_a_malignant_neoplasm_of_the_breast_by_its_body_site_is_the_breast_cancer(client: FlaskClient) -> None:
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "363346000"}]}
    conditions = [
        {"resourceType": "Condition", "code": code, "bodySite": [{"text": site}]} for site in ("Left breast", "Lung")
    ]
    assert [each["verdict"] for each in shown(client, *conditions)["report"]["resources"]] == ["used", "not_understood"]
