"""A walk over the page with random records, kept records and buttons never ends in a failure of ours."""

from __future__ import annotations

import json
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from service.board.form import form_of
from service.board.row_edits import ROW_EDITS
from tests.records import Document, documents, examples
from tests.test_board import example, names_and_values

KINDS = ("treatment", "event", "progression", "disease_status", "local_treatment", "her2_retest", "toxicity", "nothing")
VIEWS = (
    *("answer", "shown", "charted", "suppose", "what_if", "guidelines", "pathway", "sensitivity", "minutes"),
    *("json", "form", "nothing"),
)
NUMBERS = st.integers(0, 4).map(str) | st.sampled_from(["", "17", "-1", "\N{SUPERSCRIPT TWO}", "x"])
ADDRESSES = ("", "/patient/declines", "/history/0/treatment/agents", "/history/9/treatment/agents", "/nowhere")
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "2025", "positive"])
KEYS = st.sampled_from(["patient", "history", "event", "treatment", "as_of", "on", "guideline", "x"])
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=6
)
PATCHES = st.sampled_from(
    [
        '{"patient":{"lvef_percent":39},"history":[]}',
        '{"patient":{},"history":[{"remove":"/history/0"}]}',
        '{"patient":{},"history":[{"remove":"/history/99"}]}',
        '{"history":3}',
        "[",
        "",
    ]
)
SETTINGS = st.sampled_from(
    ["/patient/pregnant=false", "/patient/lvef_percent=x", "/history_complete=true", "x", "=", ""]
)


@st.composite
def presses(draw: st.DrawFn) -> str:
    """A button of the page, or what somebody sends who has no page."""
    view = draw(st.sampled_from([*VIEWS, *ROW_EDITS, "drop", "also", "try", "try_also", "another", "set"]))
    if view == "add":
        return f"add:{draw(st.sampled_from(KINDS))}"
    if view in ("up", "down", "remove", "drop", "also"):
        return f"{view}:{draw(NUMBERS)}"
    if view == "another":
        return f"another:{draw(st.sampled_from(ADDRESSES))}"
    if view == "set":
        return f"set:{draw(SETTINGS)}"
    return f"{view}:{draw(PATCHES)}" if view in ("try", "try_also") else view


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A record with one of its keys, or its history, replaced by anything or emptied."""
    document: Document = draw(documents())
    where = draw(st.sampled_from(["nowhere", "everything", "history", "patient", "an entry", "no entries"]))
    if where == "everything":
        return draw(ANYTHING)
    if where == "an entry" and document["history"]:
        document["history"][0] = draw(ANYTHING)
    elif where == "no entries":
        document["history"] = []
    elif where in document:
        document[where] = draw(ANYTHING)
    return document


def sent(document: Any, do: str, kept: Any, *, supposing: bool = False, part: bool = False) -> MultiDict[str, str]:
    """What a browser would post of the page with this record."""
    form = form_of(document if isinstance(document, dict) else {}, {})
    told = [("supposing", "1")] * supposing + [("part", "answer")] * part
    fields = [*told, *names_and_values(form), ("do", do), ("kept", json.dumps(kept)), ("json", json.dumps(document))]
    return MultiDict(fields)


@given(damaged(), presses(), st.lists(damaged(), max_size=2) | ANYTHING, st.booleans(), st.booleans())
@settings(examples(40), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_record_and_no_button_is_a_failure(
    client: FlaskClient, document: Any, do: str, kept: Any, supposing: bool, part: bool
) -> None:
    response = client.post("/", data=sent(document, do, kept, supposing=supposing, part=part))
    assert response.status_code in (200, 400, 422)


def test_a_record_of_which_every_entry_was_removed_is_shown_beside_the_one_as_charted(client: FlaskClient) -> None:
    charted = example("early-relapse-second-line")
    response = client.post("/", data=sent({**charted, "history": []}, "what_if", [charted]))
    assert response.status_code == 200
    assert response.get_data(as_text=True).count("removed: ") >= len(charted["history"])
