"""What was found of one history: the firm answer with all that it hangs on, so that it holds for other patients too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from functools import cached_property
from typing import NamedTuple, cast

from statemachine.answering.decision import Settled
from statemachine.machine.assumptions import Assumptions
from statemachine.machine.case import Case
from statemachine.machine.guard import Guard
from statemachine.machine.thresholds import Watched
from statemachine.record.patient import Patient


class End(NamedTuple):
    """Where reading the history ended, and the yes or no to each question that was asked there."""

    case: Case
    answers: dict[Guard, bool | None]


class Witness(NamedTuple):
    """An answer that is possible: where reading the history ended, and what was assumed there."""

    reached: Case
    assumptions: Assumptions


_Asked = tuple[Case, Guard, bool]


class Found:
    """The firm answer, or None; what it hangs on; and what it cost, in entries read."""

    def __init__(
        self,
        firm: Settled | None,
        effort: int,
        patient: Patient,
        ends: Collection[End],
        left_open: set[str],
        witnesses: Sequence[Witness] = (),
    ) -> None:
        self.firm = firm
        self.effort = effort
        self.witnesses = witnesses  # where it is open: of two answers that differ
        self._patient = patient
        self._ends = ends
        self._left_open = left_open  # the facts that more than a yes or a no hung on

    def looks_at(self, facts: Iterable[str]) -> bool:
        """Was one of these facts looked at?"""
        return any(fact in self._by_fact or fact in self._left_open for fact in facts)

    def of(self, patient: Patient, facts: Collection[str]) -> Found | None:
        """The same for a patient who differs in these facts; None if a question is, or may be, answered differently."""
        asked = set().union(*(self._by_fact.get(fact, ()) for fact in facts))
        if not self._left_open.isdisjoint(facts):
            return None
        looked_at: set[str] = set()
        watched = cast(Patient, Watched(patient, looked_at))
        twins = {id(case): case.of(watched) for case in {id(case): case for case, _, _ in asked}.values()}
        more: dict[str, set[_Asked]] = {}  # another value can lead a question to look at more facts
        for one in asked:
            case, guard, answer = one
            looked_at.clear()
            if guard.func.ask(twins[id(case)]).value != answer:
                return None
            for fact in looked_at:
                if one not in self._by_fact.get(fact, ()):
                    more.setdefault(fact, set()).add(one)
        if not more:
            return self
        found = copy(self)
        found._by_fact = {**self._by_fact, **{fact: self._by_fact.get(fact, set()) | more[fact] for fact in more}}
        return found

    @cached_property
    def _by_fact(self) -> dict[str, set[_Asked]]:
        """The questions with a yes or a no that look at each fact; what others look at is left open."""
        found: dict[str, set[_Asked]] = {}
        looked_at: set[str] = set()
        for end in self._ends:
            case = end.case.of(cast(Patient, Watched(self._patient, looked_at)))
            for guard, answer in end.answers.items():
                looked_at.clear()
                guard.func.ask(case)
                if answer is None:
                    self._left_open |= looked_at
                    continue
                for fact in looked_at:
                    found.setdefault(fact, set()).add((end.case, guard, answer))
        return found
