"""What was measured: a number in the words and units of the record, or why it cannot be charted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from service.fhir import codes
from service.fhir.values import a_list, a_number, a_text, an_object, texts, word
from service.fhir.values import codes as codes_of
from statemachine.record.facts import FACTS
from statemachine.record.measured_values import measured_facts
from statemachine.record.units import QUANTITIES, Quantity

PERCENT: Final = ("%", "percent")
_SCORE: Final = re.compile(r"(?<![\d.])[0-5](?![\d.%]| ?%)")
BOUNDS: Final = {"ecog": (0, 4), "lvef": (5, 90)}
SEVERAL: Final = "It has several reference ranges: which upper limit holds for this patient is not certain."


def number(content: Mapping[str, Any], fact: str) -> int | float | None:
    """The performance status or the ejection fraction, where it is one number within what can be charted."""
    quantity = an_object(content.get("valueQuantity"))
    value = a_number(content.get("valueInteger"))
    if value is None and (unit_of(quantity).lower() in PERCENT) is (fact == "lvef"):
        value = a_number(quantity.get("value"))
    answers = codes.found(codes.ECOG_ANSWERS, codes_of(content.get("valueCodeableConcept"))) if fact == "ecog" else []
    if answers:
        value = int(answers[0]) if len(answers) == 1 else None
    lowest, highest = BOUNDS[fact]
    if value is None or a_text(quantity.get("comparator")):  # below 40 is not 40
        return None
    return value if lowest <= value <= highest and (fact != "ecog" or type(value) is int) else None


def laboratory(content: Mapping[str, Any], fact: str, on: str | None) -> dict[str, Any] | str:
    """A value with its unit and, where the fact needs one, the upper limit of its laboratory; else what is wrong."""
    quantity = an_object(content.get("valueQuantity"))
    value, known = a_number(quantity.get("value")), QUANTITIES[fact]
    if value is None or value < 0 or a_text(quantity.get("comparator")):
        return "It has no value that can be charted."
    units = _known_units(quantity, known)
    if not units:
        return f"Its unit is not known for this value; known are {', '.join(known.known)}."
    if len({known.units.get(known.unit(each) or "") for each in units}) > 1:
        return f"The code and the name of its unit are two units: {' and '.join(units)}."
    unit = units[0]
    told: dict[str, Any] = {"value": value, "unit": unit}
    if known.upper_limits is not None:
        high = _of_normal_range(content, "high")
        if high is None and len(a_list(content.get("referenceRange"))) > 1:
            return SEVERAL
        if high is None or (unit_of(high) and known.unit(unit) not in map(known.unit, _known_units(high, known))):
            missing = f"The upper limit of normal is missing (referenceRange.high, in {unit}, of this laboratory)"
            return f"{missing}: rules count {FACTS[fact].words} in multiples of it, and laboratories differ."
        told["upper_limit"] = high["value"]
    told |= {"on": on} if on else {}
    faults = measured_facts({fact: told}, ()).faults
    return faults[0].says if faults else told


def unit_of(quantity: Mapping[str, Any]) -> str:
    """The code of the unit, or else its name."""
    return a_text(quantity.get("code")) or a_text(quantity.get("unit"))


def _known_units(quantity: Mapping[str, Any], known: Quantity) -> list[str]:
    """The code and the name of a unit, those of them that are known."""
    told = (a_text(quantity.get("code")), a_text(quantity.get("unit")))
    return [each for each in dict.fromkeys(told) if each and known.unit(each) is not None]


def speaks_against_itself(content: Mapping[str, Any]) -> bool:
    """Does its interpretation say another performance status or place in the reference range than its value does?"""
    concepts = a_list(content.get("interpretation"))
    scores = {score for concept in concepts for score in codes.found(codes.ECOG_ANSWERS, codes_of(concept))}
    told = content.get("valueCodeableConcept")
    by_code = codes.found(codes.ECOG_ANSWERS, codes_of(told))
    in_words = {number for text in texts(told) for number in _SCORE.findall(text)}
    if by_code and in_words and in_words != {*by_code}:
        return True
    score = a_number(content.get("valueInteger"))
    if scores and score is not None and scores != {str(score)}:
        return True
    quantity = an_object(content.get("valueQuantity"))
    value = a_number(quantity.get("value"))
    if value is None or a_text(quantity.get("comparator")):
        return False
    low, high = (_limit(content, end, unit_of(quantity)) for end in ("low", "high"))
    is_above, is_below = high is not None and value > high, low is not None and value < low
    is_not_above, is_not_below = high is not None and value < high, low is not None and value > low
    against = {
        "high": is_not_above or is_below,
        "low": is_not_below or is_above,
        "normal": is_above or is_below,
        "abnormal": is_not_above and is_not_below,
    }
    return any(against[flag] for concept in concepts for flag in codes.found(codes.FLAGS, codes_of(concept)))


def _limit(content: Mapping[str, Any], end: str, unit: str) -> int | float | None:
    """A limit of the range of a number in its own unit; None where it is not certain."""
    limit = _of_normal_range(content, end)
    is_comparable = limit is not None and unit_of(limit).casefold() in ("", unit.casefold())
    return a_number(an_object(limit).get("value")) if is_comparable else None


def _of_normal_range(content: Mapping[str, Any], end: str) -> Mapping[str, Any] | None:
    """The only limit of a normal range that is for everyone, or of the only range; None where it is not certain."""
    ranges = [an_object(each) for each in a_list(content.get("referenceRange"))]
    normal = [each for each in ranges if word(each.get("type")) in ("", "normal")]
    if len(normal) > 1:
        normal = [each for each in normal if "appliesTo" not in each and "age" not in each]
    limits = [an_object(each.get(end)) for each in normal]
    known = [limit for limit in limits if a_number(limit.get("value")) is not None]
    return known[0] if len(known) == 1 else None
