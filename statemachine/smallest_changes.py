"""The search for all smallest sets of changes that make the answer another one.

A set is smallest if no part of it changes the answer. The search is exact: a change is left out of a set only where the
answer without it was found without reading that fact, so that setting it cannot matter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from itertools import combinations
from typing import Any, NamedTuple, cast

from statemachine.fact_changes import FactChange
from statemachine.guards.ground import EVERYTHING_IS_LISTED
from statemachine.guideline import Guideline
from statemachine.machine import Step
from statemachine.patient import Patient
from statemachine.reading import Document, RecordFaults, read
from statemachine.relevant_values import Watched
from statemachine.resolve import Resolution, resolve
from statemachine.scenario import scenario

MOST_CHANGES = 3

Changes = tuple[FactChange, ...]
Key = frozenset[tuple[str, Any]]


class Answer(NamedTuple):
    """What an answer is compared by: it is another one if the outcome or the preferred regimens differ."""

    outcome: str
    state: str | None
    preferred: tuple[str, ...]

    def differs(self, other: Answer) -> bool:
        """Is it another answer?"""
        return (self.outcome, sorted(self.preferred)) != (other.outcome, sorted(other.preferred))


class Evaluation(NamedTuple):
    """An answer, and the facts of the patient that it was found by; None where any fact may have been read."""

    answer: Answer
    read: frozenset[str] | None


def answer_of(resolution: Resolution) -> Answer:
    """The firm answer of a record, or that there is none yet."""
    firm = resolution.firm
    return Answer(firm.outcome, firm.state, firm.preferred) if firm else Answer("provisional", None, ())


class Search:
    """Asks one record in many ways, counts what that costs in entries read, and keeps every answer."""

    def __init__(self, guideline: Guideline, document: Document) -> None:
        self.guideline = guideline
        self.document = document
        self.evaluations = 0
        self.cost = 0
        self._known: dict[Key, Evaluation | None] = {}
        base = self._evaluate((), None)
        assert base is not None  # noqa: S101  # the record as charted was read already
        self.base = base.answer
        self._known[frozenset()] = base

    def evaluate(self, changes: Changes) -> Evaluation | None:
        """The answer for the record with these changes; None where they make the record impossible."""
        key = _key(changes)
        if key not in self._known:
            self._known[key] = self._evaluate(changes, self.base)
        return self._known[key]

    def smallest(self, candidates: Sequence[FactChange], size: int, most: int) -> tuple[list[Changes], bool]:
        """All smallest sets of this size, once those of each smaller size were sought.

        False if the cost of the whole search reached `most`, so that not all sets were tried.
        """
        found: list[Changes] = []
        for changes in combinations(candidates, size):
            if not self._may_matter(changes):
                continue
            if self.cost >= most:
                return found, False
            evaluation = self.evaluate(changes)
            if evaluation is not None and evaluation.answer.differs(self.base):
                found.append(changes)
        return found, True

    def _may_matter(self, changes: Changes) -> bool:
        """Do no two set one fact or two dates, does no part change the answer, and may each matter to the others?"""
        if len({change.fact for change in changes}) < len(changes) or sum(bool(each.history) for each in changes) > 1:
            return False
        for size in range(1, len(changes)):
            for part in combinations(changes, size):
                evaluation = self._known.get(_key(part))
                if evaluation is not None and evaluation.answer.differs(self.base):
                    return False
        return all(self._reads(tuple(other for other in changes if other is not change), change) for change in changes)

    def _reads(self, changes: Changes, other: FactChange) -> bool:
        """May the answer for the record with these changes hang on another change?"""
        if not changes or other.history:
            return True
        evaluation = self._known.get(_key(changes))
        return evaluation is None or evaluation.read is None or not evaluation.read.isdisjoint(other.patient)

    def _evaluate(self, changes: Changes, base: Answer | None) -> Evaluation | None:
        patient = {key: value for change in changes for key, value in change.patient.items()}
        edits = [edit for change in changes for edit in change.history]
        try:
            record = read(scenario(self.document, patient, edits).document, self.guideline.catalogue)
        except RecordFaults:
            return None
        self.evaluations += 1
        resolution = resolve(self.guideline, record)
        answer = answer_of(resolution)
        self.cost += resolution.effort
        # What was read is of use only where a further change may be added.
        ends_here = len(changes) == MOST_CHANGES or (base is not None and answer.differs(base))
        return Evaluation(answer, None if ends_here else facts_read(resolution))


def facts_read(resolution: Resolution) -> frozenset[str] | None:
    """The patient's facts that the answer was found by; None where a bound on the walks cut off what they are.

    The walk reads no fact of the patient, and the decision none beyond the steps of the best open rank. What stays
    open because an incomplete history hides it stays so whatever the facts are.
    """
    for branch in resolution.branches:
        if branch.settled is None and (not branch.when or branch.when[-1].question != EVERYTHING_IS_LISTED):
            return None
    facts: set[str] = set()
    for end in resolution.ends:
        case = copy(end.case)
        case.patient = cast(Patient, Watched(case.patient, facts))
        steps = case.guideline.steps("treat", case.state)
        tried = [step for step in steps if _rank(step) <= _rank(end.best)]
        for guard in {id(guard): guard for step in tried for guard in step.conditions}.values():
            guard.func.ask(case)
    return frozenset(facts)


def _key(changes: Changes) -> Key:
    return frozenset(change.key for change in changes)


def _rank(step: Step) -> float:
    return math.inf if step.rank is None else step.rank


def named(guideline: Guideline, answer: Answer) -> str:
    """An answer in a few words: the preferred regimens, or the outcome."""
    regimens = guideline.catalogue.regimens
    labels = [regimens[code].label for code in answer.preferred]
    return " or ".join(labels) if labels else answer.outcome.replace("_", " ")
