"""The brief answer to one of many records: what a reader needs to sort them, and to know which to ask in full."""

from __future__ import annotations

from typing import Any, Final

from statemachine.answer import Recommendation

ROW: Final = ("regimen", "rank", "verdict")
ASKED: Final = ("fact", "because", "decides")
REMARK: Final = ("code", "text")


def brief_answer(answer: Recommendation) -> dict[str, Any]:
    """Outcome, sentence, line, what is preferred, a row an option, what to ask, what to do and what to beware of."""
    about = answer.guideline
    return {
        "decision_id": answer.decision_id,
        "as_of": answer.as_of,
        "guideline": {"id": about.id, "edition": about.edition, "reviewed_by": about.reviewed_by},
        "outcome": answer.outcome,
        "says": answer.says,
        "state": answer.state,
        "line_number": answer.line.number,
        "preferred": answer.preferred,
        "options": [_only(ROW, option) for option in answer.options],
        "ask_first": [_only(ASKED, asking) for asking in answer.ask_first],
        "actions": [_only(REMARK, action) for action in answer.actions],
        "warnings": [_only(REMARK, warning) for warning in answer.warnings],
        "limits_of_use": answer.limits_of_use,
    }


def _only(names: tuple[str, ...], part: object) -> dict[str, Any]:
    return {name: getattr(part, name) for name in names}
