"""Which values of a measured fact are likely, and what slip an unlikely one looks like (dossier 15.3).

The outer bounds, beyond which a value is refused, stand in the table of facts. An ejection fraction at baseline has the
bounds of any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from statemachine.record.facts import FACTS


class Likely(NamedTuple):
    """The lowest and the highest likely value, and what a value below or above them looks like."""

    lowest: float
    highest: float
    below: str
    above: str


_COUNT_BELOW = "a count in thousands or millions, or with its decimal point in another place"
_COUNT_ABOVE = "a count per microlitre (thousands for units)"
_RAW = (
    "the raw value sent as a multiple; a raw value is sent with its unit and the upper limit of the laboratory, "
    'as {{"value": {value}, "unit": "{unit}", "upper_limit": ...}}'
)
_FRACTION = "a fraction sent for a percentage, which would be {hundredfold} %"
_DIGITS = "a digit too few or too many"
_TRANSAMINASE = Likely(0, 20, "", _RAW.replace("{unit}", "U/L"))
_EJECTION = Likely(15, 85, _DIGITS, _DIGITS)
_AS_MULTIPLE = "a value and an upper limit in different units, or a slip of a digit"
_OTHER_UNIT = "a value in another unit than the one sent, or a slip of a digit"

LIKELY: Final[Mapping[str, Likely]] = {
    "ast_times_uln": _TRANSAMINASE,
    "alt_times_uln": _TRANSAMINASE,
    "bilirubin_times_uln": Likely(0, 12, "", _RAW.replace("{unit}", "umol/l")),
    "platelets_10e9_per_l": Likely(10, 1500, _COUNT_BELOW, _COUNT_ABOVE),
    "neutrophils_10e9_per_l": Likely(0.1, 50, _COUNT_BELOW, f"{_COUNT_ABOVE}, or a percentage of the white cells"),
    "creatinine_clearance_ml_min": Likely(10, 250, "the creatinine itself in place of its clearance", _DIGITS),
    "lvef_percent": _EJECTION,
    "lvef_baseline_percent": _EJECTION,
    "age_years": Likely(16, 110, _DIGITS, "a year of birth, or a digit too many"),
}
# Where a fact can be confirmed, by pointer.
CONFIRMABLE: Final = tuple(f"/patient/{fact}" for fact in FACTS if fact in LIKELY)


def is_likely(fact: str, value: float) -> bool:
    """Is the value of a measured fact within the inner bounds? A fact without any has only likely ones."""
    likely = LIKELY.get(fact)
    return likely is None or likely.lowest <= value <= likely.highest


def confirming(patient: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a request says beside its patient where unlikely numbers are meant as they stand; mostly nothing."""
    numbers = ((fact, patient.get(fact)) for fact in LIKELY)
    meant = [f"/patient/{fact}" for fact, value in numbers if value is not None and not is_likely(fact, value)]
    return {"confirmed": meant} if meant else {}


def slip(fact: str, value: float, *, unit: str | None = None) -> str:
    """What an unlikely value looks like; `unit` is that of a measured value, None for a bare number."""
    likely = LIKELY.get(fact)
    if likely is None or is_likely(fact, value):
        return ""
    if unit is not None:
        return _AS_MULTIPLE if fact.endswith("_times_uln") else _OTHER_UNIT
    if FACTS[fact].unit == "%" and 0 < value <= 1:
        return _FRACTION.format(hundredfold=f"{100 * value:g}")
    return (likely.below if value < likely.lowest else likely.above).format(value=f"{value:g}")
