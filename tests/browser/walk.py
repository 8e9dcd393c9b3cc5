"""`make board-walk`: fifty random records walked through every control and view, in minutes; tells what was heard.

A 500, a message of the console or a report of the content security policy ends it with the record that made it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from playwright.sync_api import Error, Locator, Page, sync_playwright
from werkzeug.serving import make_server

from service import create_app
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.records import Document, documents

RECORDS = int(os.environ.get("EXAMPLES", "50"))
PART = 4  # of the controls of the chart each record uses one in so many, the next record the next ones
SIZES = ((390, 844), (640, 360))  # a phone, and a window of 1280x720 at 200 %
VIEWS = ("answer", "what_if", "sensitivity", "guidelines", "pathway", "minutes")
CONTROLS = (
    "#record :is(input, select, textarea):not([type=hidden]), "
    "#record button:not([hidden], #open, #new, [value=save], [value^='remove:'])"
)
REPORTED = """
    window.reports = [];
    document.addEventListener("securitypolicyviolation", (event) => window.reports.push(event.violatedDirective));
"""


def settle(page: Page) -> None:
    """Wait until nothing is asked any more."""
    page.wait_for_function("() => document.querySelector('.told:not([aria-busy=true])')")


def use(control: Locator) -> str:
    """Do with a control what people do, and take back what it charted; its kind, or why it could not be used."""
    try:
        if not control.is_visible() or not control.is_enabled():
            return "hidden"
        kind: str = control.evaluate("each => each.tagName === 'INPUT' ? each.type : each.tagName.toLowerCase()")
        if kind == "select":
            chosen = control.input_value()
            control.select_option(index=control.evaluate("each => (each.selectedIndex + 1) % each.options.length"))
            settle(control.page)
            control.select_option(chosen)
        elif kind in ("button", "checkbox"):
            control.click()
        else:
            written = control.input_value()
            control.fill(f"{written}1"[:20])
            control.blur()
            settle(control.page)
            control.fill(written)
            control.blur()
    except Error:
        return "gone"  # the chart was drawn anew under it
    return kind


def walk(page: Page, address: str, document: Document, used: Counter[str], said: list[str]) -> None:
    """One record through every view, a door of the map, and a part of the controls of the chart."""
    page.goto(f"{address}/")
    page.locator("#json").fill(json.dumps(document))
    page.get_by_role("button", name="Read this record").click()
    settle(page)
    for view in VIEWS:
        if page.locator(f"#view-{view}").count():
            page.locator(f"#view-{view}").click()
            settle(page)
            used[view] += 1
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                    said.append(f"{view} is {wide} wide in {width}")
            page.set_viewport_size({"width": 1280, "height": 720})
            for name in ("Remove What if", "And also", "Try: "):
                button = page.locator("#view button:visible, #banner button:visible").filter(has_text=name)
                if button.count():
                    button.first.click()
                    settle(page)
                    used[name] += 1
            back = page.locator("#back-to-the-chart")
            if back.count():
                back.click()
                settle(page)
    door = page.locator(".door button:visible, button.door:visible")
    if door.count():
        door.first.click()
        settle(page)
        used["door"] += 1
    for place in range(used["records"] % PART, page.locator(CONTROLS).count(), PART):
        used[use(page.locator(CONTROLS).nth(place))] += 1
    settle(page)
    page.go_back()
    page.go_forward()
    settle(page)


def main() -> int:
    """Walk, and tell the figures."""
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    used: Counter[str] = Counter()
    answers: Counter[int] = Counter()
    heard: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))

        @given(documents())
        @settings(
            max_examples=RECORDS,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def each(document: Document) -> None:
            context = browser.new_context(viewport={"width": 1280, "height": 720})
            context.add_init_script(REPORTED)
            page = context.new_page()
            page.set_default_timeout(10_000)
            said: list[str] = []
            # Chromium tells an answer of 422 on its console; the page shows it as what it is.
            page.on("console", lambda message: said.append(message.text) if "422" not in message.text else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("dialog", lambda dialog: dialog.accept())
            page.on("response", lambda response: answers.update([response.status]))
            try:
                walk(page, address, document, used, said)
                reports: list[Any] = page.evaluate("window.reports")
                said += map(str, reports)
            finally:
                if said:
                    heard.append(f"{said}: {json.dumps(document)}")
                    print(heard[-1], flush=True)
                context.close()
            used["records"] += 1
            print(f"\r{used['records']}", end="", file=sys.stderr, flush=True)

        each()
        browser.close()
    server.shutdown()
    print(f"{used['records']} records; used: {dict(used)}; answers by status: {dict(answers)}; heard: {len(heard)}")
    return 1 if heard or any(status >= 500 for status in answers) else 0


if __name__ == "__main__":
    sys.exit(main())
