"""The minutes: proposed from the answer, kept as the board wrote them, and saved with the case alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from service.board.form import form_of
from service.board.minutes_written import KEY, PROPOSED, to_save, without_minutes, written
from tests.records import Document, examples
from tests.rendered import Element, rendered
from tests.test_board import CASES, answer_to, example, names_and_values

LUNG = "Find out: interstitial lung disease; worst grade of interstitial lung disease"
BONE = "Bone metastases: ask whether a bone-modifying agent is due; it is no line of treatment."


def minutes_of(page: str) -> Element:
    """The minutes of a page."""
    return rendered(page).one(id="minutes")


def fields(minutes: Element) -> dict[str, str]:
    """What a browser would send of the minutes."""
    sent = {each.attributes["name"]: "".join(map(str, each.children)) for each in minutes.all("textarea")}
    sent |= {each.attributes["name"]: each.attributes["value"] for each in minutes.all("input", type="hidden")}
    [chosen] = [each for each in minutes.all("option") if "selected" in each.attributes]
    return {**sent, "minutes/choice": chosen.attributes["value"]}


def ask(client: FlaskClient, document: Document, typed: dict[str, str] | None = None) -> Element:
    """The minutes of the page that answers a record, which was sent with what was typed into the minutes before."""
    form = MultiDict(names_and_values(form_of(document, {})))
    sent = MultiDict([*form.items(multi=True), *(typed or {}).items(), ("do", "minutes")])
    return minutes_of(client.post("/", data=sent).get_data(as_text=True))


def tasks(minutes: Element) -> list[tuple[str, ...]]:
    """The rows that say something."""
    rows = [tuple(each.text for each in row.all("textarea")) for row in minutes.one("table", "tasks").all("tr")]
    return [row for row in rows if row and row[0]]


@pytest.mark.parametrize("name", CASES)
def test_the_minutes_propose_a_decision_and_a_task_for_every_action_and_every_missing_fact(
    client: FlaskClient, name: str
) -> None:
    answer, minutes = answer_to(example(name)), ask(client, example(name))
    field = minutes.one("textarea", id="minutes-decision")
    assert bool(field.text) == (answer.outcome in ("recommend", "continue"))
    assert field.text or "the board writes its own" in field.attributes["placeholder"]
    assert "_" not in field.text
    rows = tasks(minutes)
    assert len(rows) >= len({action.text for action in answer.actions}) + bool(answer.ask_first)
    assert [row for row in rows if not row[1] or (row[0].startswith(("Find out: ", "Check")) and not row[2])] == []
    assert written(fields(minutes)) == written({})


def test_the_minutes_of_an_open_answer_say_who_finds_out_what(client: FlaskClient) -> None:
    minutes = ask(client, example("provisional-lung-history-unknown"))
    assert tasks(minutes) == [(BONE, "the treating clinic", ""), (LUNG, "respiratory medicine", "before the decision")]


BRAIN: Document = {
    "as_of": "2026-11-20",
    "history_complete": True,
    "patient": {"her2_status": "positive", "brain_metastases": "active"},
    "history": [
        {"treatment": {"regimen": "tchp"}, "setting": "neoadjuvant", "ended": "2025-05"},
        {"treatment": {"regimen": "hp"}, "setting": "adjuvant", "ended": "2026-02"},
        {"event": "recurrence", "on": "2026-11"},
    ],
}


def test_every_task_says_who_and_by_when_and_each_fact_has_one(client: FlaskClient) -> None:
    rows = tasks(ask(client, BRAIN))
    assert rows[:2] == [
        (
            "Active brain metastases: local treatment is discussed before any systemic plan.",
            "the treating clinic",
            "before the decision",
        ),
        (
            "Active brain metastases: the multidisciplinary team makes one plan of local and systemic treatment.",
            "the multidisciplinary team",
            "before the decision",
        ),
    ]
    assert ("Find out: left ventricular ejection fraction; heart failure", "cardiology", "before the decision") in rows
    of_some = "Check for tucatinib, trastuzumab and capecitabine: AST; ALT; DPD deficiency"
    assert (of_some, "laboratory", "before the first dose") in rows
    asked = [fact for what, *_ in rows[2:] for fact in what.partition(": ")[2].split("; ")]
    assert sorted(asked) == sorted(set(asked))


def test_who_acts_is_whom_the_action_names_and_by_when_is_before_the_dose_that_waits(client: FlaskClient) -> None:
    rows = tasks(ask(client, example("pregnancy-refer")))
    team = "the multidisciplinary team, obstetrics"
    assert rows[0] == ("Pregnancy: the team and an obstetrician decide together.", team, "before the decision")
    document = example("on-treatment-continue")
    assert {by for _, _, by in tasks(ask(client, document))} == {"before the next dose", ""}
    document["patient"]["lvef_percent"] = 38
    held = [row for row in tasks(ask(client, document)) if "interrupt" in row[0]]
    assert [(who, by) for _, who, by in held] == [("the treating clinic", "before the next dose")]


def test_precautions_are_a_list_in_which_what_is_charted_comes_first_and_no_task_stands(client: FlaskClient) -> None:
    minutes = ask(client, BRAIN)
    title, told = next(
        (title, each)
        for title, each in zip(minutes.all("h3"), minutes.all("ul", "packed"), strict=True)
        if title.text == "Precautions"
    )
    items = [each.text for each in told.all("li")]
    assert items[0] == "Active brain metastases: discuss local treatment first, with the multidisciplinary team."
    assert all("data-told" in each.attributes for each in told.all("li"))
    assert [item for item in items if "bilirubin" in item or "DPD" in item] == []
    assert sorted(items, key=lambda item: "Not charted" in item) == items
    assert title.text == "Precautions"


def test_what_nobody_wrote_follows_the_answer_and_what_the_board_wrote_stays(client: FlaskClient) -> None:
    document = example("provisional-lung-history-unknown")
    typed = fields(ask(client, document))
    assert typed["minutes/decision"] == ""
    typed |= {"minutes/0/who": "Dr Grey", "minutes/reason": "The patient's wish."}
    document["patient"]["interstitial_lung_disease"] = "none"
    minutes = ask(client, document, typed)
    assert minutes.one("textarea", id="minutes-decision").text == "Trastuzumab deruxtecan (T-DXd)."
    assert tasks(minutes) == [(BONE, "Dr Grey", "")]
    assert minutes.one("textarea", id="minutes-reason").text == "The patient's wish."
    assert (
        ask(client, example("provisional-lung-history-unknown"), fields(minutes))
        .one("textarea", id="minutes-decision")
        .text
        == ""
    )
    typed = fields(minutes) | {"minutes/decision": "T-DXd from Monday."}
    document["patient"]["lvef_percent"] = 38
    assert ask(client, document, typed).one("textarea", id="minutes-decision").text == "T-DXd from Monday."


def test_a_task_that_was_struck_out_does_not_come_back(client: FlaskClient) -> None:
    document = example("provisional-lung-history-unknown")
    typed = fields(ask(client, document)) | {"minutes/0/what": ""}
    for _ in range(2):
        minutes = ask(client, document, typed)
        typed = fields(minutes)
        assert [what for what, *_ in tasks(minutes)] == [LUNG]


def test_a_choice_that_the_guideline_does_not_prefer_needs_a_reason(client: FlaskClient) -> None:
    document = example("early-relapse-second-line")
    for choice, reason, is_asked in (
        ("t_dm1", "", True),
        ("t_dm1", "Far from the clinic.", False),
        ("t_dxd", "", False),
        ("other", "", True),
        ("deferred", "", False),
    ):
        typed = fields(ask(client, document)) | {"minutes/choice": choice, "minutes/reason": reason}
        fault = ask(client, document, typed).one(id="minutes-departs")
        assert (choice, reason, is_asked) == (choice, reason, "hidden" not in fault.attributes)


def test_minutes_saved_with_a_case_are_there_when_it_is_opened(client: FlaskClient) -> None:
    document = example("early-relapse-second-line")
    typed = fields(ask(client, document))
    assert to_save(typed) == {}
    typed |= {
        "minutes/choice": "t_dm1",
        "minutes/reason": "Far from the clinic.",
        "minutes/9/what": "Call",
        "minutes/9/by": "Friday",
    }
    case = {**document, **to_save(typed)}
    assert case[KEY]["tasks"] == [{"what": "Call", "who": "", "by": "Friday"}]
    reply = client.post("/", data={"do": "json", "json": json.dumps(case)})
    assert reply.status_code == 200
    opened = minutes_of(reply.get_data(as_text=True))
    assert written(fields(opened)) == written(typed)
    assert without_minutes(case) == document
    # The service itself knows no minutes: nobody can leave them there.
    assert client.post("/v1/recommendations", json=case).status_code == 422


def test_the_file_of_a_case_holds_the_minutes_as_the_board_wrote_them(client: FlaskClient) -> None:
    document = example("early-relapse-second-line")
    typed = fields(ask(client, document)) | {"minutes/decision": "T-DXd from Monday."}
    form = MultiDict(names_and_values(form_of(document, {})))
    file = client.post("/", data=MultiDict([*form.items(multi=True), *typed.items(), ("do", "save")]))
    assert file.get_json()[KEY]["decision"] == "T-DXd from Monday."
    reply = client.post("/", data={"do": "json", "json": file.get_data(as_text=True)})
    opened = minutes_of(reply.get_data(as_text=True))
    assert opened.one("textarea", id="minutes-decision").text == "T-DXd from Monday."


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["choice", "decision", "reason", "tasks", "dismissed", "what", "who"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(JUNK, JUNK)
@examples(15)
def test_whatever_is_sent_as_minutes_is_read_or_passed_over(client: FlaskClient, proposed: Any, saved: Any) -> None:
    document = example("pregnancy-refer")
    assert ask(client, document, {PROPOSED: json.dumps(proposed), "minutes/choice": "nowhere"}).all("textarea")
    reply = client.post("/", data={"do": "json", "json": json.dumps({**document, KEY: saved})})
    assert reply.status_code == 200
