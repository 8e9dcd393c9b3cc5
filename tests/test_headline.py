"""The first sentence of an answer: the most urgent action leads, and nothing beside it sounds as if all were well."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given

from statemachine.answer import Recommendation
from statemachine.answering.headline import ALARMS, FORBIDDING
from tests.comparison import answer_to, vignettes
from tests.records import LIBRARY, Document, documents, examples

VIGNETTES = vignettes(Path(__file__).parent / "vignettes")
REASSURING = ("nothing charted says",)
FIRST_WORDS = {
    "stop_permanently": ("Do not give it again",),
    "hold": ("Do not give the next dose", "Do not give the first dose"),
    "drop_component": ("Do not give the drug again",),
    "measure_lvef": ("Do not give the next dose", "Do not give the first dose"),
    "confirm_value": ("Do not give the next dose", "Do not give the first dose"),
}
THP = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2025-01-27"}
ON_T_DM1 = [
    {"event": "metastatic_diagnosis", "on": "2025-01-13"},
    {**THP, "ended": "2026-03-02", "stopped_for": "progression"},
    {"treatment": {"regimen": "t_dm1"}, "setting": "metastatic", "started": "2026-03-23"},
]


def reassures_beside_an_alarm(answer: Recommendation) -> list[str]:
    """What is wrong with the first sentence of this answer."""
    due = sorted((action.code for action in answer.actions if action.code in ALARMS), key=list(ALARMS).index)
    faults = [f"{words!r} beside {due}" for words in REASSURING if due and words in answer.says]
    if due and (due[0] in FORBIDDING or answer.outcome in ("recommend", "continue", "provisional")):
        first = FIRST_WORDS.get(due[0], (ALARMS[due[0]][0].upper() + ALARMS[due[0]][1:],))
        if not answer.says.startswith(first) and " is held since " not in answer.says.partition(";")[0]:
            faults.append(f"{due[0]} does not lead: {answer.says}")
    return faults


@examples(300)
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
