"""A standard case has one answer whoever is asked, whatever is unknown and on every near date."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from statemachine.answering.recommend import recommend
from statemachine.board.sensitivity.date_changes import reaches
from statemachine.board.sensitivity.smallest_changes import Search
from statemachine.board.standard_case import StandardCase, standard_case
from statemachine.record.read_record import read
from tests.comparison import facts_of
from tests.records import LIBRARY, Document

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
BASE = json.loads((EXAMPLES / "early-relapse-second-line.json").read_text("utf-8"))
DAYS_AROUND = [f"2026-11-{day:02}" for day in range(1, 20)]
ASCO, OLD = LIBRARY.guidelines["asco@2022-05-31"], LIBRARY.guidelines["asco@2018-06-25"]


def judged(document: Document, *others: Any) -> StandardCase:
    """Whether it is a standard case for ASCO 2022 and these."""
    return standard_case([ASCO, *others], document)


def kinds(judgement: StandardCase) -> list[tuple[str, str | None]]:
    """The reasons against, by kind and fact."""
    return [(reason.kind, reason.fact) for reason in judgement.reasons]


def with_recurrence(on: str) -> Document:
    """The case with another day of recurrence; its last dose was given on 2025-11-10."""
    return {**BASE, "history": [*BASE["history"][:2], {"event": "recurrence", "on": on}]}


def test_a_case_far_from_every_boundary_with_everything_charted_is_a_standard_one() -> None:
    judgement = judged(BASE)
    assert (judgement.standard_case, judgement.reasons, judgement.complete) == (True, (), True)
    assert judgement.preferred == ("t_dxd",)


@pytest.mark.parametrize(("on", "expected"), [("2026-10-20", True), ("2026-10-21", False), ("2026-11-10", False)])
def test_a_date_is_a_reason_from_twenty_one_days_before_the_boundary(on: str, expected: bool) -> None:
    judgement = judged(with_recurrence(on))
    assert judgement.standard_case is expected
    assert set(kinds(judgement)) <= {("date", "/history/2/on"), ("date", "/history/1/ended")}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (
            "2026-11-03",
            "The answer changes if the date of recurrence, charted as 3 November 2026, is up to 21 days off.",
        ),
        (
            "2026-11",
            "The date of recurrence is charted as November 2026: on some of the days that this leaves open, or up to "
            "21 days beyond, the answer is another one.",
        ),
    ],
)
def test_a_date_is_told_as_charted_with_what_another_day_would_change(on: str, expected: str) -> None:
    assert expected in [reason.says for reason in judged(with_recurrence(on)).reasons]


def test_a_guideline_that_answers_otherwise_is_named() -> None:
    [reason] = judged(BASE, OLD).reasons
    assert (reason.kind, reason.guideline) == ("guideline", "asco@2018-06-25")


def test_an_uncharted_fact_that_could_change_the_answer_is_named() -> None:
    patient = {key: value for key, value in BASE["patient"].items() if key != "child_pugh"}
    assert kinds(judged({**BASE, "patient": patient})) == [("unknown", "/patient/child_pugh")]


def test_an_uncharted_fact_that_could_not_is_no_reason() -> None:
    patient = {key: value for key, value in BASE["patient"].items() if key != "dpd_deficiency"}
    assert judged({**BASE, "patient": patient}).standard_case


@pytest.mark.parametrize("charted", [("declines", "unavailable"), ()])
def test_a_second_line_of_a_patient_who_refuses_nothing_is_a_standard_one(charted: tuple[str, ...]) -> None:
    patient = {**facts_of({"usual": True}), "lvef_baseline_percent": 64}
    own = {fact: value for fact, value in patient.items() if fact not in ("declines", "unavailable") or fact in charted}
    thp = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2025-02-17", "ended": "2026-10-26"}
    history = [{"event": "metastatic_diagnosis", "on": "2025-02-03"}, {**thp, "stopped_for": "progression"}]
    judgement = judged({"as_of": "2026-11-02", "history_complete": True, "patient": own, "history": history})
    assert (judgement.standard_case, judgement.preferred, judgement.reasons) == (True, ("t_dxd",), ())


def test_a_refusal_of_chemotherapy_that_may_include_conjugates_is_named() -> None:
    refusing = {**BASE, "patient": {**BASE["patient"], "declines": ["chemotherapy"]}}
    assert ("unknown", "/patient/declines_conjugates") in kinds(judged(refusing))


ANTIBODY_AND_TAXANES = ["docetaxel", "paclitaxel", "nab_paclitaxel", "pertuzumab"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"unavailable": ["trastuzumab_deruxtecan"]}, [("shortage", "/patient/unavailable")]),
        ({"declines": ["trastuzumab_deruxtecan"]}, [("refusal", "/patient/declines")]),
        ({"declines": ["chemotherapy"], "declines_conjugates": True}, [("refusal", "/patient/declines")]),
        ({"unavailable": ["neratinib"]}, []),
        ({"declines": ["oral"], "unavailable": ["neratinib"]}, []),
        ({"declines": ["trastuzumab_deruxtecan"], "unavailable": ["trastuzumab_deruxtecan"]}, [("refusal", None)]),
    ],
)
def test_what_is_refused_or_not_to_be_had_is_a_reason_where_it_shaped_what_is_preferred(
    facts: dict[str, Any], expected: list[tuple[str, str | None]]
) -> None:
    judgement = judged({**BASE, "patient": {**BASE["patient"], **facts}})
    assert [reason for reason in kinds(judgement) if reason[0] in ("refusal", "shortage")] == expected
    assert judgement.standard_case is (expected == [])


def test_a_shortage_is_told_with_what_would_be_preferred_without_it() -> None:
    document = on_thp(unavailable=ANTIBODY_AND_TAXANES)
    document = {**document, "history": document["history"][:1]}
    [said] = [reason.says for reason in judged(document).reasons if reason.kind == "shortage"]
    assert said == (
        "Not to be had: docetaxel, nab-paclitaxel, paclitaxel, pertuzumab. "
        "Otherwise the answer would be: Taxane, trastuzumab and pertuzumab (THP)."
    )


def test_an_answer_that_is_no_treatment_is_a_reason_by_itself() -> None:
    judgement = judged({**BASE, "patient": {**BASE["patient"], "pregnant": True}})
    assert ("outcome", None) in kinds(judgement)


def on_thp(*more: Any, **facts: Any) -> Document:
    """The usual patient, fit, with THP since August and what else is charted."""
    history = [
        {"event": "metastatic_diagnosis", "on": "2026-07-06"},
        {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2026-08-10"},
        *more,
    ]
    patient = {**BASE["patient"], "lvef_measured_on": "2026-10-30", "lvef_baseline_percent": 64, **facts}
    return {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}


NUMB = {"event": "toxicity", "on": "2026-10-10", "agent": "docetaxel", "kind": "neuropathy", "grade": 3}
OLD_FALL = {"event": "toxicity", "on": "2026-11-10", "agent": "trastuzumab", "kind": "lvef_fall", "grade": 2}


@pytest.mark.parametrize(
    ("document", "kind", "part"),
    [
        ({**BASE, "patient": {**BASE["patient"], "ecog": 2}}, "caution", "Performance status 2"),
        ({**BASE, "patient": {**BASE["patient"], "brain_metastases": "active"}}, "caution", "Active brain metastases"),
        (on_thp(NUMB), "action", "Neuropathy of grade 3 or 4"),
        (on_thp(OLD_FALL), "action", "measured before the next dose"),
        (on_thp(brain_metastases="active"), "warning", "discuss local treatment first"),
        (on_thp(lvef_measured_on="2026-05-04"), "warning", "No ejection fraction of the last three months"),
    ],
)
def test_what_the_answer_itself_says_to_heed_or_to_do_makes_it_a_case_for_the_board(
    document: Document, kind: str, part: str
) -> None:
    judgement = judged(document)
    assert not judgement.standard_case
    assert [part in reason.says for reason in judgement.reasons if reason.kind == kind].count(True) > 0


def test_a_bone_modifying_agent_and_a_warning_about_the_sources_are_no_reason() -> None:
    document = on_thp(metastatic_sites=["bone"])
    answer = recommend(ASCO, read(document, LIBRARY.catalogue))
    assert "bone_modifying_agent" in [action.code for action in answer.actions]
    assert "newer_evidence" in [warning.code for warning in answer.warnings]
    assert judged(document).reasons == ()


def test_what_only_another_option_asks_for_is_no_reason() -> None:
    patient = {key: value for key, value in BASE["patient"].items() if key != "dpd_deficiency"}
    document = {**BASE, "patient": patient}
    answer = recommend(ASCO, read(document, LIBRARY.catalogue))
    assert ("dpyd_test" in [action.code for action in answer.actions], answer.preferred) == (True, ("t_dxd",))
    assert judged(document).reasons == ()


def test_a_treatment_that_the_guideline_does_not_name_is_no_standard_case() -> None:
    pyrotinib = {"treatment": {"agents": ["pyrotinib", "capecitabine"]}, "setting": "metastatic"}
    history = [*BASE["history"], {**pyrotinib, "started": "2026-11-10"}]
    judgement = judged({**BASE, "patient": {**BASE["patient"], "lvef_baseline_percent": 64}, "history": history})
    says = "The guideline does not name the present treatment at this point: capecitabine and pyrotinib."
    assert (judgement.outcome, judgement.standard_case) == ("continue", False)
    assert says in [reason.says for reason in judgement.reasons if reason.kind == "guideline"]


def test_every_guideline_in_force_but_one_for_comparison_is_asked_unless_some_are_named(client: FlaskClient) -> None:
    every = client.post("/v1/standard-case", json=BASE).get_json()
    [answers] = [checked for checked in every["checked"] if checked.startswith("the answers of")]
    assert answers == "the answers of asco@2022-05-31, contemporary@2026-05-15"
    asked = client.post("/v1/standard-case", json={**BASE, "guidelines": ["overview"]}).get_json()
    assert ("guideline", "overview@2017-07-17") in [(one["kind"], one["guideline"]) for one in asked["reasons"]]
    named = client.post("/v1/standard-case", json={**BASE, "guidelines": ["asco"]}).get_json()
    assert (named["standard_case"], named["reasons"]) == (True, [])


def test_an_unknown_guideline_is_refused_by_its_place(client: FlaskClient) -> None:
    refused = client.post("/v1/standard-case", json={**BASE, "guidelines": ["asco", "nccn"]})
    assert [fault["pointer"] for fault in refused.get_json()["faults"]] == ["/guidelines/1"]


def test_a_guideline_that_prefers_nothing_is_told_by_its_outcome() -> None:
    document = json.loads((EXAMPLES / "provisional-lung-history-unknown.json").read_text("utf-8"))
    [said] = [reason.says for reason in standard_case([OLD, ASCO], document).reasons if reason.kind == "guideline"]
    assert said == "asco@2022-05-31 answers otherwise: provisional."


def test_a_change_is_known_by_what_it_changes_not_by_where_it_lies_in_memory() -> None:
    # Changes made one after the other and forgotten may lie at one address.
    search = Search(ASCO, with_recurrence("2026-10-21"))
    [reach] = [each for each in reaches(ASCO, search.document)[0] if each.charted.pointer == "/history/2/on"]
    answers = {on: search.evaluate((reach.charted.moved_to(date.fromisoformat(on)),)) for on in DAYS_AROUND}
    early = {on for on, found in answers.items() if found is not None and not found.answer.differs(search.base)}
    assert early == {on for on in DAYS_AROUND if on <= "2026-11-10"}


def test_a_value_that_nobody_confirmed_is_as_open_as_one_that_nobody_charted() -> None:
    doubted = judged({**BASE, "patient": {**BASE["patient"], "bilirubin_times_uln": 17}})
    assert ("unknown", "/patient/bilirubin_times_uln") in kinds(doubted)
    harmless = judged({**BASE, "patient": {**BASE["patient"], "platelets_10e9_per_l": 0.21}})
    assert ("unknown", "/patient/platelets_10e9_per_l") in kinds(harmless)


@pytest.mark.parametrize("beside", ["trastuzumab deruxtecan", "trastuzumab", "pertuzumab", "tucatinib"])
def test_drugs_that_are_not_given_together_are_a_case_for_the_board(beside: str) -> None:
    history = [
        *BASE["history"],
        {"treatment": {"agents": ["T-DM1", beside]}, "setting": "metastatic", "started": "2026-11-02"},
    ]
    judgement = judged({**BASE, "history": history})
    assert "action" in {kind for kind, _ in kinds(judgement)}
