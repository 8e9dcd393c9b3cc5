"""A newest result that only its name tells leaves its fact uncharted and is asked, for every fact alike."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import PATIENT, asked, shown
from tests.test_fhir_left_open import fraction, observed


def local(text: str, **keys: Any) -> dict[str, Any]:
    """A final result by a code of the hospital and its name."""
    code = {"coding": [{"system": "http://example.org/local", "code": "17", "display": text}]}
    return {**observed("", "2026-11-01"), "code": code, "valueString": "see report", **keys}


def count(loinc: str) -> dict[str, Any]:
    """A count of cells."""
    return observed(loinc, "2026-06-01", valueQuantity={"value": 200, "unit": "10*9/L"})


def enzyme(loinc: str, unit: str = "U/L") -> dict[str, Any]:
    """A value with the upper limit of its laboratory."""
    ranges = [{"high": {"value": 35, "unit": unit}}]
    return observed(loinc, "2026-06-01", valueQuantity={"value": 30, "unit": unit}, referenceRange=ranges)


OESTROGEN = observed("85337-4", "2026-06-01", valueCodeableConcept={"text": "Positive"})
FRACTION = fraction(60, "2026-06-01")
OLDER: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "lvef_percent": (
        FRACTION,
        ("Ejection fraction", "LV Ejection Fraction (%)", "Linksventrikuläre Ejektionsfraktion", "LVEF"),
    ),
    "hormone_receptor": (OESTROGEN, ("Estrogen receptor", "Oestrogen receptor, % of cells", "Östrogenrezeptor")),
    "neutrophils_10e9_per_l": (count("751-8"), ("Neutrophils Absolute", "ANC", "Neutrophile absolut")),
    "platelets_10e9_per_l": (count("777-3"), ("Platelets", "Thrombozyten")),
    "ast_times_uln": (enzyme("1920-8"), ("AST", "GOT (AST)", "Aspartate aminotransferase")),
    "alt_times_uln": (enzyme("1742-6"), ("ALT", "Alanine transaminase")),
    "bilirubin_times_uln": (enzyme("1975-2", "umol/L"), ("Total bilirubin", "Bilirubin gesamt, Konzentration")),
}


@pytest.mark.parametrize(("fact", "text"), [(fact, text) for fact, (_, texts) in OLDER.items() for text in texts])
def test_an_older_value_does_not_stand_for_a_newest_one_that_only_its_name_tells(
    client: FlaskClient, fact: str, text: str
) -> None:
    older = OLDER[fact][0]
    assert fact in shown(client, PATIENT, older)["record"]["patient"]
    told = shown(client, PATIENT, older, local(text))
    assert fact not in told["record"]["patient"]
    assert asked(told, "/2")[0].startswith("Which value does this have")


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("lvef_percent", "Right ventricular ejection fraction"),
        ("lvef_percent", "Gallbladder ejection fraction"),
        ("hormone_receptor", "Estrogen receptor 1 gene mutation"),
        ("neutrophils_10e9_per_l", "Neutrophils %"),
        ("neutrophils_10e9_per_l", "Band neutrophils"),
        ("platelets_10e9_per_l", "Platelet volume, mean"),
        ("bilirubin_times_uln", "Direct bilirubin"),
        ("bilirubin_times_uln", "Bilirubin, urine"),
    ],
)
def test_another_result_with_such_a_name_changes_nothing(client: FlaskClient, fact: str, text: str) -> None:
    told = shown(client, PATIENT, OLDER[fact][0], local(text))
    assert fact in told["record"]["patient"]
    assert asked(told, "/2") == []


def test_of_the_laboratory_a_code_of_loinc_says_what_it_is(client: FlaskClient) -> None:
    share = {**local("Neutrophils"), "code": {"coding": [{"system": "http://loinc.org", "code": "770-8"}]}}
    share["code"]["text"] = "Neutrophils"
    assert "neutrophils_10e9_per_l" in shown(client, PATIENT, count("751-8"), share)["record"]["patient"]
