"""A line that tells courses, events and facts together: read whole, or refused with what is in doubt."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from service.board.chart_line import chart_line
from service.board.course_words import WORDS as COURSE_WORDS
from service.board.event_words import EVENTS
from service.board.fact_line import facts_in
from service.board.fact_words import OPEN, WORDS
from service.board.form import form_of
from tests.records import LIBRARY
from tests.test_board import names_and_values
from tests.test_course_line import READ as COURSES
from tests.test_course_line import TOLD as DOUBTFUL_COURSES
from tests.test_course_line import sent
from tests.test_event_line import READ as COURSES_OF_EVENTS
from tests.test_event_line import TOLD as DOUBTFUL_EVENTS

FACTS = {
    "HER2 3+, ER/PR neg, ECOG 1, LVEF 62": {
        "/patient/her2_ihc": "3+",
        "/patient/hormone_receptor": "negative",
        "/patient/ecog": "1",
        "/patient/lvef_percent": "62",
    },
    "HER2 2+, FISH positive, ER+": {
        "/patient/her2_ihc": "2+",
        "/patient/her2_ish": "positive",
        "/patient/hormone_receptor": "positive",
    },
    "LVEF 62 % on 3 Nov 2026, 58 years, female.": {
        "/patient/lvef_percent": "62",
        "/patient/lvef_measured_on": "2026-11-03",
        "/patient/age_years": "58",
        "/patient/sex": "female",
    },
    "EF: 55.5% (11/2026), aged 60": {
        "/patient/lvef_percent": "55.5",
        "/patient/lvef_measured_on": "2026-11",
        "/patient/age_years": "60",
    },
    "past ILD grade 2, untreated brain mets": {
        "/patient/interstitial_lung_disease": "past",
        "/patient/interstitial_lung_disease_grade": "2",
        "/patient/brain_metastases": "active",
    },
    "all listed": {"/history_complete": "true"},
}
TOLD = {
    "ECOG 1, weird": ['"weird" is not understood as a fact about the patient.'],
    "ECOG 5": ['"ECOG 5" is not understood as a fact about the patient.'],
    "ECOG 1; ECOG 2": ['"ECOG 2" does not go together with the rest of the line.'],
    "ECOG 1, ECOG 2": ['"ECOG 1" and "ECOG 2" do not go together in one line.'],
    "HER2 3+, ER neg": ['"ER neg" leaves open what is meant.'],
    "LVEF 62 on 1/2/26": ['"1/2/26" is no sure date of the ejection fraction.'],
    "LVEF 62 on Monday": ['"Monday" is no sure date of the ejection fraction.'],
    "THP 2024 to 2025 PD; progression spleen 2025": ['"spleen" is not understood.'],
}
INSTEAD = {
    "HER2 3+, ER neg; relapse 2025": ["HER2 3+, ER/PR negative; relapse 2025"],
    "LVEF 62 on 1/2/26": ["LVEF 62 on 1 February 2026", "LVEF 62 on 2 January 2026"],
    "ECOG 1;THP Mar 2024 PD": ["ECOG 1; THP since Mar 2024 PD", "ECOG 1; THP until Mar 2024 PD"],
    "brain metastases": ["brain metastases treated and stable", "active brain metastases"],
}


@pytest.mark.parametrize(("text", "facts"), FACTS.items())
def test_facts_are_read_into_their_fields(text: str, facts: dict[str, str]) -> None:
    line = chart_line(text, LIBRARY.catalogue)
    assert line.doubts == []
    assert line.facts == facts
    assert line.entries == []


@pytest.mark.parametrize(("text", "doubts"), TOLD.items())
def test_what_is_in_doubt_is_told(text: str, doubts: list[str]) -> None:
    assert chart_line(text, LIBRARY.catalogue).doubts == doubts


@pytest.mark.parametrize(("text", "instead"), INSTEAD.items())
def test_lines_that_may_be_meant_are_whole_and_each_is_read(text: str, instead: list[str]) -> None:
    line = chart_line(text, LIBRARY.catalogue)
    assert line.doubts
    assert line.instead == instead
    assert [chart_line(each, LIBRARY.catalogue).doubts for each in instead] == [[] for _ in instead]


def test_courses_events_and_facts_stand_in_one_line() -> None:
    pieces = {**COURSES, **COURSES_OF_EVENTS}
    for piece, entry in pieces.items():
        line = chart_line(f"ECOG 1; {piece};relapse 2025;", LIBRARY.catalogue)
        assert line.doubts == []
        assert line.entries == [entry, {"event": "recurrence", "on": "2025"}]
        assert line.facts == {"/patient/ecog": "1"}


def test_no_course_and_no_event_is_taken_for_a_fact() -> None:
    lines = [*COURSES, *DOUBTFUL_COURSES, *COURSES_OF_EVENTS, *DOUBTFUL_EVENTS, *EVENTS]
    assert [text for text in lines if facts_in(text)] == []
    assert [word for word in (*WORDS, *OPEN) if word in EVENTS or word in COURSE_WORDS] == ["pregnant"]


def test_every_word_fills_a_field_of_the_form_with_what_can_be_chosen_there() -> None:
    form = form_of({}, {})
    fields = {field.name: field for field in [*form.question, *(one for _, group in form.groups for one in group)]}
    for word, facts in WORDS.items():
        line = facts_in(word.upper())
        assert line is not None
        assert line.facts == facts
        for name, value in facts.items():
            assert value in [code for code, _ in fields[name].choices]


@given(st.lists(st.sampled_from([*WORDS, *OPEN, *TOLD, *COURSES, ",", ";", "(", "LVEF", "\x1f", "2025"]), max_size=5))
def test_no_line_is_too_strange_to_be_looked_at(pieces: list[str]) -> None:
    line = chart_line(" ".join(pieces), LIBRARY.catalogue)
    assert line.doubts or line.entries or line.facts or not "".join(pieces).strip(" ;,")


def test_facts_of_a_line_stand_in_their_fields_and_a_doubtful_line_fills_none(client: FlaskClient) -> None:
    page = client.post("/", data=sent("HER2 3+, LVEF 62; relapse 11/2026", "add:line")).get_data(as_text=True)
    assert '<option value="3+" selected>' in page
    assert 'name="/patient/lvef_percent" value="62"' in page
    assert 'name="/history/0/on" value="2026-11"' in page
    assert 'name="line" value=""' in page
    page = client.post("/", data=sent("HER2 3+, LVEF 62; relapse 1/2/26", "add:line")).get_data(as_text=True)
    assert 'name="/patient/lvef_percent" value=""' in page
    assert 'value="line:HER2 3+, LVEF 62; relapse 1 February 2026"' in page


def test_a_line_replaces_what_was_charted_of_a_fact(client: FlaskClient) -> None:
    charted = {"patient": {"lvef_percent": 45, "ecog": 1}, "history": []}
    assert ("/patient/lvef_percent", "45") in names_and_values(form_of(charted, {}))
    page = client.post("/", data=sent("LVEF 62", "add:line", charted)).get_data(as_text=True)
    assert 'name="/patient/lvef_percent" value="62"' in page
