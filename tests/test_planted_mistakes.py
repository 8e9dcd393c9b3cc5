"""Clinical mistakes, planted one at a time in a copy of the guidelines: each loads, and the vignettes find each.

A mistake in form stops the start (test_broken_editions); these have the right form and the wrong medicine.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from statemachine.editions.library import FOLDER, Library, load
from tests.comparison import answer_to, differences
from tests.records import LIBRARY

VIGNETTES = Path(__file__).parent / "vignettes"

ASCO_2018, ASCO_2022 = "asco/2018-06-25.yaml", "asco/2022-05-31.yaml"
OVERVIEW, CONTEMPORARY = "overview/2017-07-17.yaml", "contemporary/2026-05-15.yaml"
SHARED, SAFETY, US_LABEL = "shared.yaml", "safety.yaml", "labels/us_fda.yaml"
EARLY, LATE = (
    "conditions: {recurred_within: early_recurrence_months}",
    "unless: {recurred_within: early_recurrence_months}",
)
ENTRY = "    dest: {}_line\n    {}\n    line: {}\n"


class Mistake(NamedTuple):
    """A file, what is taken from it and written there instead, and the vignettes that concern it.

    Where the new text is empty the whole row is taken away that begins with the old text.
    """

    file: str
    changes: dict[str, str]
    vignettes: tuple[str, ...]


MISTAKES = {
    "the twelve-month boundary is swapped": Mistake(
        ASCO_2022,
        {
            ENTRY.format("second", EARLY, 2): ENTRY.format("second", LATE, 2),
            ENTRY.format("first", LATE, 1): ENTRY.format("first", EARLY, 1),
        },
        ("entry_and_timing",),
    ),
    "six months decide in ASCO 2018": Mistake(
        ASCO_2018, {"    value: 12\n": "    value: 6\n"}, ("editions_side_by_side",)
    ),
    "the six months of the US label are twelve": Mistake(US_LABEL, {"    value: 6\n": "    value: 12\n"}, ("labels",)),
    "the heart guard is missing": Mistake(SAFETY, {"  - {conditions: heart_permits,": ""}, ("heart",)),
    "the lung guard of T-DXd is missing": Mistake(SAFETY, {"  - {unless: lung_disease_was_serious,": ""}, ("lung",)),
    "T-DXd stands behind T-DM1": Mistake(
        CONTEMPORARY,
        {
            "source: second_line, dest: t_dxd, rank: 1,": "source: second_line, dest: t_dxd, rank: 5,",
        },
        ("editions_side_by_side",),
    ),
    "nobody asks which drug was toxic": Mistake(
        SAFETY, {"  - {unless: needs_the_toxic_drug,": ""}, ("toxicity_and_choice",)
    ),
    "in active brain metastases T-DM1 comes before the tucatinib triplet again": Mistake(
        ASCO_2022,
        {
            "    rank: 2\n    conditions: {charted: {fact: brain_metastases, value: active},": (
                "    rank: 4\n    conditions: {charted: {fact: brain_metastases, value: active},"
            ),
        },
        ("brain",),
    ),
    "adjuvant treatment beyond the recurrence goes unsaid": Mistake(
        SHARED,
        {"  - code: low_precision\n    conditions: early_stage_treatment_goes_on": ""},
        ("entry_and_timing",),
    ),
    "progression on first line leads nowhere": Mistake(
        ASCO_2022,
        {"  - trigger: progression\n    source: [first_line,": ""},
        ("second_line",),
    ),
    "T-DM1 is offered again after an early relapse on it": Mistake(
        ASCO_2018,
        {"      - {relapsed_early_after: {agent: trastuzumab_emtansine, limit: early_recurrence_months}}\n": "\n"},
        ("editions_side_by_side",),
    ),
    "T-DXd is offered again": Mistake(
        CONTEMPORARY,
        {
            "dest: t_dxd, rank: 1, unless: {received: trastuzumab_deruxtecan}, strength": (
                "dest: t_dxd, rank: 1, strength"
            )
        },
        ("editions_side_by_side",),
    ),
    "the pregnancy gate is removed": Mistake(
        SHARED,
        {"  - {trigger: treat, source: {kind: [decision, treatment, pause]}, dest: pregnancy,": ""},
        ("editions_side_by_side",),
    ),
    "the gate for lost HER2 is removed": Mistake(
        SHARED,
        {"  - {trigger: treat, source: {kind: [decision, treatment, pause, phase]}, dest: outside_pathway,": ""},
        ("her2",),
    ),
    "the gate for mass effect is removed": Mistake(
        SHARED,
        {"  - trigger: treat\n    source: {kind: [decision, treatment, pause]}\n    dest: mass_effect": ""},
        ("brain",),
    ),
    "maintenance counts as a line": Mistake(
        ASCO_2022,
        {
            "first_line.vh]\n    dest: first_line_maintenance\n": (
                "first_line.vh]\n    dest: first_line_maintenance\n    lines: 1\n"
            )
        },
        ("maintenance",),
    ),
    "pertuzumab is offered again in the third line": Mistake(
        ASCO_2022,
        {
            "taxane_used_or_not_possible\n    unless: {received_for_metastatic_disease: pertuzumab}\n": (
                "taxane_used_or_not_possible\n"
            )
        },
        ("editions_side_by_side",),
    ),
    "the tucatinib regimen stays first after capecitabine has failed": Mistake(
        CONTEMPORARY,
        {
            "dest: tucatinib_trastuzumab_capecitabine, rank: 2, unless: {progressed_on: capecitabine},": (
                "dest: tucatinib_trastuzumab_capecitabine, rank: 2,"
            )
        },
        ("contemporary",),
    ),
    "twelve months after pertuzumab are forgotten": Mistake(
        CONTEMPORARY,
        {
            "    value: 12\n": "    value: 6\n",
        },
        ("editions_side_by_side",),
    ),
    "past lung disease does not matter to T-DXd with pertuzumab": Mistake(
        CONTEMPORARY, {"      - lung_disease_past\n": "\n"}, ("contemporary",)
    ),
    "the overview counts from the last anti-HER2 dose": Mistake(
        OVERVIEW, {"clock: last_trastuzumab": "clock: last_anti_her2"}, ("editions_side_by_side",)
    ),
    "lung disease of grade 2 lets T-DXd go on": Mistake(
        SHARED,
        {"when_unknown: check}, {toxicity_grade_at_least: 2}]": "when_unknown: check}, {toxicity_grade_at_least: 3}]"},
        ("toxicity_by_drug",),
    ),
    "a heart on treatment is measured twice a year": Mistake(
        SHARED, {"unless: {lvef_measured_within: 3,": "unless: {lvef_measured_within: 6,"}, ("heart",)
    ),
    "a pause of ninety days is pointed out": Mistake(
        SHARED, {"paused_for: {shortest: 91,": "paused_for: {shortest: 90,"}, ("pauses",)
    ),
    "a fall of fifteen points draws the caution of sixteen": Mistake(
        SAFETY,
        {"{lvef_fell_by: 16}, agents: [trastuzumab, m": "{lvef_fell_by: 15}, agents: [trastuzumab, m"},
        ("heart",),
    ),
    "neuropathy that has settled resumes T-DM1 at a dose that no source names": Mistake(
        SHARED,
        {
            "actions: [resume]\n    says: After neuropathy": "actions: [resume_same_dose]\n    says: After neuropathy",
        },
        ("toxicity_by_drug",),
    ),
}


def _changed(text: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        if new:
            text = text.replace(old, new)
        else:
            start = text.index(old)
            end = min(at for at in (text.find(sign, start + 1) for sign in ("\n  - ", "\n\n", "\n  #")) if at > 0)
            text = text[:start] + text[end + 1 :]
    return text


def _failing(library: Library, name: str) -> set[tuple[str, str]]:
    """The cases of one file, each with the edition, whose answer is not the expected one."""
    return {
        (case["case"], guideline)
        for case in yaml.safe_load((VIGNETTES / f"{name}.yaml").read_text("utf-8"))
        for guideline, expected in case["expect"].items()
        if differences(expected, answer_to(library, case, guideline))
    }


@cache
def _failing_anyway(name: str) -> set[tuple[str, str]]:
    return _failing(LIBRARY, name)


@pytest.mark.parametrize("mistake", [pytest.param(mistake, id=says) for says, mistake in MISTAKES.items()])
def test_a_vignette_finds_the_planted_mistake(tmp_path: Path, mistake: Mistake) -> None:
    folder = tmp_path / "guidelines"
    shutil.copytree(FOLDER, folder)
    file = folder / mistake.file
    file.write_text(_changed(file.read_text("utf-8"), mistake.changes), encoding="utf-8")
    library = load(folder)  # a clinical mistake has the right form
    assert any(_failing(library, name) - _failing_anyway(name) for name in mistake.vignettes)
