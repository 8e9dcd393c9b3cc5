"""The first sentence of an answer: the most urgent action leads, and nothing beside it sounds as if all were well."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given

from statemachine.answer import Recommendation
from statemachine.answering.headline import ALARMS, ASKING, FORBIDDING
from tests.comparison import answer_to, vignettes
from tests.records import LIBRARY, Document, documents, examples

VIGNETTES = vignettes(Path(__file__).parent / "vignettes")
REASSURING = ("nothing charted says",)
ENDED = (
    "T-DXd",
    "T-DM1",
    "trastuzumab deruxtecan",
    "trastuzumab emtansine",
    "tucatinib",
    "trastuzumab",
    "lapatinib",
    "neratinib",
    "capecitabine",
)
NAMES = {
    "T-DXd": ("trastuzumab deruxtecan",),
    "trastuzumab deruxtecan": ("T-DXd",),
    "trastuzumab emtansine": ("T-DM1",),
}
FIRST_WORDS = {
    "stop_permanently": ("Do not give it again:", *(f"Do not give {drug} again:" for drug in ENDED)),
    "hold": ("Do not give the next dose", "Do not give the first dose", "Do not begin "),
    "drop_component": ("Do not give the drug again",),
    "adjust_dose": ("Do not give the next dose", "Do not give the first dose"),
    "measure_lvef": ("Do not give the next dose", "Do not give the first dose"),
    "confirm_value": ("Do not give the next dose", "Do not give the first dose"),
    **{code: (says,) for code, says in ASKING.items()},
}
THP = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2025-01-27"}
ON_T_DM1: list[dict[str, Any]] = [
    {"event": "metastatic_diagnosis", "on": "2025-01-13"},
    {**THP, "ended": "2026-03-02", "stopped_for": "progression"},
    {"treatment": {"regimen": "t_dm1"}, "setting": "metastatic", "started": "2026-03-23"},
]


def reassures_beside_an_alarm(answer: Recommendation) -> list[str]:
    """What is wrong with the first sentence of this answer."""
    due = sorted((action.code for action in answer.actions if action.code in ALARMS), key=list(ALARMS).index)
    faults = [f"{words!r} beside {due}" for words in REASSURING if due and words in answer.says]
    people_decide_first = {branch.outcome for branch in answer.branches} == {"refer"}  # their reason says it
    if re.search(r"Also due: stop [^.]+ for good", answer.says):  # of a drug that is not given any more
        due.remove("stop_permanently")
    leads = answer.outcome in ("recommend", "continue", "provisional") and not people_decide_first
    if due and (due[0] in FORBIDDING or leads):
        first = FIRST_WORDS[due[0]]
        if not answer.says.startswith(first) and " is held since " not in answer.says.partition(";")[0]:
            faults.append(f"{due[0]} does not lead: {answer.says}")
    return [*faults, *stops_another_drug(answer)]


def stops_another_drug(answer: Recommendation) -> list[str]:
    """A drug that the first sentence ends for good, and that the action it tells does not name."""
    ended = re.match(r"Do not give (?!it again|the )(.+?) again: ", answer.says)
    if ended is None:
        return []
    told = next(action.text for action in answer.actions if action.code == "stop_permanently")
    drugs = re.split(r", | and ", ended[1].removesuffix(" alone"))
    return [
        f"{drug} is ended by: {told}"
        for drug in drugs
        if not any(name in told for name in (drug, *NAMES.get(drug, ())))
    ]


@examples(100)
@given(documents())
def test_no_sentence_reassures_beside_an_action_that_alarms(document: Document) -> None:
    case: Any = document
    for reference in LIBRARY.guidelines:
        assert reassures_beside_an_alarm(answer_to(LIBRARY, case, reference)) == []


def test_no_vignette_reassures_beside_an_action_that_alarms_and_each_kind_of_alarm_occurs() -> None:
    leads = set()
    for case in VIGNETTES:
        for reference in case["expect"]:
            answer = answer_to(LIBRARY, case, reference)
            assert reassures_beside_an_alarm(answer) == [], case["case"]
            leads |= {action.code for action in answer.actions} & ALARMS.keys()
    assert leads == ALARMS.keys()


def test_no_action_stands_twice_in_an_answer() -> None:
    low = {"event": "toxicity", "on": "2026-10-19", "kind": "haematologic", "grade": 3}
    numb = {"event": "toxicity", "on": "2026-10-20", "kind": "neuropathy", "grade": 3}
    case = {
        "as_of": "2026-11-09",
        "patient": {"usual": True, "platelets_10e9_per_l": 20},
        "history": [*ON_T_DM1, low, numb],
    }
    told = answer_to(LIBRARY, case, "asco@2022-05-31").actions
    assert set(Counter(action.code for action in told).values()) == {1}
    [hold] = [action for action in told if action.code == "hold"]
    for reason in ("Low platelets of grade 3 or 4", "Neuropathy of grade 3 or 4", "Platelets below 50"):
        assert reason in hold.text


def test_a_caution_of_what_is_preferred_is_told_in_the_first_sentence() -> None:
    case = {
        "as_of": "2026-11-09",
        "patient": {"usual": True, "ecog": 2},
        "history": [ON_T_DM1[0], {**THP, "ended": "2026-11-02", "stopped_for": "progression"}],
    }
    answer = answer_to(LIBRARY, case, "asco@2022-05-31")
    assert answer.says == "Second line: Trastuzumab deruxtecan (T-DXd) is preferred, with a caution."


NEW: list[dict[str, Any]] = [{"event": "metastatic_diagnosis", "on": "2026-10-19"}]
AFTER_THP: list[dict[str, Any]] = [ON_T_DM1[0], {**THP, "ended": "2026-11-02", "stopped_for": "progression"}]
AFTER_T_DXD: list[dict[str, Any]] = [
    *AFTER_THP[:1],
    {**THP, "ended": "2025-11-02", "stopped_for": "progression"},
    {
        "treatment": {"regimen": "t_dxd"},
        "setting": "metastatic",
        "started": "2025-11-16",
        "ended": "2026-11-02",
        "stopped_for": "progression",
    },
]


def says_of(history: list[dict[str, Any]], **facts: Any) -> str:
    """The first sentence about the usual patient with this history."""
    case = {"as_of": "2026-11-09", "patient": {"usual": True, **facts}, "history": history}
    return answer_to(LIBRARY, case, "asco@2022-05-31").says


def test_a_first_dose_that_is_held_is_named_by_its_regimen() -> None:
    assert says_of(NEW, platelets_10e9_per_l=20).startswith("Do not begin THP before this is settled: Platelets below")
    assert says_of(AFTER_THP, neutrophils_10e9_per_l=0.6).startswith("Do not begin T-DXd before this is settled: ")


def test_what_must_wait_is_named_where_something_else_is_preferred() -> None:
    heart: dict[str, Any] = {"lvef_percent": 35, "hormone_receptor": "positive", "platelets_10e9_per_l": 20}
    says = says_of(NEW, **heart)
    assert says.startswith("Do not begin chemotherapy alone before this is settled: Platelets below 50")
    assert "ndocrine" in says


def test_a_drug_that_is_no_part_of_what_is_wanted_does_not_lead() -> None:
    says = says_of(AFTER_T_DXD, neutrophils_10e9_per_l=0.6, brain_metastases="active")
    assert says.startswith("Do not begin tucatinib, trastuzumab and capecitabine before this is settled: ")
    assert "vinorelbine" not in says


def test_a_gate_tells_its_own_reason_once_and_what_else_is_grave() -> None:
    liver = says_of(NEW, child_pugh="C")
    assert liver.startswith("The liver decides first")
    assert "Also" not in liver
    crisis = says_of(NEW, child_pugh="C", visceral_crisis=True)
    assert crisis == f"{liver} Also: A visceral crisis: the team decides now what is done."
