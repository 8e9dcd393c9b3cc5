"""A course told in one line: read whole, or refused with the word in question and nothing charted."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from service.board.course_line import course_in
from service.board.course_words import WORDS
from service.board.drug_lines import known_names
from service.board.form import form_of
from service.board.told_line import LONGEST
from tests.records import LIBRARY, Document
from tests.test_board import example, names_and_values

T_DXD = {"agents": ["T-DXd"]}
THP = {"regimen": "thp"}
HP = {"agents": ["Herceptin", "pertuzumab"]}
READ: dict[str, dict[str, Any]] = {
    "T-DXd Jun 2025 to Oct 2026 tox": {
        "treatment": T_DXD,
        "started": "2025-06",
        "ended": "2026-10",
        "stopped_for": "toxicity",
    },
    "THP 2024-01 - 2024-12 PD metastatic": {
        "treatment": THP,
        "setting": "metastatic",
        "started": "2024-01",
        "ended": "2024-12",
        "stopped_for": "progression",
    },
    "thp met 1/24-9/24 pd": {
        "treatment": THP,
        "setting": "metastatic",
        "started": "2024-01",
        "ended": "2024-09",
        "stopped_for": "progression",
    },
    "tdxd 06/25 - 10/26 ild2": {
        "treatment": {"agents": ["tdxd"]},
        "started": "2025-06",
        "ended": "2026-10",
        "stopped_for": "toxicity",
        "toxicity_kind": "interstitial_lung_disease",
        "toxicity_grade": 2,
    },
    "Herceptin + pertuzumab since March 2025": {"treatment": HP, "started": "2025-03"},
    "metastatic: THP 12.01.2024\N{EN DASH}3.12.2024, PD": {
        "treatment": THP,
        "setting": "metastatic",
        "started": "2024-01-12",
        "ended": "2024-12-03",
        "stopped_for": "progression",
    },
    "TCHP (neoadjuvant) 2023-2024 completed": {
        "treatment": {"regimen": "tchp"},
        "setting": "neoadjuvant",
        "started": "2023",
        "ended": "2024",
        "stopped_for": "completion",
    },
    "Enhertu from 5 June 2025 stopped on 1 Oct 2026 for ILD grade 2, met": {
        "treatment": {"agents": ["Enhertu"]},
        "setting": "metastatic",
        "started": "2025-06-05",
        "ended": "2026-10-01",
        "stopped_for": "toxicity",
        "toxicity_kind": "interstitial_lung_disease",
        "toxicity_grade": 2,
    },
    "T-DXd Jun 2025 ongoing": {"treatment": T_DXD, "started": "2025-06"},
    "T-DXd Jun 2025 -": {"treatment": T_DXD, "started": "2025-06"},
    "T-DXd Jun 2025 to now, metastatic setting": {"treatment": T_DXD, "setting": "metastatic", "started": "2025-06"},
    "Herceptin SC 600 mg, pertuzumab until 3/2025": {
        "treatment": {"agents": ["Herceptin SC 600 mg", "pertuzumab"]},
        "ended": "2025-03",
    },
    "HP + letrozole since 2025": {
        "treatment": {"agents": ["Trastuzumab", "Pertuzumab", "letrozole"]},
        "started": "2025",
    },
    "trastuzumab (Herceptin) adj": {"treatment": {"agents": ["trastuzumab (Herceptin)"]}, "setting": "adjuvant"},
    "capecitabine 2000 mg since 2024 as planned": {
        "treatment": {"agents": ["capecitabine 2000 mg"]},
        "started": "2024",
        "stopped_for": "planned_end",
    },
    "foobarinib (taxane) + Herceptin since 2025": {
        "treatment": {"agents": [{"other": "foobarinib", "class": "taxane"}, "Herceptin"]},
        "started": "2025",
    },
    "AC-THP extended adjuvant": {"treatment": {"regimen": "ac_thp"}, "setting": "extended_adjuvant"},
}
TOLD = {
    "Enhurtu since June 2025": ['"Enhurtu" is not known as a drug; is Enhertu meant?'],
    "foobarinib since 2025": [
        '"foobarinib" is not understood; of a drug that is not listed, say the class: "foobarinib (taxane)".'
    ],
    "T-DXd since 2025 weird": [
        '"weird" is not understood; of a drug that is not listed, say the class: "weird (taxane)".'
    ],
    "THP Mar 2024 PD": ['Is "Mar 2024" the first dose or the last?'],
    "THP Mar 2024, PD Dec 2024": ['Is "Dec 2024" the first dose or the last?'],
    "THP 2022 to 2023 to 2024": ['"2024" is one date more than a course has: it has a first dose and a last.'],
    "THP since 2023 until 2024 ongoing": ['"2024" is one date more than a course has: it has a first dose and a last.'],
    "T-DXd since 2025 tox PD": ['"tox" and "PD" do not go together in one line.'],
    "T-DXd since 2025 ongoing tox": ["A course that goes on has not been stopped: leave one of the two out."],
    "T-DXd since 2025 grade 2": ["The grade is of no toxicity: say for which it was stopped."],
    "THP + denosumab since 2025": ['"THP" does not say which drugs were given with the others: name each.'],
    "T-DXd since 2025 then": [
        '"then" is not understood; of a drug that is not listed, say the class: "then (taxane)".'
    ],
    "T-DXd since 2025 capecitabine": [
        '"capecitabine" is a second treatment: join drugs given together with +, or add another line.'
    ],
    "since 2025 PD": ["No drug is named."],
    "THP since 31.02.2024": ['"31.02.2024": there is no such day.'],
    "anti-PD-1 since 2025": [
        '"anti-PD-1" is not understood; of a drug that is not listed, say the class: "anti-PD-1 (taxane)".'
    ],
    "x" * (LONGEST + 1): [f"A line has at most {LONGEST} letters; this one has {LONGEST + 1}."],
}
INSTEAD = {
    "T-DXd 06.25 - 10.26 tox": ["T-DXd June 2025 - October 2026 tox"],
    "THP 01/03/2024 to 05/06/2024 PD": [
        "THP 1 March 2024 to 5 June 2024 PD",
        "THP 3 January 2024 to 6 May 2024 PD",
    ],
    "T-DXd 6/25 to 10/26 tox": ["T-DXd June 2025 to October 2026 tox"],
    # What can be two days of one year, ends before it begins, or has another century, is asked.
    "THP 6/10-9/12 PD": ["THP June 2010-September 2012 PD"],
    "THP 6/25-10/24 PD": ["THP June 2025-October 2024 PD"],
    "THP 6/24-9/70 PD": ["THP June 2024-September 1970 PD"],
    "THP Mar 2024 PD": ["THP since Mar 2024 PD", "THP until Mar 2024 PD"],
    "THP Mar 2024, PD Dec 2024": ["THP Mar 2024, PD to Dec 2024"],
    "Enhurtu since June 2025": ["Enhertu since June 2025"],
}


@pytest.mark.parametrize(("text", "entry"), READ.items())
def test_a_line_is_read_whole(text: str, entry: dict[str, Any]) -> None:
    line = course_in(text, LIBRARY.catalogue)
    assert line.doubts == []
    assert line.entry == entry


@pytest.mark.parametrize(("text", "doubts"), TOLD.items())
def test_what_is_not_understood_is_told_with_the_word_in_question(text: str, doubts: list[str]) -> None:
    assert course_in(text, LIBRARY.catalogue).doubts == doubts


@pytest.mark.parametrize(("text", "instead"), INSTEAD.items())
def test_lines_that_may_be_meant_are_offered_and_each_is_read(text: str, instead: list[str]) -> None:
    line = course_in(text, LIBRARY.catalogue)
    assert line.doubts
    assert line.instead == instead
    assert [course_in(each, LIBRARY.catalogue).doubts for each in instead] == [[] for _ in instead]


def test_every_word_of_the_list_says_what_it_says_beside_any_drug() -> None:
    for word, told in WORDS.items():
        grade = "toxicity " if "toxicity_grade" in told else ""
        line = course_in(f"T-DXd until 2025 {grade}{word}", LIBRARY.catalogue)
        assert line.doubts == []
        assert line.entry.items() >= {"treatment": T_DXD, "ended": "2025", **told}.items()


def test_every_drug_that_the_page_offers_is_read_in_a_line() -> None:
    for name, _ in known_names(LIBRARY):
        line = course_in(f"{name} Jun 2025 to Oct 2026 PD", LIBRARY.catalogue)
        assert line.doubts == []
        assert [drug for each in line.entry["treatment"]["agents"] for drug in LIBRARY.catalogue.drug_names.named(each)]


@given(
    st.lists(st.sampled_from([*READ, *TOLD, "2025", "12/03/24", "+", "(", "PD", "to", "-", "\x1f", "x"]), max_size=4)
)
def test_no_line_is_too_strange_to_be_looked_at(pieces: list[str]) -> None:
    line = course_in(" ".join(pieces), LIBRARY.catalogue)
    assert line.doubts or line.entry["treatment"]


def sent(text: str, do: str, document: Document | None = None) -> MultiDict[str, str]:
    """What a browser posts of the form of a record with a line typed into it."""
    return MultiDict([*names_and_values(form_of(document or {}, {})), ("line", text), ("do", do)])


def test_the_line_fills_a_card_that_stays_to_be_edited(client: FlaskClient) -> None:
    page = client.post("/", data=sent("T-DXd Jun 2025 to Oct 2026 tox", "add:line")).get_data(as_text=True)
    for name, value in (("treatment/agents", "T-DXd"), ("started", "2025-06"), ("ended", "2026-10")):
        assert f'name="/history/0/{name}" value="{value}"' in page
    assert '<option value="toxicity" selected>' in page
    assert 'name="line" value=""' in page


def test_a_line_left_in_the_form_is_part_of_what_is_asked(client: FlaskClient) -> None:
    document = example("early-relapse-second-line")
    told = "T-DXd 10 Oct 2025 to 12 Oct 2026 tox metastatic"
    page = client.post("/", data=sent(told, "answer", document)).get_data(as_text=True)
    document["history"].append(course_in(told, LIBRARY.catalogue).entry)
    assert client.post("/v1/recommendations", json=document).get_json()["decision_id"] in page


def test_a_line_that_is_not_understood_is_kept_with_what_is_said_of_it_and_nothing_is_charted(
    client: FlaskClient,
) -> None:
    for do in ("add:line", "answer"):
        page = html.unescape(client.post("/", data=sent("Enhurtu since 2025", do)).get_data(as_text=True))
        assert 'name="line" value="Enhurtu since 2025"' in page
        assert '"Enhurtu" is not known as a drug; is Enhertu meant?' in page
        assert "/history/0" not in page
    [instead] = re.findall(r'value="(line:[^"]+)"', page)
    chosen = client.post("/", data=sent("Enhurtu since 2025", instead)).get_data(as_text=True)
    assert 'name="/history/0/treatment/agents" value="Enhertu"' in chosen
