"""Events that can be charted in several forms, so that equivalent charts are one record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.record.codes import SHORT_FORMS


def one_form(charted: Mapping[str, Any]) -> tuple[str, str | None]:
    """The name and the kind of an event, whichever of its forms is charted."""
    if charted["event"] in SHORT_FORMS:
        return "local_treatment", charted["event"]
    has_grown = charted.get("status") == "progression"
    return "progression" if has_grown else charted["event"], charted.get("kind")
