"""Events that can be charted in several forms, so that equivalent charts are one record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.record.codes import SHORT_FORMS


def one_form(charted: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    """The name, the kind and the place of an event, whichever of its forms is charted."""
    name, kind, site = charted["event"], charted.get("kind"), charted.get("site")
    if name in SHORT_FORMS:
        return "local_treatment", name, site
    if name == "progression" or charted.get("status") == "progression":
        # The one place that progressed is the brain: what lies elsewhere has not.
        return ("cns_progression", kind, None) if site == "brain" else ("progression", kind, site)
    return name, kind, site
