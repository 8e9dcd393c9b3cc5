"""The page that shows the interface comes from this service alone and runs nothing inline."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def test_the_page_allows_nothing_inline_and_no_other_host(client: FlaskClient) -> None:
    policy = client.get("/docs").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "http" not in policy


def test_the_page_has_no_inline_script_and_everything_it_names_is_here(client: FlaskClient) -> None:
    page = client.get("/docs").get_data(as_text=True)
    assert re.findall(r"<script(?![^>]* src=)", page) == []
    assert " style=" not in page
    assert "://" not in page
    named = re.findall(r'(?:src|href|data-description)="([^"]+)"', page)
    assert len(named) == 5
    for path in named:
        with client.get(path) as response:
            assert response.status_code == 200, path


def test_the_page_asks_no_validator_of_another_host(client: FlaskClient) -> None:
    with client.get("/static/docs.js") as script:
        assert "validatorUrl: null" in script.get_data(as_text=True)
