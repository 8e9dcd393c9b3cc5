"""Which control a key of the wire has in the form, and what can be chosen there."""

from __future__ import annotations

from typing import Any, Final

from marshmallow import fields

from service.board.facts import DOSE_LEVELS, place_of, said
from service.board.words import gettext as _
from service.schemas.drug_schema import Drug
from service.schemas.fields import Boolean, Choice, Day, Integer, Many, Number, PartialDay
from service.schemas.measured_value_schema import Measurement

# A whole number with so few values is chosen, not typed.
MOST_CHOSEN: Final = 5
NONE: Final = "none"


def control_of(kind: fields.Field[Any]) -> tuple[str, list[tuple[str, str]]]:
    """Its control (select, checks, text, number, measured, day, drug or drugs) and the choices with their words."""
    if isinstance(kind, Choice):
        return "select", [(code, said(code)) for code in kind.codes]
    if isinstance(kind, Boolean):
        return "select", [("true", said(True)), ("false", said(False))]
    if isinstance(kind, Integer) and kind.maximum is not None and kind.maximum - kind.minimum <= MOST_CHOSEN:
        numbers = range(kind.minimum, kind.maximum + 1)
        # Of all whole numbers only dose levels go below nought; the full dose stands first.
        downwards = [(str(level), _(DOSE_LEVELS[level])) for level in reversed(numbers)] if kind.minimum < 0 else []
        return "select", downwards or [(str(number), str(number)) for number in numbers]
    if isinstance(kind, Many):
        if isinstance(kind.inner, Choice):
            return "checks", [*((code, _word(code)) for code in kind.inner.codes), (NONE, _("none of these"))]
        return "drugs", []
    if isinstance(kind, Drug):
        return "drug", []
    if isinstance(kind, Measurement):
        return "measured", []
    if isinstance(kind, (Integer, Number)):
        return "number", []
    return ("day" if isinstance(kind, (Day, PartialDay)) else "text"), []


def _word(code: str) -> str:
    return place_of(code) if code.startswith("/") else said(code)
