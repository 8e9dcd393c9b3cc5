"""Every view of a case with much uncharted: axe finds nothing in either colour scheme, and nothing sticks out."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from tests.browser.conftest import Watched
from tests.browser.test_board import faults, read_as_json, settled

# Each with the part of the page that is its own.
VIEWS = {
    "answer": ".choices",
    "what_if": "#banner",
    "sensitivity": "#sensitivity",
    "guidelines": ".columns",
    "pathway": "#pathway",
    "minutes": "#minutes",
}
SIZES = ((390, 844), (640, 360))  # a phone, and a window of 1280x720 at 200 %
ASKED = {"as_of": "2026-11-20", "history_complete": True}
SCHEMES: tuple[tuple[Literal["light", "dark"], list[str] | None], ...] = (("light", None), ("dark", ["color-contrast"]))
UNCHARTED: tuple[dict[str, Any], ...] = (
    {
        **ASKED,
        "patient": {"her2_status": "positive", "brain_metastases": "active"},
        "history": [
            {"treatment": {"regimen": "tchp"}, "setting": "neoadjuvant", "ended": "2025-05"},
            {"treatment": {"agents": ["trastuzumab", "pertuzumab"]}, "setting": "adjuvant", "ended": "2026-02"},
            {"event": "recurrence", "on": "2026-11"},
        ],
    },
    {
        **ASKED,
        "patient": {"her2_ihc": "3+"},
        "history": [
            {
                "treatment": {"regimen": "thp"},
                "setting": "metastatic",
                "ended": "2025-05",
                "stopped_for": "progression",
            },
            {
                "treatment": {"agents": ["T-DXd"]},
                "setting": "metastatic",
                "ended": "2026-08",
                "stopped_for": "toxicity",
                "toxicity_kind": "interstitial_lung_disease",
                "toxicity_grade": 2,
            },
            {"event": "progression", "on": "2026-11"},
        ],
    },
)


@pytest.mark.proof
def test_every_view_of_a_case_with_much_uncharted(board: Watched) -> None:
    page = board.page
    found: dict[str, Any] = {}
    for number, record in enumerate(UNCHARTED):
        page.set_viewport_size({"width": 1280, "height": 720})
        read_as_json(board, record)
        for view, part in VIEWS.items():
            if view == "sensitivity" and number == 0:
                continue  # so much is open there that the search costs seconds; `make board-walk` looks at it
            page.locator(f"#view-{view}").click()
            settled(page)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            for scheme, rules in SCHEMES if number == (view == "sensitivity") else ():
                page.emulate_media(color_scheme=scheme)
                found[f"{view} {scheme}"] = faults(page, part, rules)
            page.emulate_media(color_scheme="light")
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                wide = page.evaluate("document.documentElement.scrollWidth")
                found[f"{view} of {number} at {width}"] = [] if wide <= width else [wide]
            page.set_viewport_size({"width": 1280, "height": 720})
    assert {name: each for name, each in found.items() if each} == {}
