"""Which facts force an answer, told in words, and that a bound on the search for the fewest is told too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from statemachine.board.sensitivity.deciding_facts import Forcing, forcing
from statemachine.board.sensitivity.fact_changes import fact_changes
from statemachine.board.sensitivity.sensitivity import sensitivity
from statemachine.board.sensitivity.smallest_changes import Search
from statemachine.record.facts import FACTS
from tests.records import LIBRARY, Document

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
BASE = json.loads((EXAMPLES / "early-relapse-second-line.json").read_text("utf-8"))
GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]


def forced(document: Document) -> Forcing:
    """What forces the answer, given every single fact that alone would change it."""
    search = Search(GUIDELINE, document)
    found, _ = search.smallest(list(fact_changes(GUIDELINE, document)), 1, 10**6)
    return forcing(search, found)


def without(*facts: str) -> Document:
    """The case with these facts uncharted."""
    return {**BASE, "patient": {fact: value for fact, value in BASE["patient"].items() if fact not in facts}}


def test_the_facts_that_force_an_answer_are_told_by_name() -> None:
    found = forced(BASE)
    assert (found.forced, found.smallest) == (True, True)
    assert found.says.startswith("With the history as charted, these facts force the answer whatever the others are: ")
    assert "left ventricular ejection fraction" in found.says


def test_an_answer_that_is_open_is_forced_by_nothing_and_the_reason_is_told() -> None:
    found = forced(without("lvef_percent"))
    assert found == Forcing(False, (), True, "The charted facts leave more than one answer open.")


def test_what_is_not_charted_and_could_change_the_answer_is_told_by_name() -> None:
    found = forced(without("child_pugh"))
    expected = "Nothing that is charted forces the answer: not known is Child-Pugh class."
    assert found == Forcing(False, (), True, expected)


@pytest.mark.parametrize("bound", ["MOST_SETS", "MOST_READ"])
def test_where_either_bound_is_met_all_charted_facts_are_told_as_not_the_fewest(
    monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(f"statemachine.board.sensitivity.deciding_facts.{bound}", -1)
    found = forced(BASE)
    charted = [f"/patient/{fact}" for fact in FACTS if BASE["patient"].get(fact) not in (None, [])]
    assert (found.forced, found.smallest, [*found.facts]) == (True, False, charted)
    assert "that fewer do was not decided" in found.says


def test_a_status_that_follows_from_its_test_is_no_missing_fact_and_its_test_is_named() -> None:
    patient = {**without("her2_status", "her2_ihc", "her2_ish")["patient"], "her2_ihc": "3+"}
    found = forced({**BASE, "patient": patient})
    assert (found.forced, found.smallest) == (True, True)
    assert "/patient/her2_ihc" in found.facts


def test_a_value_that_nobody_confirmed_leaves_the_answer_open_so_nothing_forces_it() -> None:
    found = forced({**BASE, "patient": {**BASE["patient"], "bilirubin_times_uln": 17}})
    assert found == Forcing(False, (), True, "The charted facts leave more than one answer open.")


def test_every_set_of_as_few_facts_is_told() -> None:
    found = sensitivity(GUIDELINE, json.loads((EXAMPLES / "de-novo-first-line.json").read_text("utf-8"))).forcing
    only = [set(facts) - set(found.facts) for facts in found.or_facts]
    assert only == [{"/patient/menopausal_status"}]
    assert found.says.endswith("As well with menopausal status in place of age in years.")
