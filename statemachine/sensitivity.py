"""What would change the answer: all smallest sets of changes, the facts that force it, and how far dates hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from statemachine.date_changes import DAY, Reach, reaches
from statemachine.fact_changes import FactChange, fact_changes
from statemachine.guideline import Guideline
from statemachine.patient import LABELS
from statemachine.reading import Document, RecordFaults, read
from statemachine.resolve import resolve
from statemachine.smallest_changes import Answer, Changes, Search, answer_of

MOST_COST = 1500  # of the search, in firm answers; where it is met, `complete` says so
MOST_FORCING = 200  # sets of facts that are tried as the fewest that force the answer

ASSUMES = (
    "What the patient declines, which drugs can be had, the sites of metastases, and the kind and the order of the "
    "entries of the history stay as charted.",
    "A number is changed to the nearest value that some rule tells apart from the charted one.",
    "A date is changed only as far as the order of the history stays, and one date at a time.",
)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that together, and in no part, change the answer, and the answer that they lead to."""

    size: int
    changes: Changes
    outcome: str
    state: str | None
    preferred: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Complete:
    """Whether every set of one, of two and of three changes was looked at before the bound on the search."""

    one: bool
    two: bool
    three: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """The first day on which the answer is another one, and that answer."""

    on: str
    outcome: str
    state: str | None
    preferred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """The days between which a date leaves the answer as it is; null where no boundary is met before the order ends."""

    fact: str
    label: str
    charted: str
    holds_from: str | None
    holds_to: str | None
    earlier: Turn | None
    later: Turn | None
    says: str


@dataclass(frozen=True, slots=True)
class Forcing:
    """The fewest facts that leave no other answer open, whatever the other facts are, the history being as charted."""

    forced: bool
    facts: tuple[str, ...]
    smallest: bool
    says: str


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The answer, what would change it and what would not."""

    outcome: str
    state: str | None
    preferred: tuple[str, ...]
    sets: tuple[ChangeSet, ...]
    complete: Complete
    evaluations: int
    forcing: Forcing
    clocks: tuple[Clock, ...]
    assumes: tuple[str, ...]


def sensitivity(guideline: Guideline, document: Document) -> Sensitivity:
    """What would change the answer of one edition for a document that can be read."""
    search = Search(guideline, document)
    moves = reaches(guideline, document)
    candidates = [*fact_changes(guideline, document), *_moved(moves)]
    base = search.base
    singles, one = search.smallest(candidates, 1, MOST_COST)
    # What changes the answer by itself is part of no larger smallest set.
    decisive = {id(change) for (change,) in singles}
    left = [change for change in candidates if id(change) not in decisive]
    pairs, two = search.smallest(left, 2, MOST_COST)
    triples, three = search.smallest(left, 3, MOST_COST) if two else ([], False)
    sets = [*singles, *pairs, *triples]
    return Sensitivity(
        *base,
        sets=tuple(_change_set(guideline, search, changes) for changes in sets),
        complete=Complete(one, two, three),
        evaluations=search.evaluations,
        forcing=_forcing(guideline, document, base, sets),
        clocks=tuple(_clocks(guideline, search, moves, base)),
        assumes=ASSUMES,
    )


def _moved(moves: Sequence[Reach]) -> Iterator[FactChange]:
    for reach in moves:
        for span in reach.others():
            yield reach.charted.moved_to(reach.nearest(span))


def _change_set(guideline: Guideline, search: Search, changes: Changes) -> ChangeSet:
    evaluation = search.evaluate(changes)
    assert evaluation is not None  # noqa: S101  # a set that was found has an answer
    says = f"{'; '.join(change.says for change in changes)}: then {_named(guideline, evaluation.answer)}."
    return ChangeSet(len(changes), changes, *evaluation.answer, says=says)


def _clocks(guideline: Guideline, search: Search, moves: Sequence[Reach], base: Answer) -> Iterator[Clock]:
    for reach in moves:
        charted = reach.charted
        if not charted.on.is_a_day:
            continue
        here = charted.on.first
        turns = []
        for spans in (
            [span for span in reversed(reach.spans) if span[1] < here],
            [span for span in reach.spans if span[0] > here],
        ):
            found = ((span, search.evaluate((charted.moved_to(reach.nearest(span)),))) for span in spans)
            turns.append(next(((s, e.answer) for s, e in found if e is not None and e.answer.differs(base)), None))
        earlier, later = turns
        if earlier is None and later is None:
            continue
        holds_from = None if earlier is None else earlier[0][1] + DAY
        holds_to = None if later is None else later[0][0] - DAY
        yield Clock(
            charted.pointer,
            charted.label,
            charted.on.text,
            holds_from.isoformat() if holds_from else None,
            holds_to.isoformat() if holds_to else None,
            None if earlier is None else Turn(earlier[0][1].isoformat(), *earlier[1]),
            None if later is None else Turn(later[0][0].isoformat(), *later[1]),
            _told(guideline, charted.label, (holds_from, earlier), (holds_to, later)),
        )


def _told(
    guideline: Guideline,
    label: str,
    since: tuple[date | None, tuple[object, Answer] | None],
    until: tuple[date | None, tuple[object, Answer] | None],
) -> str:
    sentences = []
    for (day, turn), side, next_day in ((since, "from", "earlier"), (until, "up to", "later")):
        if day is not None and turn is not None:
            sentences.append(
                f"This answer holds for {label} {side} {day.isoformat()}; one day {next_day} it becomes "
                f"{_named(guideline, turn[1])}."
            )
    return " ".join(sentences)


def _forcing(guideline: Guideline, document: Document, base: Answer, sets: Sequence[Changes]) -> Forcing:
    """The fewest charted facts that settle the answer by themselves and are part of every set of changes of facts.

    Facts that leave such a set untouched cannot force the answer, so they need not be tried.
    """
    if base.outcome == "provisional":
        return Forcing(False, (), True, "The charted facts leave more than one answer open.")
    patient = document["patient"]
    charted = [fact for fact, value in patient.items() if value not in (None, [])]
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
    tried = 0
    for size in range(len(rest) + 1):
        for more in combinations(rest, size):
            kept = needed.union(more)
            if any(facts.isdisjoint(kept) for facts in open_sets):
                continue
            if tried == MOST_FORCING:
                return _forced(kept=charted, smallest=False)
            tried += 1
            if _settles(guideline, document, kept, base):
                return _forced([fact for fact in charted if fact in kept], smallest=True)
    return _forced(charted, smallest=False)


def _forced(kept: Sequence[str], *, smallest: bool) -> Forcing:
    labels = ", ".join(LABELS.get(fact, fact.replace("_", " ")) for fact in kept)
    says = (
        f"With the history as charted, these facts force the answer whatever the others are: {labels}."
        if smallest
        else f"All charted facts force the answer; that fewer do was not decided: {labels}."
    )
    return Forcing(True, tuple(f"/patient/{fact}" for fact in kept), smallest, says)


def _settles(guideline: Guideline, document: Document, kept: set[str], base: Answer) -> bool:
    patient = {fact: value for fact, value in document["patient"].items() if fact in kept}
    try:
        record = read({**document, "patient": patient}, guideline.catalogue)
    except RecordFaults:
        return False
    return not answer_of(resolve(guideline, record)).differs(base)


def _named(guideline: Guideline, answer: Answer) -> str:
    """An answer in a few words: the preferred regimens, or the outcome."""
    regimens = guideline.catalogue.regimens
    labels = [regimens[code].label for code in answer.preferred]
    return " or ".join(labels) if labels else answer.outcome.replace("_", " ")
