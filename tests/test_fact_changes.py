"""A change takes along what would contradict it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.board.sensitivity.fact_changes import fact_changes, is_ruled_out
from statemachine.record.likely_values import is_likely
from tests.records import LIBRARY

GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]


@pytest.mark.parametrize(
    ("charted", "changed", "patch"),
    [
        (
            {"brain_metastases": "active", "metastatic_sites": ["bone", "brain"]},
            ("brain_metastases", "none"),
            {"brain_metastases": "none", "metastatic_sites": ["bone"]},
        ),
        (
            {"brain_metastases": "active", "metastatic_sites": ["bone"]},
            ("brain_metastases", "none"),
            {"brain_metastases": "none"},
        ),
        (
            {"brain_metastases": "active", "metastatic_sites": ["brain"]},
            ("brain_metastases", "stable_treated"),
            {"brain_metastases": "stable_treated"},
        ),
        (
            {"interstitial_lung_disease": "past", "interstitial_lung_disease_grade": 1},
            ("interstitial_lung_disease", "none"),
            {"interstitial_lung_disease": "none", "interstitial_lung_disease_grade": None},
        ),
        (
            {"her2_status": "positive", "her2_ihc": "3+"},
            ("her2_status", "low"),
            {"her2_status": "low", "her2_ihc": None},
        ),
    ],
)
def test_what_would_contradict_a_change_is_changed_with_it(
    charted: dict[str, Any], changed: tuple[str, Any], patch: dict[str, Any]
) -> None:
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": charted, "history": []}
    found = {(change.fact, change.after): change.patient for change in fact_changes(GUIDELINE, document)}
    fact, value = changed
    assert found[f"/patient/{fact}", value] == patch


def told(
    patient: dict[str, Any], history: list[dict[str, Any]] | None = None, **more: Any
) -> dict[tuple[str, Any], str]:
    """Each change of a record in words, by its fact and its new value."""
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history or [], **more}
    return {(change.fact, change.after): change.says for change in fact_changes(GUIDELINE, document)}


def test_a_status_that_follows_from_its_test_is_charted() -> None:
    says = told({"her2_ihc": "3+"})
    assert says["/patient/her2_status", "low"] == "HER2 status: low instead of positive"
    assert ("/patient/her2_status", "positive") not in says


def test_lung_disease_that_an_event_tells_of_is_charted() -> None:
    event = {"event": "toxicity", "kind": "interstitial_lung_disease", "grade": 2, "on": "2025-02-01"}
    says = told({"her2_status": "positive"}, [{**event, "resolved_on": "2025-05-01"}])
    assert says["/patient/interstitial_lung_disease", "none"].endswith("none instead of past")
    assert says["/patient/interstitial_lung_disease_grade", 1].endswith("1 instead of 2")
    says = told({"her2_status": "positive"}, [event])
    assert says["/patient/interstitial_lung_disease", "none"].endswith("none instead of current")


def test_a_value_reported_in_units_is_told_as_charted_and_changed_in_multiples() -> None:
    bilirubin = {"value": 14, "unit": "µmol/L", "upper_limit": 20}
    says = told({"her2_status": "positive", "bilirubin_times_uln": bilirubin})
    name = "bilirubin (times the upper limit of normal)"
    assert says["/patient/bilirubin_times_uln", 3.1] == f"{name}: 3.1 instead of 14 µmol/L (upper limit 20)"


def test_a_value_that_is_not_believed_is_told_as_not_confirmed() -> None:
    patient = {"her2_status": "positive", "bilirubin_times_uln": 17}
    says = told(patient)["/patient/bilirubin_times_uln", 3.1]
    assert says.endswith("3.1 instead of 17 times the upper limit of normal (not confirmed)")
    confirmed = told(patient, confirmed=["/patient/bilirubin_times_uln"])
    assert confirmed["/patient/bilirubin_times_uln", 3].endswith("3 instead of 17")


@pytest.mark.parametrize(
    "patient",
    [
        {"her2_status": "positive"},
        {
            "her2_status": "positive",
            "ast_times_uln": 1,
            "platelets_10e9_per_l": 200,
            "lvef_percent": 60,
            "age_years": 50,
        },
        {
            "her2_status": "positive",
            "ast_times_uln": 19,
            "platelets_10e9_per_l": 11,
            "lvef_percent": 16,
            "age_years": 17,
        },
    ],
)
def test_no_value_is_tried_that_nobody_would_believe(patient: dict[str, Any]) -> None:
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": []}
    for guideline in LIBRARY.guidelines.values():
        tried = [(change.fact.removeprefix("/patient/"), change.after) for change in fact_changes(guideline, document)]
        assert [(fact, value) for fact, value in tried if not is_likely(fact, value)] == []


def test_what_sex_menopause_or_age_rules_out_is_no_change_unless_it_is_charted() -> None:
    for reason in ({"sex": "male"}, {"menopausal_status": "post"}, {"age_years": 70}):
        patient = {"her2_status": "positive", **reason}
        assert not {fact for fact, _ in told({**patient, "pregnant": False})} & {"/patient/pregnant"}
        assert not {fact for fact, _ in told(patient)} & {"/patient/pregnant"}
    assert ("/patient/pregnant", True) in told({"her2_status": "positive", "age_years": 40, "pregnant": False})
    assert "/patient/menopausal_status" not in {fact for fact, _ in told({"her2_status": "positive", "sex": "male"})}


def test_a_brain_without_metastases_has_no_mass_effect() -> None:
    patient = {"her2_status": "positive", "brain_metastases": "active", "brain_mass_effect": True}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": []}
    [free] = [
        change for change in fact_changes(GUIDELINE, document) if change.after == "none" and "brain" in change.fact
    ]
    assert free.patient == {"brain_metastases": "none", "brain_mass_effect": None}
    assert is_ruled_out({**patient, "brain_metastases": "none"})
    assert not is_ruled_out(patient)


@pytest.mark.parametrize(
    ("declines", "expected"), [([], set()), (["pertuzumab"], set()), (["chemotherapy"], {True, False})]
)
def test_what_a_refusal_includes_is_a_change_only_where_something_is_refused(
    declines: list[str], expected: set[bool]
) -> None:
    says = told({"her2_status": "positive", "declines": declines})
    assert {value for fact, value in says if fact == "/patient/declines_conjugates"} == expected


def test_what_a_refusal_includes_is_a_change_once_it_is_charted() -> None:
    assert ("/patient/declines_conjugates", False) in told({"her2_status": "positive", "declines_conjugates": True})


@pytest.mark.parametrize(("reason", "expected"), [("progression", set()), ("toxicity", {True, False})])
def test_the_clearance_of_an_antibody_is_a_change_only_where_something_was_not_tolerated(
    reason: str, expected: set[bool]
) -> None:
    thp = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2025-02-17", "ended": "2026-10-26"}
    history: list[dict[str, Any]] = [
        {"event": "metastatic_diagnosis", "on": "2025-02-03"},
        {**thp, "stopped_for": reason},
    ]
    says = told({"her2_status": "positive"}, history)
    assert {value for fact, value in says if fact == "/patient/antibody_rechallenge_cleared"} == expected
