"""What is offered in the place of an unknown name: like it by letters, by words or by initials, else nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statemachine.record.facts import LABELS
from statemachine.record.nearest_names import nearest
from tests.records import LIBRARY, examples

REGIMENS = {code: regimen.label for code, regimen in LIBRARY.catalogue.regimens.items()}


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("LVEF", ("lvef_percent", "lvef_measured_on", "lvef_baseline_percent")),
        ("her2_statu", ("her2_status",)),
        ("HER2-Status", ("her2_status",)),
        ("ejection fraction", ("lvef_percent", "lvef_measured_on", "lvef_baseline_percent")),
        ("ild", ("interstitial_lung_disease",)),
        ("platelets", ("platelets_10e9_per_l",)),
        ("weight", ()),
        ("k", ()),
        ("", ()),
        ("-_ ", ()),
    ],
)
def test_the_nearest_facts_are_found_by_their_letters_words_and_labels(name: str, best: tuple[str, ...]) -> None:
    assert best == nearest(name, LABELS, LABELS)


def test_the_nearest_regimens_are_found_by_the_beginning_of_a_word_and_by_their_labels() -> None:
    assert nearest("chemo", REGIMENS, REGIMENS)[0] == "chemotherapy"
    assert nearest("T-DXd", REGIMENS, REGIMENS) == ("t_dxd", "t_dxd_pertuzumab")
    assert nearest("deruxtecan", REGIMENS, REGIMENS) == ("t_dxd", "t_dxd_pertuzumab")


def test_a_code_that_says_it_goes_before_a_label_that_does() -> None:
    assert nearest("ecog", ("status", "ecog"), {"status": "ECOG"}) == ("ecog", "status")


def test_what_is_much_less_alike_than_the_best_is_not_offered() -> None:
    assert nearest("brain_metastases_x", LABELS, LABELS) == ("brain_metastases",)


def test_more_may_be_asked_of_a_likeness() -> None:
    assert nearest("tucatinib", ("lapatinib",)) == ("lapatinib",)
    assert nearest("tucatinib", ("lapatinib",), alike=0.8) == ()


@examples(200)
@given(st.text(max_size=200))
def test_only_known_names_are_offered_at_most_three_and_none_twice(name: str) -> None:
    found = nearest(name, LABELS, LABELS)
    assert set(found) <= set(LABELS)
    assert len(set(found)) == len(found) <= 3
