"""What was typed into the form, read back as a record: nothing is guessed, and what is no number stays a text.

The API's own schema judges the record afterwards, so that the page and the API refuse in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields
from werkzeug.datastructures import MultiDict

from service.board.chart_line import ChartLine, chart_line
from service.board.controls import NONE
from service.board.drug_lines import READ_AS, charted
from service.board.form import KINDS, schema_of
from service.board.measured_fields import BESIDE, number_in, put_together
from service.board.typed_dates import as_on_the_wire
from service.schemas.drug_schema import Drug
from service.schemas.fields import Boolean, Day, Integer, Many, Number, Object, PartialDay
from service.schemas.measured_value_schema import Measurement
from service.schemas.object_schema import ObjectSchema
from service.schemas.request_schema import REQUEST
from statemachine.record.catalogue import Catalogue

Typed = MultiDict[str, str]


def record_in(typed: Typed) -> dict[str, Any]:
    """The record that a posted form holds; an empty field is a fact that nobody has charted."""
    document = _object(typed, "", REQUEST)
    rows = sorted(int(name[5:]) for name in typed if name.startswith("kind/") and name[5:].isdecimal())
    if "history" not in document:
        document["history"] = [_entry(typed, index) for index in rows]
    return document


def with_field(typed: Typed, choice: str) -> Typed:
    """The form after a button has filled a field; the choice is the field's name, =, and what is to stand in it."""
    name, _, text = choice.partition("=")
    return with_fields(typed, {name: text})


def with_fields(typed: Typed, filled: Mapping[str, str]) -> Typed:
    """The form with some fields filled otherwise."""
    return MultiDict([*((key, each) for key, each in typed.items(multi=True) if key not in filled), *filled.items()])


def line_in(typed: Typed, catalogue: Catalogue) -> ChartLine | None:
    """What was told in one line; None where nothing was."""
    text = typed.get("line", "")
    return chart_line(text, catalogue) if text.strip(" ;") else None


def _entry(typed: Typed, index: int) -> Any:
    kind, prefix = typed[f"kind/{index}"], f"/history/{index}"
    if kind not in KINDS:
        return typed.get(prefix, "")
    entry = _object(typed, prefix, KINDS[kind])
    return entry if kind == "treatment" else {"event": "" if kind == "event" else kind, **entry}


def _object(typed: Typed, prefix: str, schema: ObjectSchema) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, kind in schema.fields.items():
        key = kind.data_key or name
        pointer = f"{prefix}/{key}"
        if typed.get(pointer) and isinstance(kind, Object | fields.Nested):
            document[key] = typed[pointer]
        elif isinstance(kind, Object):
            inner = _object(typed, pointer, schema_of(kind))
            if inner or kind.required:
                document[key] = inner
        elif isinstance(kind, Measurement):
            beside = {key: typed.get(f"{pointer}/{key}", "") for key in BESIDE}
            if (measured := put_together(typed.get(pointer, "").strip(), beside)) is not None:
                document[key] = measured
        else:
            value = _value(kind, typed.getlist(pointer), typed.getlist(f"{pointer}{READ_AS}"))
            if value is not None:
                document[key] = value
    for name in (name for name in typed if name.startswith(f"{prefix}/") and typed[name]):
        key = name[len(prefix) + 1 :]
        if "/" not in key and (plain := key.replace("~1", "/").replace("~0", "~")) not in schema.keys:
            document[plain] = typed[name]
    return document


def _value(kind: fields.Field[Any], typed: list[str], read_as: list[str]) -> Any:
    """What a field's texts mean; None if nothing was typed."""
    if isinstance(kind, Drug) or (isinstance(kind, Many) and isinstance(kind.inner, Drug)):
        drugs = list(charted(typed, read_as))
        return (drugs if isinstance(kind, Many) else drugs[0]) if drugs else None
    texts = [text.strip() for text in typed if text.strip()]
    if not texts:
        return None
    if isinstance(kind, Many):
        return [] if texts == [NONE] else texts
    if isinstance(kind, Boolean):
        return {"true": True, "false": False}.get(texts[0], texts[0])
    if isinstance(kind, Day | PartialDay):
        return as_on_the_wire(texts[0])
    return number_in(texts[0], (int, float)) if isinstance(kind, Integer | Number) else texts[0]
