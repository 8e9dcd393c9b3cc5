"""The page of an edition tells a reviewer everything that the edition says: each row, rule, notice and reading."""

from __future__ import annotations

import copy
import dataclasses
import re
from functools import cache
from html import unescape
from itertools import chain
from types import MappingProxyType
from typing import Any

import pytest
from flask.testing import FlaskClient

from service import create_app
from service.knowledge import keep, settings
from statemachine.editions.description import describe
from statemachine.editions.review import Row, review
from statemachine.machine.guard import Guard
from statemachine.machine.guideline import Guideline
from statemachine.machine.step import Step
from tests.records import LIBRARY

LISTED = 1000  # after every rank
EDITIONS = sorted(LIBRARY.guidelines)
SHARED = "What every decision shares"


@pytest.fixture(scope="module")
def pages(client: FlaskClient) -> dict[str, str]:
    """The page of every edition."""
    return {edition: client.get(f"/guidelines/{edition}").get_data(as_text=True) for edition in EDITIONS}


@cache  # many tests read the same parts of four long pages
def text(markup: str) -> str:
    """What a reader sees, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@cache
def part(page: str, heading: str) -> str:
    """The part of a page below a heading of the second level."""
    return next(each for each in page.split("<h2")[1:] if text(f"<h2{each}").startswith(heading))


@cache
def rows(page: str, heading: str, regimen: str) -> list[str]:
    """The rows of a regimen below such a heading."""
    options = (each.split("</section>")[0] for each in part(page, heading).split('<section class="option">')[1:])
    found = next((each for each in options if text(each).startswith(f"{regimen} ")), "")
    return found.split("<article")[1:]


def choices(guideline: Guideline) -> list[tuple[str, str, Step]]:
    """Every way to choose a regimen: the heading that it stands under, the regimen, and the step."""
    return [
        (SHARED if step.row.startswith("shared") else stage.label, regimen.label, step)
        for stage in guideline.stages.values()
        if stage.kind == "decision"
        for step in guideline.steps("treat", stage.name)
        if (regimen := guideline.stages[step.dest].regimen) is not None
    ]


def is_told(step: Step, row: str) -> bool:
    """Does a row tell the step's rank, sentence, questions, grade and sources?"""
    rank = "No rank: listed, never preferred" if step.rank is None else f"Rank {step.rank} "
    grade = [f"strength of the recommendation: {step.strength}"] if step.strength else []
    grade += [f"quality of the evidence: {step.quality}"] if step.quality else []
    if not grade:
        grade = ["none, since this is a rule of this project" if step.grounds.basis == "service" else "none was seen"]
    says = [step.says] if step.says else []
    links = [f'href="/v1/evidence/{key}"' for key in step.grounds.evidence]
    links += [f'href="#reading-{key}"' for key in step.grounds.interpretation]
    return (
        all(sentence in text(row) for sentence in [rank, *grade, *says])
        and all(link in row for link in links)
        and asked(row, "If all of") == [guard.question for guard in step.own if guard.target]
        and asked(row, "If none of") == [guard.question for guard in step.own if not guard.target]
    )


def status(client: FlaskClient, address: str) -> int:
    """What an address answers with; the file behind a static one is closed."""
    with client.get(address) as response:
        return response.status_code


