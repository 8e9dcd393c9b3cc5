"""Scenarios as columns: each can be named and dropped, and a board reads only where they differ."""

from __future__ import annotations

import json

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from service.board.form import form_of
from tests.rendered import Element, rendered
from tests.test_board import example, names_and_values

CHARTED = example("early-relapse-second-line")
WEAK_HEART = {**CHARTED, "patient": {**CHARTED["patient"], "lvef_percent": 38}}
NO_T_DXD = {**CHARTED, "patient": {**CHARTED["patient"], "unavailable": ["trastuzumab_deruxtecan"]}}


def columns(client: FlaskClient, do: str, **names: str) -> Element:
    """The page after a button was pressed beside three columns, of which some have names."""
    form = MultiDict(names_and_values(form_of(NO_T_DXD, {})))
    kept = json.dumps([CHARTED, WEAK_HEART, NO_T_DXD])
    sent = [*form.items(multi=True), ("kept", kept), ("supposing", "1"), *names.items(), ("do", do)]
    reply = client.post("/", data=MultiDict(sent))
    assert reply.status_code == 200
    return rendered(reply.get_data(as_text=True))


def head(page: Element) -> Element:
    """The head of the table of columns."""
    return page.all("table", "columns")[0].one("thead")


def titles(page: Element) -> list[str]:
    """The heads of the columns."""
    heads = head(page).all("th")
    return [(each.all("span", "spoken") or [each])[0].text for each in heads]


def names(page: Element) -> list[str]:
    """The names of the fields that name the columns."""
    return [each.attributes["name"] for each in head(page).all("input")]


def test_a_name_stays_with_its_column_where_another_one_is_dropped(client: FlaskClient) -> None:
    page = columns(client, "what_if")
    assert titles(page) == ["As charted", "What if 1", "What if 2"]
    _, second = names(page)
    named = {second: "No T-DXd here"}
    assert titles(columns(client, "what_if", **named)) == ["As charted", "What if 1", "No T-DXd here"]
    dropped = columns(client, "drop:1", **named)
    assert titles(dropped) == ["As charted", "No T-DXd here"]
    buttons = [each.attributes["aria-label"] for each in head(dropped).all("button")]
    assert buttons == ["Remove No T-DXd here"]


def test_a_board_reads_where_the_columns_differ_and_the_rest_is_folded(client: FlaskClient) -> None:
    page = columns(client, "what_if")
    table, folded = page.all("table", "columns")
    told = {row.all("th")[0].text for row in table.one("tbody").all("tr")}
    alike = {row.all("th")[0].text for row in folded.all("tr")}
    assert {"Outcome", "Answer", "Preferred", "Trastuzumab deruxtecan (T-DXd)"} <= told
    assert {"Line", "Best supportive care"} <= alike
    assert told & alike == set()
    assert "?" not in table.one("tbody").text
