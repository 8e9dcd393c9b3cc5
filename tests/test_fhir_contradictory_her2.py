"""HER2 by the code of the cancer, and of two methods: what contradicts is a conflict and asked; and upper limits."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.measurements import SEVERAL
from tests.fhir_resources import PATIENT, asked, shown, verdict

LOINC, SCT = "http://loinc.org", "http://snomed.info/sct"
POSITIVE, NEGATIVE = "427685000", "431396003"


def cancer(code: str, **keys: Any) -> dict[str, Any]:
    """A breast cancer whose code says what HER2 is."""
    return {"resourceType": "Condition", "code": {"coding": [{"system": SCT, "code": code}]}, **keys}


def result(code: str, said: str, on: str = "2024-01-12") -> dict[str, Any]:
    """A result in words."""
    coded = {"coding": [{"system": LOINC, "code": code}]}
    told = {"resourceType": "Observation", "status": "final", "code": coded, "effectiveDateTime": on}
    return {**told, "valueString": said}


@pytest.mark.parametrize(
    ("condition", "status", "is_conflict", "is_asked"),
    [
        (cancer(NEGATIVE, onsetDateTime="2026-11-01"), "unknown", True, True),
        (cancer(NEGATIVE), "unknown", True, True),
        (cancer(NEGATIVE, recordedDate="2020-01-01"), "unknown", True, True),
        (cancer(NEGATIVE, onsetDateTime="2020-01-01"), "positive", True, False),
        (cancer(POSITIVE, onsetDateTime="2026-11-01"), "positive", False, False),
    ],
)
def test_a_code_of_the_cancer_that_contradicts_the_newest_test_is_a_conflict(
    client: FlaskClient, condition: dict[str, Any], status: str, is_conflict: bool, is_asked: bool
) -> None:
    told = shown(client, PATIENT, condition, result("48676-1", "positive"))
    assert told["record"]["patient"]["her2_status"] == status
    assert ("her2" in {each["about"] for each in told["report"]["conflicts"]}) is is_conflict
    assert bool(asked(told, "/1")) is is_asked


def test_two_codes_that_contradict_each_other_leave_it_unknown(client: FlaskClient) -> None:
    told = shown(client, PATIENT, cancer(POSITIVE), cancer(NEGATIVE))
    assert told["record"]["patient"]["her2_status"] == "unknown"
    assert asked(told, "/1")
    assert asked(told, "/2")


@pytest.mark.parametrize(
    ("first", "second", "charted", "is_asked"),
    [
        (("85319-2", "3+"), ("85318-4", "negative"), {"her2_ihc": "3+", "her2_ish": "negative"}, True),
        (("85319-2", "positive"), ("85318-4", "negative"), {"her2_status": "unknown"}, True),
        (("85318-4", "positive"), ("85319-2", "2+"), {"her2_ihc": "2+", "her2_ish": "positive"}, False),
        (("85318-4", "positive"), ("85319-2", "0"), {"her2_ihc": "0", "her2_ish": "positive"}, True),
        (("85319-2", "2+"), ("85318-4", "positive"), {"her2_ihc": "2+", "her2_ish": "positive"}, False),
    ],
)
def test_two_methods_of_a_few_days_are_one_test(
    client: FlaskClient, first: tuple[str, str], second: tuple[str, str], charted: dict[str, str], is_asked: bool
) -> None:
    told = shown(client, PATIENT, cancer("254837009"), result(*first), result(*second, on="2024-01-20"))
    assert {key: value for key, value in told["record"]["patient"].items() if key != "sex"} == charted
    assert not any(entry["event"] == "her2_retest" for entry in told["record"]["history"])
    assert (bool(asked(told, "/2")), bool(asked(told, "/3"))) == (is_asked, is_asked)


def test_two_methods_of_months_are_two_tests(client: FlaskClient) -> None:
    later = result("85318-4", "negative", on="2026-10-01")
    told = shown(client, PATIENT, cancer("254837009"), result("85319-2", "3+"), later)
    assert [entry["event"] for entry in told["record"]["history"]] == ["her2_retest"]


def test_two_methods_of_one_day_that_contradict_each_other_are_a_conflict_and_asked(client: FlaskClient) -> None:
    told = shown(client, PATIENT, result("85319-2", "negative"), result("85318-4", "positive"))
    assert told["record"]["patient"]["her2_status"] == "unknown"
    assert [each["from"] for each in told["report"]["conflicts"]] == [["/1", "/2"]]
    assert asked(told, "/1")


def test_of_several_ranges_none_of_which_is_for_everyone_it_is_asked_which_one_holds(client: FlaskClient) -> None:
    ranges = [{"high": {"value": high}, "appliesTo": [{"text": of}]} for high, of in ((50, "male"), (35, "female"))]
    value = {"value": 100, "unit": "U/L"}
    measured = {**result("1920-8", "", "2026-11-15"), "valueQuantity": value, "referenceRange": ranges}
    told = shown(client, PATIENT, measured)
    assert verdict(told, "/1") == ("not_understood", SEVERAL)
    assert asked(told, "/1")
