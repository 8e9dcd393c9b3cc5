"""The firm answers of many records that share one history, as a search for changes asks for them thousands of times.

The result is what `resolve` gives as firm, found without working out every branch: two ends that differ leave no firm
answer. Where reading the history looks at no fact of the patient, it is read once for all patients. The questions asked
at its ends are kept: another patient for whom they all have the same answers gets the same result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, cast

from statemachine.answering.branches import OpenQuestion, as_one
from statemachine.answering.decision import Settled
from statemachine.answering.explore_branches import DECIDING, MOVES, decide, most_walks, read_to_the_end
from statemachine.answering.what_to_do import ToDo, outline_of, what_to_do
from statemachine.board.sensitivity.found_answer import End, Found, Witness
from statemachine.guards.read_so_far import EVERYTHING_IS_LISTED
from statemachine.machine.assumptions import Assumed, Assumptions
from statemachine.machine.case import Case
from statemachine.machine.guard import Finding, Guard
from statemachine.machine.guideline import Guideline
from statemachine.machine.thresholds import Watched
from statemachine.record.patient import Patient
from statemachine.record.reading_order import certain_order
from statemachine.record.record import Record

READING = 2  # what reading an entry costs beside a question; a decision costs DECIDING


@dataclass(frozen=True)
class _Reached:
    """An answer that is possible, with its witness where another patient's walk would end there too."""

    settled: Settled
    witness: Witness | None

    @cached_property
    def to_do(self) -> ToDo:
        """What it tells to do, worked out only where two ends are compared."""
        return what_to_do(self.settled)

    @property
    def is_readable(self) -> bool:
        """Does the record make sense there?"""
        return self.settled.case.unreadable is None


class _Assuming(NamedTuple):
    """What is assumed; `of_history` is the part that reading the history can hang on, None if that cannot be told."""

    assumptions: Assumptions
    of_history: tuple[tuple[str, Assumed], ...] | None

    def plus(self, asked: OpenQuestion, answer: bool) -> _Assuming:
        """These and one more."""
        more = self.assumptions.plus(asked.question, asked.possible, answer)
        facts = [fact.startswith("/patient/") for fact in asked.possible.facts]
        if facts and all(facts):
            return _Assuming(more, self.of_history)
        if self.of_history is None or any(facts):
            return _Assuming(more, None)
        return _Assuming(more, (*self.of_history, (asked.question, Assumed(asked.possible, answer))))


