"""What opens a closed option: the changes of what is charted that stand in its way, one alone or two together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from statemachine.answer import Option, Recommendation
from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.recommend import recommend
from statemachine.board.sensitivity.date_changes import reaches
from statemachine.board.sensitivity.fact_changes import FactChange, fact_changes
from statemachine.machine.guideline import Guideline
from statemachine.record.edited_record import scenario
from statemachine.record.facts import FACTS, LABELS, Drugs
from statemachine.record.read_record import read
from statemachine.record.reading import Document
from statemachine.record.record_faults import RecordFaults

MOST_ASKED = 120  # records, for one door
COST = 4  # of one record more, in entries read for each of its own


@dataclass(frozen=True, slots=True)
class Opening:
    """Every smallest set of changes that makes the option one that can be chosen; `complete` if all were tried."""

    sets: list[tuple[FactChange, ...]]
    complete: bool


def opening(guideline: Guideline, document: Document, regimen: str, effort: Effort = UNBOUNDED) -> Opening:
    """What opens an option of the present answer: only changes of what its own findings rest on are tried."""
    base = recommend(guideline, read(document, guideline.catalogue), effort)
    option = _option(base, regimen)
    if option is None or option.verdict == "permitted":
        return Opening([], complete=True)
    rests_on = [set(finding.facts) for finding in option.findings if finding.answer != finding.wanted]
    pointers = set().union(*rests_on)
    candidates = [change for change in _changes(guideline, document, effort) if _touches(change, pointers)]
    asked = 0
    for size in (1, 2):
        found: list[tuple[FactChange, ...]] = []
        for changes in combinations(candidates, size):
            if not _fit_together(changes):
                continue
            if asked >= MOST_ASKED or effort.is_used_up:
                return Opening(found, complete=False)
            asked += 1
            effort.spend(COST * (len(document["history"]) + 1))
            if _opens(guideline, document, regimen, changes):
                found.append(changes)
        if found:
            return Opening(found, complete=True)
    return Opening([], complete=True)


def _changes(guideline: Guideline, document: Document, effort: Effort) -> Iterator[FactChange]:
    yield from fact_changes(guideline, document)
    for name, fact in FACTS.items():
        if isinstance(fact.values, Drugs) and document["patient"].get(name):
            before = document["patient"][name]
            says = f"{LABELS[name]}: none"
            yield FactChange(f"/patient/{name}", LABELS[name], before, [], says, {name: []}, ())
    moves, _ = reaches(guideline, document, effort)
    for reach in moves:
        for span in reach.others():
            yield reach.charted.moved_to(reach.nearest(span))


def _touches(change: FactChange, pointers: set[str]) -> bool:
    return any(change.fact == each or change.fact.startswith(f"{each}/") for each in pointers)


def _fit_together(changes: Sequence[FactChange]) -> bool:
    """Do no two change one fact, or two dates?"""
    return len({each.fact for each in changes}) == len(changes) and sum(bool(each.history) for each in changes) < 2


def _opens(guideline: Guideline, document: Document, regimen: str, changes: Sequence[FactChange]) -> bool:
    patch: dict[str, Any] = {key: value for change in changes for key, value in change.patient.items()}
    edits = [edit for change in changes for edit in change.history]
    try:
        record = read(scenario(document, patch, edits).document, guideline.catalogue)
    except RecordFaults:
        return False
    option = _option(recommend(guideline, record), regimen)
    return option is not None and option.verdict == "permitted"


def _option(answer: Recommendation, regimen: str) -> Option | None:
    return next((option for option in answer.options if option.regimen == regimen), None)
