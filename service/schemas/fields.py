"""The fields of the wire: each takes a JSON value as it stands or refuses it in one sentence.

marshmallow's own Float takes "1.5" and its Boolean "yes", which may not read a chart. Its strict Integer would do, but
not its sentence: ours shows the bounds, the value and the slip that it may be. Each field carries its bounds as JSON
Schema, so that what is documented is what is checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NoReturn

from marshmallow import Schema, ValidationError, fields, missing

from service.faults import Says, echo

FULL_DATE = "(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
PARTIAL_DATE = "(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
DAY_EXAMPLE = "2026-11-20"
LARGEST_NAMED = 10**9  # a larger number is no slip that a sentence could name
LooksLike = Callable[[float], str]

_ABSENT: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": Says("is missing", code="missing_key"),
    "null": Says("may not be null: leave out what nobody has charted", code="null_value"),
}


class Strict(fields.Field[Any]):
    """What all fields share: a description with unit and meaning, and JSON Schema keywords for its bounds."""

    default_error_messages = _ABSENT

    def __init__(
        self,
        description: str,
        *,
        required: bool = False,
        nullable: bool = False,
        data_key: str | None = None,
        **keywords: Any,
    ) -> None:
        super().__init__(
            required=required,
            allow_none=nullable,
            data_key=data_key,
            metadata={"description": description, **keywords},
        )

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **options: Any
    ) -> Any:
        """Judge one value, without the validators, defaults and hooks of the base class: a third cheaper."""
        if value is missing:
            if self.required:
                raise self.make_error("required")
            return missing
        if value is None:
            if not self.allow_none:
                raise self.make_error("null")
            return None
        return self._deserialize(value, attr, data, **options)


class Anything(Strict):
    """Any JSON value; for answers only."""


class Integer(Strict):
    """A whole number within bounds: "62" and true are refused.

    `looks_like` says which slip a number beyond the bounds may be.
    """

    def __init__(
        self,
        description: str,
        minimum: int,
        maximum: int | None = None,
        *,
        looks_like: LooksLike | None = None,
        **options: Any,
    ) -> None:
        limits: dict[str, Any] = {"minimum": minimum} if maximum is None else {"minimum": minimum, "maximum": maximum}
        super().__init__(description, **limits, **options)
        self.minimum, self.maximum, self.looks_like = minimum, maximum, looks_like

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> int:
        if type(value) is not int or value < self.minimum or (self.maximum is not None and value > self.maximum):
            most = "" if self.maximum is None else f" to {self.maximum}"
            code = "out_of_range" if type(value) is int else "wrong_type"
            refuse(f"must be a whole number from {self.minimum}{most}", value, self.looks_like, code=code)
        return value


class Number(Strict):
    """A finite number within bounds; whole or with decimals, never a text, true or infinite."""

    def __init__(
        self,
        description: str,
        minimum: float,
        maximum: float,
        *,
        looks_like: LooksLike | None = None,
        **options: Any,
    ) -> None:
        super().__init__(description, minimum=minimum, maximum=maximum, **options)
        self.minimum, self.maximum, self.looks_like = minimum, maximum, looks_like

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> int | float:
        # Comparing refuses NaN and infinity, and an int too large for a float without converting it.
        if type(value) not in (int, float) or not self.minimum <= value <= self.maximum:  # type: ignore[operator]
            code = "out_of_range" if type(value) in (int, float) else "wrong_type"
            refuse(f"must be a number from {self.minimum} to {self.maximum}", value, self.looks_like, code=code)
        return value  # type: ignore[return-value]


class Boolean(Strict):
    """Exactly true or false."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> bool:
        if type(value) is not bool:
            refuse("must be true or false", value)
        return value


class Choice(Strict):
    """One code of a closed list."""

    def __init__(self, description: str, codes: tuple[str, ...], *, nullable: bool = False, **options: Any) -> None:
        enum = [*codes, None] if nullable else list(codes)
        super().__init__(description, nullable=nullable, enum=enum, **options)
        self.codes = codes

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> str:
        if type(value) is not str or value not in self.codes:
            given = value if type(value) is str else ""
            says = f"must be one of {', '.join(self.codes)}, not {echo(value)}"
            raise ValidationError(Says(says, self.codes, given, "unknown_value"))
        return value


