"""An answer in brief: what is decided, one row for each option, and what to ask, to do and to beware of."""

from __future__ import annotations

from typing import Any, Final

from statemachine.answer import Option, Recommendation
from statemachine.answering.step_cautions import ONLY_ASKS

HEADLINE: Final = (
    "decision_id",
    "as_of",
    "guideline",
    "outcome",
    "says",
    "state",
    "line",
    "preferred",
    "current",
    "ask_first",
    "actions",
)
ROW: Final = ("regimen", "label", "rank", "verdict", "strength", "quality", "deciding")


def brief(answer: Recommendation) -> dict[str, Any]:
    """The answer in brief, ready to be written as JSON."""
    return {
        **{name: getattr(answer, name) for name in HEADLINE},
        "warnings": answer.warnings,
        "options": [_row(option) for option in answer.options],
        "limits_of_use": answer.limits_of_use,
    }


def headline(answer: Recommendation) -> dict[str, Any]:
    """The least of an answer, as it stands beside others: without options, and with the codes of its warnings alone."""
    told = {name: getattr(answer, name) for name in HEADLINE}
    told["warning_codes"] = warning_codes(answer)
    return told


def warning_codes(answer: Recommendation) -> list[str]:
    """The code of each warning, once."""
    return list(dict.fromkeys(warning.code for warning in answer.warnings))


def _row(option: Option) -> dict[str, Any]:
    row = {name: getattr(option, name) for name in ROW}
    # Nothing grave is silent, however brief; what is only not charted yet is told with the reasons.
    row["cautions"] = [caution for caution in option.cautions if not caution.text.startswith(ONLY_ASKS)]
    return row
