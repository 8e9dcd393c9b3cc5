"""The smallest changes are exactly those that trying every one, every two and some three of them finds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statemachine.answering.explore_branches import resolve
from statemachine.board.sensitivity.date_changes import reaches
from statemachine.board.sensitivity.date_margins import clocks
from statemachine.board.sensitivity.fact_changes import FactChange, fact_changes, is_ruled_out
from statemachine.board.sensitivity.sensitivity import sensitivity
from statemachine.board.sensitivity.smallest_changes import Search, answer_of
from statemachine.record.edited_record import scenario
from statemachine.record.read_record import read
from statemachine.record.record_faults import RecordFaults
from tests.records import HUNT, LIBRARY, Document, documents, examples

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
BASE = json.loads((EXAMPLES / "early-relapse-second-line.json").read_text("utf-8"))
GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]

FIRST = 9  # of the changes that are tried three at a time
Answer = tuple[str, tuple[str, ...]]


def asked(document: Document, *changes: FactChange) -> Answer | None:
    """The outcome and the preferred regimens with these changes; None where the record becomes impossible."""
    patient = {key: value for change in changes for key, value in change.patient.items()}
    edits = [edit for change in changes for edit in change.history]
    if is_ruled_out({**document["patient"], **patient}) and not is_ruled_out(document["patient"]):
        return None
    try:
        record = read(scenario(document, patient, edits).document, LIBRARY.catalogue)
    except RecordFaults:
        return None
    outcome, _, preferred = answer_of(resolve(GUIDELINE, record).firm)
    return outcome, tuple(sorted(preferred))


def changes_of(document: Document) -> list[FactChange]:
    """Every change that the search has to choose from."""
    moves = [
        (reach.charted, reach.nearest(span)) for reach in reaches(GUIDELINE, document)[0] for span in reach.others()
    ]
    return [*fact_changes(GUIDELINE, document), *(charted.moved_to(day) for charted, day in moves)]


def by_brute_force(document: Document, candidates: Sequence[FactChange]) -> set[frozenset[int]]:
    """Every set of one and two changes, and of three of the first, that alters the answer, no part of which does."""
    base = asked(document)
    found: list[set[int]] = []
    for size in (1, 2, 3):
        for changes in combinations(candidates[:FIRST] if size == 3 else candidates, size):
            chosen = {id(change) for change in changes}
            if len({change.fact for change in changes}) < size or any(part <= chosen for part in found):
                continue
            if sum(bool(change.history) for change in changes) > 1:
                continue
            answer = asked(document, *changes)
            if answer is not None and answer != base:
                found.append(chosen)
    return {frozenset(chosen) for chosen in found}


@examples(15)
@given(documents(precise=True), st.randoms(use_true_random=False))
def test_the_smallest_sets_of_changes_are_those_of_brute_force(document: Document, chance: Random) -> None:
    every = changes_of(document)
    # A part of the changes, so that trying every two of them stays quick; EXAMPLES hunts with all of them.
    candidates = every if HUNT else chance.sample(every, min(16, len(every)))
    search = Search(GUIDELINE, document)
    ones, _ = search.smallest(candidates, 1, 10**6)
    alone = {id(change) for (change,) in ones}
    twos, complete = search.smallest([change for change in candidates if id(change) not in alone], 2, 10**6)
    assert complete
    threes, _ = search.smallest([change for change in candidates[:FIRST] if id(change) not in alone], 3, 10**6)
    found = {frozenset(map(id, changes)) for changes in [*ones, *twos, *threes]}
    assert found == by_brute_force(document, candidates)


def test_the_twelve_month_boundary_is_told_to_the_day() -> None:
    clocks = {clock.fact: clock for clock in sensitivity(GUIDELINE, BASE).clocks}
    recurrence = clocks["/history/2/on"]
    assert (recurrence.holds_from, recurrence.holds_to) == (None, "2026-11-10")
    assert recurrence.later is not None
    assert (recurrence.later.on, recurrence.later.preferred) == ("2026-11-11", ("thp",))
    assert recurrence.says == (
        "This answer holds for recurrence up to 2026-11-10; one day later it becomes Taxane, trastuzumab and "
        "pertuzumab (THP)."
    )
    dose = clocks["/history/1/ended"]
    assert (dose.holds_from, dose.holds_to) == ("2025-10-10", None)


@examples(15)
@given(documents(precise=True), st.randoms(use_true_random=False))
def test_no_day_within_a_clock_changes_the_answer_and_its_turns_do(document: Document, chance: Random) -> None:
    base = asked(document)
    moves, _ = reaches(GUIDELINE, document)
    told = {clock.fact: clock for clock in clocks(Search(GUIDELINE, document), moves)}
    if base is not None and base[0] == "provisional":
        assert told == {}
        return
    for reach in moves:
        clock = told.get(reach.charted.pointer)
        first, last = reach.spans[0][0], reach.spans[-1][1]
        since = date.fromisoformat(clock.holds_from) if clock and clock.holds_from else first
        until = date.fromisoformat(clock.holds_to) if clock and clock.holds_to else last
        near = [reach.charted.on.first + timedelta(chance.randint(-800, 800)) for _ in range(30)]
        for day in [since, until, *near]:
            if since <= day <= until:
                assert asked(document, reach.charted.moved_to(day)) in (base, None), (reach.charted.pointer, day)
        turns = [clock.earlier, clock.later] if clock else []
        for turn in turns:
            if turn is not None:
                assert asked(document, reach.charted.moved_to(date.fromisoformat(turn.on))) not in (base, None)


def test_a_set_is_ready_to_be_posted_as_a_scenario() -> None:
    for found in sensitivity(GUIDELINE, BASE).sets:
        answer = asked(BASE, *found.changes)
        assert answer == (found.outcome, tuple(sorted(found.preferred)))


def test_the_facts_that_force_an_answer_are_enough_and_each_of_them_is_needed() -> None:
    forcing = sensitivity(GUIDELINE, BASE).forcing
    assert (forcing.forced, forcing.smallest) == (True, True)
    kept = [fact.removeprefix("/patient/") for fact in forcing.facts]
    alone = {**BASE, "patient": {fact: BASE["patient"][fact] for fact in kept}}
    assert asked(alone) == asked(BASE)
    changeable = {change.fact for each in sensitivity(GUIDELINE, BASE).sets for change in each.changes}
    assert set(forcing.facts) <= changeable


def test_an_uncharted_fact_that_could_change_the_answer_leaves_nothing_forced() -> None:
    document = {**BASE, "patient": {key: value for key, value in BASE["patient"].items() if key != "child_pugh"}}
    found = sensitivity(GUIDELINE, document)
    assert {("/patient/child_pugh", "C")} <= {
        (change.fact, change.after) for each in found.sets for change in each.changes
    }
    assert (found.forcing.forced, found.forcing.facts) == (False, ())
    assert "Child-Pugh" in found.forcing.says


def test_a_pregnancy_that_age_rules_out_is_no_change() -> None:
    older = {key: value for key, value in BASE["patient"].items() if key not in ("pregnant", "menopausal_status")}
    for age, expected in ((60, False), (59, True)):
        facts = {change.fact for change in fact_changes(GUIDELINE, {**BASE, "patient": {**older, "age_years": age}})}
        assert ("/patient/pregnant" in facts) is expected


def test_the_bound_on_the_search_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("statemachine.board.sensitivity.sensitivity.MOST_FOR_PAIRS", 30)
    complete = sensitivity(GUIDELINE, BASE).complete
    assert (complete.one, complete.two, complete.three) == (False, False, False)


def test_a_mass_effect_without_brain_metastases_changes_nothing() -> None:
    assert BASE["patient"]["brain_metastases"] == "none"
    found = sensitivity(GUIDELINE, {**BASE, "patient": {**BASE["patient"], "brain_mass_effect": False}})
    facts = [{change.fact for change in each.changes} for each in found.sets]
    assert {"/patient/brain_mass_effect"} not in facts
    assert {"/patient/brain_mass_effect", "/patient/brain_metastases"} in facts


def test_days_of_one_move_that_lead_to_one_answer_are_one_change() -> None:
    # While the year alone is charted, almost every single day is read otherwise, and most of them lead to one answer.
    course = {
        "treatment": {"regimen": "trastuzumab"},
        "setting": "adjuvant",
        "started": "2022-05-17",
        "ended": "2022-06",
    }
    thp = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2022-07", "ended": "2022-07-24"}
    years = [{"event": "recurrence", "on": "2022"}, {"event": "progression", "on": "2022"}]
    history = [course, years[0], thp, years[1]]
    patient = {"her2_ihc": "2+", "her2_ish": "not_done"}
    document = {"as_of": "2022-11-01", "history_complete": True, "patient": patient, "history": history}
    singles = [each for each in sensitivity(GUIDELINE, document).sets if each.size == 1 and each.changes[0].history]
    moved = [(each.changes[0].after, each.outcome) for each in singles if each.changes[0].fact == "/history/1/on"]
    search = Search(GUIDELINE, document)
    [reach] = [reach for reach in reaches(GUIDELINE, document)[0] if reach.charted.pointer == "/history/1/on"]
    every = [reach.charted.moved_to(reach.nearest(span)) for span in reach.others()]
    ones, _ = search.smallest(every, 1, 10**6)
    assert len(ones) > 20
    assert moved == [("2021-12-31", "refer"), ("2022-01-01", "refer")]  # earlier, and within the year


def test_an_unconfirmed_value_settles_the_answer_once_it_is_corrected() -> None:
    doubted = {**BASE, "patient": {**BASE["patient"], "bilirubin_times_uln": 17}}
    corrected = [
        (each.outcome, each.preferred)
        for each in sensitivity(GUIDELINE, doubted).sets
        if [change.fact for change in each.changes] == ["/patient/bilirubin_times_uln"]
    ]
    assert ("recommend", ("t_dxd",)) in corrected


def test_a_change_of_a_confirmed_value_is_tried_and_is_believed() -> None:
    patient = {**BASE["patient"], "ast_times_uln": 30}
    document = {**BASE, "patient": patient, "confirmed": ["/patient/ast_times_uln"]}
    search = Search(GUIDELINE, document)
    changes = [change for change in fact_changes(GUIDELINE, document) if change.fact == "/patient/ast_times_uln"]
    assert len(changes) > 1
    for change in changes:
        evaluation = search.evaluate((change,))
        assert evaluation is not None
        assert (evaluation.answer.outcome, tuple(sorted(evaluation.answer.preferred))) == asked(document, change)
