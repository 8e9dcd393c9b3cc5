"""An answered case is seen on two screens of a projector until something is opened."""

from __future__ import annotations

from tests.browser.conftest import Watched
from tests.test_board import CASES

TWO_SCREENS = 1440  # pixels, at 1280x720


def test_no_answer_is_longer_than_two_screens(board: Watched) -> None:
    heights = {}
    for name in CASES:
        board.page.goto(f"{board.address}/?example={name}")
        heights[name] = board.page.evaluate("document.documentElement.scrollHeight")
    assert {name: height for name, height in heights.items() if height > TWO_SCREENS} == {}
