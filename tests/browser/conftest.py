"""One server on a loopback port and one browser for all; each test gets a page that watches what it must not do."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = Path("/usr/bin/chromium")
# Debian's browser, as root in a container, and silent: it must not call home either.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Watched:
    """A page, the address of the server, and what was heard of it: messages of the console, addresses asked for."""

    page: Page
    address: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    """The address of a running service."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it these tests are skipped, or fail where REQUIRE_BROWSER is set."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing (Debian: apt-get install -y chromium)"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def javascript(request: pytest.FixtureRequest) -> bool:
    """Whether scripts run; a test turns them off by the parameter of this fixture."""
    return bool(getattr(request, "param", True))


@pytest.fixture
def board(browser: Browser, address: str, javascript: bool) -> Iterator[Watched]:
    """A fresh page; afterwards nothing may have been said on its console or asked of another address."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, java_script_enabled=javascript)
    watched = Watched(context.new_page(), address)
    watched.page.set_default_timeout(30_000)
    watched.page.on("console", lambda message: watched.said.append(message.text))
    watched.page.on("pageerror", lambda error: watched.said.append(str(error)))
    context.on("request", lambda request: watched.asked.append(request.url))
    yield watched
    context.close()
    # Chromium reports an answer of 422 as an error of the console; the page shows it as what it is.
    assert [text for text in watched.said if "422" not in text] == []
    assert [url for url in watched.asked if not url.startswith(f"{address}/")] == []
