"""What an answer can still show where the history is not complete: the options, judged by what is charted alone.

The way is walked as if everything that was given were listed; every "not received" is then unknown again.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from statemachine.answering.decision import Settled
from statemachine.machine.case import Case


def as_far_as_charted(ends: Sequence[Settled]) -> Case | None:
    """The case at the one place where all possible ways end; None where they differ, or where nothing is missing."""
    first = ends[0].case if ends else None
    if first is None or first.record.history_complete or len({found.case.state for found in ends}) > 1:
        return None
    charted = copy(first)
    charted.history_complete = False
    charted.ask_anew()
    return charted
