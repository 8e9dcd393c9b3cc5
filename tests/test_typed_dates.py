"""Dates as people type them: read where they mean one thing, asked where they mean two, and else left as typed."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from service.board.form import form_of
from service.board.reading import record_in
from service.board.typed_dates import IN_A_LINE, as_on_the_wire, in_words, typed_date
from tests.test_board import example, names_and_values

READ = {
    "2025-03-12": "2025-03-12",
    "2025-03": "2025-03",
    "2025": "2025",
    "2025-3-7": "2025-03-07",
    "2025/03/12": "2025-03-12",
    "12.03.2025": "2025-03-12",
    "12. 3. 2025": "2025-03-12",
    "13/03/2025": "2025-03-13",
    "03/13/2025": "2025-03-13",
    "5/5/2025": "2025-05-05",
    "3/2025": "2025-03",
    "03-2025": "2025-03",
    "03.2025": "2025-03",
    "Mar 2025": "2025-03",
    "mar. 2025": "2025-03",
    "March, 2025": "2025-03",
    "Sept 2025": "2025-09",
    "12 March 2025": "2025-03-12",
    "12th March 2025": "2025-03-12",
    "March 12, 2025": "2025-03-12",
    "March 12th 2025": "2025-03-12",
    "12-Mar-2025": "2025-03-12",
    "12. März 2025": "2025-03-12",
    "Dez 2025": "2025-12",
    "29 Feb 2024": "2024-02-29",
}
ASKED = {
    "12/03/2025": ("2025-03-12", "2025-12-03"),
    "12-03-2025": ("2025-03-12", "2025-12-03"),
    "12/03/25": ("2025-03-12", "2025-12-03"),
    "12.03.25": ("2025-03-12",),
    "3/25": ("2025-03",),
    "03.25": ("2025-03",),
    "Mar 25": ("2025-03",),
    "Mar '98": ("1998-03",),
}
NO_DATES = (
    "",
    "2025-13",
    "2025-02-30",
    "31 June 2025",
    "29 Feb 2025",
    "13/13/2025",
    "March",
    "12 March",
    "early 2025",
    "Q1 2025",
    "2025-03-12 or 13",
    "12/03-2025",
    "20250312",
    "0000",
    "12/03/1850",
    "\N{SUPERSCRIPT TWO}025",
)


@pytest.mark.parametrize(("text", "wire"), READ.items())
def test_a_date_that_means_one_thing_is_read_as_precisely_as_it_was_typed(text: str, wire: str) -> None:
    assert as_on_the_wire(text) == wire
    assert not typed_date(text).asks


@pytest.mark.parametrize(("text", "possible"), ASKED.items())
def test_a_date_that_is_not_sure_is_asked_and_stays_as_typed(text: str, possible: tuple[str, ...]) -> None:
    assert typed_date(text) == (possible, False)
    assert typed_date(text).asks
    assert as_on_the_wire(text) == text


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_stays_as_typed(text: str) -> None:
    assert typed_date(text).possible == ()
    assert as_on_the_wire(text) == text


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_date_in_words_is_read_as_that_date_and_found_whole_in_a_line(day: date, length: int) -> None:
    wire = day.isoformat()[:length]
    assert as_on_the_wire(in_words(wire)) == wire
    for text in (wire, in_words(wire), *ASKED):
        found = IN_A_LINE.search(f"THP since {text} PD")
        assert found is not None
        assert found[0] == text


def test_a_dose_or_a_part_of_a_name_is_no_date_in_a_line() -> None:
    for line in (
        "capecitabine 2000 mg",
        "Herceptin SC 600 mg",
        "BAY-2025",
        "ARX2025",
        "THP in March",
        "20251",
        "AC 60/600 mg",
        "capecitabine 1.25 g",
        "epirubicin 90.25",
    ):
        assert IN_A_LINE.search(line) is None


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}", fullmatch=True))
def test_no_text_is_too_strange_to_be_looked_at(text: str) -> None:
    for wire in typed_date(text).possible:
        assert as_on_the_wire(wire) == wire


def test_the_form_reads_dates_as_typed_and_keeps_one_that_is_not_sure() -> None:
    typed = {"/as_of": "20 Nov 2026", "kind/0": "treatment", "/history/0/started": "3/2025"}
    document = record_in(
        MultiDict({**typed, "/history/0/ended": "12/03/2026", "/patient/lvef_measured_on": "1.11.2026"})
    )
    assert document["as_of"] == "2026-11-20"
    assert document["history"] == [{"treatment": {}, "started": "2025-03", "ended": "12/03/2026"}]
    assert document["patient"] == {"lvef_measured_on": "2026-11-01"}


def test_a_date_that_can_be_two_is_asked_beside_its_field_and_the_choice_is_answered(client: FlaskClient) -> None:
    document = example("early-relapse-second-line")
    document["history"][2]["on"] = "10/09/2025"
    sent = MultiDict(names_and_values(form_of(document, {})))
    asked = client.post("/", data=MultiDict([*sent.items(multi=True), ("do", "answer")])).get_data(as_text=True)
    assert '"10/09/2025" is not sure: is 10 September 2025 or 9 October 2025 meant?' in html.unescape(asked)
    buttons = re.findall(r'value="(set:[^"]+)">([^<]+)<', asked)
    assert buttons == [
        ("set:/history/2/on=2025-09-10", "10 September 2025"),
        ("set:/history/2/on=2025-10-09", "9 October 2025"),
    ]
    answered = client.post("/", data=MultiDict([*sent.items(multi=True), ("do", buttons[1][0])]))
    assert answered.status_code == 200
    document["history"][2]["on"] = "2025-10-09"
    expected = client.post("/v1/recommendations", json=document).get_json()["decision_id"]
    assert expected in answered.get_data(as_text=True)
