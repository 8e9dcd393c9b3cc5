"""Nothing grave passes in silence: each grave value, in every place that recommends or continues, in every edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from statemachine.answer import NotJudged, Recommendation
from statemachine.answering.recommend import recommend
from statemachine.editions.library import Library, load
from statemachine.record.read_record import read
from statemachine.verification.histories import Story, histories
from tests.planting import GONE, copied, notice, plant, row, rule
from tests.proofs import space_of
from tests.records import FIT, LIBRARY
from tests.samples import one_in

Facts = Mapping[str, Any]
OVERVIEW = "overview@2017-07-17"
CURRENT = {"interstitial_lung_disease": "current"}
# Dossier 15.2: a fact, the word that must name it, and its value at the bound and far beyond it.
GRAVE: Mapping[str, tuple[str, tuple[Facts, ...]]] = {
    "platelets": ("platelets", ({"platelets_10e9_per_l": 49}, {"platelets_10e9_per_l": 11})),
    "neutrophils": ("neutrophils", ({"neutrophils_10e9_per_l": 0.9}, {"neutrophils_10e9_per_l": 0.2})),
    "bilirubin": ("liver", ({"bilirubin_times_uln": 3.1}, {"bilirubin_times_uln": 11})),
    "Child-Pugh class": ("liver", ({"child_pugh": "C"},)),
    "AST": ("AST", ({"ast_times_uln": 5.1}, {"ast_times_uln": 19})),
    "ALT": ("ALT", ({"alt_times_uln": 5.1}, {"alt_times_uln": 19})),
    "Hy's law": (
        "Hy's law",
        ({"alt_times_uln": 3.1, "bilirubin_times_uln": 2.1}, {"ast_times_uln": 4.9, "bilirubin_times_uln": 2.9}),
    ),
    "lung disease": (
        "lung",
        (CURRENT, *({**CURRENT, "interstitial_lung_disease_grade": grade} for grade in (1, 2, 4))),
    ),
    "creatinine clearance": ("creatinine", ({"creatinine_clearance_ml_min": 29}, {"creatinine_clearance_ml_min": 11})),
    "ejection fraction": ("ejection fraction", ({"lvef_percent": 39}, {"lvef_percent": 16})),
}
EDITIONS = sorted(LIBRARY.guidelines, key=lambda edition: (edition != "asco@2022-05-31", edition))
ENOUGH = 2  # treatments in a story; a third one leads to no new place
KINDS = ("decision", "treatment", "pause")
# What decides before any of them, or leaves no place where they are judged.
BEFORE_ALL: Mapping[str, Facts] = {
    "pregnancy": {"pregnant": True, "sex": "female", "age_years": 34, "menopausal_status": "pre"},
    "HER2 lost": {"her2_status": "low", "her2_ihc": "1+"},
}
MORE_GRAVE: Mapping[str, tuple[str, Facts]] = {
    "heart failure": ("heart failure", {"heart_failure": "symptomatic"}),
    "performance status": ("Performance status", {"ecog": 4}),
    "visceral crisis": ("visceral crisis", {"visceral_crisis": True}),
    "leptomeningeal disease": ("Leptomeningeal", {"brain_metastases": "leptomeningeal"}),
}
FAILING_LIVER = notice(all_of={"liver_fails": None, "when_unknown": "silent"})


@cache
def places(edition: str) -> dict[str, Story]:
    """For each place that can recommend or continue the shortest story that comes to it."""
    found: dict[str, Story] = {}
    for told in histories(space_of(edition)):
        if len(told.story.courses) > ENOUGH:
            break
        if told.case.stage.kind in KINDS:
            found.setdefault(told.case.state, told.story)
    return found


def silent(library: Library, edition: str, word: str, facts: Facts) -> Iterator[str]:
    """The places whose answer names the value in no sentence, or prefers a regimen that carries no caution about it."""
    guideline = library.guidelines[edition]
    for place, story in places(edition).items():
        document = story.but(*facts.items()).document(date.fromisoformat(guideline.about.edition))
        answer = recommend(guideline, read(document, library.catalogue))
        if not names(answer, word):
            yield f"{place}: {answer.outcome}, {answer.says}"
        for option in answer.options:
            if option.regimen in answer.preferred and not any(
                f"/patient/{fact}" in caution.facts for caution in option.cautions for fact in facts
            ):
                yield f"{place}: {option.regimen} is preferred without a caution"


def names(answer: Recommendation, word: str) -> bool:
    """Does the sentence, an action or a warning name it?"""
    sentences = [answer.says, *(remark.text for remark in (*answer.actions, *answer.warnings))]
    return any(word.lower() in sentence.lower() for sentence in sentences)


@pytest.mark.parametrize("edition", one_in(4, EDITIONS))
def test_short_stories_come_to_every_place_but_a_treatment_that_the_edition_does_not_know(edition: str) -> None:
    every = {place.state for place in space_of(edition).of_kind(*KINDS)}
    assert {place for place in every - places(edition).keys() if not place.endswith(".off_protocol")} == set()


@pytest.mark.parametrize("value", GRAVE)
@pytest.mark.parametrize("edition", one_in(4, EDITIONS))
def test_a_grave_value_is_named_wherever_something_is_recommended_or_goes_on(edition: str, value: str) -> None:
    word, charts = GRAVE[value]
    assert [(facts, said) for facts in charts for said in silent(LIBRARY, edition, word, facts)] == []


@pytest.mark.parametrize("before", [*BEFORE_ALL, "no metastatic disease"])
@pytest.mark.parametrize("edition", one_in(4, EDITIONS))
def test_a_grave_value_is_named_where_something_else_decides_first(edition: str, before: str) -> None:
    values = {**MORE_GRAVE, **{name: (word, charts[-1]) for name, (word, charts) in GRAVE.items()}}
    history = [{"event": "metastatic_diagnosis", "on": "2026-11-01"}] if before in BEFORE_ALL else []
    unnamed = []
    for value, (word, facts) in values.items():
        measured = {"her2_status": "positive", **FIT, "lvef_measured_on": "2026-11-01"}
        patient = {**measured, **facts, **BEFORE_ALL.get(before, {})}
        document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}
        answer = recommend(LIBRARY.guidelines[edition], read(document, LIBRARY.catalogue))
        unnamed += [] if names(answer, word) else [f"{value}: {answer.outcome}, {answer.says}"]
    assert unnamed == []


def test_what_no_rule_of_the_answer_judges_is_listed_with_the_grave_first() -> None:
    facts = {**FIT, "creatinine_clearance_ml_min": 20, "neutrophils_10e9_per_l": 4}
    history = [{"event": "metastatic_diagnosis", "on": "2026-11-01"}]
    patient = {"her2_status": "positive", **facts, "lvef_measured_on": "2026-11-01"}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}
    answer = recommend(LIBRARY.guidelines["asco@2022-05-31"], read(document, LIBRARY.catalogue))
    assert answer.not_judged[0] == NotJudged(
        "/patient/creatinine_clearance_ml_min", "creatinine clearance (ml/min)", True
    )
    assert [each.grave for each in answer.not_judged] == sorted(
        (each.grave for each in answer.not_judged), reverse=True
    )
    thp = next(option for option in answer.options if option.regimen == "thp")
    assert [caution.text for caution in thp.cautions if caution.code == "not_judged"] == [
        "Charted, and not judged by this edition's sources: creatinine clearance."
    ]


@pytest.mark.parametrize(
    ("file", "removed", "value"),
    [
        pytest.param(
            "safety.yaml", [rule(caution="kidney_is_grave", code="not_judged")], "creatinine clearance", id="row"
        ),
        pytest.param("shared.yaml", [row(dest="liver_decides"), FAILING_LIVER], "Child-Pugh class", id="gate"),
        pytest.param(
            "shared.yaml",
            [notice(all_of={"heart_forbids_going_on": None, "when_unknown": "silent"})],
            "ejection fraction",
            id="notice",
        ),
    ],
)
def test_a_rule_that_was_removed_is_missed(tmp_path: Path, file: str, removed: Sequence[Any], value: str) -> None:
    folder = copied(tmp_path, "overview")
    plant(folder / file, [(place, GONE) for place in removed])
    word, charts = GRAVE[value]
    library = load(folder)
    assert any(said for facts in charts for said in silent(library, OVERVIEW, word, facts))
