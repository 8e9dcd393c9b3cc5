"""What is one answer and what are two, and how two are told in one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.answer import Recommendation
from statemachine.answering.branches import Asked, fewest_ways
from tests.comparison import answer_to
from tests.records import LIBRARY

EDITION = "asco@2022-05-31"
DIAGNOSIS = {"event": "metastatic_diagnosis", "on": "2025-02-10"}
THP = {
    "treatment": {"regimen": "thp"},
    "setting": "metastatic",
    "started": "2025-02-24",
    "ended": "2026-11-02",
    "stopped_for": "progression",
}


def answer(history: list[Any], edition: str = EDITION, **facts: Any) -> Recommendation:
    """The answer about the usual patient with some facts charted otherwise."""
    case = {"as_of": "2026-11-09", "patient": {"usual": True, **facts}, "history": history}
    return answer_to(LIBRARY, case, edition)


def asked(question: str, yes: bool) -> Asked:
    """A question with an assumed answer."""
    return Asked("guard", question, yes, ())


A, NOT_A, B, NOT_B = asked("a?", True), asked("a?", False), asked("b?", True), asked("b?", False)


@pytest.mark.parametrize(
    ("ways", "fewest"),
    [
        ([(A, B), (NOT_A, B)], ((B,),)),
        ([(A, B), (NOT_A, NOT_B)], ((A, B), (NOT_A, NOT_B))),
        ([(A,), (NOT_A, B)], ((A,), (NOT_A, B))),
        ([(A, B), (A, NOT_B), (NOT_A,)], ((),)),
    ],
)
def test_a_question_of_which_both_answers_lead_to_one_place_is_left_out(ways: Any, fewest: Any) -> None:
    assert fewest == fewest_ways(ways)


def test_two_answers_are_told_with_what_they_hang_on() -> None:
    told = answer(
        [DIAGNOSIS, THP], brain_mass_effect=None, neurological_symptoms=True, brain_metastases="stable_treated"
    )
    assert told.says == (
        "Imaging of the brain comes first. Neurological symptoms, and no active disease of the brain charted: the "
        "chart may be older than the symptoms, and the threshold for brain imaging is low. "
        "Also due: a review by the multidisciplinary team (treated brain metastases). "
        "T-DXd or tucatinib + trastuzumab + capecitabine, if there is no symptomatic mass effect in the brain; "
        "otherwise the board decides first."
    )


def test_of_three_answers_each_is_told_with_what_it_hangs_on() -> None:
    told = answer([DIAGNOSIS], hormone_receptor="positive", heart_failure=None, lvef_percent=None, visceral_crisis=None)
    assert told.says == (
        "THP, if the heart permits anti-HER2 drugs; endocrine therapy alone, if the heart does not permit anti-HER2 "
        "drugs and there is no visceral crisis; otherwise the board decides first."
    )


def test_of_more_than_two_answers_the_most_favourable_is_told_with_what_it_hangs_on() -> None:
    told = answer([DIAGNOSIS, THP], interstitial_lung_disease=None)
    assert len(told.branches) == 4
    assert told.says == (
        "T-DXd, if there is no interstitial lung disease at present and there was no interstitial lung disease of "
        "grade 2 or more and none of a grade that nobody charted; otherwise T-DM1, or tucatinib + trastuzumab + "
        "capecitabine, or the board decides first."
    )


def test_a_regimen_is_named_although_it_is_not_known_whether_it_can_be_given() -> None:
    told = answer([DIAGNOSIS, THP], pregnant=None, menopausal_status="pre", age_years=40, heart_failure=None)
    assert told.says == (
        "T-DXd, if not pregnant and the heart permits anti-HER2 drugs; otherwise the board decides first."
    )


def test_where_the_conditions_are_many_the_first_answers_are_told_with_the_facts_they_hang_on() -> None:
    without_reason = {
        "treatment": {"regimen": "t_dxd"},
        "setting": "metastatic",
        "started": "2025-12-15",
        "ended": "2026-11-02",
    }
    told = answer([DIAGNOSIS, {**THP, "ended": "2025-12-01"}, without_reason])
    assert len(told.branches) > 2
    assert told.says.endswith(
        "One of 7 regimens listed side by side, or stay off treatment, or T-DXd; that depends on why T-DXd (until "
        "2 November 2026) was stopped and the status of the disease."
    )


def test_what_only_waits_for_a_count_is_told_with_the_count_and_with_what_holds_until_then() -> None:
    told = answer([DIAGNOSIS, THP], platelets_10e9_per_l=20)
    assert told.says.endswith(
        "T-DXd, once the platelets are 50 x 10^9 per litre or more; until then the board decides first."
    )


def test_two_lists_of_regimens_are_told_as_one_with_what_opens_them() -> None:
    t_dxd = {**THP, "treatment": {"regimen": "t_dxd"}, "started": "2026-06-08"}
    told = answer([DIAGNOSIS, {**THP, "ended": "2026-06-01"}, t_dxd], hormone_receptor=None)
    assert len(told.branches) == 2
    assert (
        told.says
        == "One of several regimens listed side by side; which of them are open depends on hormone receptor status."
    )


def test_what_kind_of_toxicity_it_was_is_asked_of_the_drug_and_the_day() -> None:
    course = {**THP, "stopped_for": "toxicity", "toxicity_agent": "trastuzumab"}
    told = answer([DIAGNOSIS, course, {"event": "progression", "on": "2026-11-05"}])
    assert told.says.endswith(
        "that depends on what kind of toxicity trastuzumab (until 2 November 2026) was stopped for."
    )


def test_what_forbids_going_on_is_a_statement() -> None:
    t_dm1 = {"treatment": {"regimen": "t_dm1"}, "setting": "metastatic", "started": "2026-06-08"}
    told = answer([DIAGNOSIS, {**THP, "ended": "2026-06-01"}, t_dm1], alt_times_uln=4, bilirubin_times_uln=2.4)
    assert told.says.endswith(
        "Against going on: AST or ALT are above 3 times and bilirubin above 2 times the upper limit of normal "
        "(Hy's law). Charted: ALT 4, bilirubin 2.4."
    )


def test_what_forbids_going_on_for_one_reason_or_another_tells_what_is_charted() -> None:
    hp = {"treatment": {"regimen": "hp"}, "setting": "metastatic", "started": "2026-06-08"}
    told = answer(
        [DIAGNOSIS, {**THP, "ended": "2026-06-01", "stopped_for": "completion"}, hp],
        lvef_percent=55,
        heart_failure="symptomatic",
    )
    assert (
        "Against going on: the ejection fraction is below 40 %, or heart failure is symptomatic. "
        "Charted: heart failure symptomatic." in told.says
    )


def test_a_condition_that_another_one_holds_is_not_told() -> None:
    t_dxd = {"treatment": {"regimen": "t_dxd"}, "setting": "metastatic", "started": "2026-06-08"}
    told = answer([DIAGNOSIS, {**THP, "ended": "2026-06-01"}, t_dxd], interstitial_lung_disease="current")
    assert told.says.endswith(
        "Go on with T-DXd after a hold, if there is no interstitial lung disease of grade 2 or more at present; "
        "otherwise the board decides first."
    )


def test_an_order_with_what_is_charted_is_not_told_again_without_it() -> None:
    t_dxd = {"treatment": {"regimen": "t_dxd"}, "setting": "metastatic", "started": "2026-06-08"}
    lung = {"event": "toxicity", "kind": "interstitial_lung_disease", "grade": 1, "on": "2026-10-12"}
    history = [DIAGNOSIS, {**THP, "ended": "2026-06-01"}, t_dxd, {**lung, "agent": "trastuzumab_deruxtecan"}]
    told = answer(history, interstitial_lung_disease="current", interstitial_lung_disease_grade=1)
    [hold] = [action.text for action in told.actions if action.code == "hold"]
    assert hold.count("holds T-DXd until it has resolved") == 1


def test_no_two_branches_tell_the_same_to_do() -> None:
    told = answer([DIAGNOSIS], edition="contemporary@2026-05-15", interstitial_lung_disease=None)
    to_do = [
        (branch.outcome, branch.preferred, tuple(branch.permitted), tuple(branch.actions)) for branch in told.branches
    ]
    assert sorted(set(to_do)) == sorted(to_do)
    assert [branch.preferred for branch in told.branches] == [("t_dxd_pertuzumab",), ("thp",), ()]
    assert [len(branch.or_when) for branch in told.branches] == [0, 1, 0]


@pytest.mark.parametrize(
    ("course", "label", "says"),
    [
        (
            {"treatment": {"agents": ["trastuzumab", "gemcitabine", "pertuzumab"]}},
            "Gemcitabine, pertuzumab and trastuzumab, not in this edition",
            "Go on with gemcitabine, pertuzumab and trastuzumab (since May 2026; not in this edition): "
            "nothing charted says to change it.",
        ),
        (
            {"treatment": {"regimen": "t_dxd"}},
            "Trastuzumab deruxtecan (T-DXd)",
            "Go on with T-DXd (since May 2026): nothing charted says to change it.",
        ),
        (
            {
                "treatment": {"agents": ["tucatinib", "trastuzumab", "capecitabine"]},
                "dropped": {"agents": ["capecitabine"], "on": "2026-09"},
            },
            "Trastuzumab and tucatinib, capecitabine until September 2026",
            "Go on with trastuzumab and tucatinib (since May 2026; capecitabine until September 2026): "
            "nothing charted says to change it.",
        ),
    ],
)
def test_what_is_being_given_is_called_by_its_name_or_by_its_drugs(course: Any, label: str, says: str) -> None:
    before = {**THP, "ended": "2026-04-20"}
    told = answer([DIAGNOSIS, before, {"setting": "metastatic", "started": "2026-05", **course}])
    assert told.current is not None
    assert (told.current.label, told.says) == (label, says)


def test_a_pause_says_since_when() -> None:
    done = {
        **THP,
        "treatment": {"regimen": "t_dxd"},
        "started": "2026-01-05",
        "ended": "2026-06",
        "stopped_for": "completion",
    }
    response = {"event": "disease_status", "status": "partial_response", "on": "2026-06"}
    told = answer([DIAGNOSIS, {**THP, "ended": "2025-12-01"}, done, response])
    assert told.says is not None
    assert told.says.endswith("no source seen prefers one. Off treatment since June 2026.")


def test_the_trail_names_what_was_read() -> None:
    dropped = {**THP, "dropped": {"agents": ["docetaxel"], "on": "2025-08-01", "for": "toxicity"}}
    told = answer([DIAGNOSIS, dropped])
    names = ["diagnosis of metastatic disease", "THP", "THP", "docetaxel", "HP", "HP"]
    assert [step.name for step in told.trail] == names


def test_where_the_patient_leaves_the_pathway_nothing_is_asked_about_the_line() -> None:
    t_dm1 = {**THP, "treatment": {"regimen": "t_dm1"}, "started": "2026-02-02"}
    unexplained = {name: value for name, value in t_dm1.items() if name != "stopped_for"}
    retest = {"event": "her2_retest", "on": "2026-11-05", "her2_status": "zero"}
    told = answer([DIAGNOSIS, {**THP, "ended": "2026-01-19"}, unexplained, retest], hormone_receptor="positive")
    assert (told.outcome, told.branches, told.line.number) == ("outside_pathway", [], None)
    assert "/history/2/stopped_for" not in [asking.fact for asking in told.ask_first]


def test_a_regimen_that_stands_in_a_row_is_told_once_and_its_drugs_are_not_parted() -> None:
    hp = {**THP, "treatment": {"regimen": "hp"}, "started": "2026-06-08", "stopped_for": "progression"}
    neuropathy = {"event": "toxicity", "on": "2026-05-11", "kind": "neuropathy", "grade": 4, "agent": "paclitaxel"}
    told = answer(
        [DIAGNOSIS, {**THP, "ended": "2026-06-01", "stopped_for": "completion"}, hp, neuropathy],
        edition="contemporary@2026-05-15",
        interstitial_lung_disease=None,
    )
    assert told.says.endswith(
        "T-DXd, if there is no interstitial lung disease at present and there was no interstitial lung disease of "
        "grade 2 or more and none of a grade that nobody charted; otherwise T-DM1 or tucatinib + trastuzumab + "
        "capecitabine, or the board decides first."
    )
