"""The single values that a guideline file may hold: texts, numbers, days, guards, and words of closed lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from marshmallow import ValidationError, fields

from statemachine.editions.closed_lists import WHEN_UNKNOWN
from statemachine.editions.mistakes import known_are

FileShape = fields.Field[Any]

SAYS = {"required": "is missing", "null": "is empty", "invalid": "must be a list"}


# marshmallow's own fields would read "12" as a number and 1 as true.


class Value(fields.Field[Any]):
    """A value of exactly one type."""

    default_error_messages: dict[str, Any] = SAYS
    exactly: ClassVar[type] = str
    called: ClassVar[str] = "a text"
    stand_in: Any = "?"  # in the place of a value that is missing or mistaken, so that the rest of the file is judged

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if type(value) is not self.exactly or value == "":
            raise ValidationError(f"must be {self.called}, not {value!r}")
        return value


class Text(Value):
    """Some text."""


class Whole(Value):
    """A whole number."""

    exactly = int
    called = "a whole number"
    stand_in = 1


class Count(Whole):
    """A whole number from 1."""

    called = "a whole number from 1"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if super()._deserialize(value, attr, data, **options) < 1:
            raise ValidationError(f"must be {self.called}, not {value!r}")
        return value


class Grade(Whole):
    """A grade of a toxicity."""

    called = "a grade from 1 to 4"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if super()._deserialize(value, attr, data, **options) not in range(1, 5):
            raise ValidationError(f"must be {self.called}, not {value!r}")
        return value


class Rank(Whole):
    """A whole number, or the word none."""

    called = "a whole number or none"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        return value if value == "none" else super()._deserialize(value, attr, data, **options)


class Number(Value):
    """A number above 0."""

    called = "a number above 0"
    stand_in = 1

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if type(value) not in (int, float) or value <= 0:
            raise ValidationError(f"must be {self.called}, not {value!r}")
        return value


class Flag(Value):
    """True or false."""

    exactly = bool
    called = "true or false"
    stand_in = False


class Day(Value):
    """A day as text, since YAML reads a bare one as a date."""

    called = 'a day in quotes, as "2022-05-31"'
    stand_in = "2000-01-01"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if not is_day(super()._deserialize(value, attr, data, **options)):
            raise ValidationError(f"must be {self.called}, not {value!r}")
        return value


class Word(Value):
    """One word of a closed list."""

    def __init__(self, *words: str | bool, stand_in: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.words = tuple(dict.fromkeys(words))
        self.stand_in = stand_in or self.words[0]

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:
        if type(value) not in (str, bool) or value not in self.words:
            raise ValidationError(f"{value!r} is not known; {known_are(value, self.words)}")
        return value


class Condition(Value):
    """A guard's name, or `{name: arguments}` with `when_unknown` beside it; questions.py knows the guards."""

    called = "a guard's name or {name: arguments}"
    when_unknown = Word(*WHEN_UNKNOWN)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if not isinstance(value, Mapping) or len(value.keys() - {"when_unknown"}) != 1:
            return super()._deserialize(value, attr, data, **options)
        if "when_unknown" in value:
            self.when_unknown.deserialize(value["when_unknown"])
        return value


def listed(value: Any) -> list[Any]:
    """One value or a list of values as a list."""
    return value if isinstance(value, list) else [value]


def is_day(value: Any) -> bool:
    """Is it the text of a day that exists?"""
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False
