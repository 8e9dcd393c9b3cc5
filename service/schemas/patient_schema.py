"""The patient on the wire: a field for every row of the table of facts, with its unit, its meaning and its bounds."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from marshmallow import ValidationError, fields, validates_schema

from service.faults import Says
from service.schemas.drug_schema import drug
from service.schemas.fields import Boolean, Choice, Integer, Many, PartialDay
from service.schemas.measured_value_schema import Measurement, number
from service.schemas.object_schema import ObjectSchema
from statemachine.record.facts import FACTS, YES_OR_NO, Drugs, Measure, Several, WholeNumber
from statemachine.record.likely_values import slip
from statemachine.record.units import QUANTITIES

MOST_DRUGS = 50
HER2_KEYS = ("her2_status", "her2_ihc", "her2_ish")
NO_HER2 = Says("is missing: give her2_status, or her2_ihc and her2_ish", code="missing_key")


def field_of(name: str, description: str | None = None) -> fields.Field[Any]:
    """A new field that takes what can be charted of a fact, with the meaning of its row unless another is given."""
    values, says = FACTS[name].values, description or FACTS[name].description
    match values:
        case WholeNumber(lowest, highest):
            return Integer(says, lowest, highest, looks_like=partial(slip, name))
        case Measure():
            return Measurement(name, says) if name in QUANTITIES else number(name, says)
        case Several(each, words):
            return Many(Choice(each, words), says, most=len(words))
        case Drugs(kinds):
            return Many(drug("A drug or a kind." if kinds else "A drug."), says, most=MOST_DRUGS)
        case tuple():
            return Boolean(says) if values == YES_OR_NO else Choice(says, tuple(str(value) for value in values))
        case type():
            return PartialDay(says)


class Patient(ObjectSchema):
    """The facts about the patient on the day of the question."""

    noun = "patient"

    class Meta:
        """A field for each fact."""

        include: ClassVar[dict[str, Any]] = {name: field_of(name) for name in FACTS}

    @validates_schema(skip_on_field_errors=False)
    def _names_her2(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a patient of whose HER2 nothing is said; a faulty value has its own fault already."""
        if not any(key in data for key in HER2_KEYS):
            raise ValidationError(NO_HER2, "her2_status")