class Text(Strict):
    """A text of bounded length, of one shape if a pattern is given."""

    def __init__(
        self, description: str, *, longest: int | None = 100, pattern: str | None = None, **options: Any
    ) -> None:
        if longest is not None:
            options |= {"minLength": 1, "maxLength": longest}
        if pattern is not None:
            options["pattern"] = f"^{pattern}$"
        super().__init__(description, **options)
        self.longest = longest
        self.shape = re.compile(pattern) if pattern else None

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> str:
        if type(value) is not str:
            refuse("must be a text", value)
        if self.longest is not None and not 1 <= len(value) <= self.longest:
            refuse(f"must be a text of 1 to {self.longest} characters", value, code="wrong_length")
        if self.shape is not None and not self.shape.fullmatch(value):
            refuse(f"must have the shape {self.shape.pattern}", value, code="wrong_shape")
        return value


class Day(Strict):
    """A day that exists, YYYY-MM-DD, from 1900 to 2199; passed on as charted."""

    _shape = re.compile(FULL_DATE)
    _says = "must be a day that exists, written YYYY-MM-DD, from 1900 to 2199"

    def __init__(self, description: str, **options: Any) -> None:
        super().__init__(description, format="date", pattern=f"^{FULL_DATE}$", examples=[DAY_EXAMPLE], **options)

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> str:
        if type(value) is not str or not self._shape.fullmatch(value) or not _exists(value):
            refuse(self._says, value, code="not_a_date")
        return value


class PartialDay(Strict):
    """A date as precise as the chart: YYYY-MM-DD, YYYY-MM or YYYY, 1900 to 2199; passed on as charted."""

    _shape = re.compile(PARTIAL_DATE)
    _says = "must be a date that exists, written YYYY-MM-DD, YYYY-MM or YYYY, from 1900 to 2199"

    def __init__(self, description: str, **options: Any) -> None:
        examples = [DAY_EXAMPLE, DAY_EXAMPLE[:7], DAY_EXAMPLE[:4]]
        super().__init__(description, pattern=f"^{PARTIAL_DATE}$", examples=examples, **options)

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> str:
        if type(value) is not str or not self._shape.fullmatch(value) or (len(value) == 10 and not _exists(value)):
            refuse(self._says, value, code="not_a_date")
        return value


class Many(fields.List[Any]):
    """A list of bounded length, judged before any element is, so that a long list costs nothing."""

    default_error_messages = _ABSENT

    def __init__(
        self,
        inner: fields.Field[Any],
        description: str,
        *,
        fewest: int = 0,
        most: int | None = None,
        required: bool = False,
    ) -> None:
        keywords: dict[str, Any] = {"description": description}
        if fewest:
            keywords["minItems"] = fewest
        if most is not None:
            keywords["maxItems"] = most
        super().__init__(inner, required=required, metadata=keywords)
        self.fewest, self.most = fewest, most

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> list[Any]:
        if type(value) is not list:
            refuse("must be a list", value)
        if len(value) < self.fewest or (self.most is not None and len(value) > self.most):
            raise ValidationError(
                Says(f"must have {self.fewest} to {self.most} entries, not {len(value)}", code="wrong_length")
            )
        if value == ["none"] and not self.fewest and "none" not in getattr(self.inner, "codes", ()):
            raise ValidationError(Says('must be an empty list where there is none, not ["none"]', code="unknown_value"))
        return super()._deserialize(value, attr, data, **options)


class Object(fields.Nested):
    """One object of a schema."""

    default_error_messages = _ABSENT

    def __init__(
        self, schema: type[Schema], description: str, *, required: bool = False, nullable: bool = False
    ) -> None:
        super().__init__(schema, required=required, allow_none=nullable, metadata={"description": description})


def refuse(predicate: str, value: object, looks_like: LooksLike | None = None, *, code: str = "wrong_type") -> NoReturn:
    """Refuse a value in a sentence that says what it must be, shows it, shortened, and tells the likely slip."""
    is_legible = type(value) in (int, float) and abs(value) < LARGEST_NAMED  # type: ignore[arg-type]
    likely = looks_like(value) if looks_like is not None and is_legible else ""  # type: ignore[arg-type]
    looks = f"; it looks like {likely}" if likely else ""
    raise ValidationError(Says(f"{predicate}, not {echo(value)}{looks}", code=code))


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
