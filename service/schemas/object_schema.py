"""What every object on the wire has in common: unknown keys are refused by name, and nothing is coerced."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import Schema, ValidationError

from service.faults import Says, UnknownKey, echo

# marshmallow gathers unknown keys in quadratic time; no object of the wire has half as many keys.
MOST_KEYS = 100


class ObjectSchema(Schema):
    """A JSON object of known keys; `noun` names it in messages."""

    noun: ClassVar[str] = "the body"

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.keys = tuple(field.data_key or name for name, field in self.load_fields.items())
        self.error_messages["unknown"] = UnknownKey(f"is not a key of {self.noun}", self.keys)

    def load(self, data: Any, **options: Any) -> Any:
        """Load one object after judging its kind and size."""
        if type(data) is not dict:
            raise ValidationError(Says(f"must be an object, not {echo(data)}", code="wrong_type"))
        if len(data) > MOST_KEYS:
            raise ValidationError(Says(f"must not have more than {MOST_KEYS} keys", code="wrong_length"))
        return super().load(data, **options)
