"""Why an option is closed is told by the row meant for this patient, in words that fit the option."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.answer import Option
from tests.comparison import answer_to
from tests.records import LIBRARY

DIAGNOSIS = {"event": "metastatic_diagnosis", "on": "2023-01-09"}
THP = {
    **{"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2023-01-23"},
    **{"ended": "2025-03-03", "stopped_for": "progression"},
}
T_DXD = {
    **{"treatment": {"regimen": "t_dxd"}, "setting": "metastatic", "started": "2025-03-24"},
    **{"ended": "2026-10-05", "stopped_for": "progression"},
}


def option(reference: str, regimen: str, *courses: Any, **facts: Any) -> Option:
    """An option as one edition shows it."""
    case = {"as_of": "2026-10-29", "patient": {"usual": True, **facts}, "history": [DIAGNOSIS, *courses]}
    return next(shown for shown in answer_to(LIBRARY, case, reference).options if shown.regimen == regimen)


def against(shown: Option) -> list[str]:
    """The guards that close it."""
    return [finding.guard for finding in shown.findings if finding.answer is (not finding.wanted)]


def test_thp_that_failed_is_not_closed_by_what_holds_only_after_t_dxd_with_pertuzumab() -> None:
    shown = option("contemporary@2026-05-15", "thp", THP, T_DXD)
    assert shown.verdict == "excluded"
    assert against(shown) == ["received_for_metastatic_disease", "taxane_received_for_metastatic_disease", "failed"]
    shown = option("contemporary@2026-05-15", "thp", THP)
    assert against(shown) == ["something_was_given", "failed"]


@pytest.mark.parametrize("reference", sorted(LIBRARY.guidelines))
def test_a_failed_drug_is_named_without_the_drugs_of_other_regimens(reference: str) -> None:
    for course in ((THP,), (THP, T_DXD)):
        case = {"as_of": "2026-10-29", "patient": {"usual": True}, "history": [DIAGNOSIS, *course]}
        for shown in answer_to(LIBRARY, case, reference).options:
            agents = {agent for slot in LIBRARY.catalogue.regimens[shown.regimen].slots for agent in slot}
            others = [agent.label for code, agent in LIBRARY.catalogue.agents.items() if code not in agents]
            for finding in shown.findings:
                if finding.guard == "failed":
                    named = finding.question.rpartition("(")[2]
                    assert [label for label in others if label in named.removesuffix(")?").split(", ")] == []


@pytest.mark.parametrize(
    ("reference", "regimen", "says"),
    [
        ("asco@2022-05-31", "lapatinib_capecitabine", "only then is this option of the third line listed"),
        ("asco@2018-06-25", "lapatinib_capecitabine", "only then is this option of the third line listed"),
        ("contemporary@2026-05-15", "lapatinib_capecitabine", "only then is this option listed"),
        ("asco@2022-05-31", "chemotherapy", "only for a heart that rules anti-HER2 treatment out"),
    ],
)
def test_an_option_for_another_situation_says_so(reference: str, regimen: str, says: str) -> None:
    shown = option(reference, regimen, THP)
    assert shown.verdict == "excluded"
    assert says in (shown.says or "")


def test_the_sentence_about_a_regimen_that_was_given_names_it_by_its_label() -> None:
    shown = option("contemporary@2026-05-15", "th", THP, T_DXD)
    questions = [finding.question for finding in shown.findings if finding.guard == "was_given"]
    assert questions[:1] == ["Was T-DXd and pertuzumab given for metastatic disease?"]
