"""A result that contradicts itself, or another one of its test, is told as such and decides nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.her2 import WHICH
from service.fhir.results import SPEAKS_AGAINST_ITSELF
from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, asked, shown, verdict

SCT, LOINC = "http://snomed.info/sct", "http://loinc.org"
FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"


def concept(system: str, code: str, **keys: Any) -> dict[str, Any]:
    """A concept by one code."""
    return {"coding": [{"system": system, "code": code}], **keys}


def observed(code: str, flag: str = "", on: str = "2026-10-01", **keys: Any) -> dict[str, Any]:
    """A final result with its interpretation."""
    told = {"resourceType": "Observation", "status": "final", "code": concept(LOINC, code), "effectiveDateTime": on}
    return {**told, **({"interpretation": [concept(FLAGS, flag)]} if flag else {}), **keys}


def quantity(value: float, unit: str, low: float | None = None, high: float | None = None) -> dict[str, Any]:
    """A number with its reference range."""
    ends = {name: {"value": end, "unit": unit} for name, end in (("low", low), ("high", high)) if end is not None}
    told: dict[str, Any] = {"valueQuantity": {"value": value, "unit": unit}}
    return {**told, **({"referenceRange": [ends]} if ends else {})}


NEGATIVE: dict[str, Any] = {"valueCodeableConcept": concept(SCT, "260385009")}
POSITIVE: dict[str, Any] = {"valueCodeableConcept": concept(SCT, "10828004")}
OLDER = observed("48676-1", on="2025-03-01", **POSITIVE)


@pytest.mark.parametrize(
    "torn",
    [
        observed("48676-1", "POS", **NEGATIVE),
        observed("85319-2", "POS", valueString="1+"),
        observed("85319-2", "NEG", valueString="3+ (strong, complete)"),
        observed("85318-4", "POS", valueString="not amplified"),
        observed("48676-1", valueCodeableConcept=concept(SCT, "10828004", text="Negative")),
        observed("48676-1", valueCodeableConcept=concept(SCT, "10828004", text="Negative (1+)")),
        observed("48676-1", interpretation=[{"text": "positiv"}], **NEGATIVE),
    ],
)
def test_her2_that_contradicts_its_own_interpretation_is_unknown_and_asked(client: FlaskClient, torn: Any) -> None:
    told = shown(client, PATIENT, LIVER, OLDER, torn, BREAST_CANCER)
    assert told["record"]["patient"]["her2_status"] == "unknown"
    assert verdict(told, "/3") == ("not_understood", SPEAKS_AGAINST_ITSELF)
    assert len(asked(told, "/3")) >= 1
    assert "/3" in {pointer for each in told["report"]["conflicts"] for pointer in each["from"]}


def test_a_score_of_2_and_a_word_that_agrees_contradict_nothing(client: FlaskClient) -> None:
    for result, charted in [
        (observed("85319-2", "POS", valueString="2+"), {"her2_ihc": "2+"}),
        (observed("85319-2", "POS", valueString="3+"), {"her2_ihc": "3+"}),
        (observed("48676-1", "POS", **POSITIVE), {"her2_status": "positive"}),
    ]:
        patient = shown(client, PATIENT, result, BREAST_CANCER)["record"]["patient"]
        assert {name: said for name, said in patient.items() if name.startswith("her2")} == charted


@pytest.mark.parametrize(
    "results",
    [
        (observed("48676-1", **POSITIVE), observed("48676-1", **NEGATIVE)),
        (observed("48676-1", **POSITIVE), observed("85319-2", valueString="1+")),
    ],
)
def test_results_of_one_test_that_contradict_each_other_are_not_told_as_used_alone(
    client: FlaskClient, results: tuple[Any, ...]
) -> None:
    told = shown(client, PATIENT, *results, BREAST_CANCER)
    assert told["record"]["patient"] == {"sex": "female", "her2_status": "unknown"}
    assert [each["from"] for each in told["report"]["conflicts"]] == [["/1", "/2"]]
    for pointer in ("/1", "/2"):
        assert verdict(told, pointer)[1].endswith("It decides nothing: see the conflicts.")
        assert asked(told, pointer) == [WHICH]


@pytest.mark.parametrize(("ihc", "ish"), [("3+", NEGATIVE), ("1+", POSITIVE)])
def test_two_tests_of_one_sample_that_speak_against_each_other_are_told_and_charted(
    client: FlaskClient, ihc: str, ish: dict[str, Any]
) -> None:
    told = shown(client, PATIENT, observed("85319-2", valueString=ihc), observed("85318-4", **ish))
    assert (told["record"]["patient"]["her2_ihc"], "her2_ish" in told["record"]["patient"]) == (ihc, True)
    assert [each["from"] for each in told["report"]["conflicts"]] == [["/1", "/2"]]
    assert len(asked(told, "/2")) == 1


@pytest.mark.parametrize(
    ("fact", "agrees", "flag"),
    [
        ("platelets_10e9_per_l", observed("777-3", "N", **quantity(200, "10*9/L", 150, 400)), "HH"),
        ("platelets_10e9_per_l", observed("777-3", "H", **quantity(450, "10*9/L", 150, 400)), "N"),
        ("platelets_10e9_per_l", observed("777-3", "L", **quantity(60, "10*9/L", 150, 400)), "HH"),
        ("ast_times_uln", observed("1920-8", "H", **quantity(60, "U/L", high=35)), "N"),
        ("ast_times_uln", observed("1920-8", "N", **quantity(20, "U/L", high=35)), "HH"),
        ("lvef_percent", observed("10230-1", "N", **quantity(60, "%", 50, 75)), "LL"),
    ],
)
def test_a_number_whose_interpretation_says_otherwise_is_told_and_not_charted(
    client: FlaskClient, fact: str, agrees: Any, flag: str
) -> None:
    assert fact in shown(client, PATIENT, agrees)["record"]["patient"]
    told = shown(client, PATIENT, {**agrees, "interpretation": [concept(FLAGS, flag)]})
    assert fact not in told["record"]["patient"]
    assert verdict(told, "/1") == ("not_understood", SPEAKS_AGAINST_ITSELF)
    assert len(asked(told, "/1")) == 1


def test_a_limit_in_another_unit_or_of_some_people_speaks_against_nothing(client: FlaskClient) -> None:
    value = observed("777-3", "L", **quantity(200, "10*9/L"))
    elsewhere = {"low": {"value": 150_000, "unit": "/uL"}, "high": {"value": 400_000, "unit": "/uL"}}
    several = [{"low": {"value": 150}, "appliesTo": [{"text": age}]} for age in ("child", "adult")]
    for ranges in ([elsewhere], several):
        assert (
            "platelets_10e9_per_l" in shown(client, PATIENT, {**value, "referenceRange": ranges})["record"]["patient"]
        )


def test_a_performance_status_and_a_receptor_that_contradict_themselves_are_not_charted(client: FlaskClient) -> None:
    ecog = observed("89247-1", valueInteger=1, interpretation=[concept(LOINC, "LA9625-0")])
    told = shown(client, PATIENT, ecog, observed("16112-5", "NEG", **POSITIVE))
    assert told["record"]["patient"] == {"sex": "female", "her2_status": "unknown"}
    assert [len(asked(told, pointer)) for pointer in ("/1", "/2")] == [1, 1]


def test_two_values_of_one_day_that_differ_are_not_told_as_used_alone(client: FlaskClient) -> None:
    told = shown(
        client, PATIENT, observed("777-3", **quantity(90, "10*9/L")), observed("777-3", **quantity(9, "10*9/L"))
    )
    assert {verdict(told, pointer)[1].partition(". ")[2] for pointer in ("/1", "/2")} == {
        "It decides nothing: see the conflicts."
    }
