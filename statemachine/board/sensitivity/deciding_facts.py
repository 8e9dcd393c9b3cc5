"""The fewest facts that leave no other answer possible.

Facts force an answer if no change of the other facts alters it. So every set of changes that alters the answer contains
one of them, and the answer is firm even with all the others uncharted. The search tries fewer facts before more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from statemachine.board.sensitivity.smallest_changes import Changes, Search
from statemachine.record.facts import FACTS, LABELS

# Where one of these is met, `smallest` is false.
MOST_SETS = 20_000  # of facts, also of those that need not be tried
MOST_READ = 12_000  # entries read in all (Found.effort)


@dataclass(frozen=True, slots=True)
class Forcing:
    """The fewest facts that leave no other answer possible, whatever the rest are; the history stays as charted."""

    forced: bool
    facts: tuple[str, ...]
    smallest: bool
    says: str


def forcing(search: Search, sets: Sequence[Changes]) -> Forcing:
    """The fewest charted facts that settle the answer by themselves; every set of changes to facts contains one.

    Facts of which such a set contains none cannot force the answer, so they need not be tried. Of two sets of one size
    the one whose facts stand first in the table of facts is found.
    """
    if search.base.outcome == "provisional":
        return Forcing(False, (), True, "The charted facts leave more than one answer open.")
    patient = search.document["patient"]
    charted = [fact for fact in FACTS if patient.get(fact) not in (None, [])]
    open_sets = [
        {change.fact.removeprefix("/patient/") for change in changes}
        for changes in sets
        if not any(change.history for change in changes)
    ]
    for facts in open_sets:
        if facts.isdisjoint(charted):
            missing = " and ".join(LABELS[fact] for fact in sorted(facts))
            return Forcing(False, (), True, f"Nothing that is charted forces the answer: not charted is {missing}.")
    needed = {fact for facts in open_sets if len(together := facts & set(charted)) == 1 for fact in together}
    rest = [fact for fact in charted if fact not in needed]
    sets_seen, before = 0, search.cost
    for size in range(len(rest) + 1):
        for more in combinations(rest, size):
            kept = needed.union(more)
            sets_seen += 1
            if sets_seen > MOST_SETS or search.cost - before > MOST_READ:
                return _forced(charted, smallest=False)
            if any(facts.isdisjoint(kept) for facts in open_sets):
                continue
            if _settles(search, kept):
                return _forced([fact for fact in charted if fact in kept], smallest=True)
    return _forced(charted, smallest=False)


def _forced(kept: Sequence[str], *, smallest: bool) -> Forcing:
    labels = ", ".join(LABELS[fact] for fact in kept)
    says = (
        f"With the history as charted, these facts force the answer whatever the others are: {labels}."
        if smallest
        else f"All charted facts force the answer; that fewer do was not decided: {labels}."
    )
    return Forcing(True, tuple(f"/patient/{fact}" for fact in kept), smallest, says)


def _settles(search: Search, kept: set[str]) -> bool:
    """Do these facts alone lead to the answer?"""
    answer = search.answer_for({fact: value for fact, value in search.document["patient"].items() if fact in kept})
    return answer is not None and not answer.differs(search.base)
