"""The lists and rows that a guideline file may hold, each made of single values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validates_schema

from statemachine.editions.closed_lists import KINDS
from statemachine.editions.file_values import SAYS, Value, Word
from statemachine.editions.mistakes import known_are

NO_ROW = {"type": "must be a row of keys and values"}


class Many(fields.List[Any]):
    """A list."""

    default_error_messages: dict[str, Any] = SAYS

    @property
    def stand_in(self) -> Any:
        """An empty list."""
        return []


class Filled(Many):
    """A list that is not empty, since a row about nothing is a slip."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if value == []:
            raise ValidationError("is empty: leave it out, or name something")
        return super()._deserialize(value, attr, data, **options)


class OneOrMany(Filled):
    """One value or a list of values."""

    @property
    def stand_in(self) -> Any:
        """One value."""
        return self.inner.stand_in  # type: ignore[attr-defined]  # each value of these files has one

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if isinstance(value, list):
            return super()._deserialize(value, attr, data, **options)
        return self.inner.deserialize(value, attr, data, **options)


class Row(fields.Nested):
    """One row."""

    default_error_messages: dict[str, Any] = SAYS

    @property
    def stand_in(self) -> Any:
        """A row of what every such row has."""
        inner = self.schema.fields.items()
        return {key: field.stand_in for key, field in inner if field.required}  # type: ignore[attr-defined]


class Named(Value):
    """Rows under their names."""

    called = "rows under their names"
    exactly = dict

    @property
    def stand_in(self) -> Any:
        """No row."""
        return {}

    def __init__(self, row: fields.Field[Any], **options: Any) -> None:
        super().__init__(**options)
        self.row = row

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        faults: dict[str, Any] = {}
        for name, row in super()._deserialize(value, attr, data, **options).items():
            if type(name) is not str:
                raise ValidationError(f"the name {name!r} must be a text in quotes")
            try:
                self.row.deserialize(row)
            except ValidationError as wrong:
                faults[name] = wrong.messages
        if faults:
            raise ValidationError(faults)
        return value


class Shape(Schema):
    """A row of known keys."""

    error_messages: dict[str, Any] = NO_ROW

    class Meta:
        unknown = EXCLUDE  # refused below with the known keys, beside what else is wrong with the row

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _knows_every_key(self, _: Any, row: Mapping[Any, Any], **__: Any) -> None:
        unknown = [key for key in row if key not in self.fields]
        if unknown:
            raise ValidationError({str(key): [f"is not a key here; {known_are(key, self.fields)}"] for key in unknown})


class Source(OneOrMany):
    """States by name or pattern, or by their kind."""

    of_kind = Row(Shape.from_dict({"kind": Filled(Word(*KINDS), required=True)}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if isinstance(value, Mapping):
            return self.of_kind.deserialize(value)
        return super()._deserialize(value, attr, data, **options)
