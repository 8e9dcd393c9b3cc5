"""Where the newest result of a fact cannot be read, an older one is not charted for it, and the report says so."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, medication, shown

PERCENT = {"unit": "%", "code": "%"}
SCT = "http://snomed.info/sct"


def observed(code: str, on: str, **keys: Any) -> dict[str, Any]:
    """A result by its LOINC code."""
    coded = {"coding": [{"system": "http://loinc.org", "code": code}]}
    return {"resourceType": "Observation", "status": "final", "code": coded, "effectiveDateTime": on, **keys}


def said(code: str) -> dict[str, Any]:
    """A result in a code of SNOMED CT."""
    return {"valueCodeableConcept": {"coding": [{"system": SCT, "code": code}]}}


def quantity(value: Any, unit: str, **keys: Any) -> dict[str, Any]:
    """A result as a number with its unit."""
    return {"valueQuantity": {"value": value, "unit": unit, "code": unit, **keys}}


LVEF = observed("10230-1", "2026-10-01", **quantity(61, "%"))
HER2 = observed("48676-1", "2026-05-14", **said("10828004"))
UNREAD = [
    ("lvef_percent", LVEF, {"valueQuantity": {"value": 40, "comparator": "<", **PERCENT}}),
    ("lvef_percent", LVEF, {"valueString": "35-40 %"}),
    ("lvef_percent", LVEF, {"valueQuantity": {"value": 40}}),
    ("lvef_percent", LVEF, {"status": "preliminary", **quantity(58, "%")}),
    ("lvef_percent", LVEF, {"status": "registered", **quantity(58, "%")}),
    ("ecog", observed("89247-1", "2026-06-01", valueInteger=1), {"valueString": "bedridden"}),
    ("platelets_10e9_per_l", observed("777-3", "2026-06-01", **quantity(180, "10*9/L")), quantity(60, "furlong")),
    (
        "neutrophils_10e9_per_l",
        observed("26499-4", "2026-06-01", **quantity(3, "10*9/L")),
        quantity(1.5, "10*9/L", comparator="<"),
    ),
    ("hormone_receptor", observed("16112-5", "2026-05-14", **said("10828004")), {"valueString": "see report"}),
]


@pytest.mark.parametrize(("fact", "older", "newest"), UNREAD)
def test_an_older_value_does_not_stand_for_a_newest_one_that_cannot_be_read(
    client: FlaskClient, fact: str, older: dict[str, Any], newest: dict[str, Any]
) -> None:
    value = {key: kept for key, kept in older.items() if not key.startswith("value")}
    later = {**value, **newest, "effectiveDateTime": "2026-11-10"}
    assert fact in shown(client, PATIENT, older)["record"]["patient"]
    read = shown(client, PATIENT, older, later)
    assert fact not in read["record"]["patient"]
    told = [(conflict["about"], conflict["from"]) for conflict in read["report"]["conflicts"]]
    assert told == [(fact, ["/2", "/1"])]
    earlier = {**later, "effectiveDateTime": "2026-01-10"}
    assert fact in shown(client, PATIENT, older, earlier)["record"]["patient"]


@pytest.mark.parametrize(
    ("on", "is_charted"), [("2026-10", False), ("2026-10-01", True), ("2026-09", True), ("2026", False)]
)
def test_a_result_that_cannot_be_read_counts_as_newer_where_its_date_leaves_that_possible(
    client: FlaskClient, on: str, is_charted: bool
) -> None:
    read = shown(client, PATIENT, LVEF, observed("10230-1", on, valueString="low"))
    assert ("lvef_percent" in read["record"]["patient"]) is is_charted


def test_an_ejection_fraction_before_the_treatment_is_its_baseline_though_the_newest_cannot_be_read(
    client: FlaskClient,
) -> None:
    before, later = {**LVEF, "effectiveDateTime": "2025-03-01"}, {**LVEF, "valueQuantity": {"value": 40}}
    charted = shown(client, PATIENT, LIVER, medication(), before, later)["record"]["patient"]
    assert (charted.get("lvef_percent"), charted.get("lvef_baseline_percent")) == (None, 61)
    between = {**later, "effectiveDateTime": "2025-03-10"}
    assert (
        "lvef_baseline_percent" not in shown(client, PATIENT, LIVER, medication(), before, between)["record"]["patient"]
    )


@pytest.mark.parametrize(
    ("on", "site", "status"),
    [
        ("2026-10-14", "", "unknown"),
        ("2026-05-14", "", "positive"),
        ("2026-10-14", "Left breast", "positive"),
        ("2026-10-14", "Liver", "unknown"),
    ],
)
def test_her2_is_unknown_where_the_newest_result_cannot_be_read(
    client: FlaskClient, on: str, site: str, status: str
) -> None:
    of_the_liver = {**HER2, "bodySite": {"text": "Liver"}}
    later = observed("48676-1", on, valueString="IHC 0, no amplification", bodySite={"text": site})
    read = shown(client, PATIENT, of_the_liver, later, BREAST_CANCER)
    assert read["record"]["patient"]["her2_status"] == status
    assert [conflict["about"] for conflict in read["report"]["conflicts"]] == ["her2"] * (status == "unknown")


def test_a_ratio_beside_the_result_of_its_day_leaves_that_result(client: FlaskClient) -> None:
    ratio = observed("49683-6", "2026-05-14", **quantity(4.1, "{ratio}"))
    assert shown(client, PATIENT, HER2, ratio, BREAST_CANCER)["record"]["patient"]["her2_status"] == "positive"
    later = {**ratio, "effectiveDateTime": "2026-09-01"}
    assert shown(client, PATIENT, HER2, later, BREAST_CANCER)["record"]["patient"]["her2_status"] == "unknown"


def test_a_status_of_the_disease_does_not_stand_for_a_later_one_but_a_progression_has_happened(
    client: FlaskClient,
) -> None:
    statuses = [("359746009", "2025-06-01"), ("271299001", "2026-02-01"), ("359746009", "2026-09-15")]
    charted = [observed("97509-4", on, **said(code)) for code, on in statuses]
    unread = observed("97509-4", "2026-11-10", valueCodeableConcept={"text": "Progressive disease in the liver"})
    read = shown(client, PATIENT, LIVER, *charted, unread)
    events = [
        (event["status"], event["on"]) for event in read["record"]["history"] if event["event"] == "disease_status"
    ]
    assert events == [("stable", "2025-06-01"), ("progression", "2026-02-01")]
    assert [conflict["from"] for conflict in read["report"]["conflicts"]] == [["/5", "/4"]]


def test_a_brain_metastasis_is_not_active_by_a_status_older_than_one_that_cannot_be_read(client: FlaskClient) -> None:
    brain = {**LIVER, "id": "b", "code": {"coding": [{"system": SCT, "code": "94225005"}]}}
    focus = [{"reference": "Condition/b", "display": "Metastasis of the brain"}]
    grown = observed("97509-4", "2026-02-01", focus=focus, **said("271299001"))
    unread = observed("97509-4", "2026-11-10", focus=focus, valueString="regressive")
    assert shown(client, PATIENT, brain, grown)["record"]["patient"]["brain_metastases"] == "active"
    assert "brain_metastases" not in shown(client, PATIENT, brain, grown, unread)["record"]["patient"]


@pytest.mark.parametrize(
    ("first", "second", "charted"),
    [
        ("2026-11-02T07:15:00Z", "2026-11-02T13:15:00Z", 89),
        ("2026-11-02T13:15:00+01:00", "2026-11-02T12:45:00Z", 89),
        ("2026-11-02T13:15:00Z", "2026-11-02T07:15:00Z", 189),
        ("2026-11-02", "2026-11-02T13:15:00Z", None),
        ("2026-11-02", "2026-11-02", None),
        ("2026-11", "2026-11-01", None),
        ("2026-11-01", "2026-11-02", 89),
    ],
)
def test_of_two_values_of_one_day_the_later_is_charted_and_none_where_nothing_says_which_that_is(
    client: FlaskClient, first: str, second: str, charted: int | None
) -> None:
    results = [observed("777-3", first, **quantity(189, "10*9/L")), observed("777-3", second, **quantity(89, "10*9/L"))]
    read = shown(client, PATIENT, *results)
    assert read["record"]["patient"].get("platelets_10e9_per_l", {}).get("value") == charted
    told = [(conflict["about"], conflict["from"]) for conflict in read["report"]["conflicts"]]
    assert told == ([] if charted else [("platelets_10e9_per_l", ["/1", "/2"])])


def test_a_value_that_is_told_twice_is_charted(client: FlaskClient) -> None:
    assert shown(client, PATIENT, LVEF, LVEF)["record"]["patient"]["lvef_percent"] == 61


@pytest.mark.parametrize(
    ("name", "older", "fact"),
    [
        ("LVEF by 2D echo, single plane", LVEF, "lvef_percent"),
        ("Left ventricular ejection fraction", LVEF, "lvef_percent"),
        ("ECOG (WHO)", observed("89247-1", "2026-06-01", valueInteger=1), "ecog"),
    ],
)
def test_a_newest_result_that_only_its_name_tells_is_asked_about_and_no_older_one_charted(
    client: FlaskClient, name: str, older: dict[str, Any], fact: str
) -> None:
    named = {**observed("", "2026-11-10", **quantity(35, "%")), "code": {"text": name}}
    read = shown(client, PATIENT, older, named)
    assert fact not in read["record"]["patient"]
    assert [question["from"] for question in read["report"]["asked"]] == [["/2"]]
    other = {**named, "code": {"text": "Right ventricular ejection fraction"}}
    assert fact in shown(client, PATIENT, older, other)["record"]["patient"]


def test_thousands_of_statuses_that_a_later_one_makes_uncertain_are_told_in_one_sentence(client: FlaskClient) -> None:
    charted = [observed("97509-4", f"2025-01-{1 + day % 28:02}", **said("359746009")) for day in range(2000)]
    unread = [observed("97509-4", f"2026-01-{1 + day % 28:02}", valueString="better") for day in range(2000)]
    read = shown(client, PATIENT, *charted, *unread)
    assert read["record"]["history"] == []
    assert [len(conflict["from"]) for conflict in read["report"]["conflicts"]] == [2001]
