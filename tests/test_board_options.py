"""What the page shows of the options: a line each, what they share once, what is excluded with its reason, no codes."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from service.board.answer_view import source_name
from service.board.form import form_of
from service.board.reasons import statement
from statemachine.answer import ShownFinding
from tests.records import LIBRARY, Document
from tests.rendered import Element, rendered
from tests.test_board import CASES, answer_to, example, names_and_values

CODE = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9_]+|\b[a-z]+@\d{4}")
# Sources' own addresses and names of files, which are what they are called.
QUOTED = ("doi:", "https://", "/")


def page_of(client: FlaskClient, document: Document, view: str = "answer") -> Element:
    """The page that answers a record."""
    form = MultiDict(names_and_values(form_of(document, {})))
    reply = client.post("/", data=MultiDict([*form.items(multi=True), ("do", view)]))
    assert reply.status_code == 200
    return rendered(reply.get_data(as_text=True))


def after_lung_disease() -> Document:
    """T-DXd stopped for interstitial lung disease of grade 2, after THP."""
    document = example("third-line-unranked")
    document["patient"] |= {"interstitial_lung_disease": "current", "interstitial_lung_disease_grade": 2}
    return document


def codes_in(text: str) -> set[str]:
    """The words of a text that are codes."""
    words = (word for word in text.split() if not any(mark in word for mark in QUOTED))
    return {found for word in words for found in CODE.findall(word)}


@pytest.mark.parametrize("name", CASES)
def test_every_option_is_one_line_that_opens(client: FlaskClient, name: str) -> None:
    page, answer = page_of(client, example(name)), answer_to(example(name))
    lines = {each.attributes["id"]: each.one("summary", "option-line") for each in page.all("li", "option")}
    assert list(lines) == [
        f"option-{option.regimen}"
        for excluded in (True, False)
        for option in answer.options
        if (option.verdict == "excluded") is excluded
    ]
    for option in answer.options:
        line = lines[f"option-{option.regimen}"].text
        assert option.label in line
        assert "?" not in line


# What costs a second a page is looked at for two kinds of answer.
SEEN = [(name, view) for name in CASES for view in ("answer", "guidelines")]
SEEN += [(name, view) for name in CASES[::10] for view in ("sensitivity", "pathway")]


@pytest.mark.parametrize(("name", "view"), SEEN)
def test_no_part_of_an_answer_speaks_in_codes(client: FlaskClient, name: str, view: str) -> None:
    page = page_of(client, example(name), view).one("body").without("textarea")
    assert codes_in(page.text) == set()


def test_a_source_is_cited_by_its_name_and_its_year(client: FlaskClient) -> None:
    page = page_of(client, example("early-relapse-second-line"))
    cited = {each.attributes["href"]: each.text for each in page.all("a", "src")}
    assert "" not in cited.values()
    assert cited["#source-kadlab"] == "Kadcyla label copy"
    assert cited["#source-destiny-breast03"] == "DESTINY-Breast03, 2022"
    assert cited["#source-moa"] == "Verbatim indications, Molecular Oncology Almanac, 2026"
    terms = {each.attributes["id"]: each.text for each in page.one(id="sources").all("dt")}
    assert {f"#{key}": name for key, name in terms.items()} == cited
    assert source_name({"title": "OncoKB, state of 2024", "published": "2023"}) == "OncoKB, state of 2024"


def test_what_all_options_share_is_said_once(client: FlaskClient) -> None:
    document = example("early-relapse-second-line")
    del document["patient"]["pregnant"]
    page = page_of(client, document)
    question = "Is the patient pregnant?"
    assert "pregnancy (laboratory)" in page.one(id="banner").text
    assert [each.text for each in page.all(class_="common") if question in each.text] == []  # the banner asks it
    opened = [
        each.one(class_="opened").text
        for each in page.all("li", "option")
        if "undetermined" in each.attributes["class"]
    ]
    assert [text for text in opened if question in text] == []
    assert len(opened) > 2


def test_what_was_not_looked_at_is_said_to_be_ours(client: FlaskClient) -> None:
    page = page_of(client, after_lung_disease())
    grades = {each.text for each in page.all("span", class_="grade")}
    assert "not seen here" in grades
    statuses = {each.text for each in page.all("span", class_="not_examined")}
    assert statuses
    assert {text.partition("label")[2] for text in statuses} == {" not checked here"}


def test_the_excluded_options_are_told_in_one_sentence_by_their_reasons(client: FlaskClient) -> None:
    page = page_of(client, after_lung_disease())
    told = page.one("details", id="excluded")
    assert told.all("summary")[0].text.startswith(
        "T-DXd and T-DM1 are excluded: there is interstitial lung disease at present. "
    )
    line = page.one("li", id="option-t_dm1").one("summary").text
    assert line == "Trastuzumab emtansine (T-DM1) there is interstitial lung disease at present"


@pytest.mark.parametrize("edition", sorted(LIBRARY.guidelines))
def test_whatever_can_exclude_an_option_is_told_as_a_statement(edition: str) -> None:
    guideline = LIBRARY.guidelines[edition]
    decisions = [stage.name for stage in guideline.stages.values() if stage.kind == "decision"]
    steps = [step for name in decisions for step in guideline.steps("treat", name)]
    options = [step for step in steps if guideline.stages[step.dest].regimen]
    guards = [guard for step in options for guard in step.conditions]
    told = {
        statement(ShownFinding(guard.func.name, guard.question, guard.target, not guard.target, {}, "service", ()))
        for guard in guards
    }
    assert [each for each in told if "?" in each or "  " in each] == []
    assert len(told) > 20


def test_a_remark_is_told_by_its_first_sentence_and_the_rest_is_folded(client: FlaskClient) -> None:
    answer = answer_to(example("early-relapse-second-line"))
    page = page_of(client, example("early-relapse-second-line"))
    beware = page.one("section", "card", **{"aria-labelledby": "warnings-title"})
    told = [each.without("details").text for each in beware.all("li") if each.all("details", "more")]
    texts = [warning.text for warning in answer.warnings if warning.code != "newer_evidence"]
    assert len(told) == len(texts)
    assert "The recurrence came after six but within twelve months." in told
    for first, whole in zip(told, texts, strict=True):
        assert whole.startswith(first)
        assert first.endswith(".")
