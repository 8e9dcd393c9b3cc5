"""The drawing of the patient's way as a person uses it: a date is moved, and the chart stays."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watched
from tests.browser.test_board import BOUNDARY, answer, faults

CHARTED = "2026-10-31"


def way(page: Page) -> None:
    """Open the drawing where it is folded."""
    if not page.locator("svg.timeline").is_visible():
        page.get_by_text("The timeline").click()


def middle(grip: Locator) -> tuple[float, float]:
    """Where to take hold of a grip."""
    box = grip.locator("path").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(grip: Locator, by: float) -> None:
    """Drag by mouse, without letting go."""
    (x, y), mouse = middle(grip), grip.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + by, y, steps=4)


def draw_with_a_finger(grip: Locator, by: float) -> None:
    """Drag by touch, and let go."""
    (x, y), session = middle(grip), grip.page.context.new_cdp_session(grip.page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        *(("touchMove", [{"x": x + by * part / 5, "y": y}]) for part in range(1, 6)),
        ("touchEnd", []),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_recurrence_moved_over_the_limit_is_a_what_if_beside_the_chart(board: Watched) -> None:
    page, keyboard = board.page, board.page.keyboard
    page.goto(f"{board.address}/?example={BOUNDARY}")
    way(page)
    charted, title, field = answer(page), page.locator("#answer-title"), page.locator("[name='/history/2/on']")
    grip = page.get_by_role("slider", name="recurrence")
    grip.focus()
    keyboard.press("Shift+ArrowRight")
    expect(page.locator(".moved text")).to_have_text(f"2026-11-30, charted {CHARTED}")
    keyboard.press("Escape")
    expect(grip).to_have_attribute("aria-valuetext", CHARTED)
    keyboard.press("Shift+ArrowRight")
    expect(title).not_to_have_text(charted)
    supposed = answer(page)
    expect(page.locator("#banner")).to_contain_text("The date of the board moves along.")
    expect(page.locator(".columns thead").first).to_contain_text("As charted")
    assert field.input_value() == CHARTED
    expect(grip).to_be_focused()
    expect(grip).to_have_attribute("aria-valuetext", f"2026-11-30, charted {CHARTED}")
    assert faults(page, ".way") == []
    keyboard.press("ArrowRight")
    expect(page.locator(".columns thead").first).to_contain_text("2026-12-07")
    assert page.locator(".columns thead th").count() == 2  # the second date took the place of the first
    keyboard.press("Escape")
    expect(title).to_have_text(charted)

    way(page)
    drag(grip, -80)
    expect(page.locator(".moved text")).to_contain_text(f", charted {CHARTED}")
    keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".moved")).to_have_count(0)
    drag(grip, 30)
    page.mouse.up()
    expect(title).to_have_text(supposed)
    assert field.input_value() == CHARTED
    page.get_by_role("button", name="Back to the chart").click()
    expect(title).to_have_text(charted)
    way(page)
    for _ in range(12):
        page.locator("#grip-history-1-ended").press("Shift+ArrowLeft")
    expect(page.locator("#timeline-told")).to_contain_text("The treatment ends before it starts")
    assert answer(page) == charted
    page.locator("#grip-history-1-ended").press("ArrowRight")
    expect(page.locator("#timeline-told")).to_be_empty()
    page.keyboard.press("Escape")
    draw_with_a_finger(page.locator("#grip-history-1-ended"), -60)
    expect(title).to_have_text(supposed)
    page.go_back()
    expect(title).to_have_text(charted)
    way(page)
    grip.press("Enter")
    expect(page.locator("[name='/history/2/event']")).to_be_focused()
    page.locator("svg.timeline g[data-entry='1']").first.locator("text").click()
    expect(page.locator("[name='/history/1/treatment/regimen']")).to_be_focused()
