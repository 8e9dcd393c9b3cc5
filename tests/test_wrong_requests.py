"""The table of what an integrator may send wrongly, wrong_requests.yaml: each answer is the one that it says."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.fault_codes import PROBLEMS
from tests.test_bad_input import drop, put

FILE = Path(__file__).parent / "wrong_requests.yaml"
RECORD = json.loads((FILE.parent.parent / "openapi/examples/after-thp-second-line.json").read_text("utf-8"))
RECORD["history"] = RECORD["history"][-1:] + RECORD["history"][2:3]
RECORD["history"][0]["treatment"] = {"agents": ["trastuzumab", "pertuzumab", "docetaxel"]}
Row = dict[str, Any]


def send(client: FlaskClient, row: Row) -> TestResponse:
    """The answer to what a row sends."""
    record = copy.deepcopy(RECORD)
    for pointer, value in row.get("change", {}).items():
        put(pointer, value)(record)
    for pointer in row.get("drop", ()):
        drop(pointer)(record)
    if row.get("reversed"):
        record["history"].reverse()
    text = row.get("body", json.dumps(record, ensure_ascii=False))
    encoded = row.get("encoded", "utf-8")
    body = gzip.compress(text.encode()) if encoded == "gzip" else text.encode(encoded)
    headers = {"Content-Type": "application/json", **row.get("headers", {})}
    return client.open(
        row.get("path", "/v1/recommendations"), method=row.get("method", "POST"), data=body, headers=headers
    )


def table() -> list[Row]:
    """The rows."""
    rows: list[Row] = yaml.safe_load(FILE.read_text("utf-8")) if FILE.exists() else []
    return rows


@pytest.mark.parametrize("row", table(), ids=lambda row: row["sent"])
def test_what_is_sent_wrongly_is_answered_as_the_table_says(client: FlaskClient, row: Row) -> None:
    response = send(client, row)
    answer = response.get_json(force=True)
    assert response.status_code == row["status"], answer
    if response.status_code == 200:
        assert answer["outcome"] == row["outcome"]
        codes = {warning["code"] for warning in answer["warnings"]}
        assert codes >= set(row.get("warns", ()))
        return
    assert answer["type"] == f"/v1/problems/{PROBLEMS[row['status']].code}"
    told = [
        {"at": fault.get("parameter") or fault["pointer"], "code": fault["code"], "says": fault["says"]}
        for fault in answer["faults"]
    ]
    assert told == row.get("faults", [])
    assert row.get("detail") in (None, answer["detail"])


def test_the_table_is_long_and_tells_each_row_once() -> None:
    names = [row["sent"] for row in table()]
    assert len(set(names)) == len(names) >= 60


def test_a_form_that_is_not_read_is_refused_with_the_one_that_is(client: FlaskClient) -> None:
    packed = send(client, {"encoded": "gzip", "headers": {"Content-Encoding": "gzip"}})
    assert (packed.status_code, packed.headers["Accept-Encoding"]) == (415, "identity")
    form = send(client, {"headers": {"Content-Type": "text/plain"}})
    assert (form.status_code, form.headers["Accept"]) == (415, "application/json")


def test_a_whole_number_with_decimals_is_the_same_decision(client: FlaskClient) -> None:
    first, second = (send(client, {"change": {"/patient/ecog": ecog}}).get_json() for ecog in (1, 1.0))
    assert first["decision_id"] == second["decision_id"]
    assert first == second
