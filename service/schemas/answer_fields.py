"""The fields that recur in answers: a key is there in every answer, or from a detail on in each that is so detailed."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from service.schemas.fields import Anything, Choice, Many, Text
from statemachine.record.codes import BASES, DETAILS


def text(description: str, *, nullable: bool = False, pattern: str | None = None) -> Text:
    """A text that an answer always has."""
    return Text(description, longest=None, pattern=pattern, nullable=nullable, required=True)


def texts(description: str, each: str) -> Many:
    """A list of texts that an answer always has."""
    return Many(Text(each, longest=None), description, required=True)


def many(schema: type[Schema], description: str) -> Many:
    """A list of objects that an answer always has."""
    return Many(fields.Nested(schema), description, required=True)


def evidence() -> Many:
    """The sources of a sentence."""
    return texts("Keys of the sources that it rests on.", "Key for GET /v1/evidence/{key}.")


def regimens(description: str) -> Many:
    """A list of regimen codes."""
    return texts(description, "Code for GET /v1/regimens/{code}.")


def facts() -> fields.Dict:
    """Facts by pointer."""
    return fields.Dict(
        keys=Text("JSON pointer into the request.", longest=None),
        values=Anything("The value as charted, or as it was understood; null: not charted."),
        required=True,
        metadata={"description": "The facts that were used, by JSON pointer into the request."},
    )


def detail() -> Choice:
    """How much of an answer is told."""
    return Choice(
        "How much is told. brief: the decision, with a row for each option; reasons: also what it rests on; full: also "
        "every finding and the text of the catalogue.",
        DETAILS,
        required=True,
    )


def limits_of_use() -> Text:
    """How far an answer may be relied on."""
    return text("How far this answer may be relied on.")


def told_from(detail: str, field: Any) -> Any:
    """A field that an answer has from this detail on."""
    field.required = False
    field.metadata["description"] += " Told with detail=full." if detail == "full" else " Told unless detail=brief."
    field.metadata["x-detail"] = detail
    return field


def basis() -> Choice:
    """What a rule or a sentence rests on."""
    return Choice(
        "What it rests on. guideline, label, trial: a text of that kind; secondary: only a lay, AI-written or "
        "community source; service: a rule of this service. Several sentences joined into one have the "
        "weakest basis among them.",
        BASES,
        required=True,
    )
