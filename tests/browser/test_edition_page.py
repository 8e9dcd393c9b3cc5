"""The page of an edition as reviewers read it: without scripts, with a screen reader, by keyboard and on paper."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Watched
from tests.browser.test_board import faults
from tests.records import LIBRARY
from tests.samples import one_in

EDITIONS = sorted(LIBRARY.guidelines)
A4_WITHIN_MARGINS = 695  # pixels: 210 mm less twice 13 mm


@pytest.mark.proof  # it takes axe half a minute
@pytest.mark.parametrize("edition", ["contemporary@2026-05-15"])  # the one that shows most; all have one template
def test_the_page_of_an_edition_has_nothing_that_axe_finds(board: Watched, edition: str) -> None:
    board.page.goto(f"{board.address}/guidelines/{edition}")
    assert faults(board.page) == []


@pytest.mark.parametrize("javascript", [False], indirect=True)
def test_the_edition_is_drawn_and_told_without_scripts(board: Watched) -> None:
    board.page.goto(f"{board.address}/guidelines/asco@2022-05-31")
    drawing = board.page.get_by_role("img").bounding_box()
    assert drawing is not None
    assert drawing["height"] > 300
    board.page.get_by_role("link", name="those of this one").first.click()
    assert board.page.url.endswith("#safety-thp")
    assert board.page.locator("#safety-thp").inner_text().endswith("Taxane, trastuzumab and pertuzumab (THP)")


def test_a_phone_shows_the_whole_width(board: Watched) -> None:
    board.page.set_viewport_size({"width": 360, "height": 740})
    board.page.goto(f"{board.address}/guidelines/asco@2022-05-31")
    assert board.page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("edition", one_in(4, EDITIONS))
def test_nothing_of_it_is_cut_off_on_paper(board: Watched, edition: str) -> None:
    page = board.page
    page.set_viewport_size({"width": A4_WITHIN_MARGINS, "height": 1000})
    page.goto(f"{board.address}/guidelines/{edition}")
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= A4_WITHIN_MARGINS
    hidden = "all => all.filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.textContent)"
    assert page.locator("main, .wide, article, dl, dd, td, li").evaluate_all(hidden) == []
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) > 10


def test_the_answer_of_the_board_leads_to_the_page_of_its_edition(board: Watched) -> None:
    board.page.goto(f"{board.address}/?example=early-relapse-second-line")
    with board.page.expect_navigation():
        board.page.get_by_role("link", name="ASCO 2022").first.click()
    assert board.page.locator("h1").inner_text() == LIBRARY.guidelines["asco@2022-05-31"].about.title
