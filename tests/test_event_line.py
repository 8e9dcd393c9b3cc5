"""An event told in one line: read whole, or refused with the word in question; any other line is a course."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.board.event_line import event_in
from service.board.event_words import EVENTS
from service.schemas.history_schema import EVENT_SCHEMAS
from tests.records import LIBRARY
from tests.test_board import example
from tests.test_course_line import READ as COURSES
from tests.test_course_line import sent

READ: dict[str, dict[str, Any]] = {
    "progression liver Mar 2026": {"event": "progression", "site": "liver", "on": "2026-03"},
    "PD in the brain on 3 Mar 2026, treatment continues": {
        "event": "progression",
        "site": "brain",
        "treatment_continues": True,
        "on": "2026-03-03",
    },
    "12.03.2026: liver progression": {"event": "progression", "site": "liver", "on": "2026-03-12"},
    "recurrence Sep 2025": {"event": "recurrence", "on": "2025-09"},
    "de novo metastatic 2025": {"event": "metastatic_diagnosis", "on": "2025"},
    "local relapse 2019": {"event": "locoregional_recurrence", "on": "2019"},
    "CR 5/2026": {"event": "disease_status", "status": "complete_response", "on": "2026-05"},
    "stable disease brain since May 2026": {
        "event": "disease_status",
        "status": "stable",
        "site": "brain",
        "on": "2026-05",
    },
    "SRS to the brain 2 Apr 2026": {"event": "radiotherapy", "site": "brain", "on": "2026-04-02"},
    "rebiopsy liver 2 Apr 2026 IHC 1+ ISH negative": {
        "event": "her2_retest",
        "site": "liver",
        "her2_ihc": "1+",
        "her2_ish": "negative",
        "on": "2026-04-02",
    },
    "ILD2 Mar 2026": {"event": "toxicity", "kind": "interstitial_lung_disease", "grade": 2, "on": "2026-03"},
    "ILD grade 2 on T-DXd Mar 2026": {
        "event": "toxicity",
        "kind": "interstitial_lung_disease",
        "grade": 2,
        "agent": "T-DXd",
        "on": "2026-03",
    },
    "surgery of the breast": {"event": "surgery", "site": "breast"},
}
TOLD = {
    "recurrence liver Sep 2025": ['"liver" is not charted of this event.'],
    "progression liver bone Mar 2026": ['"liver" and "bone" do not go together in one line.'],
    "progression Mar 2026 Apr 2026": ['"Apr 2026" is a second date: an event has one.'],
    "progression spleen Mar 2026": ['"spleen" is not understood.'],
    "PD on T-DXd Mar 2026": ['"T-DXd" is not understood.'],
    "ILD on foobarinib Mar 2026": ['"foobarinib" is not understood.'],
    "ILD on T-DXd and Herceptin Mar 2026": ['"T-DXd and Herceptin" is not understood.'],
    "progression 31.02.2026": ['"31.02.2026": there is no such day.'],
    "progression 02/03/2026": ['"02/03/2026" is not sure: is 2 March 2026 or 3 February 2026 meant?'],
}


@pytest.mark.parametrize(("text", "entry"), READ.items())
def test_a_line_that_begins_with_an_event_is_read_whole(text: str, entry: dict[str, Any]) -> None:
    line = event_in(text, LIBRARY.catalogue)
    assert line is not None
    assert line.doubts == []
    assert line.entry == entry


@pytest.mark.parametrize(("text", "doubts"), TOLD.items())
def test_what_is_not_understood_of_an_event_is_told_with_the_word_in_question(text: str, doubts: list[str]) -> None:
    line = event_in(text, LIBRARY.catalogue)
    assert line is not None
    assert line.doubts == doubts


@pytest.mark.parametrize("text", [*COURSES, "metastatic THP since 2024", "x" * 301, "", "1 Mar 2026"])
def test_any_other_line_is_no_event(text: str) -> None:
    assert event_in(text, LIBRARY.catalogue) is None


def test_every_word_for_an_event_tells_an_event_that_the_interface_takes(client: FlaskClient) -> None:
    for word in EVENTS:
        result = " IHC 3+" if EVENTS[word]["event"] == "her2_retest" else ""
        line = event_in(f"{word} 1 Mar 2026{result}", LIBRARY.catalogue)
        assert line is not None
        assert line.doubts == []
        assert EVENT_SCHEMAS[line.entry["event"]].load(line.entry)
    assert {told["event"] for told in EVENTS.values()} == set(EVENT_SCHEMAS)


def test_an_event_told_in_a_line_is_answered(client: FlaskClient) -> None:
    document = example("on-treatment-continue")
    page = client.post("/", data=sent("progression liver 1 Nov 2026", "answer", document)).get_data(as_text=True)
    document["history"].append({"event": "progression", "site": "liver", "on": "2026-11-01"})
    assert client.post("/v1/recommendations", json=document).get_json()["decision_id"] in page


@given(st.lists(st.sampled_from([*READ, *TOLD, "PD", "liver", "grade 2", "IHC 0", "(", "\x1f", "on"]), max_size=4))
def test_no_event_is_too_strange_to_be_looked_at(pieces: list[str]) -> None:
    line = event_in(" ".join(pieces), LIBRARY.catalogue)
    assert line is None or line.doubts or "event" in line.entry
