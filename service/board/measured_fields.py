"""A laboratory value in the form: the number of the report, its unit, the upper limit of the laboratory, its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.board.typed_dates import as_on_the_wire
from service.json_body import parse
from statemachine.record.units import MULTIPLE, QUANTITIES

BESIDE: Final = ("unit", "upper_limit", "on")  # the keys of a measured value beside its number
IN_PRINT: Final = {
    MULTIPLE: "\N{MULTIPLICATION SIGN} upper limit",
    "umol/l": "\N{MICRO SIGN}mol/l",
    "ukat/l": "\N{MICRO SIGN}kat/l",
    "10^9/l": "10\N{SUPERSCRIPT NINE}/l",
    "10^3/ul": "10\N{SUPERSCRIPT THREE}/\N{MICRO SIGN}l",
    "/ul": "/\N{MICRO SIGN}l",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the number: `units` can be chosen, of which the empty one is the unit of the fact itself."""

    unit: str
    upper_limit: str
    on: str
    units: list[tuple[str, str]]
    has_limit: bool


def shown_apart(fact: str, value: Any) -> tuple[Any, Beside]:
    """The number of a charted value and what stands beside it; what has another shape stays whole."""
    quantity = QUANTITIES[fact]
    is_measured = (
        isinstance(value, Mapping)
        and "value" in value
        and value.keys() <= {"value", *BESIDE}
        and all(isinstance(each, str | int | float) for each in value.values())
    )
    told = {key: str(value[key]) for key in BESIDE if key in value} if is_measured else {}
    has_limit = quantity.upper_limits is not None
    own, *others = (MULTIPLE, *quantity.units) if has_limit else quantity.known
    units = [("", IN_PRINT.get(own, own)), *((each, IN_PRINT.get(each, each)) for each in others)]
    unit = told.get("unit", "")
    if unit not in dict(units):
        units.append((unit, unit))
    return (value["value"] if is_measured else value), Beside(
        unit, told.get("upper_limit", ""), told.get("on", ""), units, has_limit
    )


def put_together(number: str, beside: Mapping[str, str]) -> Any:
    """The value that the texts of a field mean; a unit without a number says nothing, and None is not charted."""
    told = {key: text.strip() for key, text in beside.items() if text.strip()}
    if not number:
        told.pop("unit", None)
    if not told:
        return number_in(number, (int, float, dict)) if number else None
    value: dict[str, Any] = {"value": number_in(number, (int, float))} if number else {}
    for key, text in told.items():
        value[key] = number_in(text, (int, float)) if key == "upper_limit" else text
    if "on" in told:
        value["on"] = as_on_the_wire(told["on"])
    return value


def number_in(text: str, kinds: tuple[type, ...]) -> Any:
    """What a text means as JSON, where that is of one of these kinds."""
    try:
        told = parse(text)
    except ValueError:
        return text
    return told if type(told) in kinds else text
