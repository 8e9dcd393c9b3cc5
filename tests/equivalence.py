"""What equivalent charts have in common: the whole decision, but not the trail, the pointers and remarks on the chart.

Charts are equivalent where they tell of the same patient, drugs and days in other words. `decision` is what their
answers must then share; what only tells how something was charted is left out.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from statemachine.answer import Recommendation

OF_THE_CHART = {"read_as_one", "low_precision"}  # warnings about how something is charted


def decision(answer: Recommendation) -> dict[str, Any]:
    """The part of an answer that does not hang on the form of charting."""
    return {
        "outcome": answer.outcome,
        "state": answer.state,
        "line": (answer.line.number, answer.line.metastatic_regimens, answer.line.adjuvant_counts_as_line),
        "preferred": sorted(answer.preferred),
        "verdicts": {option.regimen: option.verdict for option in answer.options},
        "current": answer.current.regimen if answer.current is not None else "no treatment",
        "name": answer.current.label if answer.current is not None else None,
        "actions": sorted({remark.code for remark in answer.actions}),
        "warnings": sorted({remark.code for remark in answer.warnings} - OF_THE_CHART),
        "branches": sorted({(branch.outcome, *sorted(branch.preferred)) for branch in answer.branches}),
    }


def differences(answer: Recommendation, other: Recommendation, but: Collection[str] = ()) -> list[str]:
    """Where the answers to two charts decide differently, one sentence each; empty if the charts are equivalent.

    `but` names the parts in which they may differ. Branches are not compared where only one of the two reached the
    bound on the work of an answer: more entries cost more.
    """
    if answer.branches_complete != other.branches_complete:
        but = {*but, "branches"}
    one, two = decision(answer), decision(other)
    return [f"{part}: {two[part]} instead of {one[part]}" for part in one if one[part] != two[part] and part not in but]
