"""The values that a guideline file may hold: texts, numbers, days, guards, and words of closed lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, pre_load
from marshmallow.exceptions import SCHEMA

from statemachine.editions.mistakes import RowFault, known_are
from statemachine.record import codes
from statemachine.record.occurrences import STOPS

# A treatment and a pause are made from a decision and its regimens, never declared.
DECLARED_KINDS = ("phase", "decision", "referral", "inquiry", "exit")
KINDS = (*DECLARED_KINDS, "treatment", "pause")
TRIGGERS = ("treat", *codes.EVENTS, *STOPS.values(), "early_stage_treatment", "component_dropped")
STRENGTHS = ("strong", "moderate", "weak")
QUALITIES = ("high", "intermediate", "moderate", "low", "insufficient")
WHEN_UNKNOWN = ("ask", "check", "silent")
DRUG_CLASSES = (
    "anti_her2_antibody",
    "antibody_drug_conjugate",
    "her2_kinase_inhibitor",
    "taxane",
    "vinca_alkaloid",
    "fluoropyrimidine",
    "platinum",
    "antimetabolite",
    "microtubule_inhibitor",
    "anthracycline",
    "alkylating_agent",
    "aromatase_inhibitor",
    "endocrine_agent",
    "cdk4_6_inhibitor",
)

FileShape = fields.Field[Any]

_SAYS = {"required": "is missing", "null": "is empty", "invalid": "must be a list"}
_NO_ROW = {"type": "must be a row of keys and values"}


# Values. marshmallow's own fields would read "12" as a number and 1 as true.


class Value(fields.Field[Any]):
    """A value of exactly one type."""

    default_error_messages: dict[str, Any] = _SAYS
    exactly: ClassVar[type] = str
    called: ClassVar[str] = "a text"

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


class Count(Whole):
    """A whole number from 1."""

    called = "a whole number from 1"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if super()._deserialize(value, attr, data, **options) < 1:
            raise ValidationError(f"must be {self.called}, not {value!r}")
        return value


class Flag(Value):
    """True or false."""

    exactly = bool
    called = "true or false"


class Day(Value):
    """A day as text, since YAML reads a bare one as a date."""

    called = 'a day in quotes, as "2022-05-31"'

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text = super()._deserialize(value, attr, data, **options)
        try:
            return date.fromisoformat(text)
        except ValueError as wrong:
            raise ValidationError(f"must be {self.called}, not {value!r}") from wrong


class Word(Value):
    """One word of a closed list."""

    def __init__(self, *words: str | bool, **options: Any) -> None:
        super().__init__(**options)
        self.words = tuple(dict.fromkeys(words))

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


# Lists and rows


class Many(fields.List[Any]):
    """A list."""

    default_error_messages: dict[str, Any] = _SAYS


class Filled(Many):
    """A list that is not empty, since a row about nothing is a slip."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if value == []:
            raise ValidationError("is empty: leave it out, or name something")
        return super()._deserialize(value, attr, data, **options)


class OneOrMany(Filled):
    """One value or a list of values."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if isinstance(value, list):
            return super()._deserialize(value, attr, data, **options)
        return self.inner.deserialize(value, attr, data, **options)


class Row(fields.Nested):
    """One row."""

    default_error_messages: dict[str, Any] = _SAYS


class Named(Value):
    """Rows under their names."""

    called = "rows under their names"
    exactly = dict

    def __init__(self, row: fields.Field[Any], **options: Any) -> None:
        super().__init__(**options)
        self.row = row

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        for name, row in super()._deserialize(value, attr, data, **options).items():
            if type(name) is not str:
                raise ValidationError(f"the name {name!r} must be a text in quotes")
            try:
                self.row.deserialize(row)
            except ValidationError as wrong:
                raise ValidationError({name: wrong.messages}) from wrong
        return value


class Shape(Schema):
    """A row of known keys."""

    error_messages: dict[str, Any] = _NO_ROW

    @pre_load
    def _knows_every_key(self, row: Any, **_: Any) -> Any:
        for key in row if isinstance(row, Mapping) else ():
            if key not in self.fields:
                raise ValidationError(f"is not a key here; {known_are(key, self.fields)}", str(key))
        return row


class Source(OneOrMany):
    """States by name or pattern, or by their kind."""

    of_kind = Row(Shape.from_dict({"kind": Filled(Word(*KINDS), required=True)}))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        if isinstance(value, Mapping):
            return self.of_kind.deserialize(value)
        return super()._deserialize(value, attr, data, **options)


def check_shape(document: object, shape: FileShape) -> None:
    """RowFault for the first row of a file that has another shape than the declared one."""
    try:
        shape.deserialize(document)
    except ValidationError as wrong:
        path, says = next(_flatten(wrong.messages, ()))
        raise RowFault(_told(path, document), says) from wrong


def _flatten(messages: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flatten(inner, path if key == SCHEMA else (*path, key))
    else:
        yield path, str(messages[0])


def _told(path: tuple[str | int, ...], document: Any) -> str:
    """`transitions[2].rank` or `hp.notes[3].says`, and `state first_line.kind` where a state has a name."""
    told = ""
    for step in path:
        document = _inside(document, step)
        if isinstance(step, int):
            name = document.get("name") if isinstance(document, Mapping) else None
            told = f"state {name}" if name and told == "states" else f"{told}[{step}]"
        else:
            told += f".{step}" if told else step
    return told


def _inside(document: Any, step: str | int) -> Any:
    """What lies under a key or an index; None under the key that is missing."""
    if isinstance(document, Mapping):
        return document.get(step)
    return document[step] if isinstance(document, list) and isinstance(step, int) else None
