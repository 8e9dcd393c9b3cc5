"""The minutes as a board writes them: a departure needs its reason, and all is copied as text."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Watched
from tests.browser.test_board import faults


def test_the_minutes_are_written_copied_and_kept(board: Watched) -> None:
    page = board.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{board.address}/?example=early-relapse-second-line")
    page.get_by_role("button", name="Minutes", exact=True).click()
    decision, reason = page.get_by_label("Decision of the board"), page.get_by_label("Reason, where it departs")
    expect(decision).to_have_value("Trastuzumab deruxtecan (T-DXd).")
    page.get_by_label("The board chooses").select_option("t_dm1")
    expect(decision).to_have_value("Trastuzumab emtansine (T-DM1).")
    page.get_by_role("button", name="Copy as plain text").click()
    expect(page.get_by_text("the minutes need the reason")).to_be_visible()
    expect(reason).to_be_focused()
    page.keyboard.type("Far from the clinic.")
    page.get_by_role("button", name="One more line").click()
    page.keyboard.type("Call the patient")
    page.get_by_role("button", name="Copy as plain text").click()
    expect(page.locator("#minutes-told")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    for line in (
        "Tumor board, 2026-11-20: minutes",
        "Decision of the board: Trastuzumab emtansine (T-DM1).",
        "Reason for departing from ASCO 2022: Far from the clinic.",
        "- Call the patient",
    ):
        assert line in copied
    assert [line for line in copied if "_" in line or not line.strip()] == []
    assert faults(page, "#minutes") == []
    # Another view posts the page: what was written comes back with it.
    page.get_by_role("button", name="Minutes", exact=True).click()
    expect(reason).to_have_value("Far from the clinic.")
    assert (
        page.locator(".tasks textarea").evaluate_all("all => all.map(each => each.value)").count("Call the patient")
        == 1
    )


def test_an_open_answer_proposes_no_decision_and_the_copy_says_that_none_is_written(board: Watched) -> None:
    page = board.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{board.address}/?example=provisional-lung-history-unknown")
    page.locator("#view-minutes").click()
    decision = page.get_by_label("Decision of the board")
    expect(decision).to_have_value("")
    page.locator("#minutes-copy").click()
    expect(page.locator("#minutes-told")).to_have_text("Copied.")
    assert "Decision of the board: none written" in page.evaluate("navigator.clipboard.readText()").splitlines()
    page.locator("#minutes-choice").select_option("t_dxd")
    expect(decision).to_have_value("Trastuzumab deruxtecan (T-DXd).")
    page.locator("#minutes-choice").select_option("as_answered")
    expect(decision).to_have_value("")
    decision.fill("T-DXd from Monday.")
    page.locator("#minutes-choice").select_option("t_dm1")
    expect(decision).to_have_value("T-DXd from Monday.")


def test_the_minutes_come_first_and_the_sources_and_the_record_at_the_foot(board: Watched) -> None:
    page = board.page
    page.goto(f"{board.address}/?example=early-relapse-second-line")
    page.locator("#view-minutes").click()
    expect(page.locator("#minutes-title")).to_be_focused()
    minutes = page.locator("#minutes .minutes").bounding_box()
    for part in ("#sources", "#foot .record"):
        box = page.locator(part).bounding_box()
        assert minutes is not None
        assert box is not None
        assert box["y"] >= minutes["y"] + minutes["height"]
    # What is charted beside them leaves them where they are.
    page.locator("[name='/patient/ecog']").select_option("2")
    expect(page.locator("#minutes")).to_contain_text("ECOG performance status 2")
    expect(page.locator("#minutes-title")).to_be_visible()
    expect(page.locator("#sources")).to_be_visible()
    page.locator("#view-answer").click()
    expect(page.locator("#options-title")).to_be_visible()
    expect(page.locator("#sources")).to_have_count(1)
    expect(page.get_by_text("New case", exact=True)).to_have_count(1)
