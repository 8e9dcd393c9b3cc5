"""Laboratory values in the units in which hospitals send them, as a code of UCUM or as a text."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import PATIENT, shown, verdict


def measured(loinc: str, value: float, high: float | None = None, **unit: Any) -> dict[str, Any]:
    """A final result of a laboratory by its LOINC code."""
    told = {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-11-02"}
    ranges = {} if high is None else {"referenceRange": [{"high": {"value": high, **unit}}]}
    quantity = {"valueQuantity": {"value": value, **unit}}
    return {**told, "code": {"coding": [{"system": "http://loinc.org", "code": loinc}]}, **quantity, **ranges}


@pytest.mark.parametrize("key", ["unit", "code"])
@pytest.mark.parametrize(
    ("value", "unit"),
    [
        *[(90, unit) for unit in ("/nL", "/nl", "Gpt/l", "Gpt/L", "10*9/L", "G/l", "Tsd/µl", "Tsd./µl", "10*3/uL")],
        *[(90_000, unit) for unit in ("/µl", "/uL", "/mm3")],
    ],
)
def test_platelets_are_charted_in_the_units_of_hospitals(
    client: FlaskClient, value: float, unit: str, key: str
) -> None:
    charted = shown(client, PATIENT, measured("777-3", value, None, **{key: unit}))["record"]["patient"]
    assert charted["platelets_10e9_per_l"] == {"value": value, "unit": unit, "on": "2026-11-02"}


@pytest.mark.parametrize(("value", "unit", "high"), [(0.7, "mg/dl", 1.2), (12, "µmol/l", 21), (12, "umol/L", 21)])
def test_bilirubin_is_charted_with_its_limit(client: FlaskClient, value: float, unit: str, high: float) -> None:
    charted = shown(client, PATIENT, measured("1975-2", value, high, unit=unit))["record"]["patient"]
    assert charted["bilirubin_times_uln"] == {"value": value, "unit": unit, "upper_limit": high, "on": "2026-11-02"}


def test_where_the_code_of_a_unit_is_not_known_its_name_is_read_and_both_must_agree(client: FlaskClient) -> None:
    local = measured("777-3", 90, code="GPTL", unit="Gpt/l")
    assert shown(client, PATIENT, local)["record"]["patient"]["platelets_10e9_per_l"]["unit"] == "Gpt/l"
    same = measured("777-3", 90, code="10*9/L", unit="Tsd/µl")
    assert "platelets_10e9_per_l" in shown(client, PATIENT, same)["record"]["patient"]
    torn = shown(client, PATIENT, measured("777-3", 90, code="10*9/L", unit="/µl"))
    assert "platelets_10e9_per_l" not in torn["record"]["patient"]
    assert verdict(torn, "/1") == ("not_understood", "The code and the name of its unit are two units: 10*9/L and /µl.")


@pytest.mark.parametrize("other", [{}, {"referenceRange": [{"high": {"value": 0.58, "unit": "µkat/l"}}]}])
def test_a_missing_upper_limit_says_which_and_why(client: FlaskClient, other: dict[str, Any]) -> None:
    told = shown(client, PATIENT, {**measured("1742-6", 34, unit="U/l"), **other})
    assert verdict(told, "/1")[1] == (
        "The upper limit of normal is missing (referenceRange.high, in U/l, of this laboratory): rules count ALT in "
        "multiples of it, and laboratories differ."
    )
