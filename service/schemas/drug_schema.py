"""A drug on the wire: a name, a code of a known system, or the name of an unlisted drug with its class."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError

from service.faults import Says
from service.schemas.fields import Choice, Strict, Text, refuse
from service.schemas.object_schema import ObjectSchema
from statemachine.record.codes import CODE_SYSTEMS, DRUG_CLASSES

LONGEST_NAME = 100


class CodedDrug(ObjectSchema):
    """A drug by its code."""

    noun = "a drug by its code"

    system = Choice("Where the code comes from.", CODE_SYSTEMS, required=True)
    code = Text("The code of a drug or product; GET /v1/agents lists those known.", required=True)


class OtherDrug(ObjectSchema):
    """A drug that GET /v1/agents does not list."""

    noun = "an unlisted drug"

    other = Text("Its name, as the chart has it; answers call it so.", required=True)
    drug_class = Choice(
        "Its class, whose exposures and safety rules it has. unknown_anticancer: nobody says what it was.",
        DRUG_CLASSES,
        data_key="class",
        required=True,
    )


CODED, OTHER = CodedDrug(), OtherDrug()
_SHAPE = "must be a name, an object with system and code, or an object with other and class"


class Drug(Strict):
    """A drug in any of the three ways, told apart by the keys; a name is judged where the record is read."""

    schemas = (CodedDrug, OtherDrug)
    or_text = LONGEST_NAME

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> Any:
        if type(value) is str:
            if not 1 <= len(value) <= LONGEST_NAME:
                refuse(f"must be a text of 1 to {LONGEST_NAME} characters", value, code="wrong_length")
            return value
        if type(value) is not dict:
            refuse(_SHAPE, value)
        if "other" in value and ("system" in value or "code" in value):
            raise ValidationError(Says("must have the keys system and code, or other and class, not both"))
        if "other" in value or "class" in value:
            return OTHER.load(value)
        if "system" in value or "code" in value:
            return CODED.load(value)
        raise ValidationError(Says(_SHAPE))


def drug(description: str, **options: Any) -> Drug:
    """A drug field that says where names, classes and codes are listed."""
    return Drug(f"{description} GET /v1/agents lists the names, classes and codes.", **options)
