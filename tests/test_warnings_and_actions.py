"""Warnings and actions say each thing once, and say what they rest on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.comparison import answer_to, vignettes
from tests.records import LIBRARY

VIGNETTES = vignettes(Path(__file__).parent / "vignettes")
ACTIVE = {"usual": True, "brain_metastases": "active"}
HISTORY = [
    {"event": "metastatic_diagnosis", "on": "2025-03-10"},
    {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2025-03-24"},
]


@pytest.mark.parametrize("reference", sorted(LIBRARY.guidelines))
def test_active_brain_metastases_are_one_warning_whatever_the_outcome(reference: str) -> None:
    progressed = [*HISTORY, {"event": "progression", "on": "2026-10-12"}]
    for history, outcome in ((HISTORY, "continue"), (progressed, "recommend")):
        case = {"as_of": "2026-11-03", "patient": ACTIVE, "history": history}
        answer = answer_to(LIBRARY, case, reference)
        told = [remark for remark in answer.warnings if remark.code == "brain_active"]
        assert answer.outcome == outcome
        assert len(told) == 1
        assert "discuss local treatment first" in told[0].text


def test_the_brain_guideline_of_2022_is_told_with_its_source_in_the_same_warning() -> None:
    case = {"as_of": "2026-11-03", "patient": ACTIVE, "history": HISTORY}
    answer = answer_to(LIBRARY, case, "asco@2022-05-31")
    told = next(remark for remark in answer.warnings if remark.code == "brain_active")
    assert {"asco-bm-2022-1.0", "asco-bm-2022-7.1"} == set(told.evidence)


def test_no_sentence_is_told_twice_in_one_list() -> None:
    twice: list[Any] = []
    for case in VIGNETTES:
        for reference in case["expect"]:
            answer = answer_to(LIBRARY, case, reference)
            for remarks in (answer.warnings, answer.actions):
                told = Counter((remark.code, remark.text) for remark in remarks)
                twice += [(case["case"], *remark) for remark, times in told.items() if times > 1]
    assert twice == []


@pytest.mark.parametrize(
    ("code", "part", "basis"),
    [
        ("newer_evidence", "The FDA approved T-DXd with pertuzumab", "secondary"),  # with the European report in one
        ("newer_evidence", "on other decisions: Early-stage disease; Maintenance", "trial"),
    ],
)
def test_a_warning_says_on_what_the_weakest_of_its_sentences_rests(code: str, part: str, basis: str) -> None:
    case = {"as_of": "2026-11-03", "patient": {"usual": True}, "history": HISTORY}
    answer = answer_to(LIBRARY, case, "asco@2022-05-31")
    told = [remark for remark in answer.warnings if remark.code == code and part in remark.text]
    assert [basis] == [remark.basis for remark in told]


def test_what_only_a_lay_article_says_is_shown_as_such_and_unverified() -> None:
    case = {"as_of": "2026-11-03", "patient": {"usual": True}, "history": HISTORY[:1]}
    answer = answer_to(LIBRARY, case, "overview@2017-07-17")
    preferred = next(option for option in answer.options if option.regimen == "thp")
    assert (preferred.basis, tuple(preferred.evidence)) == ("secondary", ("overview-2017",))
    assert LIBRARY.evidence["overview-2017"]["unverified"]
