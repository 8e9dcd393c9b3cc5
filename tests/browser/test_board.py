"""The tumor-board page as people use it: by keyboard, by pasting, without scripts, on paper and by a shared link."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from openapi.answers import EXAMPLES
from tests.browser.conftest import Watched
from tests.comparison import facts_of, vignettes
from tests.samples import one_in

BOUNDARY = "relapse-on-the-twelve-month-day"
VIGNETTES = Path(__file__).parent.parent / "vignettes"


EVERY_KIND: list[dict[str, Any]] = [
    {"event": "metastatic_diagnosis", "on": "2025-02-02"},
    {"treatment": {"agents": ["trastuzumab", "pertuzumab"]}, "setting": "metastatic", "started": "2025-02-09"},
    {
        "treatment": {"agents": ["docetaxel", {"other": "pyrolizumab", "class": "immunotherapy"}]},
        "setting": "metastatic",
        "started": "2025-02-16",
        "ended": "2025-07-01",
        "stopped_for": "planned_end",
        "dropped": {"agents": ["docetaxel"], "on": "2025-06", "for": "toxicity"},
    },
    {"treatment": {"agents": ["denosumab"]}, "setting": "metastatic", "held_since": "2026-10", "dose_level": -1},
    {"event": "disease_status", "on": "2025-08-01", "status": "partial_response", "site": "liver"},
    {"event": "progression", "on": "2026-03-01", "site": "liver", "treatment_continues": True},
    {"event": "local_treatment", "on": "2026-03-20", "kind": "ablation", "site": "liver"},
    {"event": "radiotherapy", "on": "2026-04-20", "site": "bone"},
    {"event": "her2_retest", "on": "2026-03-15", "her2_ihc": "1+", "tumour": "other_primary"},
    {"event": "toxicity", "on": "2026-04-01", "kind": "hypersensitivity", "grade": 2, "agent": "pertuzumab"},
]
REFUSED = {"treatment": {"agents": ["foobarinib"]}, "setting": "metastatic", "started": "2026-05"}


def example(name: str) -> dict[str, Any]:
    """The request of an example."""
    document: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return document


def answer(page: Page) -> str:
    """The answer's sentence, as the page shows it."""
    return page.locator("#answer-title").inner_text()


def read_as_json(board: Watched, document: dict[str, Any]) -> None:
    """Paste a record into the JSON box of an empty page and send it."""
    board.page.goto(f"{board.address}/")
    board.page.locator("#json").fill(json.dumps(document))
    send(board.page.get_by_role("button", name="Read this record"))


def send(button: Locator) -> None:
    """Press a button that posts, and wait for what answers: parts of this page, or without scripts another page."""
    if button.page.locator("html.living").count():
        with button.page.expect_response(lambda response: response.request.method == "POST"):
            button.click()
        settled(button.page)
    else:
        with button.page.expect_navigation():
            button.click()


