"""The brief answer to one of many records: what a reader needs to sort them, and to know which to ask in full."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from statemachine.answer import Recommendation

WHOLE: Final = ("decision_id", "as_of", "outcome", "says", "state", "preferred", "limits_of_use")
GUIDELINE: Final = ("id", "edition", "reviewed_by")
ROWS: Final = {
    "options": ("regimen", "rank", "verdict"),
    "ask_first": ("fact", "because", "decides"),
    "actions": ("code", "text"),
    "warnings": ("code", "text"),
}


def brief_answer(answer: Recommendation | Mapping[str, Any]) -> dict[str, Any]:
    """Outcome, sentence, line, what is preferred, a row an option, what to ask, what to do and what to beware of.

    The answer is as it was found, or as it was sent.
    """
    return {
        **_only(WHOLE, answer),
        "guideline": _only(GUIDELINE, _of(answer, "guideline")),
        "line_number": _of(_of(answer, "line"), "number"),
        **{name: [_only(kept, row) for row in _of(answer, name)] for name, kept in ROWS.items()},
    }


def _only(names: tuple[str, ...], part: object) -> dict[str, Any]:
    return {name: _of(part, name) for name in names}


def _of(part: Any, name: str) -> Any:
    return part[name] if isinstance(part, dict) else getattr(part, name)
