"""The page in German: chosen by a button that loses nothing, and kept by all that follows."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.test_board import faults

LVEF = "[id='field-patient-lvef_percent']"


def test_the_page_turns_german_with_the_case_in_it_and_stays_so(board: Watched) -> None:
    page = board.page
    page.goto(f"{board.address}/?example=early-relapse-second-line")
    says = page.locator("#answer-title").text_content()
    charted = page.input_value(LVEF)
    page.fill(LVEF, "38")
    page.press(LVEF, "Tab")
    expect(page.locator("#answer-title")).not_to_have_text(str(says))
    page.click("#language")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert page.url == f"{board.address}/?lang=de"
    assert page.input_value(LVEF) == "38"
    assert faults(page) == []
    page.click("#undo")
    expect(page.locator("#answer-title")).to_have_text(str(says))
    expect(page.locator("#answer-title")).to_have_attribute("lang", "en")
    expect(page.locator("#options-title")).to_have_text("Optionen")
    assert page.input_value(LVEF) == charted
    page.click("#view-minutes")
    expect(page.locator("#view")).to_have_attribute("data-view", "minutes")
    expect(page.locator("#minutes-title")).to_contain_text("Protokoll")
    page.go_back()
    expect(page.locator("#options-title")).to_have_text("Optionen")
    page.click("#language")
    expect(page.locator("#options-title")).to_have_text("Options")
