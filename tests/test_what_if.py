"""A what-if is the same question for a changed record, and tells exactly what differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from statemachine.answering.recommend import recommend
from statemachine.board.what_if import what_if
from statemachine.record.edited_record import scenario
from statemachine.record.read_record import read
from tests.records import LIBRARY, Document, consistent, documents, examples

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
BASE = json.loads((EXAMPLES / "early-relapse-second-line.json").read_text("utf-8"))
HER2_TESTS = {"her2_status", "her2_ihc", "her2_ish"}
GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]


def asked(client: FlaskClient, *scenarios: Any, base: Document = BASE, **more: Any) -> Any:
    """What the service answers to these scenarios of a base."""
    return client.post("/v1/what-if", json={"base": base, "scenarios": [*scenarios], **more})


def problem(client: FlaskClient, told: Any) -> list[tuple[str, str]]:
    """The faults of one scenario that stands second, after one that is answered."""
    response = asked(client, {"name": "as it is"}, told)
    assert response.status_code == 200, response.get_data(as_text=True)
    first, second = response.get_json()["scenarios"]
    assert (first["result"]["changed"], first["problem"]) == (False, None)
    assert second["result"] is None
    return [(fault["pointer"], fault["says"]) for fault in second["problem"]["faults"]]


def test_a_recurrence_moved_over_the_boundary_leads_to_another_line(client: FlaskClient) -> None:
    moves = [{"name": str(days), "history": [{"move": {"index": 2, "field": "on", "days": days}}]} for days in (31, 32)]
    same, other = (told["result"] for told in asked(client, *moves).get_json()["scenarios"])
    assert (same["changed"], same["changes"], same["options"]) == (False, [], [])
    assert (other["state"], other["line_number"], other["preferred"]) == ("first_line", 1, ["thp"])
    assert other["changes"] == [
        {"field": "state", "before": "second_line", "after": "first_line"},
        {"field": "line_number", "before": 2, "after": 1},
        {"field": "preferred", "before": ["t_dxd"], "after": ["thp"]},
    ]
    verdicts = {option["regimen"]: (option["before"], option["after"]) for option in other["options"]}
    assert verdicts["t_dxd"] == ("permitted", None)


def test_a_grave_value_that_turns_no_verdict_is_a_change_of_what_is_to_be_done(client: FlaskClient) -> None:
    base = {**BASE, "history": [*BASE["history"], {"treatment": {"regimen": "hp"}, "setting": "metastatic"}]}
    base["history"][-1]["started"] = BASE["as_of"]
    told = asked(client, {"name": "kidney", "patient": {"creatinine_clearance_ml_min": 20}}, base=base).get_json()
    [change] = [each for each in told["scenarios"][0]["result"]["changes"] if each["field"] == "actions"]
    assert "multidisciplinary_review" in change["after"]
    assert "multidisciplinary_review" not in change["before"]


def test_a_changed_option_names_the_findings_that_changed_and_no_others(client: FlaskClient) -> None:
    patch = {"interstitial_lung_disease": "past", "interstitial_lung_disease_grade": 2}
    [told] = asked(client, {"name": "lung", "patient": patch}).get_json()["scenarios"]
    [option] = told["result"]["options"]
    assert (option["regimen"], option["before"], option["after"]) == ("t_dxd", "permitted", "excluded")
    [finding] = option["findings"]
    assert (finding["guard"], finding["before"], finding["after"]) == ("lung_disease_was_serious", False, True)
    assert finding["evidence"]


def test_edits_are_applied_in_order_and_the_base_stays_as_it_is() -> None:
    before = json.dumps(BASE)
    event = {"event": "progression", "on": "2026-11-01"}
    edits: list[Document] = [
        {"add": event},
        {"remove": 0},
        {"move": {"index": 2, "field": "on", "days": -3}},
        {"replace": {"index": 1, "entry": {"event": "recurrence", "on": "2026"}}},
    ]
    edited = scenario(BASE, {"ecog": None, "age_years": 48}, edits)
    assert edited.document["history"] == [
        BASE["history"][1],
        {"event": "recurrence", "on": "2026"},
        {"event": "progression", "on": "2026-10-29"},
    ]
    assert edited.origins == (None, "/history/3/replace/entry", "/history/2/move")
    assert edited.document["patient"] == {
        **{key: value for key, value in BASE["patient"].items() if key != "ecog"},
        "age_years": 48,
    }
    assert (edited.faults, json.dumps(BASE)) == ((), before)


def moved(index: int, field: str, days: int) -> Document:
    """An edit that moves a date."""
    return {"move": {"index": index, "field": field, "days": days}}


FUTURE = {"replace": {"index": 2, "entry": {"event": "recurrence", "on": "2027-01"}}}
NO_HER2 = {"her2_status": None, "her2_ihc": None, "her2_ish": None}


@pytest.mark.parametrize(
    ("told", "pointers"),
    [
        ({"patient": {"lvef": 50}}, ["/patient/lvef"]),
        ({"patient": {"lvef": None}}, ["/patient/lvef"]),
        ({"patient": {"ecog": 7}}, ["/patient/ecog"]),
        ({"patient": {"ecog": 7, "sex": "x"}}, ["/patient/ecog", "/patient/sex"]),
        ({"patient": {"her2_status": "low"}}, ["/patient/her2_status"]),
        ({"patient": NO_HER2}, ["/patient/her2_status"]),
        ({"patient": []}, ["/patient"]),
        ({"history": [{"remove": 3}]}, ["/history/0/remove"]),
        ({"history": [{"remove": 2}, moved(2, "on", 1)]}, ["/history/1/move/index"]),
        ({"history": [moved(2, "ended", 1)]}, ["/history/0/move/field"]),
        ({"history": [moved(2, "on", 60)]}, ["/history/0/move"]),
        ({"history": [{"remove": 1, "add": {}}]}, ["/history/0"]),
        ({"history": [{"add": {"event": "relapse", "on": "2026"}}]}, ["/history/0/add/event"]),
        ({"history": [FUTURE]}, ["/history/0/replace/entry/on"]),
        ({"name": None}, ["/name"]),
        ([], [""]),
    ],
    ids=str,
)
def test_a_faulty_scenario_names_its_fault_and_the_others_are_answered(
    client: FlaskClient, told: Any, pointers: list[str]
) -> None:
    named = {"name": "faulty", **told} if isinstance(told, dict) else told
    assert [f"/scenarios/1{pointer}" for pointer in pointers] == [pointer for pointer, _ in problem(client, named)]


def test_a_partial_date_cannot_be_moved_by_days(client: FlaskClient) -> None:
    base = {**BASE, "history": [*BASE["history"][:2], {"event": "recurrence", "on": "2026-10"}]}
    move = {"name": "later", "history": [{"move": {"index": 2, "field": "on", "days": 1}}]}
    [told] = asked(client, move, base=base).get_json()["scenarios"]
    [fault] = told["problem"]["faults"]
    assert fault["pointer"] == "/scenarios/0/history/0/move/field"
    assert fault["says"] == "2026-10 is not a full date, so it cannot be moved by days: replace it."


def test_what_a_patch_makes_impossible_is_told_with_its_place_in_the_resulting_record(client: FlaskClient) -> None:
    lung = {"interstitial_lung_disease": "past", "interstitial_lung_disease_grade": 1}
    base = {**BASE, "patient": {**BASE["patient"], **lung}}
    healthy = {"name": "none", "patient": {"interstitial_lung_disease": "none"}}
    [told] = asked(client, healthy, base=base).get_json()["scenarios"]
    [fault] = told["problem"]["faults"]
    where = "In the resulting record at /patient/interstitial_lung_disease_grade"
    assert fault == {
        "code": "contradiction",
        "pointer": "/scenarios/0/patient",
        "says": f"{where}: the chart says none, and gives a grade; correct one of them.",
    }


def test_a_hundred_scenarios_are_answered_and_one_more_is_refused(client: FlaskClient) -> None:
    scenarios = [{"name": str(number)} for number in range(101)]
    answered = asked(client, *scenarios[:100]).get_json()
    assert (len(answered["scenarios"]), answered["complete"]) == (100, True)
    refused = asked(client, *scenarios)
    assert (refused.status_code, refused.get_json()["faults"][0]["pointer"]) == (422, "/scenarios")


def test_scenarios_beyond_what_one_request_may_cost_say_so_and_those_before_are_answered(client: FlaskClient) -> None:
    long = {**BASE, "history": [*BASE["history"], *({"event": "progression", "on": "2026-11"} for _ in range(190))]}
    told = asked(client, *({"name": str(number)} for number in range(100)), base=long, answers=True).get_json()
    answered = [each["result"] is not None for each in told["scenarios"]]
    assert answered == sorted(answered, reverse=True)
    assert 0 < sum(answered) < 100
    assert told["complete"] is False
    [fault] = told["scenarios"][-1]["problem"]["faults"]
    assert fault["pointer"] == "/scenarios/99"
    assert "in a request of its own" in fault["says"]


def test_a_faulty_base_is_refused_with_pointers_into_the_base(client: FlaskClient) -> None:
    faulty = {**BASE, "guideline": "asko", "history": [{"event": "recurrence", "on": "2027-01-01"}]}
    refused = asked(client, {"name": "as it is"}, base=faulty)
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in refused.get_json()["faults"]] == ["/base/guideline", "/base/history/0/on"]


def test_the_whole_answer_is_that_of_the_changed_record_if_it_is_asked_for(client: FlaskClient) -> None:
    male = {"name": "male", "patient": {"sex": "male"}}
    [told] = asked(client, male, answers=True, detail="full").get_json()["scenarios"]
    alone = {**BASE, "patient": {**BASE["patient"], "sex": "male"}, "detail": "full"}
    whole = client.post("/v1/recommendations", json=alone).get_json()
    codes = [warning["code"] for warning in whole["warnings"]]
    assert {**told["result"]["answer"], "detail": "full"} == {**whole, "warning_codes": list(dict.fromkeys(codes))}


@examples(50)
@given(documents(), documents(), st.data())
def test_what_differs_is_what_differs_between_the_two_whole_answers(
    document: Document, other: Document, data: st.DataObject
) -> None:
    names = data.draw(st.sets(st.sampled_from(sorted(other["patient"].keys() - {"lvef_measured_on"})), max_size=5))
    patient = consistent({**document["patient"], **{name: other["patient"][name] for name in names - HER2_TESTS}})
    changed = {**document, "patient": patient}
    records = [read(charted, LIBRARY.catalogue) for charted in (document, changed)]
    before, after = (recommend(GUIDELINE, record) for record in records)
    told = what_if(GUIDELINE, records[0], [("other", records[1])])
    assert told.base == before
    [answer] = told.scenarios
    assert answer is not None
    assert (answer.outcome, answer.state, answer.line_number, answer.preferred, answer.actions) == (
        after.outcome,
        after.state,
        after.line.number,
        after.preferred,
        [action.code for action in after.actions],
    )
    verdicts = [{option.regimen: option.verdict for option in whole.options} for whole in (before, after)]
    assert {option.regimen: (option.before, option.after) for option in answer.options} == {
        code: (verdicts[0].get(code), verdicts[1].get(code))
        for code in {**verdicts[0], **verdicts[1]}
        if verdicts[0].get(code) != verdicts[1].get(code)
    }


def test_an_edited_value_drops_the_measurement_and_what_was_confirmed_of_it(client: FlaskClient) -> None:
    measured = {"value": 300, "unit": "µmol/L", "upper_limit": 20}
    base = {**BASE, "patient": {**BASE["patient"], "bilirubin_times_uln": measured}}
    base["confirmed"] = ["/patient/bilirubin_times_uln"]
    edited = scenario(base, {"bilirubin_times_uln": 16}, [])
    assert (edited.document["patient"]["bilirubin_times_uln"], edited.document["confirmed"]) == (16, [])
    assert scenario(base, {"ecog": 1}, []).document["confirmed"] == base["confirmed"]
    answers = asked(
        client,
        {"name": "another unlikely value", "patient": {"bilirubin_times_uln": 16}},
        {"name": "it is right", "patient": {"bilirubin_times_uln": 16}, "confirmed": ["/patient/bilirubin_times_uln"]},
        {"name": "not charted", "patient": {"bilirubin_times_uln": None}},
        {"name": "in units", "patient": {"bilirubin_times_uln": {"value": 12, "unit": "umol/l", "upper_limit": 20}}},
        base=base,
    ).get_json()["scenarios"]
    results = [answer["result"] for answer in answers]
    assert [[one["code"] for one in result["warnings"]] for result in results] == [["implausible_value"], [], [], []]
    assert [result["preferred"] for result in results] == [[], [], ["t_dxd"], ["t_dxd"]]


def test_a_scenario_confirms_only_what_it_charts(client: FlaskClient) -> None:
    told = {"name": "x", "patient": {"ast_times_uln": None}, "confirmed": ["/patient/ast_times_uln"]}
    [(pointer, says)] = problem(client, told)
    assert pointer == "/scenarios/1/confirmed/0"
    assert says == "/patient/ast_times_uln is not charted, so there is nothing to confirm."


def test_what_is_wrong_with_a_measured_value_of_a_scenario_is_told_at_its_place(client: FlaskClient) -> None:
    told = {"name": "x", "patient": {"ast_times_uln": {"value": 34, "unit": "mg/l", "upper_limit": 40}}}
    [(pointer, _)] = problem(client, told)
    assert pointer == "/scenarios/1/patient/ast_times_uln/unit"
