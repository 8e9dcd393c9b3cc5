"""The map as a person uses it: a door is touched in place, what opens it is tried, another edition is drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.test_board import faults

TOO_SMALL = """() => Array.from(document.querySelectorAll('#map *'))
  .filter(each => each.innerText?.trim() && parseFloat(getComputedStyle(each).fontSize) < 12).length"""


def test_a_door_is_touched_in_place_and_what_opens_it_is_tried(board: Watched) -> None:
    page = board.page
    page.goto(f"{board.address}/?example=pregnancy-refer")
    page.get_by_text("Where this is in the guideline").click()
    address, door = page.url, page.locator("#door-thp")
    door.press("Enter")
    expect(page.locator("#opens")).to_contain_text("pregnancy: yes → no")
    expect(door).to_be_focused()
    expect(door).to_have_attribute("aria-expanded", "true")
    assert page.url == address
    page.locator("#door-thp").press("Enter")
    expect(page.locator("#opens")).to_have_count(0)
    page.get_by_role("button", name="ASCO 2018").click()
    expect(page.locator("#map .parts")).to_contain_text("Where it parts from ASCO 2022")
    expect(page.locator("#map h2")).to_have_text("The map of ASCO 2018")
    for size in ((1280, 720), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert page.evaluate(TOO_SMALL) == 0
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    assert faults(page, "#map") == []
    page.get_by_role("button", name="ASCO 2022").click()
    page.locator("#door-thp").click()
    page.locator("#opens button").first.click()
    expect(page.locator(".columns thead").first).to_contain_text("pregnancy: yes → no")
    page.get_by_label("Name of What if 1").fill("After the birth")
    assert faults(page, "main") == []


@pytest.mark.parametrize("javascript", [False], indirect=True)
def test_without_scripts_a_door_opens_on_a_fresh_page(board: Watched) -> None:
    board.page.goto(f"{board.address}/?example=pregnancy-refer")
    board.page.get_by_text("Where this is in the guideline").click()
    board.page.locator("#door-thp").click()
    expect(board.page.locator("#opens")).to_be_visible()
