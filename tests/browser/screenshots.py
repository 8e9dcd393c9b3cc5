"""Takes the screenshots of docs/ anew: `make screenshots`; look at each before it is committed."""

from __future__ import annotations

import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from service import create_app
from tests.browser.conftest import ARGUMENTS, CHROMIUM

FOLDER = Path(__file__).parent.parent.parent / "docs"
SIZE = (1280, 660)


def main() -> None:
    """The four views that the README shows, from the example cases."""
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
            page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
            page.goto(f"{address}/?example=early-relapse-second-line")
            take(page, "board-answer")
            show(page, "Compare guidelines", "guidelines")
            take(page, "board-guidelines")
            page.goto(f"{address}/?example=provisional-lung-history-unknown")
            take(page, "board-record")
            page.goto(f"{address}/?example=relapse-on-the-twelve-month-day")
            show(page, "What if?", "what_if")
            page.locator("[name='/history/2/on']").fill("2026-11-01")
            page.get_by_text("What if, not as charted").first.wait_for()
            page.get_by_text("Supposed:").first.wait_for()
            take(page, "board-what-if")
            browser.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def show(page: Page, name: str, view: str) -> None:
    """Press the button of a view, and wait until that stands on the screen."""
    page.get_by_role("button", name=name).first.click()
    page.locator(f"#view[data-view={view}]").wait_for()


def take(page: Page, name: str) -> None:
    """What the window shows, once it rests."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
