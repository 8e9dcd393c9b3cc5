"""What would change the answer: the smallest sets of changes, the facts that force it, and how far dates can move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.unlikely_values import remark_of
from statemachine.board.sensitivity.date_changes import Reach, reaches
from statemachine.board.sensitivity.date_margins import Clock, clocks
from statemachine.board.sensitivity.deciding_facts import Forcing, forcing
from statemachine.board.sensitivity.fact_changes import FactChange, fact_changes
from statemachine.board.sensitivity.smallest_changes import Changes, Search, named
from statemachine.machine.guideline import Guideline
from statemachine.record.partial_dates import parse
from statemachine.record.reading import Document

# What one search may cost, in entries read (Found.effort); where a bound is met, `complete` says so.
MOST_FOR_PAIRS = 36_000
MOST_FOR_TRIPLES = 16_000

ASSUMES = (
    "What the patient declines, which drugs can be had, the sites of metastases, and the kind and the order of the "
    "entries of the history stay as charted.",
    "A number is changed to the nearest likely value that some rule tells apart from the charted one.",
    "A date is changed only as far as the order of the history stays, and one date at a time.",
)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that alter the answer together, while no smaller part of them does, and the answer that they lead to."""

    size: int
    changes: Changes
    outcome: str
    state: str | None
    preferred: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Complete:
    """Whether every set of one, of two and of three changes was tried before the bound on the search was reached."""

    one: bool
    two: bool
    three: bool


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The answer, what would change it and what would not; no clocks where not every set of one was tried."""

    outcome: str
    state: str | None
    preferred: tuple[str, ...]
    sets: tuple[ChangeSet, ...]
    complete: Complete
    evaluations: int
    forcing: Forcing
    clocks: tuple[Clock, ...]
    assumes: tuple[str, ...]


def sensitivity(guideline: Guideline, document: Document, effort: Effort = UNBOUNDED) -> Sensitivity:
    """What would change the answer of one edition for a readable document, whatever the order of its keys."""
    document = _in_one_order(document)
    search = Search(guideline, document, effort)
    moves, every_date = reaches(guideline, document, effort)
    candidates = [*fact_changes(guideline, document), *_moved(moves)]
    base = search.base
    singles, one = search.smallest(candidates, 1, MOST_FOR_PAIRS)
    # What changes the answer by itself is part of no larger smallest set.
    decisive = {change.key for (change,) in singles}
    left = [change for change in candidates if change.key not in decisive]
    pairs, two = search.smallest(left, 2, MOST_FOR_PAIRS)
    triples, three = search.smallest(left, 3, MOST_FOR_TRIPLES) if two else ([], False)
    sets = _nearest_days(search, [*singles, *pairs, *triples])
    return Sensitivity(
        *base,
        sets=tuple(_change_set(guideline, search, changes) for changes in sets),
        complete=Complete(one and every_date, two and every_date, three and every_date),
        evaluations=search.evaluations,
        forcing=forcing(search, sets),
        clocks=tuple(clocks(search, moves)) if one else (),
        assumes=(*ASSUMES, *(remark_of(value).text for value in search.unlikely)),
    )


def _in_one_order(charted: Any) -> Any:
    """The same document with the keys of every object in one order: the search goes through them, and shows entries."""
    if isinstance(charted, Mapping):
        return {key: _in_one_order(charted[key]) for key in sorted(charted)}
    return [_in_one_order(part) for part in charted] if isinstance(charted, list) else charted


def _moved(moves: Sequence[Reach]) -> Iterator[FactChange]:
    for reach in moves:
        for span in reach.others():
            yield reach.charted.moved_to(reach.nearest(span))


def _nearest_days(search: Search, sets: Sequence[Changes]) -> list[Changes]:
    """Of sets that differ in the day alone to which one date is moved the same way, the one with the nearest day."""
    nearest: dict[object, tuple[int, Changes]] = {}
    for changes in sets:
        evaluation = search.evaluate(changes)
        assert evaluation is not None  # noqa: S101  # a set that was found has an answer
        days = next((_days_moved(change) for change in changes if change.history), 0)
        way = (days > 0) - (days < 0)
        what = tuple((change.fact, way) if change.history else change.key for change in changes)
        outcome, _, preferred = evaluation.answer
        key = (what, outcome, tuple(sorted(preferred)))
        if key not in nearest or abs(days) < nearest[key][0]:
            nearest[key] = (abs(days), changes)
    return [changes for _, changes in nearest.values()]


def _days_moved(change: FactChange) -> int:
    """How many days later a date is moved, less than none if earlier; a partial date is left from its nearer end."""
    charted, day = parse(change.before), parse(change.after).first
    return max((day - charted.last).days, 0) + min((day - charted.first).days, 0)


def _change_set(guideline: Guideline, search: Search, changes: Changes) -> ChangeSet:
    evaluation = search.evaluate(changes)
    assert evaluation is not None  # noqa: S101  # a set that was found has an answer
    says = f"{'; '.join(change.says for change in changes)}: then {named(guideline, evaluation.answer)}."
    return ChangeSet(len(changes), changes, *evaluation.answer, says=says)
