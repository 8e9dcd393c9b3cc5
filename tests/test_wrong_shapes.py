"""Whatever stands at any place of a record, in any shape that JSON has, is answered, or refused with its faults."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

DROPPED = {"agents": ["docetaxel"], "on": "2025-05-01", "for": "toxicity", "toxicity_kind": "neuropathy"}
RECORD: dict[str, Any] = {
    "as_of": "2026-11-20",
    "guideline": "asco",
    "history_complete": True,
    "patient": {
        "her2_status": "positive",
        "platelets_10e9_per_l": {"value": 150, "unit": "10*9/L", "on": "2026-11-01"},
        "declines": ["docetaxel"],
        "metastatic_sites": ["bone"],
        "lvef_percent": 60,
        "lvef_measured_on": "2026-10-01",
    },
    "history": [
        {"event": "metastatic_diagnosis", "on": "2025-01-01"},
        {
            "treatment": {"agents": ["docetaxel", "trastuzumab", {"system": "rxnorm", "code": "1298944"}]},
            "setting": "metastatic",
            "started": "2025-01-10",
            "ended": "2025-06-10",
            "stopped_for": "toxicity",
            "toxicity_agent": "docetaxel",
            "toxicity_kind": "neuropathy",
            "toxicity_grade": 3,
            "dropped": {**DROPPED, "toxicity_grade": 3},
        },
        {
            "treatment": {"regimen": "hp"},
            "setting": "metastatic",
            "started": "2025-07-10",
            "held_since": "2025-08-01",
            "dose_level": 0,
        },
        {"event": "toxicity", "on": "2025-05-01", "agent": "docetaxel", "kind": "neuropathy", "grade": 3},
        {"event": "her2_retest", "on": "2025-02-01", "her2_ihc": "3+", "tumour": "this", "site": "liver"},
        {"event": "disease_status", "on": "2025-04-01", "status": "stable"},
        {"event": "local_treatment", "on": "2025-04-02", "kind": "radiotherapy", "site": "brain"},
        {"event": "progression", "on": "2025-06-11", "site": "bone", "treatment_continues": True},
    ],
}
SHAPES: tuple[Any, ...] = (None, True, -1, 1.5, 10**30, "", "2025", [], [[]], ["x"], [DROPPED], {}, {"agents": None})
Path = tuple[Any, ...]


def _places(value: Any, place: Path = ()) -> Iterator[Path]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*place, key)
        yield from _places(child, (*place, key))


def _with(place: Path, shape: Any) -> dict[str, Any]:
    changed: dict[str, Any] = copy.deepcopy(RECORD)
    at: Any = changed
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = shape
    return changed


def test_the_record_itself_is_answered(client: FlaskClient) -> None:
    assert client.post("/v1/recommendations", json=RECORD).status_code == 200


@pytest.mark.parametrize("place", [*_places(RECORD)], ids=lambda place: "/".join(map(str, place)))
def test_no_shape_at_any_place_is_more_than_a_fault(client: FlaskClient, place: Path) -> None:
    for shape in SHAPES:
        response = client.post("/v1/recommendations", json=_with(place, shape))
        assert response.status_code in (200, 422), (shape, response.get_data(as_text=True))


def test_parts_dropped_in_a_list_are_refused_at_their_place(client: FlaskClient) -> None:
    refused = client.post("/v1/recommendations", json=_with(("history", 1, "dropped"), [DROPPED]))
    [fault] = refused.get_json()["faults"]
    assert (refused.status_code, fault["pointer"], fault["code"]) == (422, "/history/1/dropped", "wrong_type")
