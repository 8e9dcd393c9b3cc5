"""Two editions, asked the same questions to see where their answers differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from statemachine.answer import Recommendation
from statemachine.answering.explore_branches import resolve
from statemachine.answering.recommend import recommend
from statemachine.answering.trail import trail_of
from statemachine.editions.library import Library
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Step
from statemachine.record.likely_values import confirming
from statemachine.record.read_record import read
from statemachine.record.record import Record

DATES: Final = ("started", "ended", "on")

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Situation:
    """A patient's facts and history; its dates are counted in months until the day of the question is known."""

    patient: Mapping[str, Any]
    history: tuple[Entry, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Entries of the history, then charted facts."""
        return len(self.history), len(self.patient)

    @property
    def latest(self) -> int:
        """The month of the latest date."""
        return max((entry[name] for entry in self.history for name in DATES if name in entry), default=0)

    def document(self, as_of: date) -> dict[str, Any]:
        """The request: every date on the 15th of its month, the latest in the month before the question."""
        first = as_of.year * 12 + as_of.month - 2 - self.latest
        return {
            "as_of": as_of.isoformat(),
            "history_complete": True,
            "patient": dict(self.patient),
            **confirming(self.patient),
            "history": [
                {name: _day(first + value) if name in DATES else value for name, value in entry.items()}
                for entry in self.history
            ],
        }


@dataclass(frozen=True, slots=True)
class Answered:
    """A situation with the answers of both editions."""

    situation: Situation
    before: Recommendation
    after: Recommendation

    @property
    def answers(self) -> tuple[Recommendation, Recommendation]:
        """Both answers, the older question first."""
        return self.before, self.after


class EditionPair:
    """Asks both editions on the day of the newer one."""

    def __init__(self, library: Library, before: Guideline, after: Guideline) -> None:
        self.library = library
        self.before, self.after = before, after
        self.as_of = date.fromisoformat(max(before.about.edition, after.about.edition))

    @property
    def editions(self) -> tuple[Guideline, Guideline]:
        """Both editions."""
        return self.before, self.after

    def ask(self, situation: Situation) -> Answered:
        """Both answers in brief, which decide and tell the same and cost two thirds."""
        record = read(situation.document(self.as_of), self.library.catalogue)
        before, after = (_answer(edition, record) for edition in self.editions)
        return Answered(situation, before, after)

    def steps(self) -> Iterator[Step]:
        """Every step of both editions."""
        for edition in self.editions:
            yield from (step for _, step in edition.every_step())


def permitted(answer: Recommendation) -> tuple[str, ...]:
    """The regimens that an answer permits, by rank."""
    return tuple(option.regimen for option in answer.options if option.verdict == "permitted")


def _answer(edition: Guideline, record: Record) -> Recommendation:
    """The answer, with the steps that all ways have in common where an open question decides the way."""
    answer = recommend(edition, record, in_brief=True)
    # Such an answer tells no way of its own, and still the editions may have parted before the question came up.
    return answer if answer.trail else replace(answer, trail=trail_of(resolve(edition, record).cases))


def _day(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}-15"
