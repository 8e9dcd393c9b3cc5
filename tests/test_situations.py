"""The situations that editions are asked about: every limit, decision and option of both, the same each time."""

from __future__ import annotations

from itertools import islice

import pytest

from statemachine.changes.edition_pair import EditionPair
from statemachine.changes.reasons import Reasons
from statemachine.changes.situations import walk
from statemachine.record.codes import OUTCOMES
from tests.records import LIBRARY

ASCO_2018, ASCO_2022 = "asco@2018-06-25", "asco@2022-05-31"
CONTEMPORARY, OVERVIEW = "contemporary@2026-05-15", "overview@2017-07-17"


def pair(before: str, after: str) -> EditionPair:
    """Two shipped editions."""
    return EditionPair(LIBRARY, LIBRARY.guidelines[before], LIBRARY.guidelines[after])


@pytest.mark.proof
def test_the_situations_reach_every_outcome_decision_and_option_of_both_editions() -> None:
    asked = pair(ASCO_2018, ASCO_2022)
    reached: list[set[tuple[str | None, str]]] = [set(), set()]
    outcomes = set()
    for answered in walk(asked):
        outcomes |= {answer.outcome for answer in answered.answers}
        for found, answer in zip(reached, answered.answers, strict=True):
            found |= {(answer.state, option.regimen) for option in answer.options if option.verdict == "permitted"}
    assert outcomes == set(OUTCOMES)
    for edition, found in zip(asked.editions, reached, strict=True):
        listed = {
            (name, stage.regimen.code)
            for name, place in edition.stages.items()
            if place.kind == "decision"
            for step in edition.steps("treat", name)
            if (stage := edition.stages[step.dest]).regimen is not None and step.rank is not None and step.rank > 0
        }
        assert set() == {place for place in listed if place not in found}, edition.reference


@pytest.mark.proof
def test_the_situations_are_the_same_each_time_and_none_is_asked_twice() -> None:
    once, again = (
        [answered.situation for answered in islice(walk(pair(ASCO_2018, CONTEMPORARY)), 400)] for _ in range(2)
    )
    assert once == again
    assert len({repr(situation) for situation in once}) == 400


def test_every_limit_is_asked_about_on_both_sides_and_exactly() -> None:
    gaps = set()
    for answered in islice(walk(pair(OVERVIEW, ASCO_2022)), 60):
        history = answered.situation.history
        if history[-1].get("event") == "recurrence" and len(history) > 1 and "ended" in history[-2]:
            gaps.add(history[-1]["on"] - history[-2]["ended"])
    assert {5, 6, 7, 11, 12, 13} == gaps


def test_an_edition_does_not_differ_from_itself() -> None:
    itself = pair(ASCO_2022, ASCO_2022)
    reasons = Reasons(itself)
    assert [answered for answered in islice(walk(itself), 400) if reasons.change(answered) is not None] == []


@pytest.mark.proof
def test_the_way_back_tells_the_same_changes_the_other_way() -> None:
    forth, back = pair(ASCO_2018, ASCO_2022), pair(ASCO_2022, ASCO_2018)
    reasons, reverse_reasons = Reasons(forth), Reasons(back)
    for answered in islice(walk(forth), 400):
        change, reverse = reasons.change(answered), reverse_reasons.change(back.ask(answered.situation))
        assert (change is None) == (reverse is None)
        if change is not None and reverse is not None:
            assert (change.gained, change.lost, change.reason) == (reverse.lost, reverse.gained, reverse.reason)
