"""Telling the chart as people do it: by lines and dates, back and forth, and away and back again as a file."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.test_board import example, faults, read_as_json
from tests.fhir_resources import AUTHORED

CHANGES = (
    *(("select", "/patient/ecog", str(grade)) for grade in (2, 3, 0)),
    *(("fill", "/patient/lvef_percent", str(percent)) for percent in (61, 39)),
    *(("fill", "/history/0/started", day) for day in ("Jan 2023", "2023-01", "12.01.2023")),
    *(("check", "/patient/metastatic_sites", site) for site in ("skin", "pleura", "other")),
    *(("uncheck", "/patient/metastatic_sites", site) for site in ("skin", "pleura")),
    *(("select", "/patient/heart_failure", each) for each in ("history", "symptomatic", "none")),
    ("select", "/history/0/stopped_for", "toxicity"),
    ("another", "/history/0/treatment/agents", "carboplatin"),
    ("another", "/history/0/treatment/agents", "docetaxel"),
    ("fill", "/as_of", "2026-11-21"),
)
# Does the chart hold these fields and no others?
IS = """expected => JSON.stringify(expected) === JSON.stringify(
    Array.from(new FormData(document.getElementById('record'))).filter(
        ([name, value]) => value && !/^(kept|supposing|line|minutes[/].*)$/.test(name)))"""


def chart(page: Page) -> list[Any]:
    """Every field of the chart with its value, as the browser would send it."""
    entries: list[list[str]] = page.evaluate("Array.from(new FormData(document.getElementById('record')))")
    return [each for each in entries if not re.match("(kept|supposing|line)$|minutes/", each[0]) and each[1]]


def change(page: Page, how: str, name: str, value: str) -> None:
    """One change of the chart, as somebody makes it who then goes on to the next field."""
    field = page.locator(f"#record [name='{name}']")
    if how == "select":
        field.select_option(value)
    elif how == "fill":
        field.fill(value)
        field.blur()
    elif how == "another":
        page.locator(f"[value='another:{name}']").click()
        field.last.fill(value)
        field.last.blur()
    else:
        page.locator(f"#record [name='{name}'][value='{value}']").click()


def test_twenty_changes_are_undone_one_by_one_and_done_again(board: Watched) -> None:
    page = board.page
    page.goto(f"{board.address}/?example=early-relapse-second-line")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    charts = [chart(page)]
    for each in CHANGES:
        change(page, *each)
        charts.append(chart(page))
    assert len(charts) == 21
    assert all(before != after for before, after in pairwise(charts))
    for before in reversed(charts[:-1]):
        page.locator("#undo").click()
        page.wait_for_function(IS, arg=before)
    expect(page.locator("#undo")).to_be_disabled()
    for after in charts[1:]:
        page.keyboard.press("Control+Shift+Z")
        page.wait_for_function(IS, arg=after)
    expect(page.locator("#redo")).to_be_disabled()
    page.keyboard.press("Control+Z")
    page.wait_for_function(IS, arg=charts[-2])
    change(page, "select", "/patient/ecog", "4")
    expect(page.locator("#redo")).to_be_disabled()


def test_a_saved_case_opens_again_equal_and_a_line_is_told_by_keyboard(board: Watched, tmp_path: Path) -> None:
    page = board.page
    document = example("early-relapse-second-line")
    read_as_json(board, document)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.locator("#line").fill("T-DXd 02/10/2025 to 12 Oct 2026 tox metastatic")
    page.keyboard.press("Enter")
    page.locator(".meanings").get_by_role("button", name="2 October 2025").click()
    expect(page.locator("[name='/history/3/started']")).to_have_value("2025-10-02")
    expect(page.locator("#line")).to_have_value("")
    assert faults(page, "#record") == []
    charted = chart(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the case").click()
    download.value.save_as(tmp_path / "case.json")
    assert download.value.suggested_filename == "case-2026-11-20.json"
    page.get_by_role("button", name="New case").click()
    expect(page.locator("[name='/history/3/started']")).to_have_count(0)
    page.locator("#case-file").set_input_files(tmp_path / "case.json")
    expect(page.locator("[name='/history/3/started']")).to_have_value("2025-10-02")
    assert chart(page) == charted
    record = json.loads((tmp_path / "case.json").read_text("utf-8"))["record"]
    assert record["history"][:3] == document["history"]


def test_a_fhir_bundle_fills_the_form_beside_its_report(board: Watched, tmp_path: Path) -> None:
    page = board.page
    small, refused = tmp_path / "bundle.json", tmp_path / "two.json"
    bundle = AUTHORED["second_line"]["bundle"]
    visits = [{"resource": {"resourceType": "Encounter", "id": f"visit-{number}"}} for number in range(4000)]
    small.write_text(json.dumps(bundle))
    refused.write_text(json.dumps([{"resourceType": "Patient", "id": name * 60_000} for name in "ab"]))
    large = tmp_path / "large.json"
    large.write_text(json.dumps({**bundle, "entry": [*bundle["entry"], *visits]}, indent=2))
    page.goto(f"{board.address}/")
    told = page.locator("#read-from-fhir")
    expect(told).to_be_hidden()
    with page.expect_response(f"{board.address}/"):
        page.locator("#field-as_of").fill("2026-11-20")
        page.locator("#field-as_of").press("Tab")
    for file, count in ((small, len(bundle["entry"])), (large, len(bundle["entry"]) + 4000)):
        page.locator("#case-file").set_input_files(file)
        expect(told).to_contain_text(f"{count} resources")
        expect(page.locator("[name='/patient/her2_status']")).to_have_value("positive")
        expect(page.locator("#banner")).to_contain_text("T-DXd")
        assert faults(page, "#read-from-fhir") == []
    page.locator("#case-file").set_input_files(refused)
    expect(page.locator("#stale")).to_contain_text("send the record of one person")
    page.get_by_role("button", name="New case").click()
    expect(told).to_be_hidden()
