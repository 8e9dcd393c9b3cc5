"""An incomplete history still gets a useful answer: what holds if nothing is missing, and what is open until then."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.answer import Recommendation
from tests.comparison import answer_to
from tests.records import LIBRARY

EDITION = "asco@2022-05-31"
DIAGNOSIS = {"event": "metastatic_diagnosis", "on": "2025-01-06"}
THP = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2025-01-20"}
FAILED = {**THP, "ended": "2026-10-05", "stopped_for": "progression"}
CONJUGATE = {"treatment": {"regimen": "t_dxd"}, "setting": "metastatic", "started": "2025-11-03"}


def answer(history: list[Any], **facts: Any) -> Recommendation:
    """The answer to a usual patient whose history may lack something."""
    case = {"as_of": "2026-10-29", "patient": {"usual": True, **facts}, "history": history, "history_complete": False}
    return answer_to(LIBRARY, case, EDITION)


@pytest.mark.parametrize(
    ("history", "says"),
    [
        ([DIAGNOSIS], "If nothing is missing: First line: Taxane, trastuzumab and pertuzumab (THP) is preferred."),
        ([DIAGNOSIS, FAILED], "If nothing is missing: Second line: Trastuzumab deruxtecan (T-DXd) is preferred."),
        ([DIAGNOSIS, THP], "If nothing is missing: Go on with THP"),
    ],
)
def test_it_says_what_holds_if_nothing_is_missing(history: list[Any], says: str) -> None:
    found = answer(history)
    assert found.outcome == "provisional"
    assert not found.preferred
    assert found.says.startswith("It is not known whether everything that was given is listed.")
    assert says in found.says


def test_what_may_have_been_given_before_leaves_an_option_open_and_what_was_given_closes_it() -> None:
    verdicts = {option.regimen: option.verdict for option in answer([DIAGNOSIS, FAILED]).options}
    assert (verdicts["t_dxd"], verdicts["t_dm1"]) == ("undetermined", "undetermined")
    ended = {**THP, "ended": "2025-10-06", "stopped_for": "progression"}
    failed_too = {**CONJUGATE, "ended": "2026-10-05", "stopped_for": "progression"}
    verdicts = {option.regimen: option.verdict for option in answer([DIAGNOSIS, ended, failed_too]).options}
    assert verdicts["t_dxd"] == "excluded"
    assert verdicts["clinical_trial"] == "permitted"


def test_the_question_asks_for_what_counts_and_names_the_options_that_wait_for_it() -> None:
    asked = answer([DIAGNOSIS, FAILED]).ask_first[0]
    assert asked.fact == "/history_complete"
    assert "its last dose and the reason for stopping it" in asked.because
    assert {"t_dxd", "t_dm1"} <= set(asked.decides)
    assert "chemotherapy" not in asked.decides


def test_with_a_complete_history_nothing_of_this_is_said() -> None:
    case = {"as_of": "2026-10-29", "patient": {"usual": True}, "history": [DIAGNOSIS]}
    assert "missing" not in answer_to(LIBRARY, case, EDITION).says


def test_another_open_fact_beside_the_history_is_named_too() -> None:
    found = answer([DIAGNOSIS, FAILED], lvef_percent=None)
    assert found.options
    assert {"/history_complete", "/patient/lvef_percent"} <= {asked.fact for asked in found.ask_first}


@pytest.mark.parametrize("ended", ["2024-03", "2024-03-05"])
def test_a_date_charted_by_the_month_asks_no_less_than_the_same_date_to_the_day(ended: str) -> None:
    done = {"stopped_for": "completion"}
    tchp = {"treatment": {"regimen": "tchp"}, "setting": "neoadjuvant", "started": "2023-01-02", "ended": "2023-06-05"}
    t_dm1 = {"treatment": {"regimen": "t_dm1"}, "setting": "adjuvant", "started": "2023-07-01", "ended": ended}
    t_dxd = {"treatment": {"regimen": "t_dxd"}, "setting": "metastatic", "started": "2025-07-01", "ended": "2025-08-20"}
    recurrence = {"event": "recurrence", "on": "2024-09-10"}
    history = [{**tchp, **done}, {**t_dm1, **done}, recurrence, {**t_dxd, **done}]
    case = {"as_of": "2026-11-20", "history_complete": False, "patient": {"usual": True}, "history": history}
    found = answer_to(LIBRARY, case, "contemporary@2026-05-15")
    assert found.outcome == "provisional"
    assert "/history_complete" in [asking.fact for asking in found.ask_first]
