"""How far a date can move before the answer becomes a different one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from statemachine.board.sensitivity.date_changes import DAY, Reach
from statemachine.board.sensitivity.smallest_changes import Answer, Search, named
from statemachine.machine.guideline import Guideline

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Turn:
    """The first day on which the answer is a different one, and that answer."""

    on: str
    outcome: str
    state: str | None
    preferred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """The days between which a date leaves the answer as it is; null where the order of entries would change first."""

    fact: str
    label: str
    charted: str
    holds_from: str | None
    holds_to: str | None
    earlier: Turn | None
    later: Turn | None
    says: str


def clocks(search: Search, moves: Sequence[Reach]) -> Iterator[Clock]:
    """How far each date charted to the day can move, for those dates of which some move alters the answer.

    Empty for a provisional answer: no date can hold an answer that is still open.
    """
    if search.base.outcome == "provisional":
        return
    for reach in moves:
        charted = reach.charted
        if not charted.on.is_a_day:
            continue
        here = charted.on.first
        earlier = _first_turn(search, reach, [span for span in reversed(reach.spans) if span[1] < here])
        later = _first_turn(search, reach, [span for span in reach.spans if span[0] > here])
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
            _told(search.guideline, charted.label, (holds_from, earlier), (holds_to, later)),
        )


def _first_turn(search: Search, reach: Reach, spans: Sequence[Span]) -> tuple[Span, Answer] | None:
    """The nearest span in one direction with another answer; spans that make the record impossible have none."""
    for span in spans:
        evaluation = search.evaluate((reach.charted.moved_to(reach.nearest(span)),))
        if evaluation is not None and evaluation.answer.differs(search.base):
            return span, evaluation.answer
    return None


def _told(
    guideline: Guideline,
    label: str,
    since: tuple[date | None, tuple[Span, Answer] | None],
    until: tuple[date | None, tuple[Span, Answer] | None],
) -> str:
    sentences = []
    for (day, turn), side, next_day in ((since, "from", "earlier"), (until, "up to", "later")):
        if day is not None and turn is not None:
            sentences.append(
                f"This answer holds for {label} {side} {day.isoformat()}; one day {next_day} it becomes "
                f"{named(guideline, turn[1])}."
            )
    return " ".join(sentences)
