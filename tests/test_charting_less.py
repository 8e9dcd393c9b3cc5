"""Charting less never makes an answer firmer: what a fuller chart allows stays possible, or it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import assume, given
from hypothesis import strategies as st

from statemachine.answer import Caution, Recommendation
from statemachine.answering.recommend import recommend
from statemachine.board.sensitivity.fact_changes import without_occasion
from statemachine.record.read_record import read
from tests.recharted import courses, days_after, drugs_of, with_entries, with_history, without
from tests.records import LIBRARY, VALUES, Document, consistent, documents, examples

EDITIONS = [LIBRARY.guidelines["asco@2022-05-31"], LIBRARY.guidelines["contemporary@2026-05-15"]]
FIRM = ("recommend", "continue", "exhausted", "outside_pathway")
DECIDING = {  # never only to be checked before the first dose (design, promise 1)
    "/history_complete",
    *(
        f"/patient/{fact}"
        for fact in (
            *("lvef_percent", "heart_failure", "cardio_oncology_clearance", "pregnant", "hormone_receptor"),
            "interstitial_lung_disease",
        )
    ),
}
WHY = ["stopped_for", "toxicity_agent", "toxicity_kind", "toxicity_grade"]
Choice = tuple[str, ...]


def possible(answer: Recommendation) -> set[Choice]:
    """Each outcome with its preferred regimens that an answer leaves possible."""
    branches = answer.branches if answer.outcome == "provisional" else [answer]
    return {(branch.outcome, *sorted(branch.preferred)) for branch in branches}


def said_of(answer: Recommendation) -> Iterator[Caution]:
    """Every caution of the options and of the branches."""
    for option in answer.options:
        yield from option.cautions
    for branch in answer.branches:
        yield from branch.cautions


def firmer(document: Document, less: Document, fact: str) -> list[str]:
    """Where the answer without a fact rules out what the answer with it allows, and does not say that it is missing."""
    found = []
    for edition in EDITIONS:
        known = recommend(edition, read(document, LIBRARY.catalogue))
        unknown = recommend(edition, read(less, LIBRARY.catalogue))
        asked = any(asking.fact == fact for asking in unknown.ask_first)
        asked = asked or any(caution.facts.get(fact, "") is None for caution in said_of(unknown))
        checked = asked and fact not in DECIDING
        unreadable = known.outcome == "refer" and known.state is None  # less may take the contradiction away
        told_to_people = unknown.outcome == "exhausted" and known.outcome == "refer"  # neither offers a treatment
        if (checked and unknown.outcome != "provisional") or unreadable or told_to_people:
            continue
        if not unknown.branches_complete:
            continue
        lost = {choice for choice in possible(known) - possible(unknown) if choice[0] in FIRM}
        if unknown.outcome in FIRM and possible(known) != possible(unknown):
            found.append(f"{unknown.outcome} {unknown.preferred} instead of {sorted(possible(known))}")
        elif unknown.outcome == "provisional" and lost and not checked:
            found.append(f"{sorted(lost)} is not among {sorted(possible(unknown))}")
    return found


@examples(30)
@given(documents(), st.data())
def test_a_fact_of_the_patient_that_is_not_charted_rules_nothing_out(document: Document, data: st.DataObject) -> None:
    fact = data.draw(st.sampled_from(sorted(VALUES)))  # most facts are charted as nothing stands in the way
    patient = consistent({**document["patient"], fact: data.draw(st.sampled_from(VALUES[fact]))})
    assume(fact in patient and fact != "lvef_measured_on")
    # Nobody asks about a mass effect without metastases in the brain, or where the disease is no longer HER2-positive.
    in_question = patient.get("brain_metastases") != "none" and patient.get("her2_status") in (None, "positive")
    assume(fact != "brain_mass_effect" or in_question)
    # Nor about the brain, whose metastases are charted as a site alone here, where no site says that there are any.
    assume(fact != "metastatic_sites" or "brain_metastases" in patient)
    assume(fact != "pregnant" or patient.get("menopausal_status") != "post")  # nor about a pregnancy after menopause
    told = {**document, "patient": patient}
    confirmed = [place for place in document.get("confirmed", ()) if place != f"/patient/{fact}"]
    less = {**told, "patient": without(patient, fact), "confirmed": confirmed}
    limits = EDITIONS[0].about.shared_limits  # nor about a refusal or a clearance where nothing gave occasion for it
    assume(fact not in without_occasion(LIBRARY.catalogue, read(less, LIBRARY.catalogue), limits["lvef_normal"]))
    assert firmer(told, less, f"/patient/{fact}") == []


@examples(30)
@given(documents())
def test_a_history_that_may_hold_more_rules_nothing_out(document: Document) -> None:
    told = {**document, "history_complete": True}
    assert firmer(told, {**document, "history_complete": False}, "/history_complete") == []


@examples(30)
@given(documents(), st.data())
def test_an_end_or_a_reason_that_is_not_charted_rules_nothing_out(document: Document, data: st.DataObject) -> None:
    ended = [place for place in courses(document) if {"ended", "stopped_for"} <= document["history"][place].keys()]
    assume(ended)
    place = data.draw(st.sampled_from(ended))
    missing = data.draw(st.sampled_from((["ended"], WHY)))
    # One day without a reason is a dose, and no end (docs/one-regimen.md, 3).
    assume(missing != WHY or document["history"][place]["started"] != document["history"][place]["ended"])
    less = with_entries(document, place, [without(document["history"][place], *missing)])
    assert firmer(document, less, f"/history/{place}/{missing[0]}") == []


@examples(20)
@given(documents(), st.data())
def test_an_end_that_only_the_next_treatment_tells_of_rules_nothing_out(
    document: Document, data: st.DataObject
) -> None:
    """Without both its end and its reason a course is charted as going on; a conjugate begun later contradicts that."""
    telling = ("progression", "cns_progression", "taxane_completed")
    history = [entry for entry in document["history"] if entry.get("event") not in telling]
    ended = [place for place, entry in enumerate(history) if _may_be_contradicted(entry, document["as_of"])]
    assume(ended)
    place = data.draw(st.sampled_from(ended))
    later = days_after(history[place]["ended"], data.draw(st.integers(30, 60)))
    conjugate = {"treatment": {"agents": [data.draw(st.sampled_from(("T-DXd", "T-DM1")))]}, "setting": "metastatic"}
    earlier = [entry for entry in history if entry is history[place] or entry.get("setting") != "metastatic"]
    document = with_history(document, [*earlier, {**conjugate, "started": later}])
    place = earlier.index(history[place])
    less = with_entries(document, place, [without(earlier[place], "ended", *WHY)])
    assert firmer(document, less, f"/history/{place}/ended") == []


def _may_be_contradicted(entry: Document, as_of: str) -> bool:
    """Is it a course with trastuzumab that ended on a day, some months before the question?"""
    if entry.get("setting") != "metastatic" or len(entry.get("ended", "")) != 10:
        return False
    return "trastuzumab" in (drugs_of(entry) or ()) and days_after(entry["ended"], 60) <= as_of
