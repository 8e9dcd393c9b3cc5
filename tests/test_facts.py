"""The table of facts and the typed attributes that the guards read: one row for each attribute, of its type."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_type_hints

import pytest

from statemachine.record.facts import FACTS, GROUPS, Drugs, Fact, Measure, Several, WholeNumber
from statemachine.record.partial_dates import PartialDate
from statemachine.record.patient import Patient

ATTRIBUTES = get_type_hints(Patient)


def type_of(fact: Fact) -> Any:
    """The type of the attribute in which a guard finds the fact."""
    match fact.values:
        case WholeNumber():
            return int | None
        case Measure():
            return float | None
        case Several():
            return tuple[str, ...] | None
        case Drugs():
            return tuple[str, ...]
        case tuple() as values:
            return type(values[0]) | None
        case _:
            return PartialDate | None


def test_every_attribute_of_the_patient_has_one_row_and_every_row_an_attribute() -> None:
    rows = [fact.name for group in GROUPS.values() for fact in group]
    assert sorted(field.name for field in fields(Patient)) == sorted(rows)


@pytest.mark.parametrize("name", FACTS)
def test_an_attribute_has_the_type_of_what_can_be_charted(name: str) -> None:
    assert ATTRIBUTES[name] == type_of(FACTS[name])


def test_a_label_ends_with_the_unit_where_there_is_one() -> None:
    labels = [FACTS[name].label for name in ("platelets_10e9_per_l", "ecog")]
    assert labels == ["platelets (10^9 per litre)", "ECOG performance status"]
