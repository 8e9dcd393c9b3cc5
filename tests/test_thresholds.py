"""The values that guards tell apart: where the rows and the service's own tiers cut, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.record.facts import MEASURES, VALUES
from tests.records import LIBRARY

GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]


@pytest.mark.parametrize(
    ("fact", "spans"),
    [
        ("lvef_percent", [(5, 39), (40, 45), (46, 49), (50, 50), (51, 90)]),
        ("age_years", [(0, 17), (18, 59), (60, 125)]),
        ("ecog", [(0, 1), (2, 2), (3, 3), (4, 4)]),
        ("interstitial_lung_disease_grade", [(1, 1), (2, 2), (3, 4)]),
        ("platelets_10e9_per_l", [(0, 49), (50, 74), (75, 99), (100, 5000)]),
        ("ast_times_uln", [(0, 1.5), (1.6, 2.5), (2.6, 5), (5.1, 20), (20.1, 500)]),
    ],
)
def test_a_measured_fact_is_cut_where_a_guard_compares_it(fact: str, spans: list[tuple[Any, Any]]) -> None:
    assert spans == [tuple(span) for span in GUIDELINE.relevant_values[fact]]


def test_an_edition_without_t_dxd_tells_the_grade_apart_that_ends_it_where_it_is_given_nevertheless() -> None:
    spans = LIBRARY.guidelines["asco@2018-06-25"].relevant_values["interstitial_lung_disease_grade"]
    assert [tuple(span) for span in spans] == [(1, 1), (2, 2), (3, 4)]


def test_a_closed_fact_has_each_of_its_values_and_every_fact_has_spans() -> None:
    found = GUIDELINE.relevant_values
    assert [span.first for span in found["heart_failure"]] == ["none", "history", "symptomatic"]
    assert found.keys() == VALUES.keys() | MEASURES.keys()
    assert all(found.values())


def test_the_intervals_are_the_limits_that_some_guard_asks_about() -> None:
    intervals = GUIDELINE.relevant_intervals
    assert {(interval.months, interval.days) for interval in intervals} >= {(6, 0), (12, 0), (0, 28)}
