"""The fewest facts that leave no other answer possible.

Facts force an answer if no change of the other facts alters it. So every set of changes that alters the answer contains
one of them, and the answer is firm even with all the others uncharted. The search tries fewer facts before more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from statemachine.board.sensitivity.fact_changes import charted_in
from statemachine.board.sensitivity.smallest_changes import Changes, Search
from statemachine.record.facts import FACTS, LABELS

# Where one of these is met, `smallest` is false.
MOST_SETS = 20_000  # of facts, also of those that need not be tried
MOST_READ = 12_000  # entries read in all (Found.effort)


@dataclass(frozen=True, slots=True)
class Forcing:
    """The fewest facts that leave no other answer possible, whatever the rest are; the history stays as charted.

    `or_facts` are the other sets of as few facts that do.
    """

    forced: bool
    facts: tuple[str, ...]
    smallest: bool
    says: str
    or_facts: tuple[tuple[str, ...], ...] = ()


def forcing(search: Search, sets: Sequence[Changes]) -> Forcing:
    """The fewest charted facts that settle the answer by themselves; every set of changes to facts contains one.

    Facts of which such a set contains none cannot force the answer, so they need not be tried. Of several sets of one
    size the one whose facts stand first in the table of facts is told first.
    """
    if search.base.outcome == "provisional":
        return Forcing(False, (), True, "The charted facts leave more than one answer open.")
    patient = search.document["patient"]
    charted = [fact for fact in FACTS if patient.get(fact) not in (None, []) and fact not in search.doubted]
    open_sets: list[set[str]] = []
    for changes in sets:
        facts = {change.fact.removeprefix("/patient/") for change in changes}
        places = {fact: charted_in(fact, patient) for fact in facts}
        told = {place for fact in facts for place in places[fact]} & set(charted)
        if any(change.history for change in changes):
            continue
        if told:
            open_sets.append(told)
        elif all(change.before is None for change in changes):  # else an entry of the history tells it
            missing = " and ".join(LABELS[fact] for fact in sorted(facts))
            return Forcing(False, (), True, f"Nothing that is charted forces the answer: not known is {missing}.")
    needed = {fact for facts in open_sets if len(together := facts & set(charted)) == 1 for fact in together}
    rest = [fact for fact in charted if fact not in needed]
    sets_seen, before = 0, search.cost
    for size in range(len(rest) + 1):
        found: list[list[str]] = []
        for more in combinations(rest, size):
            kept = needed.union(more)
            sets_seen += 1
            if sets_seen > MOST_SETS or search.cost - before > MOST_READ or search.effort.is_used_up:
                break
            if not any(facts.isdisjoint(kept) for facts in open_sets) and _settles(search, kept):
                found.append([fact for fact in charted if fact in kept])
        if found:
            return _forced(found)
        if sets_seen > MOST_SETS or search.cost - before > MOST_READ or search.effort.is_used_up:
            break
    return _not_decided(charted)


def _forced(sets: Sequence[Sequence[str]]) -> Forcing:
    first, *others = sets
    says = f"With the history as charted, these facts force the answer whatever the others are: {_labelled(first)}."
    for other in others:
        instead = _labelled([fact for fact in other if fact not in first])
        says += f" As well with {instead} in place of {_labelled([fact for fact in first if fact not in other])}."
    return Forcing(True, _pointers(first), True, says, tuple(_pointers(other) for other in others))


def _not_decided(charted: Sequence[str]) -> Forcing:
    says = f"All charted facts force the answer; that fewer do was not decided: {_labelled(charted)}."
    return Forcing(True, _pointers(charted), False, says)


def _labelled(facts: Sequence[str]) -> str:
    return ", ".join(LABELS[fact] for fact in facts)


def _pointers(facts: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"/patient/{fact}" for fact in facts)


def _settles(search: Search, kept: set[str]) -> bool:
    """Do these facts alone lead to the answer?"""
    answer = search.answer_for({fact: value for fact, value in search.document["patient"].items() if fact in kept})
    return answer is not None and not answer.differs(search.base)
