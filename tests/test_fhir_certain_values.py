"""Values out of FHIR that are read only where they are certain: no comparator, one normal range, no modifier."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, medication, shown

LVEF = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "10230-1"}]},
}
ALT = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "1742-6"}]},
}


def test_an_ejection_fraction_below_a_number_is_not_that_number(client: FlaskClient) -> None:
    below = {**LVEF, "valueQuantity": {"value": 40, "comparator": "<", "unit": "%", "code": "%"}}
    read = shown(client, PATIENT, below)
    assert "lvef_percent" not in read["record"]["patient"]
    assert [each["says"] for each in read["report"]["asked"]][:1] == [
        "Which value does this have (left ventricular ejection fraction (%))?"
    ]


@pytest.mark.parametrize(
    ("ranges", "limit"),
    [
        ([{"high": {"value": 90}, "type": {"coding": [{"code": "treatment"}]}}, {"high": {"value": 35}}], 35),
        ([{"high": {"value": 35}, "type": {"coding": [{"code": "normal"}]}}], 35),
        ([{"high": {"value": 50}, "appliesTo": [{"text": "male"}]}, {"high": {"value": 35}}], 35),
        ([{"high": {"value": 50}, "appliesTo": [{"text": "male"}]}, {"high": {"value": 35}, "appliesTo": []}], None),
        ([{"high": {"value": 90}, "type": {"coding": [{"code": "treatment"}]}}], None),
    ],
)
def test_the_upper_limit_is_that_of_the_only_normal_range(client: FlaskClient, ranges: Any, limit: int | None) -> None:
    value = {**ALT, "valueQuantity": {"value": 44, "unit": "U/L", "code": "U/L"}, "referenceRange": ranges}
    charted = shown(client, PATIENT, value)["record"]["patient"].get("alt_times_uln", {})
    assert charted.get("upper_limit") == limit


def test_what_an_unknown_modifier_may_turn_round_is_not_used(client: FlaskClient) -> None:
    turned = medication(modifierExtension=[{"url": "http://hospital.example/negated", "valueBoolean": True}])
    read = shown(client, PATIENT, LIVER, turned)
    assert [entry for entry in read["record"]["history"] if "treatment" in entry] == []
    assert read["record"]["history_complete"] is False
    assert "What does the modifier extension of this resource mean?" in [
        each["says"] for each in read["report"]["asked"]
    ]
