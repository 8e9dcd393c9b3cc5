"""A newest result that only its name tells leaves its fact uncharted and is asked, for every fact alike."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.results import WHICH_STATUS
from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, asked, shown
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
        (
            *("Ejection fraction", "LV Ejection Fraction (%)", "Linksventrikuläre Ejektionsfraktion", "LVEF"),
            *("LV EF", "EF", "EF (LV)", "EF Mod BP", "Echo EF", "Linkerventrikel ejectiefractie"),
        ),
    ),
    "ecog": (
        observed("89247-1", "2026-06-01", valueInteger=1),
        ("Zubrod score", "PS", "Karnofsky", "WHO performance status"),
    ),
    "hormone_receptor": (OESTROGEN, ("Estrogen receptor", "Oestrogen receptor, % of cells", "Östrogenrezeptor")),
    "neutrophils_10e9_per_l": (count("751-8"), ("Neutrophils Absolute", "ANC", "Neutrophile absolut")),
    "platelets_10e9_per_l": (count("777-3"), ("Platelets", "Thrombozyten", "Thrombocytes")),
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


STABLE = {"coding": [{"system": "http://snomed.info/sct", "code": "359746009"}]}
GROWN = {"coding": [{"system": "http://snomed.info/sct", "code": "271299001"}]}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "RECIST response",
            "Tumor response",
            "Overall response",
            "Response assessment (RECIST 1.1)",
            "Disease status",
        ),
        *("Cancer disease status", "Restaging result", "Tumorstatus", "Best response"),
    ],
)
def test_a_status_of_the_disease_by_its_name_alone_is_asked_and_no_older_one_is_the_last(
    client: FlaskClient, text: str
) -> None:
    older = observed("97509-4", "2026-05-05", valueCodeableConcept=STABLE)
    newer = {**local(text), "valueCodeableConcept": GROWN}
    del newer["valueString"]
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, older, newer)
    assert not any(event["event"] == "disease_status" for event in told["record"]["history"])
    assert asked(told, "/4") == [WHICH_STATUS]


def named(loinc: str, text: str, **keys: Any) -> dict[str, Any]:
    """A result by a code that is read, and a name beside it."""
    told = observed(loinc, "2026-11-01", **keys)
    return {**told, "code": {**told["code"], "text": text}}


PERCENT = {"valueQuantity": {"value": 35, "unit": "%", "code": "%"}}
LIMITED = {"valueQuantity": {"value": 30, "unit": "U/L"}, "referenceRange": [{"high": {"value": 35, "unit": "U/L"}}]}
BILIRUBIN = {
    "valueQuantity": {"value": 3, "unit": "mg/dL"},
    "referenceRange": [{"high": {"value": 0.3, "unit": "mg/dL"}}],
}
COUNT = {"valueQuantity": {"value": 10, "unit": "10*9/L"}}
POSITIVE = {"valueCodeableConcept": {"text": "Positive"}}


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        (named("10230-1", "GLS", **PERCENT), "lvef_percent"),
        (named("10230-1", "Right ventricular ejection fraction", **PERCENT), "lvef_percent"),
        (named("10230-1", "LVEF peak stress", **PERCENT), "lvef_percent"),
        (named("1975-2", "Bilirubin, direct", **BILIRUBIN), "bilirubin_times_uln"),
        (named("1975-2", "Bilirubin", specimen={"display": "Ascitic fluid"}, **BILIRUBIN), "bilirubin_times_uln"),
        (named("777-3", "Mean platelet volume", **COUNT), "platelets_10e9_per_l"),
        (named("1920-8", "ALT (GPT)", **LIMITED), "ast_times_uln"),
        (named("16112-5", "Androgen receptor", **POSITIVE), "hormone_receptor"),
        (named("16112-5", "Progesterone receptor", **POSITIVE), "hormone_receptor"),
        (named("89247-1", "Karnofsky index", valueInteger=2), "ecog"),
    ],
)
def test_a_code_and_a_name_of_different_results_are_asked(client: FlaskClient, said: Any, fact: str) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, said)
    assert fact not in told["record"]["patient"]
    assert any("as its code says, or what its name or its sample says?" in each for each in asked(told, "/2"))


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        (named("10230-1", "Left ventricular Ejection fraction", **PERCENT), "lvef_percent"),
        (named("1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma", **BILIRUBIN), "bilirubin_times_uln"),
        (named("777-3", "Platelets [#/volume] in Blood by Automated count", **COUNT), "platelets_10e9_per_l"),
        (named("751-8", "Neutrophils [#/volume] in Blood by Automated count", **COUNT), "neutrophils_10e9_per_l"),
        (named("1920-8", "AST (SGOT)", **LIMITED), "ast_times_uln"),
        (named("16112-5", "Estrogen receptor [Interpretation] in Tissue", **POSITIVE), "hormone_receptor"),
        (named("89247-1", "ECOG Performance Status score", valueInteger=2), "ecog"),
    ],
)
def test_a_name_of_the_result_of_its_code_contradicts_nothing(client: FlaskClient, said: Any, fact: str) -> None:
    assert fact in shown(client, PATIENT, BREAST_CANCER, said)["record"]["patient"]


def score(code: str, text: str) -> dict[str, Any]:
    """A performance status by a code of its answer, and words."""
    answer = {"coding": [{"system": "http://loinc.org", "code": code}], "text": text}
    return observed("89247-1", "2026-11-01", valueCodeableConcept=answer)


@pytest.mark.parametrize(
    ("said", "charted"),
    [
        (score("LA9624-3", "ECOG 1"), None),
        (score("LA9622-7", "3"), None),
        (score("LA9624-3", "2 - up and about more than 50% of waking hours"), 2),
        (observed("89247-1", "2026-11-01", valueQuantity={"value": 2, "unit": "%"}), None),
        (observed("89247-1", "2026-11-01", valueQuantity={"value": 2, "unit": "{score}"}), 2),
    ],
)
def test_a_performance_status_whose_words_or_unit_say_otherwise_is_asked(
    client: FlaskClient, said: Any, charted: int | None
) -> None:
    told = shown(client, PATIENT, said)
    assert told["record"]["patient"].get("ecog") == charted
    assert bool(asked(told, "/1")) is (charted is None)
