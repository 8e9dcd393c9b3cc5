"""What opens a closed option: each set of changes that is told opens it, and no smaller part of it does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.board.proposed_changes import together
from statemachine import Effort, FactChange, opening
from statemachine.record.edited_record import scenario
from tests.records import Document
from tests.test_board import ASCO, CASES, answer_to, example


def verdict(document: Document, changes: Sequence[FactChange], regimen: str) -> str | None:
    """The verdict on a regimen with these changes."""
    changed = scenario(document, *together(changes)).document
    return next((each.verdict for each in answer_to(changed).options if each.regimen == regimen), None)


@pytest.mark.parametrize("name", CASES[1::2])  # of every kind of answer one
def test_what_is_told_to_open_an_option_opens_it_and_no_part_of_it_does(name: str) -> None:
    document = example(name)
    for option in answer_to(document).options:
        found = opening(ASCO, document, option.regimen)
        assert found.complete
        for changes in found.sets:
            assert (option.regimen, verdict(document, changes, option.regimen)) == (option.regimen, "permitted")
            for change in changes if len(changes) > 1 else ():
                assert verdict(document, [change], option.regimen) != "permitted"


@pytest.mark.parametrize(
    ("name", "regimen", "says"),
    [
        ("pregnancy-refer", "thp", [["pregnancy: no instead of yes"]]),
        ("exhausted", "neratinib_capecitabine", [["declines: none"]]),
        ("provisional-lung-history-unknown", "t_dxd", [["interstitial lung disease: none instead of not charted"]]),
        (
            "de-novo-first-line",
            "endocrine",
            [["hormone receptor status: positive instead of negative", "disease burden: low instead of not charted"]],
        ),
        # What was given and how the disease answered is history, and no change of a fact opens what it closed.
        ("third-line-unranked", "t_dxd", []),
        ("third-line-unranked", "t_dm1", []),
        ("third-line-unranked", "no_such_regimen", []),
    ],
)
def test_an_option_is_opened_by_the_smallest_changes(name: str, regimen: str, says: list[list[str]]) -> None:
    found = opening(ASCO, example(name), regimen)
    assert [[change.says for change in changes] for changes in found.sets] == says


def test_a_search_that_may_spend_nothing_more_says_that_it_is_not_complete() -> None:
    spent = Effort(1)
    spent.spend(2)
    assert not opening(ASCO, example("pregnancy-refer"), "thp", spent).complete
