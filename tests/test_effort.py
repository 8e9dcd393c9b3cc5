"""What one request costs is bounded over all that it asks, an answer cut short says so, and others find a thread."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from time import thread_time
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.costly import MOST_AT_ONCE, a_place
from service.problems import RETRY_AFTER
from statemachine import Effort, compare, pathway, read, sensitivity, standard_case, what_if
from tests.records import LIBRARY

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "openapi" / "examples"
BASE = json.loads((EXAMPLES / "early-relapse-second-line.json").read_text("utf-8"))
EDITIONS = [*LIBRARY.guidelines.values()]
ASCO = LIBRARY.guidelines["asco@2022-05-31"]
RECORD = read(BASE, LIBRARY.catalogue)
COSTLY = {
    "/v1/what-if": {"base": BASE, "scenarios": [{"name": "worse", "patient": {"ecog": 2}}]},
    "/v1/comparisons": {"record": BASE, "guidelines": ["asco@2022-05-31", "asco@2018-06-25"]},
    "/v1/sensitivity": BASE,
    "/v1/standard-case": BASE,
    "/v1/pathway": BASE,
}
# Entries of one year, each with an end whose reason nobody charted: as much is open as can be.
TANGLED: Mapping[str, Any] = {
    "as_of": "2026-11-20",
    "history_complete": True,
    "patient": {"her2_status": "positive"},
    "history": [
        {"treatment": {"regimen": regimen}, "setting": "metastatic", "started": "2025", "ended": "2025"}
        if regimen
        else {"event": "toxicity", "agent": "trastuzumab", "kind": "neuropathy", "grade": 2, "on": "2025"}
        for regimen in ("", "thp", "t_dxd", "t_dm1") * 6
    ],
}


def used_up() -> Effort:
    """Work that has reached its bound."""
    effort = Effort(most_work=1)
    effort.spend(1)
    return effort


def test_effort_is_used_up_by_work_or_by_processor_time_and_remembers_that_it_was_met() -> None:
    assert not Effort().is_used_up
    assert used_up().is_used_up
    assert Effort(most_seconds=0).is_used_up
    effort = Effort(most_work=10)
    effort.spend(9)
    assert (effort.is_used_up, effort.is_met) == (False, False)
    effort.spend(1)
    assert not effort.is_met
    assert (effort.is_used_up, effort.is_met) == (True, True)


@pytest.mark.parametrize("told", [Effort(most_work=1), Effort(most_seconds=0)])
def test_a_comparison_answers_the_first_edition_and_says_that_it_is_not_complete(told: Effort) -> None:
    cut = compare(EDITIONS, RECORD, told)
    assert ([f"{answer.guideline.id}@{answer.guideline.edition}" for answer in cut.answers], cut.complete) == (
        [EDITIONS[0].reference],
        False,
    )
    assert compare(EDITIONS, RECORD, Effort()).complete


def test_scenarios_that_are_not_asked_are_told_and_the_answer_is_not_complete() -> None:
    cut = what_if(ASCO, RECORD, [("same", RECORD)], effort=Effort(most_work=1))
    assert (cut.base.outcome, cut.scenarios, cut.complete) == ("recommend", [None], False)


def test_the_other_questions_say_so_too() -> None:
    assert pathway(ASCO, BASE, used_up()).truncated
    standard = standard_case(EDITIONS, BASE, used_up())
    assert (standard.standard_case, standard.complete) == (False, False)
    found = sensitivity(ASCO, BASE, used_up())
    assert (found.complete.one, found.complete.two, found.complete.three) == (False, False, False)
    assert (found.clocks, found.forcing.smallest) == ((), False)


def test_an_edition_that_is_named_twice_is_asked_once(client: FlaskClient) -> None:
    names = ["asco", "asco@2022-05-31", "asco@2018-06-25", "asco@2018-06-25"]
    told = client.post("/v1/comparisons", json={"record": BASE, "guidelines": names}).get_json()
    editions = [answer["guideline"]["edition"] for answer in told["answers"]]
    assert (editions, len(told["partings"]), told["complete"]) == (["2022-05-31", "2018-06-25"], 1, True)


def test_the_most_tangled_record_is_cut_within_the_bound_on_processor_time(client: FlaskClient) -> None:
    scenarios = [{"name": str(number), "patient": {"age_years": 40 + number % 40}} for number in range(100)]
    began = thread_time()
    told = client.post("/v1/what-if", json={"base": TANGLED, "scenarios": scenarios}).get_json()
    assert thread_time() - began < 4  # 2 on a machine with nothing else to do
    assert (told["scenarios"][0]["result"]["outcome"], told["complete"]) == ("provisional", False)


@pytest.mark.parametrize("path", COSTLY)
def test_beyond_as_many_costly_questions_as_are_worked_on_at_once_one_is_told_when_to_come_again(
    client: FlaskClient, path: str
) -> None:
    with ExitStack() as places:
        for _ in range(MOST_AT_ONCE):
            places.enter_context(a_place())
        refused = client.post(path, json=COSTLY[path])
        assert (refused.status_code, refused.content_type) == (503, "application/problem+json")
        assert refused.headers["Retry-After"] == str(RETRY_AFTER)
        assert client.post("/v1/recommendations", json=BASE).status_code == 200
        assert (client.get("/livez").status_code, client.get("/readyz").status_code) == (200, 200)
    assert client.post(path, json=COSTLY[path]).status_code == 200


def test_a_place_is_free_again_whatever_became_of_the_question(client: FlaskClient) -> None:
    for _ in range(MOST_AT_ONCE + 1):
        assert client.post("/v1/what-if", data=b"{").status_code == 415
        assert client.post("/v1/pathway", json={}).status_code == 422
    assert client.post("/v1/pathway", json=BASE).status_code == 200


def test_the_page_keeps_the_record_and_says_when_to_ask_again(client: FlaskClient) -> None:
    form = {"do": "json", "json": json.dumps(BASE), "kept": json.dumps([BASE])}
    with ExitStack() as places:
        for _ in range(MOST_AT_ONCE):
            places.enter_context(a_place())
        refused = client.post("/", data=form)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, str(RETRY_AFTER))
        assert "ask again in a moment" in refused.get_data(as_text=True)
        assert client.post("/", data={**form, "kept": "[]"}).status_code == 200


def test_a_worker_has_threads_left_when_all_places_for_costly_questions_are_taken() -> None:
    [threads] = re.findall(r"^threads = (\d+)$", (ROOT / "gunicorn.conf.py").read_text("utf-8"), re.MULTILINE)
    assert int(threads) >= 2 * MOST_AT_ONCE
