"""A change takes along what would contradict it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.board.sensitivity.fact_changes import fact_changes
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
