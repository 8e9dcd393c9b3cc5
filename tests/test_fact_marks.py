"""What each fact is to an answer, and the normal findings that one press charts."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from service.board.answer_view import Shown, show
from service.board.fact_marks import DECIDES, NEEDED, NO_INFLUENCE, TO_BE_CHECKED, marks_before_an_answer, marks_of
from service.board.form import form_of
from service.board.normal_findings import NORMAL
from service.board.reading import record_in
from tests.records import LIBRARY, Document
from tests.test_board import CASES, answer_to, example, names_and_values

# Of the facts that are ever without influence, those that are not answered by yes or no.
VALUES: dict[str, tuple[Any, ...]] = {
    "disease_burden": ("low", "high"),
    "dpd_deficiency": ("none", "partial", "complete"),
    "lvef_baseline_percent": (20, 80),
    "unavailable": (["T-DXd"],),
}


def shown(document: Document) -> Shown:
    """The answer to a record, as the page shows it."""
    edition = LIBRARY.guidelines["asco@2022-05-31"]
    return show(LIBRARY, edition, document, answer_to(document))


def less_charted(name: str) -> Document:
    """An example of which only the HER2 status and the heart are charted."""
    document = example(name)
    kept = {key: value for key, value in document["patient"].items() if key.startswith(("her2", "lvef"))}
    return {**document, "patient": kept}


def test_what_an_answer_needs_is_marked_until_it_is_charted() -> None:
    assert marks_before_an_answer({}) == {"/as_of": NEEDED, "/history_complete": NEEDED, "/patient/her2_status": NEEDED}
    assert (
        marks_before_an_answer({"as_of": "2026-11-20", "history_complete": False, "patient": {"her2_ihc": "3+"}}) == {}
    )
    assert marks_before_an_answer({"patient": "no patient"})["/patient/her2_status"] == NEEDED


def test_a_fact_that_decides_is_marked_and_one_that_is_only_asked_too_is_to_be_checked() -> None:
    lungs = marks_of(shown(example("provisional-lung-history-unknown")))
    assert lungs["/patient/interstitial_lung_disease"] == DECIDES
    assert marks_of(shown(example("her2-equivocal-need-data")))["/patient/her2_ish"] == NEEDED
    early = marks_of(shown(less_charted("early-relapse-second-line")))
    assert early["/patient/heart_failure"] == DECIDES
    assert early["/patient/platelets_10e9_per_l"] == TO_BE_CHECKED
    assert list(early.values()).index(DECIDES) < list(early.values()).index(TO_BE_CHECKED)


@pytest.mark.parametrize("name", CASES)
def test_a_fact_without_influence_changes_nothing_whatever_is_charted_of_it(name: str) -> None:
    for document in (example(name), less_charted(name)):
        before = shown(document)
        idle = [fact.removeprefix("/patient/") for fact, mark in marks_of(before).items() if mark == NO_INFLUENCE]
        for fact in (fact for fact in idle if fact not in document["patient"]):
            for value in VALUES.get(fact, (True, False)):
                answer = answer_to({**document, "patient": {**document["patient"], fact: value}})
                assert (answer.outcome, answer.state, answer.preferred) == (
                    before.answer.outcome,
                    before.answer.state,
                    before.answer.preferred,
                )
                assert [each.verdict for each in answer.options] == [each.verdict for each in before.answer.options]


def test_some_facts_are_without_influence() -> None:
    assert marks_of(shown(example("de-novo-first-line")))["/patient/declines_conjugates"] == NO_INFLUENCE
    assert marks_of(shown(example("exhausted")))["/patient/disease_burden"] == NO_INFLUENCE


def test_a_normal_finding_is_one_of_the_choices_of_its_field_and_is_charted_by_one_press(client: FlaskClient) -> None:
    form = form_of({}, {})
    drawn = {each.name: each for each in [*form.question, *(one for _, group in form.groups for one in group)]}
    for name, (value, _) in NORMAL.items():
        assert value in dict(drawn[name].choices)
    document = less_charted("early-relapse-second-line")
    fields = MultiDict([*names_and_values(form_of(document, {}))])
    page = client.post("/", data=MultiDict([*fields.items(multi=True), ("do", "set:/patient/heart_failure=none")]))
    assert page.status_code == 200
    charted = record_in(MultiDict([*fields.items(multi=True), ("/patient/heart_failure", "none")]))
    expected = client.post("/v1/recommendations", json=charted).get_json()["decision_id"]
    assert expected in page.get_data(as_text=True)


def test_the_marks_stand_beside_the_fields_and_again_for_a_chart_that_is_not_drawn_anew(client: FlaskClient) -> None:
    page = client.get("/?example=provisional-lung-history-unknown").get_data(as_text=True)
    assert 'data-fact="/patient/interstitial_lung_disease" data-mark="decides">decides</span>' in page
    assert '<li data-fact="/patient/interstitial_lung_disease" data-mark="decides">decides</li>' in page
    assert 'data-fact="/as_of" data-mark="needed">needed</span>' in client.get("/").get_data(as_text=True)


def test_what_is_missing_is_said_beside_its_field_in_the_words_of_a_clinic(client: FlaskClient) -> None:
    page = client.post("/", data={"as_of": "", "do": "answer", "kind/0": "treatment"}).get_data(as_text=True)
    assert 'id="field-history_complete-fault">Needed for an answer.<' in page
    assert 'id="field-history-0-setting-fault">Needed for an answer.<' in page
    assert "Needed for an answer: the HER2 status, or what immunohistochemistry and ISH found." in page
    assert "The key history_complete" not in page
