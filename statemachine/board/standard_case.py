"""Is this a standard case: one answer under every guideline, with every unknown fact and on every nearby date, and
nothing beside it that the board has to see?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.explore_branches import resolve
from statemachine.board.reasons_for_the_board import (
    Reason,
    reasons_in_the_answer,
    reasons_in_what_cannot_be_given,
)
from statemachine.board.sensitivity.date_changes import Charted, Reach, reaches
from statemachine.board.sensitivity.fact_changes import fact_changes
from statemachine.board.sensitivity.smallest_changes import Search, answer_of
from statemachine.machine.guideline import Guideline
from statemachine.record import words
from statemachine.record.facts import LABELS
from statemachine.record.read_record import read
from statemachine.record.reading import Document

DAYS = 21  # a cycle: the last dose given and the end of its cycle are told apart by no chart
MOST_COST = 12_000  # of the completions, in entries read
MOST_FOR_DATES = 24_000

SETTLED = ("recommend", "continue")


@dataclass(frozen=True, slots=True)
class StandardCase:
    """Whether the answer stays the same under every guideline, with every unknown fact and on every nearby date, and
    says nothing that the board has to see.

    `reasons` lists every reason why it does not. `complete` is false where the bound on unknown facts, on dates or
    on the work of one request was reached; the case is then not a standard one.
    """

    standard_case: bool
    outcome: str
    preferred: tuple[str, ...]
    reasons: tuple[Reason, ...]
    checked: tuple[str, ...]
    complete: bool


def standard_case(guidelines: Sequence[Guideline], document: Document, effort: Effort = UNBOUNDED) -> StandardCase:
    """Ask the first guideline about all that could change its answer, and the others about the record as charted."""
    first = guidelines[0]
    search = Search(first, document, effort)
    base = search.base
    record = read(document, first.catalogue)
    beside = [*reasons_in_the_answer(first, record, effort)]
    reasons = []
    if base.outcome not in SETTLED:
        says = f"The answer is not a treatment but: {base.outcome.replace('_', ' ')}."
        reasons.append(Reason("outcome", says, None, first.reference))
    for fact in sorted(search.doubted):
        reasons.append(
            Reason("unknown", f"Charted, but unlikely and not confirmed: {LABELS[fact]}.", f"/patient/{fact}", None)
        )
    reasons += reasons_in_what_cannot_be_given(first, record, effort)
    others, every_guideline = _guidelines(guidelines, document, search)
    reasons += others
    unknown, complete = _unknown(search, document)
    reasons += unknown
    moves, every_date = reaches(first, document, effort)
    dates, near = _dates(search, moves)
    reasons += dates
    asked = {reason.fact for reason in unknown}
    reasons += [reason for reason in beside if reason.kind != "unknown" or reason.fact not in asked]
    complete = complete and every_guideline and every_date and near
    checked = (
        f"the answers of {', '.join(guideline.reference for guideline in guidelines)}",
        "every value of every uncharted fact that some rule tells apart, one and two at a time",
        "the answer for a patient who declines nothing and can have every drug, where something of either is charted",
        f"every date of the history that some rule compares, moved by up to {DAYS} days either way",
        "every caution of what is preferred or being given, every action that is due but the bone-modifying agent, and "
        "every warning about the patient's safety",
    )
    return StandardCase(complete and not reasons, base.outcome, base.preferred, tuple(reasons), checked, complete)


def _guidelines(guidelines: Sequence[Guideline], document: Document, search: Search) -> tuple[list[Reason], bool]:
    """The guidelines that answer otherwise, and whether each was asked."""
    reasons: list[Reason] = []
    for guideline in guidelines[1:]:
        if search.effort.is_used_up:
            return reasons, False
        found = resolve(guideline, read(document, guideline.catalogue))
        search.effort.spend(found.effort)
        answer = answer_of(found.firm)
        if answer.differs(search.base):
            regimens = [guideline.catalogue.regimens[code].label for code in answer.preferred]
            told = " or ".join(regimens) or answer.outcome.replace("_", " ")
            says = f"{guideline.reference} answers otherwise: {told}."
            reasons.append(Reason("guideline", says, None, guideline.reference))
    return reasons, True


def _unknown(search: Search, document: Document) -> tuple[list[Reason], bool]:
    """The uncharted facts of which some value gives another answer, alone or two together."""
    every = fact_changes(search.guideline, document)
    doubted = {f"/patient/{fact}" for fact in search.doubted}  # each of them is a reason by itself
    charting = [change for change in every if change.before is None and change.fact not in doubted]
    found, one = search.smallest(charting, 1, MOST_COST)
    decisive = {changes[0].fact for changes in found}
    left = [change for change in charting if change.fact not in decisive]
    pairs, two = search.smallest(left, 2, MOST_COST)
    facts = {tuple(change.fact for change in changes): changes for changes in [*found, *pairs]}
    reasons = []
    for changes in facts.values():
        labels = " with ".join(change.label for change in changes)
        says = f"Not charted, and could change the answer: {labels}."
        reasons.append(Reason("unknown", says, changes[0].fact, None))
    return reasons, one and two


def _dates(search: Search, moves: Sequence[Reach]) -> tuple[list[Reason], bool]:
    """The dates that give another answer within DAYS of what is charted, and whether each was tried."""
    days = timedelta(days=DAYS)
    found: list[Reason] = []
    for reach in moves:
        charted = reach.charted
        for span in reach.others():
            if span[1] < charted.on.first - days or span[0] > charted.on.last + days:
                continue
            if search.cost >= MOST_FOR_DATES or search.effort.is_used_up:
                return found, False
            evaluation = search.evaluate((charted.moved_to(reach.nearest(span)),))
            if evaluation is not None and evaluation.answer.differs(search.base):
                found.append(Reason("date", _of_another_day(charted), charted.pointer, None))
                break
    return found, True


def _of_another_day(charted: Charted) -> str:
    on = words.of_date(charted.on)
    if charted.on.is_a_day:
        return f"The answer changes if the date of {charted.label}, charted as {on}, is up to {DAYS} days off."
    return (
        f"The date of {charted.label} is charted as {on}: on some of the days that this leaves open, or up to "
        f"{DAYS} days beyond, the answer is another one."
    )
