"""The fields of the wire take a value as it stands or refuse it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields

import service  # noqa: F401  # every schema has to be known
from service.faults import from_messages, pointer_to
from service.schemas.fields import Boolean, Choice, Day, Integer, Many, Number, Object, PartialDay, Strict, Text
from service.schemas.object_schema import ObjectSchema
from service.schemas.request_schema import faults_in

JSON_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()


def every_schema(schema: type[ObjectSchema] = ObjectSchema) -> list[type[ObjectSchema]]:
    """All schemas below one."""
    below = schema.__subclasses__()
    return below + [deeper for found in below for deeper in every_schema(found)]


def inner_fields(field: Any) -> list[Any]:
    """A field with the fields inside it."""
    inside = [getattr(field, name, None) for name in ("inner", "key_field", "value_field")]
    return [field] + [deeper for found in inside if found is not None for deeper in inner_fields(found)]


@pytest.mark.parametrize("schema", every_schema(), ids=lambda schema: schema.__name__)
def test_no_schema_uses_a_field_that_converts(schema: type[ObjectSchema]) -> None:
    for field in schema().fields.values():
        for found in inner_fields(field):
            assert isinstance(found, Strict | Many | Object | fields.Nested | fields.Dict), found


@pytest.mark.parametrize("schema", every_schema(), ids=lambda schema: schema.__name__)
def test_every_field_says_what_it_means(schema: type[ObjectSchema]) -> None:
    for name, field in schema().fields.items():
        assert str(field.metadata["description"]).endswith("."), name


@given(JSON_SCALARS)
def test_a_whole_number_is_an_int_and_nothing_else(value: Any) -> None:
    field = Integer("A number.", 1, 90)
    if type(value) is int and 1 <= value <= 90:
        assert field.deserialize(value) == value
    else:
        with pytest.raises(ValidationError):
            field.deserialize(value)


@given(JSON_SCALARS | st.sampled_from([10**400, -(10**400), 1, 90, 1.0, 90.0]))
def test_a_number_is_finite_and_within_bounds(value: Any) -> None:
    field = Number("A number.", 1, 90)
    if type(value) in (int, float) and 1 <= value <= 90:
        assert field.deserialize(value) == value
    else:
        with pytest.raises(ValidationError):
            field.deserialize(value)


@given(JSON_SCALARS)
def test_a_boolean_is_true_or_false(value: Any) -> None:
    field = Boolean("A fact.")
    if value is True or value is False:
        assert field.deserialize(value) is value
    else:
        with pytest.raises(ValidationError):
            field.deserialize(value)


@given(st.dates().map(str) | st.text() | st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}", fullmatch=True))
def test_a_day_that_is_taken_exists_and_is_not_changed(value: str) -> None:
    for field in (Day("A day."), PartialDay("A date.")):
        try:
            taken = field.deserialize(value)
        except ValidationError:
            continue
        assert taken == value
        assert "1900" <= value[:4] <= "2199"


@pytest.mark.parametrize("value", ["2024", "2024-05", "2024-05-17", "2024-02-29", "1900", "2199-12-31"])
def test_a_partial_date_is_passed_on_as_charted(value: str) -> None:
    assert PartialDay("A date.").deserialize(value) == value


@pytest.mark.parametrize("value", ["2023-02-29", "2024-00", "2024-5", "24", "2024-", "2024-05-", " 2024", "2024 ", ""])
def test_a_date_that_does_not_exist_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        PartialDay("A date.").deserialize(value)


def test_a_code_is_one_of_its_list() -> None:
    assert Choice("A code.", ("a", "b")).deserialize("a") == "a"
    with pytest.raises(ValidationError, match="must be one of a, b"):
        Choice("A code.", ("a", "b")).deserialize("c")


def test_a_list_is_judged_by_its_length_before_its_elements() -> None:
    with pytest.raises(ValidationError) as refused:
        Many(Text("A name."), "Names.", most=2).deserialize([1, 2, 3])
    assert refused.value.messages == ["must have 0 to 2 entries, not 3"]


def test_pointers_escape_as_rfc_6901_says() -> None:
    assert pointer_to(("history", 3, "a/b~c")) == "/history/3/a~1b~0c"


@given(st.recursive(JSON_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_document_gets_its_faults_in_json(document: Any) -> None:
    before = copy.deepcopy(document)
    faults, count = faults_in(document)
    assert count >= 1
    json.dumps([fault.as_json() for fault in faults]).encode("utf-8")
    assert repr(document) == repr(before)


def test_faults_stand_in_the_order_of_their_pointers() -> None:
    faults, count = from_messages({"b": ["is missing"], "a": {10: ["is bad"], 2: ["is bad"]}})
    assert [fault.pointer for fault in faults] == ["/a/2", "/a/10", "/b"]
    assert [fault.says for fault in faults] == [
        "The entry a[2] is bad.",
        "The entry a[10] is bad.",
        "The value of b is missing.",
    ]
    assert count == 3
