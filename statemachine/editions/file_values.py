"""The values that a guideline file may hold: texts, numbers, days, guards, and words of closed lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validates_schema

from statemachine.editions.mistakes import known_are
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

# What a safety rule is about. Of the first ones every drug has a rule, or a waiver that says why it needs none.
DEMANDED_TOPICS = ("heart", "lung", "liver", "blood", "kidney", "failure", "toxicity")
TOPICS = (
    *DEMANDED_TOPICS,
    "her2",
    "pregnancy",
    "dpd",
    "brain",
    "taxane",
    "performance",
    "visceral_crisis",
    "choice_and_access",
    "history",
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
        text = super()._deserialize(value, attr, data, **options)
        try:
            return date.fromisoformat(text)
        except ValueError as wrong:
            raise ValidationError(f"must be {self.called}, not {value!r}") from wrong


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


# Lists and rows


class Many(fields.List[Any]):
    """A list."""

    default_error_messages: dict[str, Any] = _SAYS

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

    default_error_messages: dict[str, Any] = _SAYS

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

    error_messages: dict[str, Any] = _NO_ROW

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


def listed(value: Any) -> list[Any]:
    """One value or a list of values as a list."""
    return value if isinstance(value, list) else [value]
