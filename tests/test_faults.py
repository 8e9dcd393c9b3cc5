"""Faults for machines: each has a code that is described, all are told in one round, and every sentence is one."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fault_codes import BY_CODE, FAULTS, PROBLEMS
from service.readable_part import path_of, readable_part
from tests import test_bad_input as bad

RECORD = bad.RECORD
Change = Callable[[dict[str, Any]], object]
EVERY = bad.WRONG_VALUES + bad.MISSING + bad.UNKNOWN_KEYS + bad.DATES + bad.CONTRADICTIONS + bad.SEVERAL


def faults_of(client: FlaskClient, *changes: Change) -> list[dict[str, Any]]:
    """The faults of the record with these changes."""
    record = copy.deepcopy(RECORD)
    for change in changes:
        change(record)
    response = client.post("/v1/recommendations", json=record)
    assert response.status_code == 422, response.get_data(as_text=True)
    faults: list[dict[str, Any]] = response.get_json(force=True)["faults"]
    return faults


@pytest.mark.parametrize(("change"), [pytest.param(change, id=name) for name, change, _ in EVERY])
def test_every_fault_has_a_known_code_and_says_so_in_a_sentence(client: FlaskClient, change: Change) -> None:
    for fault in faults_of(client, change):
        assert fault["code"] in FAULTS
        assert fault["says"][0].isupper() or fault["says"][0] == "/", fault["says"]
        assert fault["says"].endswith((".", "?")), fault["says"]
        assert not fault["says"].endswith(".."), fault["says"]


def test_a_problem_and_each_fault_lead_to_their_descriptions(client: FlaskClient) -> None:
    problem = client.post("/v1/recommendations", json={}).get_json(force=True)
    described = client.get(problem["type"]).get_json()
    assert (described["kind"], described["status"], described["code"]) == ("problem", 422, "faulty_request")
    for code in FAULTS:
        told = client.get(f"/v1/problems/{code}").get_json()
        assert (told["code"], told["kind"], told["says"]) == (code, "fault", FAULTS[code])
    listed = client.get("/v1/problems").get_json()["problems"]
    assert [each["code"] for each in listed] == [*BY_CODE, *FAULTS]
    assert not BY_CODE.keys() & FAULTS.keys()
    assert len(BY_CODE) == len(PROBLEMS)


def test_a_kind_of_problem_that_does_not_exist_names_the_nearest(client: FlaskClient) -> None:
    refused = client.get("/v1/problems/unknown_drugs")
    assert refused.status_code == 404
    assert "unknown_drug" in refused.get_json(force=True)["detail"]


def test_shape_and_meaning_are_told_in_one_round(client: FlaskClient) -> None:
    told = faults_of(
        client,
        bad.put("/patient/ecog", "1"),
        bad.put("/history/0/treatment/agents", ["trastuzumb"]),
        bad.put("/guideline", "nccn"),
    )
    assert {fault["pointer"]: (fault["code"], fault.get("known", [])[:1]) for fault in told} == {
        "/patient/ecog": ("wrong_type", []),
        "/history/0/treatment/agents/0": ("unknown_drug", ["trastuzumab"]),
        "/guideline": ("unknown_guideline", ["asco@2018-06-25"]),
    }


SHAPES = [each for each in bad.WRONG_VALUES + bad.MISSING + bad.UNKNOWN_KEYS + bad.DATES if each[2] != ["/history"]]
BESIDE = {"treatment": {"agents": ["trastuzumax"]}, "setting": "adjuvant", "started": "2024"}


@pytest.mark.parametrize(("change", "pointers"), [pytest.param(*each[1:], id=each[0]) for each in SHAPES])
def test_a_fault_hides_no_unknown_drug_in_another_entry_and_makes_up_no_other(
    client: FlaskClient, change: Change, pointers: list[str]
) -> None:
    told = faults_of(client, bad.add(copy.deepcopy(BESIDE)), change)
    assert sorted(fault["pointer"] for fault in told) == sorted([*pointers, "/history/4/treatment/agents/0"])


def test_what_hangs_on_an_entry_with_a_fault_is_not_told_before_it_can_be_read(client: FlaskClient) -> None:
    told = faults_of(
        client, bad.put("/history/0/stopped_for", "toxicty"), bad.put("/history/0/toxicity_agent", "docetaxel")
    )
    assert [fault["pointer"] for fault in told] == ["/history/0/stopped_for"]


def test_without_the_day_of_the_question_no_date_lies_after_it(client: FlaskClient) -> None:
    told = faults_of(client, bad.put("/as_of", "20.11.2026"), bad.put("/history/0/ended", "2027-01-01"))
    assert [fault["pointer"] for fault in told] == ["/as_of"]


def test_faults_of_a_record_within_a_question_are_told_in_one_round_too(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["patient"]["ecog"] = 9
    record["history"][0]["treatment"]["agents"] = ["trastuzumb"]
    compared = client.post("/v1/comparisons", json={"record": record, "guidelines": ["asco", "nccn"]})
    tried = client.post("/v1/what-if", json={"base": record, "scenarios": [{"name": "x"}]})
    assert [fault["pointer"] for fault in compared.get_json()["faults"]] == [
        "/record/patient/ecog",
        "/guidelines/1",
        "/record/history/0/treatment/agents/0",
    ]
    assert [fault["pointer"] for fault in tried.get_json()["faults"]] == [
        "/base/patient/ecog",
        "/base/history/0/treatment/agents/0",
    ]


def test_a_key_that_is_like_no_other_is_not_answered_with_every_key(client: FlaskClient) -> None:
    [fault] = faults_of(client, bad.put("/patient/mrn", "12345"))
    assert "known" not in fault
    assert fault["says"] == 'The key "mrn" is not a key of patient: leave it out, as nothing is read from it.'


def test_the_readable_part_of_no_object_is_nothing() -> None:
    assert readable_part([], set()) is None
    assert readable_part({"history": []}, {()}) is None
    assert path_of("/patient/a~1b~0c") == ("patient", "a/b~c")
