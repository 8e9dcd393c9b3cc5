"""Cases that a clinician can read: the vignettes of this folder, and those of the folder that VIGNETTES names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from statemachine.editions.library import Library
from statemachine.record.codes import OUTCOMES
from tests import equivalence
from tests.comparison import Vignette, answer_to, differences, equivalents, vignettes
from tests.grounds import SERVICE
from tests.records import LIBRARY

OURS = Path(__file__).parent / "vignettes"
THEIRS = os.environ.get("VIGNETTES")
EDITION = "asco@2022-05-31"
SHIPPED = {*LIBRARY.guidelines, *(name.partition("@")[0] for name in LIBRARY.guidelines)}


@pytest.fixture(scope="module")
def library() -> Library:
    """The shipped guidelines."""
    return LIBRARY


def _cases(folder: Path) -> Iterator[Any]:
    """One parameter per case, with what it expects of shipped editions; without that it is no test."""
    for case in vignettes(folder):
        expected = {guideline: named for guideline, named in case.get("expect", {}).items() if guideline in SHIPPED}
        if expected:
            yield pytest.param(case, expected, id=case["case"])


PARAMETERS = [*_cases(OURS), *(_cases(Path(THEIRS)) if THEIRS else ())]
CHARTS = [
    pytest.param(*parameter.values, chart, id=f"{parameter.id} - {told}")
    for parameter in PARAMETERS
    for told, chart in equivalents(parameter.values[0])
]


@pytest.mark.parametrize(("case", "expected"), PARAMETERS)
def test_the_answer_is_the_expected_one(library: Library, case: Vignette, expected: dict[str, dict[str, Any]]) -> None:
    found = {
        guideline: differences(named, answer_to(library, case, guideline)) for guideline, named in expected.items()
    }
    assert found == {guideline: [] for guideline in expected}


@pytest.mark.parametrize(("case", "expected", "chart"), CHARTS)
def test_an_equivalent_chart_gets_the_same_answer(
    library: Library, case: Vignette, expected: dict[str, dict[str, Any]], chart: Vignette
) -> None:
    found = {
        guideline: equivalence.differences(answer_to(library, case, guideline), answer_to(library, chart, guideline))
        for guideline in expected
    }
    assert found == {guideline: [] for guideline in expected}


def test_equivalent_charts_differ_and_say_how_they_are_told() -> None:
    told = [(case["case"], [how for how, _ in equivalents(case)]) for case in vignettes(OURS)]
    assert [name for name, ways in told if len(set(ways)) < len(ways)] == []
    for case in vignettes(OURS):
        charts = [(case["patient"], case["history"])]
        for chart in case.get("equivalents", ()):
            assert chart.keys() <= {"told", "patient", "history"}, case["case"]
            charts.append((chart.get("patient", case["patient"]), chart.get("history", case["history"])))
        assert all(charts.count(chart) == 1 for chart in charts), case["case"]


def test_every_outcome_occurs(library: Library) -> None:
    cases = [case for case in vignettes(OURS) if EDITION in case["expect"]]
    expected = {case["expect"][EDITION].get("outcome") for case in cases}
    answered = {answer_to(library, case, EDITION).outcome for case in cases}
    assert set(OUTCOMES) <= expected
    assert answered == set(OUTCOMES)


def test_each_case_has_a_name_of_its_own_and_says_why() -> None:
    cases = vignettes(OURS)
    names = [case["case"] for case in cases]
    assert sorted(set(names)) == sorted(names)
    assert [case["case"] for case in cases if not case.get("why", "").startswith(("Dossier ", "Design "))] == []


def test_each_case_expects_something_of_a_shipped_edition() -> None:
    unshipped = {name for case in vignettes(OURS) for name in case["expect"]} - SHIPPED
    assert unshipped == set()
    assert [case["case"] for case in vignettes(OURS) if not all(case["expect"].values())] == []


def test_each_expectation_names_the_evidence_of_the_rows_it_is_about() -> None:
    named = [
        (case["case"], name, expected.get("rests_on"))
        for case in vignettes(OURS)
        for name, expected in case["expect"].items()
    ]
    assert [(case, name) for case, name, keys in named if not keys] == []
    assert {key for *_, keys in named for key in keys} - {*LIBRARY.evidence, SERVICE} == set()


def test_a_key_of_another_row_and_a_preferred_row_without_a_key_are_differences(library: Library) -> None:
    case = next(
        case for case in vignettes(OURS) if "asco-2022-5.0" in case["expect"].get(EDITION, {}).get("rests_on", ())
    )
    answer = answer_to(library, case, EDITION)
    assert differences({"preferred": ["t_dxd"], "rests_on": ["asco-2022-2.1"]}, answer) == []
    assert len(differences({"preferred": ["t_dxd"], "rests_on": ["asco-2022-2.1", "asco-2018-1.b.ii"]}, answer)) == 1
    assert len(differences({"preferred": ["t_dxd"], "rests_on": ["asco-2022-5.0"]}, answer)) == 1


def test_an_expectation_that_is_not_known_is_a_difference(library: Library) -> None:
    case = vignettes(OURS)[0]
    assert len(differences({"prefered": ["thp"]}, answer_to(library, case, EDITION))) == 1
