"""Measured facts as charted: a bare number, or a value with its unit, the upper limit of the laboratory and its day.

They are converted once, here. What is unlikely is read as unknown until the request confirms it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine.record.facts import FACTS, MEASURES
from statemachine.record.likely_values import is_likely, slip
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record_faults import Fault
from statemachine.record.units import MULTIPLE, QUANTITIES, Quantity

DECIMALS = 9  # 3.3 / 1.1 is 3, which decides where a bound is 3


class Measured(float):
    """A number in the unit of its fact, with the words in which it was charted and the day that it is of."""

    text: str
    on: PartialDate | None

    def __new__(cls, value: float, text: str, on: PartialDate | None = None) -> Measured:
        """Keep number, words and day together."""
        number = super().__new__(cls, value)
        number.text, number.on = text, on
        return number

    def __reduce__(self) -> tuple[type[Measured], tuple[float, str, PartialDate | None]]:
        return Measured, (float(self), self.text, self.on)


@dataclass(frozen=True, slots=True)
class Unlikely:
    """A value that is unlikely and that nobody has confirmed: the fact, the value as charted, and the slip."""

    fact: str
    value: float
    text: str
    slip: str

    @property
    def pointer(self) -> str:
        """Where it is charted."""
        return f"/patient/{self.fact}"


@dataclass(slots=True)
class MeasuredFacts:
    """The numbers by their facts, those that are not believed, the days they are of, and what cannot be read."""

    numbers: dict[str, float] = field(default_factory=dict)
    unlikely: list[Unlikely] = field(default_factory=list)
    days: dict[str, str] = field(default_factory=dict)  # of the blood samples, by the fact
    faults: list[Fault] = field(default_factory=list)


def measured_facts(charted: Mapping[str, Any], confirmed: Iterable[str]) -> MeasuredFacts:
    """The measured facts of a patient in their own units; `confirmed` are pointers to unlikely ones that are right."""
    found = MeasuredFacts(faults=list(_wrongly_confirmed(charted, confirmed)))
    for fact in (fact for fact in MEASURES if fact in charted):
        told = charted[fact]
        value, unit, text = told, None, _bare(fact, told)
        if isinstance(told, Mapping):
            if "on" in told:
                found.days[fact] = told["on"]
            measured = _converted(fact, told)
            if isinstance(measured, Fault):
                found.faults.append(measured)
                continue
            value, unit, text = measured, told["unit"], measured.text
        if not MEASURES[fact].lowest <= value <= MEASURES[fact].highest:
            at = f"/patient/{fact}" if unit is None else f"/patient/{fact}/value"
            found.faults.append(Fault(at, beyond(fact, value, text, unit), "out_of_range"))
        elif is_likely(fact, value) or f"/patient/{fact}" in confirmed:
            found.numbers[fact] = value
        else:
            found.unlikely.append(Unlikely(fact, value, text, slip(fact, value, unit=unit)))
    return found


def of_day(number: float, on: PartialDate | None) -> float:
    """A number as charted in the words of a report, with the day that it is of."""
    return Measured(number, number.text, on) if isinstance(number, Measured) else number


def beyond(fact: str, value: float, text: str, unit: str | None = None) -> str:
    """Why a value beyond the outer bounds is refused."""
    words, measure, likely_slip = FACTS[fact].words, MEASURES[fact], slip(fact, value, unit=unit)
    looks = f"; it looks like {likely_slip}" if likely_slip else ""
    return f"{words} can be from {measure.lowest} to {measure.highest} {FACTS[fact].unit}, not {text}{looks}"


def _bare(fact: str, number: Any) -> str:
    unit = FACTS[fact].unit
    return f"{number} ({unit})" if unit[:1].isdigit() else f"{number} {unit}".strip()


def as_charted(measured: Mapping[str, Any]) -> str:
    """A measured value in the words of its report."""
    limit = f" (upper limit {measured['upper_limit']})" if "upper_limit" in measured else ""
    day = f", {measured['on']}" if "on" in measured else ""
    return f"{measured['value']} {measured['unit']}{limit}{day}"


def _converted(fact: str, charted: Mapping[str, Any]) -> Measured | Fault:
    quantity = QUANTITIES.get(fact)
    at = f"/patient/{fact}"
    if quantity is None:
        says = f"{FACTS[fact].words} is sent as a number ({FACTS[fact].unit}), without unit or upper limit"
        return Fault(at, says, "wrong_type")
    unit = quantity.unit(charted["unit"])
    if unit is None:
        says = f"the unit {charted['unit']} is not known here; send one of {', '.join(quantity.known)}"
        return Fault(f"{at}/unit", says, "unknown_unit", quantity.known)
    if quantity.upper_limits is None:
        return Measured(round(charted["value"] * quantity.units[unit], DECIMALS), as_charted(charted))
    wrong = _wrong_limit(quantity, unit, charted.get("upper_limit"))
    if wrong is not None:
        return Fault(f"{at}/upper_limit", wrong, "wrong_upper_limit")
    limit = 1 if unit == MULTIPLE else charted["upper_limit"]
    return Measured(round(charted["value"] / limit, DECIMALS), as_charted(charted))


def _wrong_limit(quantity: Quantity, unit: str, limit: float | None) -> str | None:
    """What is wrong with the upper limit of a value in this unit."""
    if unit == MULTIPLE:
        return None if limit is None else "a multiple of the upper limit has none of its own; is the unit right?"
    if limit is None:
        says = f"the upper limit is missing: send that of the laboratory in {unit}, or the multiple of it as a number"
        return f"{says}, as rules count in multiples of it, and laboratories differ"
    assert quantity.upper_limits is not None  # noqa: S101  # only such a quantity is a multiple
    lowest, highest = (round(bound / quantity.units[unit], 2) for bound in quantity.upper_limits)
    if lowest <= limit <= highest:
        return None
    others = " or ".join(other for other in quantity.units if other != unit)
    return f"no laboratory has {limit} {unit} as its upper limit ({lowest:g} to {highest:g}); is the unit {others}?"


def _wrongly_confirmed(charted: Mapping[str, Any], confirmed: Iterable[str]) -> Iterable[Fault]:
    for place, pointer in enumerate(confirmed):
        if charted.get(pointer.removeprefix("/patient/")) is None:
            yield Fault(
                f"/confirmed/{place}", f"{pointer} is not charted, so there is nothing to confirm", "not_charted"
            )
