"""The collection for Postman and Bruno holds every example as it is, and each of its requests is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from openapi.answers import examples
from openapi.postman import FILE, written

COLLECTION = json.loads(FILE.read_text("utf-8"))
REQUESTS = [item for folder in COLLECTION["item"] for item in folder["item"]]


def test_the_committed_collection_is_current() -> None:
    assert written() == FILE.read_text("utf-8"), "run `make openapi`"


def test_every_example_is_in_the_collection() -> None:
    bodies = {item["request"]["body"]["raw"] for item in REQUESTS}
    assert [file.stem for _, file in examples() if file.read_text("utf-8") not in bodies] == []


@pytest.mark.parametrize("item", REQUESTS, ids=lambda item: item["name"])
def test_a_request_of_the_collection_is_answered_where_it_says(client: FlaskClient, item: dict[str, Any]) -> None:
    request = item["request"]
    address = request["url"]["raw"].replace("{{address}}", "")
    assert address == "/" + "/".join(request["url"]["path"])
    headers = {header["key"]: header["value"] for header in request["header"]}
    answer = client.open(address, method=request["method"], data=request["body"]["raw"].encode(), headers=headers)
    assert answer.status_code == 200
    if address == "/v1/batch":
        lines = [json.loads(line) for line in answer.get_data().splitlines()]
        assert [line["problem"] for line in lines] == [None, None, None]
