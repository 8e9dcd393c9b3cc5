"""A letter is charted by keyboard alone, and by mouse with typing, and a regimen is named before its last fact."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.samples import one_in

MOST_CLICKS, MOST_KEYS = 12, 90
SCREEN, TWO_SCREENS = 720, 1440
LETTERS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("letters.yaml").read_text("utf-8"))
# Every key that goes down, also Tab and Shift, and every press of the mouse.
COUNTER = """
    [window.keys, window.clicks] = [0, 0];
    addEventListener("keydown", () => window.keys++, true);
    addEventListener("pointerdown", () => window.clicks++, true);
"""
SETTLED = "() => document.querySelector('.told').getAttribute('aria-busy') === 'false'"


def opened(board: Watched) -> Page:
    """An empty case on a day of its own, with a counter of keys and clicks."""
    page = board.page
    page.clock.set_fixed_time(datetime(2026, 11, 20, 9, tzinfo=UTC))
    page.add_init_script(COUNTER)
    page.goto(f"{board.address}/")
    return page


def answered(page: Page) -> str:
    """What the answer and its options say, once the answer to everything told so far is on the screen."""
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(200)
    page.wait_for_function(SETTLED)
    expect(page.locator("#stale")).to_be_hidden()
    options = [each for each in page.locator(".option-line .name b").all() if is_seen(each.bounding_box())]
    return " ".join([page.locator("#answer-title").inner_text(), *(each.inner_text() for each in options)])


def is_seen(box: Any) -> bool:
    """Is it within the window?"""
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= SCREEN


def judge(page: Page, by_mouse: bool) -> None:
    """Few presses were needed, and the whole banner is in the window, on a page of two screens at most."""
    keys, clicks = page.evaluate("[window.keys, window.clicks]")
    assert keys <= MOST_KEYS
    assert clicks <= (MOST_CLICKS if by_mouse else 0)
    for part in ("#answer-title", "#banner .charted", "#banner .where", "#banner .quiet"):
        for each in page.locator(part).all():
            assert is_seen(each.bounding_box()), part
    told = page.locator("#banner").inner_text()
    for words in ("line", "years old", "not signed by a clinician"):
        assert words in told
    assert page.evaluate("document.documentElement.scrollHeight") <= TWO_SCREENS


@pytest.mark.parametrize("letter", one_in(5, LETTERS), ids=lambda letter: letter["case"])
def test_a_letter_is_charted_by_keyboard_alone(board: Watched, letter: dict[str, Any]) -> None:
    page = opened(board)
    for key in ("Tab", "Tab", "Enter"):  # the second skip link leads to the line
        page.keyboard.press(key)
    *lines, last = letter["typed"]
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        expect(page.locator("#line")).to_have_value("")
    assert letter["named"] in answered(page)
    page.keyboard.type(last)
    page.keyboard.press("Enter")
    expect(page.locator("#line")).to_have_value("")
    answered(page)
    judge(page, by_mouse=False)


@pytest.mark.parametrize("letter", one_in(5, LETTERS), ids=lambda letter: letter["case"])
def test_a_letter_is_charted_by_mouse_and_by_typing(board: Watched, letter: dict[str, Any]) -> None:
    page = opened(board)
    page.locator("#line").click()
    page.keyboard.type(letter["line"])
    page.locator("#add-line").click()
    expect(page.locator("#line")).to_have_value("")
    *pressed, (fact, last) = letter["pressed"].items()
    for name, choice in pressed:
        press(page, name, choice)
    assert letter["named"] in answered(page)
    press(page, fact, last)
    answered(page)
    judge(page, by_mouse=True)


def press(page: Page, fact: str, choice: str) -> None:
    """Press a button of the banner that charts a fact."""
    page.locator("#banner").get_by_role("group", name=fact).get_by_role("button", name=choice, exact=True).click()
    page.wait_for_function(SETTLED)
