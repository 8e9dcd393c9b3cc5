"""Several editions asked the same question: where they part is named with the sources of both, and nothing is voted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from hypothesis import given

from statemachine.answering.recommend import recommend
from statemachine.board.comparison import Comparison, compare
from statemachine.record.read_record import read
from tests.records import LIBRARY, Document, documents, examples

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
BASE = json.loads((EXAMPLES / "early-relapse-second-line.json").read_text("utf-8"))
EDITIONS = LIBRARY.guidelines
NEW, OLD, OVERVIEW = (EDITIONS[name] for name in ("asco@2022-05-31", "asco@2018-06-25", "overview@2017-07-17"))


def compared(*names: Any, document: Document = BASE) -> Comparison:
    """The comparison of these editions on a record."""
    return compare(names, read(document, LIBRARY.catalogue))


def test_a_relapse_after_eleven_months_parts_twelve_months_from_six_with_both_sources() -> None:
    [parting] = compared(NEW, OVERVIEW).partings
    assert (parting.where, parting.first, parting.second) == ("trail", "asco@2022-05-31", "overview@2017-07-17")
    assert parting.one is not None
    assert parting.other is not None
    assert parting.one.limit is not None
    assert parting.other.limit is not None
    assert (parting.one.fact, parting.one.dest, parting.one.limit.value) == ("/history/2", "second_line", 12)
    assert (parting.other.fact, parting.other.dest, parting.other.limit.value) == ("/history/2", "first_line", 6)
    assert "asco-2022-5.0" in parting.one.limit.evidence
    assert "overview-2017" in parting.other.limit.evidence


def test_two_editions_that_read_alike_part_at_the_row_of_the_decision() -> None:
    [parting] = compared(NEW, OLD).partings
    assert parting.where == "decision"
    assert parting.one is not None
    assert parting.other is not None
    assert (parting.one.regimen, parting.other.regimen) == ("t_dxd", "t_dm1")
    assert ("asco-2022-2.1" in parting.one.evidence, "asco-2018-1.b.ii" in parting.other.evidence) == (True, True)


def test_a_regimen_shows_which_editions_permit_and_prefer_it() -> None:
    found = {agreed.regimen: agreed for agreed in compared(NEW, OLD).agreement}
    assert found["t_dm1"].verdicts == {"asco@2022-05-31": "permitted", "asco@2018-06-25": "permitted"}
    assert (found["t_dm1"].same_verdict, found["t_dm1"].same_preference) == (True, False)
    assert (found["t_dm1"].preferred_by, found["t_dxd"].preferred_by) == (["asco@2018-06-25"], ["asco@2022-05-31"])
    assert found["t_dxd"].verdicts["asco@2018-06-25"] is None


@examples(30)
@given(documents())
def test_the_answers_are_those_of_each_edition_and_a_parting_is_told_where_they_differ(
    document: Document,
) -> None:
    record = read(document, LIBRARY.catalogue)
    answers = [recommend(guideline, record) for guideline in EDITIONS.values()]
    told = compare([*EDITIONS.values()], record)
    assert told.answers == answers
    for answer, parting in zip(answers[1:], told.partings, strict=True):
        firsts = [(each.outcome, each.state, sorted(each.preferred)) for each in (answers[0], answer)]
        if firsts[0] != firsts[1]:
            assert parting.where != "nowhere"
        trails = [[(step.fact, step.event, step.dest) for step in each.trail] for each in (answers[0], answer)]
        if parting.where == "nowhere":
            assert trails[0] == trails[1]


def test_an_unknown_guideline_is_named_beside_the_faults_of_the_record(client: FlaskClient) -> None:
    record = {**BASE, "history": [{"event": "recurrence", "on": "2027-01-01"}]}
    refused = client.post("/v1/comparisons", json={"record": record, "guidelines": ["asco", "nccn"]})
    assert refused.status_code == 422
    pointers = [fault["pointer"] for fault in refused.get_json()["faults"]]
    assert pointers == ["/guidelines/1", "/record/history/0/on"]


def test_one_guideline_alone_is_no_comparison(client: FlaskClient) -> None:
    refused = client.post("/v1/comparisons", json={"record": BASE, "guidelines": ["asco"]})
    assert (refused.status_code, refused.get_json()["faults"][0]["pointer"]) == (422, "/guidelines")
