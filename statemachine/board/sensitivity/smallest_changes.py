"""The search for all smallest sets of changes that lead to a different answer.

A set is smallest if no part of it changes the answer. The search is exact: it skips a set only where the answer is
already known from the set without one of its changes (shared_history.py says when).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from statemachine.answering.decision import Settled
from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.board.sensitivity.fact_changes import FactChange, is_ruled_out
from statemachine.board.sensitivity.found_answer import Found, Witness
from statemachine.board.sensitivity.shared_history import SharedHistory
from statemachine.machine.guideline import Guideline
from statemachine.record.edited_record import of_patient, scenario
from statemachine.record.patient import Patient
from statemachine.record.read_record import read
from statemachine.record.reading import Document
from statemachine.record.record_faults import RecordFaults

Changes = tuple[FactChange, ...]
Key = frozenset[tuple[str, Any]]


class Answer(NamedTuple):
    """What answers are compared by: they are different if the outcome or the preferred regimens differ."""

    outcome: str
    state: str | None
    preferred: tuple[str, ...]

    def differs(self, other: Answer) -> bool:
        """Is it a different answer?"""
        return (self.outcome, sorted(self.preferred)) != (other.outcome, sorted(other.preferred))


class Evaluation(NamedTuple):
    """An answer, and what it hangs on."""

    answer: Answer
    found: Found


def answer_of(firm: Settled | None) -> Answer:
    """The firm answer of a record, or an answer that says there is none yet."""
    return Answer(firm.outcome, firm.state, firm.preferred) if firm else Answer("provisional", None, ())


class Search:
    """Asks about one record in many variations, counts the cost in entries read, and keeps every answer."""

    def __init__(self, guideline: Guideline, document: Document, effort: Effort = UNBOUNDED) -> None:
        self.guideline = guideline
        self.effort = effort
        self.document = document
        self.evaluations = 0
        self.cost = 0
        self._known: dict[Key, Evaluation | None] = {}
        self._histories: dict[Key, SharedHistory | None] = {}
        record = read(document, guideline.catalogue)
        self._charted = record.patient
        self.unlikely = record.unlikely
        self.doubted = {value.fact for value in record.unlikely}
        base = self.evaluate(())
        assert base is not None  # noqa: S101  # the record as charted was read already
        self.base = base.answer

    def evaluate(self, changes: Changes) -> Evaluation | None:
        """The answer for the record with these changes; None where they make the record impossible."""
        key = _key(changes)
        if key not in self._known:
            self._known[key] = self._evaluate(changes)
        return self._known[key]

    def answer_for(self, facts: Mapping[str, Any]) -> Answer | None:
        """The answer for another patient with this history; None for one who contradicts herself."""
        history = self._history([])
        try:
            patient = self._read(facts)
        except RecordFaults:
            return None
        assert history is not None  # noqa: S101  # it was read already
        found = history.found(patient)
        self._spend(found.effort)
        return answer_of(found.firm)

    def smallest(self, candidates: Sequence[FactChange], size: int, most: int) -> tuple[list[Changes], bool]:
        """All smallest sets of this size; the sets of each smaller size must have been searched for before.

        Also False if the cost of the whole search reached `most`, or of the request what it may, so that not all sets
        were tried; else True.
        """
        found: list[Changes] = []
        for changes in combinations(candidates, size):
            if self.cost >= most:
                return found, False
            self._spend(1)
            if not self._may_be_smallest(changes):
                continue
            if self.effort.is_used_up:
                return found, False
            evaluation = self.evaluate(changes)
            if evaluation is not None and evaluation.answer.differs(self.base):
                found.append(changes)
        return found, True

    def _spend(self, work: int) -> None:
        self.cost += work
        self.effort.spend(work)

    def _may_be_smallest(self, changes: Changes) -> bool:
        """Do no two set one fact or two dates, and does no part change the answer?"""
        if len({change.fact for change in changes}) < len(changes) or sum(bool(each.history) for each in changes) > 1:
            return False
        for size in range(1, len(changes)):
            for part in combinations(changes, size):
                evaluation = self._known.get(_key(part))
                if evaluation is not None and evaluation.answer.differs(self.base):
                    return False
        return True

    def _evaluate(self, changes: Changes) -> Evaluation | None:
        parts = [(change, self._known.get(_key(changes) - {change.key})) for change in changes if not change.history]
        for change, others in parts:
            if others is not None and not others.found.looks_at(change.patient):
                return others  # whatever the record is with this change
        patient = self._patient(changes)
        history = self._history([change for change in changes if change.history])
        if patient is None or history is None:
            return None
        for change, others in parts:
            same = others.found.of(patient, change.patient) if others is not None else None
            if others is not None and same is not None:
                return others._replace(found=same)
        found = history.still_open(patient, self._witnesses(parts)) or history.found(patient)
        self.evaluations += 1
        self._spend(found.effort)
        return Evaluation(answer_of(found.firm), found)

    def _witnesses(self, parts: Sequence[tuple[FactChange, Evaluation | None]]) -> Iterator[Witness]:
        """The witnesses of each part that the change charting one more fact leaves possible."""
        for change, others in parts:
            if others is not None and change.before is None and len(change.patient) == 1:
                charted = {
                    change.fact: self.guideline.value_told_apart(change.fact.removeprefix("/patient/"), change.after)
                }
                yield from (one for one in others.found.witnesses if one.assumptions.agree_with(charted))

    def _patient(self, changes: Changes) -> Patient | None:
        """The patient with these changes; no change is about drugs, so their names are not looked up again."""
        patch = {key: value for change in changes for key, value in change.patient.items()}
        facts = {**self.document["patient"], **patch, "declines": [], "unavailable": []}
        if is_ruled_out(facts) and not is_ruled_out(self.document["patient"]):
            return None
        try:
            patient = self._read(facts)
        except RecordFaults:
            return None
        return patient.completed({"declines": self._charted.declines, "unavailable": self._charted.unavailable})

    def _read(self, facts: Mapping[str, Any]) -> Patient:
        """A patient with these facts, whatever was given."""
        return read({**of_patient(self.document, facts), "history": []}, self.guideline.catalogue).patient

    def _history(self, moved: Sequence[FactChange]) -> SharedHistory | None:
        """The history with one date moved, or as charted; None where the move makes the record impossible."""
        key = _key(moved)
        if key not in self._histories:
            edits = [edit for change in moved for edit in change.history]
            try:
                record = read(scenario(self.document, {}, edits).document, self.guideline.catalogue)
                self._histories[key] = SharedHistory(self.guideline, record)
            except RecordFaults:
                self._histories[key] = None
        return self._histories[key]


def _key(changes: Iterable[FactChange]) -> Key:
    return frozenset(change.key for change in changes)


def named(guideline: Guideline, answer: Answer) -> str:
    """The answer in a few words: the preferred regimens, or the outcome."""
    regimens = guideline.catalogue.regimens
    labels = [regimens[code].label for code in answer.preferred]
    return " or ".join(labels) if labels else answer.outcome.replace("_", " ")
