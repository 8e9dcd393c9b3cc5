"""Clinical mistakes, planted one at a time in a copy of the guidelines: each loads, and the vignettes find each.

A mistake in form stops the start (test_broken_editions); these have the right form and the wrong medicine.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from statemachine.editions.library import Library, load
from tests.comparison import Vignette, answer_to, cases_of, differences
from tests.planting import GONE, Change, copied, notice, plant, row, rule, toxicity
from tests.records import LIBRARY
from tests.samples import one_in

VIGNETTES = Path(__file__).parent / "vignettes"

ASCO_2018, ASCO_2022 = "asco/2018-06-25.yaml", "asco/2022-05-31.yaml"
OVERVIEW, CONTEMPORARY = "overview/2017-07-17.yaml", "contemporary/2026-05-15.yaml"
GUIDELINES = {ASCO_2018: "asco", ASCO_2022: "asco", OVERVIEW: "overview", CONTEMPORARY: "contemporary"}
SHARED, SAFETY, US_LABEL = "shared.yaml", "safety.yaml", "labels/us_fda.yaml"
TUCATINIB = "tucatinib_trastuzumab_capecitabine"
EARLY = {"recurred_within": "early_recurrence_months"}
EARLY_ON_T_DM1 = {"relapsed_early_after": {"agent": "trastuzumab_emtansine", "limit": "early_recurrence_months"}}


class Mistake(NamedTuple):
    """A file, where something else is written in it, and the vignettes that concern it."""

    file: str
    changes: list[Change]
    vignettes: tuple[str, ...]


MISTAKES = {
    "the twelve-month boundary is swapped": Mistake(
        ASCO_2022,
        [
            ((*row(dest="second_line", line=2), "all_of"), GONE),
            ((*row(dest="second_line", line=2), "none_of"), EARLY),
            ((*row(dest="first_line", line=1), "none_of"), GONE),
            ((*row(dest="first_line", line=1), "all_of"), EARLY),
        ],
        ("entry_and_timing",),
    ),
    "six months decide in ASCO 2018": Mistake(
        ASCO_2018, [(("limits", "early_recurrence_months", "value"), 6)], ("editions_side_by_side",)
    ),
    "the six months of the US label are twelve": Mistake(
        US_LABEL, [(("limits", "six_months", "value"), 12)], ("labels",)
    ),
    "the heart guard is missing": Mistake(SAFETY, [(rule(all_of="heart_permits"), GONE)], ("heart",)),
    "the lung guard of T-DXd is missing": Mistake(
        SAFETY, [(rule(none_of="lung_disease_was_serious"), GONE)], ("lung",)
    ),
    "T-DXd stands behind T-DM1": Mistake(
        CONTEMPORARY, [((*row(source="second_line", dest="t_dxd"), "rank"), 5)], ("editions_side_by_side",)
    ),
    "nobody asks which drug was toxic": Mistake(
        SAFETY, [(rule(none_of="needs_the_toxic_drug"), GONE)], ("toxicity_and_choice",)
    ),
    "in active brain metastases T-DM1 comes before the tucatinib triplet again": Mistake(
        ASCO_2022, [((*row(source="second_line", dest=TUCATINIB, rank=2), "rank"), 4)], ("brain",)
    ),
    "adjuvant treatment beyond the recurrence goes unsaid": Mistake(
        SHARED, [(notice(code="low_precision", all_of="early_stage_treatment_goes_on"), GONE)], ("entry_and_timing",)
    ),
    "progression on first line leads nowhere": Mistake(
        ASCO_2022, [(row(trigger="progression", dest="second_line"), GONE)], ("second_line",)
    ),
    "T-DM1 is offered again after an early relapse on it": Mistake(
        ASCO_2018,
        [
            ((*row(source="second_line", dest="t_dm1"), "none_of", EARLY_ON_T_DM1), GONE),
            ((*row(source="third_line_or_later", dest="t_dm1"), "none_of", EARLY_ON_T_DM1), GONE),
        ],
        ("editions_side_by_side",),
    ),
    "T-DXd is offered again": Mistake(
        CONTEMPORARY, [((*row(source="second_line", dest="t_dxd"), "none_of"), GONE)], ("editions_side_by_side",)
    ),
    "the pregnancy gate is removed": Mistake(
        SHARED, [(row(dest="pregnancy", all_of="may_be_pregnant"), GONE)], ("editions_side_by_side",)
    ),
    "the gate for lost HER2 is removed": Mistake(
        SHARED, [(row(dest="outside_pathway", all_of="her2_not_positive"), GONE)], ("her2",)
    ),
    "the gate for mass effect is removed": Mistake(SHARED, [(row(dest="mass_effect"), GONE)], ("brain",)),
    "maintenance counts as a line": Mistake(
        ASCO_2022,
        [
            (
                (
                    *row(
                        source=["first_line.thp", "first_line.th", "first_line.hp_vinorelbine", "first_line.vh"],
                        dest="first_line_maintenance",
                    ),
                    "lines",
                ),
                1,
            )
        ],
        ("maintenance",),
    ),
    "pertuzumab is offered again in the third line": Mistake(
        ASCO_2022, [((*row(source="third_line_or_later", dest="hp"), "none_of"), GONE)], ("editions_side_by_side",)
    ),
    "the tucatinib regimen stays first after capecitabine has failed": Mistake(
        CONTEMPORARY,
        [((*row(source="third_line_or_later", dest=TUCATINIB, rank=2), "none_of"), GONE)],
        ("contemporary",),
    ),
    "twelve months after pertuzumab are forgotten": Mistake(
        CONTEMPORARY,
        [(("limits", "early_recurrence_after_pertuzumab_months", "value"), 6)],
        ("editions_side_by_side",),
    ),
    "past lung disease does not matter to T-DXd with pertuzumab": Mistake(
        CONTEMPORARY,
        [
            ((*row(source="first_line", dest="t_dxd_pertuzumab"), "none_of", "lung_disease_past"), GONE),
            ((*row(source="second_line", dest="t_dxd_pertuzumab"), "none_of", "lung_disease_past"), GONE),
        ],
        ("contemporary",),
    ),
    "the overview counts from the last anti-HER2 dose": Mistake(
        OVERVIEW, [(("limits", "early_recurrence_months", "clock"), "last_anti_her2")], ("editions_side_by_side",)
    ),
    "lung disease of grade 2 lets T-DXd go on": Mistake(
        SHARED,
        [((*toxicity(agents=["trastuzumab_deruxtecan"], then="leave"), "from_grade"), 3)],
        ("toxicity_by_drug",),
    ),
    "a heart on treatment is measured twice a year": Mistake(
        SHARED, [((*notice(code="lvef_old", states=["*.*"]), "none_of", "lvef_measured_within"), 6)], ("heart",)
    ),
    "a pause of ninety days is pointed out": Mistake(
        SHARED, [((*notice(code="treatment_gap"), "all_of", "paused_for", "shortest"), 90)], ("pauses",)
    ),
    "a fall of fifteen points draws the caution of sixteen": Mistake(
        SAFETY,
        [
            (
                (
                    *rule(caution={"lvef_fell_by": 16}, agents=["trastuzumab", "margetuximab"]),
                    "caution",
                    "lvef_fell_by",
                ),
                15,
            )
        ],
        ("heart",),
    ),
    "neuropathy that has settled resumes T-DM1 at a dose that no source names": Mistake(
        SHARED,
        [((*toxicity(agents=["trastuzumab_emtansine"], actions=["resume"]), "actions"), ["resume_same_dose"])],
        ("toxicity_by_drug",),
    ),
}


@pytest.mark.parametrize("mistake", one_in(4, MISTAKES.values()), ids=MISTAKES)
def test_a_vignette_finds_the_planted_mistake(tmp_path: Path, mistake: Mistake) -> None:
    folder = copied(tmp_path, GUIDELINES.get(mistake.file, "asco"))  # what all share is seen in any guideline
    plant(folder / mistake.file, mistake.changes)
    library = load(folder)  # a clinical mistake has the right form
    assert any(
        _differs(library, case, edition) and not _differs(LIBRARY, case, edition)
        for name in mistake.vignettes
        for case in cases_of(VIGNETTES / f"{name}.yaml")
        for edition in case["expect"].keys() & library.guidelines.keys()
    )


def _differs(library: Library, case: Vignette, edition: str) -> bool:
    """Is the answer another than the case expects of the edition?"""
    return bool(differences(case["expect"][edition], answer_to(library, case, edition)))