def asked(row: str, heading: str) -> list[str]:
    """The questions of a row under one of its headings."""
    _, _, told = row.partition(f"<dt>{heading}</dt>")
    return [
        text(each).partition(" Not charted")[0] for each in re.findall(r"<li>(.*?)</li>", told.partition("<dt>")[0])
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_option_is_told_with_its_rank_questions_grade_and_sources(edition: str, pages: dict[str, str]) -> None:
    for heading, regimen, step in choices(LIBRARY.guidelines[edition]):
        told = rows(pages[edition], heading, regimen)
        assert any(is_told(step, row) for row in told), f"{heading}, {regimen}: {step.row}"


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_options_of_a_decision_stand_in_the_order_of_rank(edition: str, pages: dict[str, str]) -> None:
    guideline = LIBRARY.guidelines[edition]
    for stage in (stage for stage in guideline.stages.values() if stage.kind == "decision"):
        ranked = [
            [int(rank) for rank in re.findall(r"<h5>Rank (\d+)</h5>", option)] or [LISTED]
            for option in part(pages[edition], stage.label).split('<section class="option">')[1:]
        ]
        assert ranked
        assert all(ranks == sorted(ranks) for ranks in ranked)
        assert [ranks[0] for ranks in ranked] == sorted(ranks[0] for ranks in ranked)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_written_row_stands_in_one_part_of_the_review(edition: str) -> None:
    guideline = LIBRARY.guidelines[edition]
    told = review(guideline)
    of_decisions: list[Row] = []
    for decision in told.decisions:
        of_decisions += [*decision.ways_in, *decision.gates, *decision.fallbacks]
        of_decisions += [row for option in decision.options for row in option.rows]
    into_options = [row for option in told.options for row in option.rows]  # one row may lead into several
    parts = [
        {row.step.row for row in part}
        for part in (told.gates, told.fallbacks, told.going_on, told.events, into_options)
    ]
    written = {row["row"] for row in describe(guideline, LIBRARY.interpretations)["transitions"]}
    own = {row for row in written if not row.startswith("shared")}
    assert own == {row.step.row for row in of_decisions}
    assert sorted(written - own) == sorted(chain.from_iterable(parts))


def safety_guards(guideline: Guideline) -> list[tuple[str, Guard]]:
    """Every safety rule of every regimen, before it is started and while it is given."""
    return [
        (stage.regimen.label, guard)
        for stage in guideline.stages.values()
        if stage.regimen is not None
        for source in (stage.name, stage.decided_at)
        for step in guideline.steps("treat", source)
        if step.dest == stage.name
        for guard in (*step.conditions, *step.cautions)
        if guard.grounds is not step.grounds
    ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_safety_rule_stands_once_for_its_regimen_with_what_follows_and_its_sources(
    edition: str, pages: dict[str, str]
) -> None:
    told = part(pages[edition], "Safety questions")
    lines = re.findall(r"<tr><td>.*?</tr>", told, re.DOTALL)
    for regimen, guard in safety_guards(LIBRARY.guidelines[edition]):
        questions = (guard.question, guard.question.replace(regimen, "this regimen"))
        follows = guard.says or f"{'No' if guard.target else 'Yes'} "
        found = [line for line in lines if text(line).startswith(questions) and follows in text(line)]
        assert any(all(f"/v1/evidence/{key}" in line for key in guard.grounds.evidence) for line in found)
    for table in told.split("<table>")[1:]:
        once = [text(line) for line in re.findall(r"<tr><td>.*?</tr>", table.split("</table>")[0], re.DOTALL)]
        assert len(once) == len(set(once))


@pytest.mark.parametrize("edition", EDITIONS)
def test_limits_notices_readings_and_what_is_left_out_are_told_in_full(edition: str, pages: dict[str, str]) -> None:
    page, about = text(pages[edition]), LIBRARY.guidelines[edition].about
    description = describe(LIBRARY.guidelines[edition], LIBRARY.interpretations)
    assert all(f"{limit.says} Limit {limit.value} calendar months" in page for limit in about.limits.values())
    assert all(" ".join(notice.says.split()) in page for notice in about.notices)
    assert all(guard.question in page for notice in about.notices for guard in notice.guards)
    assert all(" ".join(each.split()) in page for each in about.not_formalised)
    for reading in description["interpretations"]:
        for key in ("title", "source_says", "we_read", "other_reading", "why"):
            assert " ".join(reading[key].split()) in page, f"{reading['id']}: {key}"


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_page_says_what_it_is_a_page_of_and_who_has_signed(edition: str, pages: dict[str, str]) -> None:
    page, about = text(pages[edition]), LIBRARY.guidelines[edition].about
    for sentence in (about.title, edition, about.sha256, about.evidence_current_to, about.limits_of_use):
        assert sentence in page
    assert "Reviewed by nobody yet: no clinician has signed this edition" in page
    assert f'src="/v1/guidelines/{edition}/diagram.svg"' in pages[edition]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_link_of_the_page_leads_somewhere(edition: str, pages: dict[str, str], client: FlaskClient) -> None:
    links = set(re.findall(r'(?:href|src)="([^"]+)"', pages[edition]))
    anchors = re.findall(r' id="([^"]+)"', pages[edition])
    assert len(anchors) == len(set(anchors))
    assert {link[1:] for link in links if link.startswith("#")} <= set(anchors)
    assert {200} == {status(client, link) for link in links if not link.startswith("#")}


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_code_stands_where_there_are_words(edition: str, pages: dict[str, str]) -> None:
    data = repr([LIBRARY.interpretations, LIBRARY.evidence, LIBRARY.guidelines[edition].about.limits_of_use])
    assert [code for code in re.findall(r"\w+_\w+", text(pages[edition])) if code not in data] == []


def test_a_safety_rule_that_a_row_waives_is_named_in_that_row(pages: dict[str, str]) -> None:
    taxane = "Taxane, trastuzumab and pertuzumab (THP)"
    waived = "Not asked here Has the disease progressed on pertuzumab, which THP must contain?"
    told = [text(row) for row in rows(pages["contemporary@2026-05-15"], "Second line", taxane)]
    assert [waived in row for row in told] == [True, False]


def test_an_uncharted_fact_is_told_as_asked_first_checked_or_read_as_a_no(pages: dict[str, str]) -> None:
    (row,) = rows(pages["asco@2022-05-31"], "Second line", "Trastuzumab deruxtecan (T-DXd)")
    assert "by choice or lack of access)? Not charted: asked first." in text(row)
    tucatinib = rows(pages["asco@2022-05-31"], "Second line", "Tucatinib, trastuzumab and capecitabine")
    stable = "Are the brain metastases treated and stable? Not charted: read as a no."
    assert [row for row in tucatinib if stable in text(row)]
    safety = text(part(pages["asco@2022-05-31"], "Safety questions"))
    assert "Are platelets below 75 x 10^9 per litre? Yes excludes it. checked before" in safety


def test_the_page_needs_no_script_and_may_load_nothing_from_elsewhere(client: FlaskClient) -> None:
    response = client.get("/guidelines/asco@2022-05-31")
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("; style-src 'self'; img-src 'self'")
    page = response.get_data(as_text=True)
    assert re.findall(r"<script|<style| style=| on\w+=", page) == []
    assert re.findall(r'(?:href|src)="(?![/#])', page) == []


def test_an_edition_that_is_not_there_is_answered_as_elsewhere(client: FlaskClient) -> None:
    page, data = client.get("/guidelines/asco@2021-01-01"), client.get("/v1/guidelines/asco@2021-01-01")
    assert (page.status_code, page.content_type) == (404, "application/problem+json")
    assert page.get_json()["detail"] == data.get_json()["detail"]


def test_what_stands_in_a_file_is_never_markup() -> None:
    app = create_app()
    guideline = copy.copy(LIBRARY.guidelines["asco@2022-05-31"])
    hostile: Any = "<script>alert('1')</script>"
    guideline.about = dataclasses.replace(
        guideline.about, title=hostile, reviewed_by=hostile, not_formalised=(hostile,)
    )
    evidence = {key: {**source, "title": hostile} for key, source in LIBRARY.evidence.items()}
    editions = MappingProxyType({guideline.reference: guideline})
    with app.app_context():
        keep(app, dataclasses.replace(LIBRARY, guidelines=editions, evidence=evidence), settings())
    page = app.test_client().get("/guidelines/asco@2022-05-31").get_data(as_text=True)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 100


@pytest.mark.parametrize("reference", sorted(LIBRARY.guidelines))
def test_rows_for_one_event_stand_in_the_order_in_which_the_machine_tries_them(reference: str) -> None:
    guideline = LIBRARY.guidelines[reference]
    told = [row.step.row for row in review(guideline).events]
    for state in guideline.stages:
        tried = [step.row for step in guideline.steps("toxicity", state) if step.row]
        assert [row for row in told if row in tried] == list(dict.fromkeys(tried))
