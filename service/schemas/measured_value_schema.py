"""A laboratory value on the wire: a bare number in the unit of its fact, or the value as the report has it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from service.schemas.fields import Number, PartialDay, Strict, Text
from service.schemas.object_schema import ObjectSchema
from statemachine.record.facts import MEASURES
from statemachine.record.likely_values import slip
from statemachine.record.units import QUANTITIES

HIGHEST = 10_000_000  # of a raw value, in whatever unit; what it comes to has its own bounds


class MeasuredValue(ObjectSchema):
    """A value as a laboratory reports it; it is converted into the unit of its fact, and shown as it was sent."""

    noun = "a measured value"

    value = Number("The number of the report.", 0, HIGHEST, required=True, examples=[34])
    unit = Text(
        "Its unit; capitals, spaces, the micro sign and how a power is set do not matter. A unit that the fact does "
        "not have is refused with those that it has.",
        longest=30,
        required=True,
        examples=["U/L", "µkat/L", "µmol/L", "mg/dL", "10*9/L", "10^3/µL", "/µL"],
    )
    upper_limit = Number(
        "The upper limit of normal of the laboratory that measured it, in the same unit. Required for AST, ALT and "
        "bilirubin, which are judged as multiples of it; not used for counts.",
        0,
        HIGHEST,
        examples=[40],
    )
    on = PartialDay("When the blood was taken.")


MEASURED = MeasuredValue()
_ENZYME = {"value": 34, "unit": "U/L", "upper_limit": 40, "on": "2026-11-02"}
SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "ast_times_uln": _ENZYME,
    "alt_times_uln": _ENZYME,
    "bilirubin_times_uln": {"value": 14, "unit": "µmol/L", "upper_limit": 21, "on": "2026-11-02"},
    "platelets_10e9_per_l": {"value": 210, "unit": "10*9/L", "on": "2026-11-02"},
    "neutrophils_10e9_per_l": {"value": 4.1, "unit": "10*9/L", "on": "2026-11-02"},
    "creatinine_clearance_ml_min": {"value": 85, "unit": "ml/min", "on": "2026-11-02"},
}


class Measurement(Strict):
    """Either way of charting one laboratory fact."""

    schemas = (MeasuredValue,)

    def __init__(self, name: str, description: str) -> None:
        quantity = QUANTITIES[name]
        limit = " and the upper limit of the laboratory" if quantity.upper_limits is not None else ""
        sample = SAMPLES[name]
        says = (
            f"{description} A number in that unit, or as reported with the unit ({', '.join(quantity.known)}){limit}. "
            "What is unlikely is read as unknown until `confirmed` names it."
        )
        super().__init__(says, examples=[round(sample["value"] / sample.get("upper_limit", 1), 2), sample])
        self.number = number(name, description)
        self.or_number = self.number.metadata

    def _deserialize(self, value: object, attr: str | None, data: object, **options: Any) -> Any:
        return MEASURED.load(value) if type(value) is dict else self.number.deserialize(value)


def number(name: str, description: str) -> Number:
    """A number in the unit of its fact, within the outer bounds; beyond them it is told what it looks like."""
    lowest, highest, _ = MEASURES[name]
    return Number(description, lowest, highest, looks_like=partial(slip, name))