def settled(page: Page) -> None:
    """Wait until nothing is asked any more."""
    page.locator(".told:not([aria-busy=true])").wait_for(state="attached")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element has the focus; fails if the keyboard cannot reach it."""
    for _ in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def faults(page: Page, within: str = "body", rules: list[str] | None = None) -> list[dict[str, Any]]:
    """What axe finds in a part of the page, by all of its rules or by some, without its long descriptions."""
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [{"id": each["id"], "at": [node["target"] for node in each["nodes"]]} for each in found]


def test_a_case_is_entered_and_answered_by_keyboard_alone(board: Watched) -> None:
    page, keyboard = board.page, board.page.keyboard
    page.goto(f"{board.address}/")
    tab_to(page, "[name='/as_of']")
    keyboard.press("Control+a")
    keyboard.type("2026-11-20")
    tab_to(page, "[name='/history_complete']")
    keyboard.type("yes")
    tab_to(page, "[value='add:event']")
    keyboard.press("Enter")
    expect(page.locator("[name='/history/0/event']")).to_be_focused()
    keyboard.type("diagnosis")
    keyboard.press("Tab")
    keyboard.type("2026-11-09")
    facts = {
        "her2_status": "positive",
        "hormone_receptor": "negative",
        "brain_metastases": "none",
        "lvef_percent": "62",
        "lvef_measured_on": "2026-11-01",
        "heart_failure": "none",
        "sex": "female",
        "menopausal_status": "post",
    }
    for fact, value in facts.items():
        tab_to(page, f"[name='/patient/{fact}']")
        keyboard.type(value)
    keyboard.press("Control+Home")
    tab_to(page, "button.main")
    keyboard.press("Enter")
    expect(page.locator(".badge")).to_have_text("recommend", ignore_case=True)
    assert answer(page) == "First line: Taxane, trastuzumab and pertuzumab (THP) is preferred."


@pytest.mark.parametrize("javascript", [True, False], indirect=True)
def test_a_pasted_record_is_answered_also_without_scripts(board: Watched) -> None:
    read_as_json(board, example("early-relapse-second-line"))
    assert answer(board.page) == "Second line: Trastuzumab deruxtecan (T-DXd) is preferred."
    assert board.page.locator("[name='/history/0/treatment/regimen']").input_value() == "tchp"


@pytest.mark.parametrize("javascript", [False], indirect=True)
def test_without_scripts_rows_are_added_moved_and_removed_and_the_form_answers(board: Watched) -> None:
    page = board.page
    page.goto(f"{board.address}/")
    page.locator("[name='/as_of']").fill("2026-11-20")
    send(page.get_by_role("button", name="Add an event"))
    page.locator("[name='/history/0/on']").fill("2026-10-10")
    send(page.get_by_role("button", name="Add a treatment"))
    send(page.get_by_role("button", name="Move entry 2 up"))
    assert page.locator("[name='/history/1/on']").input_value() == "2026-10-10"
    send(page.get_by_role("button", name="Remove entry 1"))
    page.locator("[name='/history/0/event']").select_option("metastatic_diagnosis")
    page.locator("[name='/history_complete']").select_option("true")
    page.locator("[name='/patient/her2_status']").select_option("equivocal")
    send(page.get_by_role("button", name="Get the answer").first)
    expect(page.locator(".badge")).to_have_text("need data", ignore_case=True)


def test_a_fault_stands_beside_its_field_in_the_words_of_the_interface(board: Watched) -> None:
    document = example("early-relapse-second-line")
    document["patient"] |= {"lvef_percent": 620, "lvef": 62}
    document["history"][2]["on"] = "2026-13-01"
    problem = board.page.request.post(f"{board.address}/v1/recommendations", data=document).json()
    read_as_json(board, document)
    told = {fault["pointer"]: fault["says"] for fault in problem["faults"]}
    assert len(told) == 3
    for pointer, says in told.items():
        field = board.page.locator(f"[name='{pointer}']")
        expect(field).to_have_attribute("aria-invalid", "true")
        beside = field.locator("xpath=following-sibling::p[contains(@class, 'fault')]")
        assert beside.inner_text() == says
    assert board.page.locator("#answer-title").count() == 0


def test_a_what_if_turns_the_answer_and_the_next_one_starts_from_the_chart(board: Watched) -> None:
    page = board.page
    read_as_json(board, example(BOUNDARY))
    send(page.get_by_role("button", name="What if?", exact=True))
    page.locator("[name='/history/2/on']").fill("2026-11-01")
    heads = page.locator(".columns thead")
    expect(heads).to_contain_text("recurrence (history entry 3, date): 2026-10-31 → 2026-11-01")
    assert page.locator(".badge").inner_text() == "RECOMMEND WHAT IF, NOT AS CHARTED"
    before, after = page.locator(".columns tr", has=page.get_by_role("rowheader", name="Preferred")).locator("td").all()
    assert before.inner_text() == "Trastuzumab deruxtecan (T-DXd)"
    assert "Taxane, trastuzumab and pertuzumab (THP)" in after.inner_text()
    assert "lit" in (after.get_attribute("class") or "")
    assert before.get_attribute("class") is None
    send(page.get_by_role("button", name="Another what-if, from the chart"))
    assert page.locator("[name='/history/2/on']").input_value() == "2026-10-31"
    page.locator("[name='/patient/lvef_percent']").fill("45")
    expect(heads.locator("th")).to_have_count(3)
    assert "(%): 62 → 45" in page.locator("#banner").inner_text()
    assert "2026-11-01" not in page.locator("#banner").inner_text()
    send(page.get_by_role("button", name="Another what-if, from the chart"))
    send(page.get_by_role("button", name="Remove What if 1"))
    assert heads.locator("th").count() == 2
    assert "(%): 62 → 45" in heads.inner_text()
    send(page.get_by_role("button", name="And also"))
    page.locator("[name='/history/2/on']").fill("2026-11-01")
    expect(heads.locator("th")).to_have_count(3)
    for change in ("2026-10-31 → 2026-11-01", "(%): 62 → 45"):
        assert change in page.locator("#banner").inner_text()
    page.emulate_media(media="print")
    assert "What if, not the record as charted: " in page.locator("body").inner_text()
    page.emulate_media(media="screen")
    send(page.get_by_role("button", name="Back to the chart"))
    assert page.locator("[name='/patient/lvef_percent']").input_value() == "62"
    assert answer(page) == "Second line: Trastuzumab deruxtecan (T-DXd) is preferred."


def test_a_what_if_in_the_future_moves_the_day_of_the_question_and_says_so(board: Watched) -> None:
    page = board.page
    read_as_json(board, example(BOUNDARY))
    send(page.get_by_role("button", name="What if?", exact=True))
    page.locator("[name='/history/2/on']").fill("2027-03-20")
    expect(page.locator("#banner")).to_contain_text("The date of the board moves along.")
    assert "date of the board: 2026-11-20 → 2027-03-20" in page.locator("#banner").inner_text()
    assert page.locator("[name='/as_of']").input_value() == "2026-11-20"
    send(page.get_by_role("button", name="Back to the chart"))
    page.locator("[name='/history/2/on']").fill("2027-03-20")
    expect(page.locator("#stale")).to_contain_text("Not complete yet")
    page.keyboard.press("Tab")
    expect(page.locator("#faults")).to_contain_text("lies after as_of (2026-11-20)")


@pytest.mark.parametrize("javascript", [True, False], indirect=True)
def test_drugs_are_typed_by_name_and_an_unlisted_one_is_read_by_its_class(board: Watched, javascript: bool) -> None:
    page = board.page
    page.goto(f"{board.address}/")
    page.locator("[name='/as_of']").fill("2026-11-20")
    page.locator("[name='/history_complete']").select_option("true")
    page.locator("[name='/patient/her2_status']").select_option("equivocal")
    send(page.get_by_role("button", name="Add a treatment"))
    first = page.locator("[name='/history/0/treatment/agents']").first
    assert page.locator("datalist#known-drugs option[value='Enhertu']").count() == 1
    assert first.get_attribute("list") == "known-drugs"
    first.fill("Herceptin SC 600 mg")
    another = page.locator("[value='another:/history/0/treatment/agents']")
    if javascript:
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        another.click()
        assert [each for each in sent if "do=another" in each] == []
    else:
        send(another)
    typed = page.locator("[name='/history/0/treatment/agents']")
    assert [each.input_value() for each in typed.all()] == ["Herceptin SC 600 mg", ""]
    expect(typed.nth(1)).to_be_focused()
    typed.nth(1).fill("foobarinib")
    page.locator("[name='/history/0/setting']").select_option("metastatic")
    page.locator("[name='/history/0/started']").fill("2026-02")
    send(page.get_by_role("button", name="Get the answer").first)
    line = page.locator(".drug").nth(1)
    expect(line.locator("input")).to_have_attribute("aria-invalid", "true")
    assert "choose its class beside the name" in line.locator(".fault").inner_text()
    assert page.locator(".drug .fault").count() == 1
    line.locator("select").select_option("her2_kinase_inhibitor")
    send(page.get_by_role("button", name="Get the answer").first)
    assert page.locator("#answer-title").count() == 1
    assert "foobarinib (metastatic)" in (page.locator("svg.timeline").text_content() or "")


def test_a_what_if_adds_replaces_and_removes_an_entry(board: Watched) -> None:
    page = board.page
    document = example("on-treatment-continue")
    document["history"] = [
        document["history"][0],
        {
            "treatment": {"regimen": "t_dm1"},
            "setting": "metastatic",
            "started": "2025-12-01",
            "ended": "2026-08-03",
            "stopped_for": "toxicity",
        },
    ]
    read_as_json(board, document)
    send(page.get_by_role("button", name="What if?", exact=True))
    send(page.get_by_role("button", name="Add a disease status"))
    page.locator("[name='/history/2/status']").select_option("complete_response")
    page.locator("[name='/history/2/on']").fill("2026-07-20")
    heads = page.locator(".columns thead")
    expect(heads).to_contain_text("added: complete response 2026-07-20")
    outcome = page.locator(".columns tr", has=page.get_by_role("rowheader", name="Outcome")).locator("td")
    assert [text.split()[-1] for text in outcome.all_inner_texts()] == ["provisional", "continue"]
    page.locator("[name='/history/1/stopped_for']").select_option("pregnancy")
    expect(heads).to_contain_text("stopped for): toxicity → pregnancy")
    send(page.get_by_role("button", name="Remove entry 2"))
    expect(heads).to_contain_text("removed: T-DM1 2025-12-01")


def test_two_guidelines_are_compared_side_by_side(board: Watched) -> None:
    page = board.page
    read_as_json(board, example("early-relapse-second-line"))
    send(page.get_by_role("button", name="Compare guidelines"))
    heads = [head.inner_text() for head in page.locator(".columns thead th").all()]
    assert [head.split("\n")[0] for head in heads][:2] == ["ASCO 2022", "ASCO 2018"]
    preferred = page.locator(".columns tr", has=page.get_by_role("rowheader", name="Preferred")).locator("td")
    assert "T-DXd" in preferred.nth(0).inner_text()
    assert "T-DM1" in preferred.nth(1).inner_text()
    assert "lit" in (preferred.nth(1).get_attribute("class") or "")


def test_what_would_change_the_answer_is_told_and_tried(board: Watched) -> None:
    page = board.page
    read_as_json(board, example(BOUNDARY))
    send(page.get_by_role("button", name="What would change it?"))
    nearest = page.locator("#sensitivity .changes").first.locator("tbody tr")
    assert nearest.count() == 6
    told = nearest.nth(1).inner_text()
    for part in (
        "Recurrence: 2026-10-31 → 2026-11-01",
        "1 day later",
        "First line: THP",
        "12 months",
        "ASCO 2022, recommendation 5.1",
    ):
        assert part.casefold() in told.casefold()
    page.get_by_text("How long the dates hold").click()
    told = page.locator("#sensitivity").inner_text()
    assert "This answer holds for recurrence up to 2026-10-31; one day later it becomes Taxane" in told
    page.get_by_text(re.compile(r"^\d+ more$")).click()
    send(page.get_by_role("button", name="Try: heart failure: symptomatic instead of none"))
    outcome = page.locator(".columns tr", has=page.get_by_role("rowheader", name="Outcome")).locator("td")
    assert [text.split()[-1] for text in outcome.all_inner_texts()] == ["recommend", "refer"]
    assert "heart failure: none → symptomatic" in page.locator(".columns thead").inner_text()


def test_the_road_ahead_is_a_tree_that_folds(board: Watched) -> None:
    page = board.page
    read_as_json(board, example("de-novo-first-line"))
    send(page.get_by_role("button", name="The road ahead"))
    root = page.locator(".tree > li > details > summary")
    assert root.inner_text() == "now → First line: THP"
    steps = page.locator(".tree > li > details > ul > li")
    # One line each: what comes after, the whole sentence and the sources are folded away.
    assert [step.inner_text() for step in steps.all()] == [
        "progression on THP → Second line: T-DXd",
        "completion on THP → Maintenance after first-line chemotherapy: HP",
        "toxicity on THP → First line: refer dead end evidence gap",
        "CNS progression on THP → First line: continue",
    ]
    steps.first.locator("summary").first.press("Enter")
    told = steps.first.inner_text()
    for part in (
        "Second line: Trastuzumab deruxtecan (T-DXd).",
        "ASCO 2022, recommendation 2.1",
        "progression on T-DXd → Third line",
    ):
        assert part in told
    root.press("Enter")
    expect(steps.first).to_be_hidden()


def test_the_road_ahead_of_an_open_answer_says_what_to_ask_first(board: Watched) -> None:
    page = board.page
    read_as_json(board, example("provisional-lung-history-unknown"))
    send(page.get_by_role("button", name="The road ahead"))
    told = page.locator("#pathway").inner_text()
    assert "It can be followed once this is known:\n\ninterstitial lung disease" in told
    assert "→ Second line: T-DXd" in told
    page.locator("#pathway a").first.click()
    expect(page.locator("[name='/patient/interstitial_lung_disease']")).to_be_focused()
    read_as_json(board, example("pregnancy-refer"))
    send(page.get_by_role("button", name="The road ahead"))
    assert "No road leads on from here. " in page.locator("#pathway").inner_text()


def test_newer_evidence_of_other_decisions_is_one_line(board: Watched) -> None:
    page = board.page
    page.goto(f"{board.address}/?example=after-thp-second-line")
    [line] = page.locator("[aria-labelledby='warnings-title'] > .newer").all()
    assert line.inner_text().startswith("Evidence newer than 2022-05-31 on other decisions")


def test_an_undetermined_option_names_what_is_missing(board: Watched) -> None:
    document = example("after-thp-second-line")
    document["patient"]["lvef_percent"] = 45
    document["patient"].pop("cardio_oncology_clearance", None)
    read_as_json(board, document)
    asked = board.page.locator("#banner").get_by_role("group", name="cardio-oncology clearance")
    assert "cardiology" in asked.inner_text()
    expect(board.page.locator(".common .unknown")).to_have_count(0)  # asked once


def test_a_shared_link_holds_no_date_and_opens_the_case_on_another_day(board: Watched) -> None:
    page = board.page
    read_as_json(board, example("after-thp-second-line"))
    says = answer(page)
    page.get_by_role("button", name="Copy a link").click()
    link = page.evaluate("location.href")
    assert re.fullmatch(rf"{board.address}/#case=[A-Za-z0-9_-]+", link)
    held = page.evaluate("atob(location.hash.slice(6).replaceAll('-', '+').replaceAll('_', '/'))")
    assert re.findall(r"\d{4}-\d{2}", held) == []
    page.goto("about:blank")
    board.asked.clear()
    page.goto(link)
    page.locator("#shared-day").fill("2027-03-10")
    send(page.get_by_role("button", name="Open the case"))
    assert answer(page) == says
    # 2026-11-20 to 2027-03-10 are 110 days and 4 months.
    assert page.locator("[name='/history/2/on']").input_value() == "2026-01-08"
    assert page.locator("[name='/history/1/started']").input_value() == "2023-10"
    assert [url for url in board.asked if "case=" in url or "?" in url] == []


def test_a_damaged_link_is_said_to_be_damaged(board: Watched) -> None:
    board.page.goto(f"{board.address}/#case=bm90aGluZw")
    board.page.get_by_role("button", name="Open the case").click()
    assert "damaged" in board.page.locator("#shared-fault").inner_text()


# What fills the page: seven options side by side, every warning, a long history and every fact charted.
FULLEST = "T-DXd stopped for toxicity after capecitabine has failed leaves the regimens without capecitabine first"


def test_the_fullest_summary_is_one_page_too(board: Watched) -> None:
    [case] = [each for each in vignettes(VIGNETTES) if each["case"] == FULLEST]
    read_as_json(
        board,
        {
            "as_of": case["as_of"],
            "guideline": "asco@2022-05-31",
            "history_complete": True,
            "patient": facts_of(case["patient"]),
            "history": case["history"],
        },
    )
    printed = board.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
    board.page.emulate_media(media="print")
    boxes = board.page.locator(".decide .box").first.bounding_box()
    assert boxes is not None
    assert boxes["height"] > 90  # 24 mm, to write in


@pytest.mark.parametrize("name", one_in(4, sorted(path.stem for path in EXAMPLES.glob("*.json"))))
def test_the_printed_summary_is_one_page(board: Watched, name: str) -> None:
    board.page.goto(f"{board.address}/?example={name}")
    printed = board.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
    board.page.emulate_media(media="print")
    summary = board.page.locator("body").inner_text()
    for part in ("sha256:", "ASCO 2022", "2026-11-20", "Decision of the board", answer_of(board, name)):
        assert part in summary
    for title in ("Line", "Interval", "Disease", "Brain", "Heart", "Lungs", "Person"):
        assert board.page.get_by_role("term").get_by_text(title, exact=True).is_visible()


def answer_of(board: Watched, name: str) -> str:
    """The sentence that the interface gives to an example."""
    reply = board.page.request.post(f"{board.address}/v1/recommendations", data=example(name))
    says: str = reply.json()["says"]
    return says


def test_axe_finds_nothing_on_any_view(board: Watched) -> None:
    page, found = board.page, {}
    page.goto(f"{board.address}/")
    found["empty"] = faults(page)
    send(page.get_by_role("button", name="Add a toxicity"))
    send(page.get_by_role("button", name="Get the answer").first)
    found["faults"] = faults(page)
    page.goto(f"{board.address}/?example=provisional-lung-history-unknown")
    found["provisional"] = faults(page)
    page.goto(f"{board.address}/?example={BOUNDARY}")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    found["answer"] = faults(page)
    for view, part in (
        ("Compare guidelines", ".columns"),
        ("What would change it?", "#sensitivity"),
        ("The road ahead", "#pathway"),
    ):
        send(page.get_by_role("button", name=view))
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        found[view] = faults(page, part)
    page.goto(f"{board.address}/#case=e30")
    found["shared"] = faults(page, "#shared")
    assert {view: [] for view in found} == found


def test_axe_finds_nothing_where_every_kind_of_entry_is_charted_and_where_a_drug_is_refused(board: Watched) -> None:
    page, found = board.page, {}
    document = {**example("on-treatment-continue"), "history": EVERY_KIND}
    for name, history in (("answer", EVERY_KIND), ("refused", [*EVERY_KIND, REFUSED])):
        read_as_json(board, {**document, "history": history})
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        found[name] = faults(page)
    assert page.locator(".drug .fault").count() == 1
    assert {view: [] for view in found} == found


def test_contrast_is_enough_in_the_dark_too(board: Watched) -> None:
    page, found = board.page, {}
    page.emulate_media(color_scheme="dark")
    for path in ("/", "/?example=pregnancy-refer", "/?example=provisional-lung-history-unknown"):
        page.goto(f"{board.address}{path}")
        found[path] = faults(page, rules=["color-contrast"])
    send(page.get_by_role("button", name="Compare guidelines"))
    found["guidelines"] = faults(page, ".columns", ["color-contrast"])
    assert {view: [] for view in found} == found


@pytest.mark.parametrize("size", [(1280, 720), (390, 844)])
def test_nothing_sticks_out_of_the_window(board: Watched, size: tuple[int, int]) -> None:
    page = board.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for path in ("/", f"/?example={BOUNDARY}", "/?example=third-line-unranked"):
        page.goto(f"{board.address}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        widest = page.evaluate("document.documentElement.scrollWidth")
        assert widest <= size[0], path
    read_as_json(board, {**example("on-treatment-continue"), "history": [*EVERY_KIND, REFUSED]})
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    document = example(BOUNDARY)
    document["history"][0]["treatment"] = {"agents": ["Donaudampfschifffahrtsgesellschaft" * 2]}
    read_as_json(board, document)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
