"""A laboratory value as the report has it: typed with its unit, and the same again after it was shown."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from service.board.form import form_of
from service.board.measured_fields import IN_PRINT, put_together, shown_apart
from service.board.reading import record_in
from statemachine.record.units import QUANTITIES
from tests.test_board import example, names_and_values

READ: list[tuple[str, dict[str, str], Any]] = [
    ("1.5", {}, 1.5),
    ("", {}, None),
    ("", {"unit": "U/L"}, None),
    ("34", {"unit": "U/L", "upper_limit": "40"}, {"value": 34, "unit": "U/L", "upper_limit": 40}),
    ("34", {"unit": "U/L", "upper_limit": " ", "on": "2 Nov 2026"}, {"value": 34, "unit": "U/L", "on": "2026-11-02"}),
    ("34", {"upper_limit": "40"}, {"value": 34, "upper_limit": 40}),
    ("", {"unit": "U/L", "upper_limit": "40"}, {"upper_limit": 40}),
    ("1,5", {"unit": "mg/dl"}, {"value": "1,5", "unit": "mg/dl"}),
    ('{"value": 34, "unit": "U/L", "upper_limit": 40}', {}, {"value": 34, "unit": "U/L", "upper_limit": 40}),
]


@pytest.mark.parametrize(("number", "beside", "value"), READ)
def test_a_number_is_read_with_what_stands_beside_it(number: str, beside: dict[str, str], value: Any) -> None:
    assert put_together(number, beside) == value


@pytest.mark.parametrize("fact", QUANTITIES)
def test_every_unit_of_a_report_can_be_chosen_but_for_another_name_of_the_same_one(fact: str) -> None:
    _, beside = shown_apart(fact, None)
    offered = {words for _, words in beside.units}
    assert {IN_PRINT.get(unit, unit) for unit in QUANTITIES[fact].known} == offered
    assert beside.has_limit == (QUANTITIES[fact].upper_limits is not None)


def test_a_unit_as_the_report_spells_it_and_a_value_of_another_shape_are_kept() -> None:
    number, beside = shown_apart("ast_times_uln", {"value": 0.6, "unit": "mckat/L", "upper_limit": 0.7})
    assert (number, beside.unit, beside.upper_limit) == (0.6, "mckat/L", "0.7")
    assert ("mckat/L", "mckat/L") in beside.units
    for strange in ({"value": [34]}, {"value": 34, "units": "U/L"}, {"unit": "U/L"}, "much"):
        assert shown_apart("ast_times_uln", strange)[0] == strange


def test_a_value_typed_in_units_gets_the_decision_that_the_interface_gives(client: FlaskClient) -> None:
    document = example("early-relapse-second-line")
    fields = [each for each in names_and_values(form_of(document, {})) if "bilirubin" not in each[0]]
    typed = {"": "38", "/unit": "umol/l", "/upper_limit": "19", "/on": "2.11.2026"}
    fields += [(f"/patient/bilirubin_times_uln{key}", text) for key, text in typed.items()]
    charted = record_in(MultiDict(fields))
    measured = {"value": 38, "unit": "umol/l", "upper_limit": 19, "on": "2026-11-02"}
    assert charted["patient"]["bilirubin_times_uln"] == measured
    document["patient"]["bilirubin_times_uln"] = measured
    expected = client.post("/v1/recommendations", json=document).get_json()["decision_id"]
    page = client.post("/", data=MultiDict([*fields, ("do", "answer")])).get_data(as_text=True)
    assert expected in page
    assert '<option value="umol/l" selected>\N{MICRO SIGN}mol/l</option>' in page
    assert 'name="/patient/bilirubin_times_uln/upper_limit" value="19"' in page


def test_a_missing_upper_limit_is_told_beside_the_value(client: FlaskClient) -> None:
    fields = [("/patient/ast_times_uln", "34"), ("/patient/ast_times_uln/unit", "U/L")]
    document = example("early-relapse-second-line")
    sent = [each for each in names_and_values(form_of(document, {})) if "/ast_" not in each[0]]
    page = client.post("/", data=MultiDict([*sent, *fields, ("do", "answer")])).get_data(as_text=True)
    assert 'id="field-patient-ast_times_uln-fault">The upper limit is missing' in page