class SharedHistory:
    """One history, asked about for one patient after another."""

    def __init__(self, guideline: Guideline, record: Record) -> None:
        self._guideline = guideline
        self._record = record
        self._order = certain_order(record)
        self._known: dict[tuple[tuple[str, Assumed], ...] | None, Case | OpenQuestion] = {}

    def still_open(self, patient: Patient, witnesses: Iterable[Witness]) -> Found | None:
        """That the answer is open, where the witnesses of a patient with fewer charted facts still come to two answers.

        What they suppose must agree with what is charted now; the rest may then turn out as either of them says.
        """
        left_open: set[str] = set()
        different: dict[object, tuple[Witness, End]] = {}
        effort = 0
        for witness in witnesses:
            case = witness.reached.of(patient, witness.assumptions.of_another())
            found = decide(case)
            effort += DECIDING
            # A gate that certainly applies is not held up by an unknown one, so what a gate leads to is no witness.
            if isinstance(found, Settled) and not found.best.is_gate:
                to_do = what_to_do(found).as_shown
                different.setdefault(to_do, (witness, End(witness.reached, _asked_anew(case, witness.reached))))
                left_open.update(fact.removeprefix("/patient/") for fact in witness.assumptions.facts)
            if len(different) > 1:
                held, ends = zip(*different.values(), strict=True)
                return Found(None, effort, patient, ends, left_open, held)
        return None

    def found(self, patient: Patient) -> Found:
        """The answer for this patient; open questions are assumed each way, in the same order as in `resolve`."""
        looked_at: set[str] = set()
        left_open: set[str] = set()
        record = replace(self._record, patient=cast(Patient, Watched(patient, looked_at, left_open)))
        chronology = self._order.afresh()
        waiting = [_Assuming(Assumptions(self._guideline.relevant_values, chronology=chronology), ())]
        ends: list[_Reached] = []
        at_ends: dict[int, End] = {}
        decided: list[tuple[Case, Case]] = []
        effort = walks = 0
        is_open = False
        most = most_walks(record)
        while waiting and not is_open and walks < most:
            walks += 1
            assuming = waiting.pop()
            reached, cost = self._read(record, assuming, looked_at, left_open)
            effort += cost
            if isinstance(reached, Case):
                effort += DECIDING
                case = reached.of(record.patient, assuming.assumptions)
                found = decide(case)
                decided.append((case, reached))
            else:
                found = reached
            if isinstance(found, Settled):
                given = found.case.current
                effort += len(given.given) if given is not None else 0  # what to do is worked out for each of its drugs
                witness = None
                if isinstance(reached, Case) and assuming.of_history in self._known:
                    witness = Witness(reached, assuming.assumptions)
                ends.append(_Reached(found, witness))
                is_open = len(_different(ends, readable=True)) > 1
            elif found.question == EVERYTHING_IS_LISTED:  # what an unlisted treatment would be, nobody can assume
                is_open = True
            else:
                possible = assuming.assumptions.answers(found.question, found.possible)
                sides = possible if len(possible) == 1 else (not found.favourable, found.favourable)
                waiting += [assuming.plus(found, side) for side in sides]
        different = _different(ends, readable=True) or _different(ends, readable=False)
        firm = as_one(different[0]) if len(different) == 1 and not (is_open or waiting) else None
        witnesses = [] if firm else _witnesses(ends)
        for case, reached in decided:  # after all ends were compared, because that asks more of their cases
            at_ends.setdefault(id(reached), End(reached, {})).answers.update(_asked_anew(case, reached))
        effort += chronology.moves.count // MOVES
        return Found(firm, effort, patient, at_ends.values(), left_open, witnesses)

    def _read(
        self, record: Record, assuming: _Assuming, looked_at: set[str], left_open: set[str]
    ) -> tuple[Case | OpenQuestion, int]:
        """Where reading the history leads, and its cost; read anew only where it is not known for every patient."""
        key = assuming.of_history
        known = self._known.get(key)
        if known is not None:
            return known, 1
        looked_at.clear()
        reached = read_to_the_end(self._guideline, record, assuming.assumptions)
        if key is not None and not looked_at:
            self._known[key] = reached
            if isinstance(reached, Case):
                reached.found = _found_in_history(reached, self._record.patient)
        left_open |= looked_at
        return reached, READING * record.length


def _asked_anew(case: Case, reached: Case) -> dict[Guard, bool | None]:
    """What was asked beyond what the history alone tells."""
    return {guard: finding.answer for guard, finding in case.found.items() if guard not in reached.found}


def _found_in_history(reached: Case, patient: Patient) -> dict[Guard, Finding]:
    """What is found about the options whoever the patient is: the answers for which no fact of the patient is read."""
    looked_at: set[str] = set()
    case = reached.of(cast(Patient, Watched(patient, looked_at)))
    found = {}
    # Each guard once: many stand before several steps, and the second time what was found is known without looking.
    for guard in {guard for step in case.guideline.steps("treat", case.state) for guard in step.conditions}:
        looked_at.clear()
        case.answers.clear()
        finding = guard.find(case)
        if finding.answer is not None and not looked_at:
            found[guard] = finding
    return found


def _different(ends: Sequence[_Reached], *, readable: bool) -> list[list[Settled]]:
    """The different answers among the ends where the record makes sense, or among those where it does not."""
    among = [end for end in ends if end.is_readable == readable]
    outlines = Counter(outline_of(end.settled).as_shown for end in among)
    different: dict[object, list[Settled]] = {}
    for end in among:
        outline = outline_of(end.settled).as_shown
        different.setdefault(end.to_do.as_shown if outlines[outline] > 1 else outline, []).append(end.settled)
    return list(different.values())


def _witnesses(ends: Sequence[_Reached]) -> list[Witness]:
    """One witness of each different answer."""
    held = [end for end in ends if end.is_readable and end.witness is not None]
    first = {end.to_do: end.witness for end in reversed(held)}
    return [witness for witness in reversed(first.values()) if witness is not None]
