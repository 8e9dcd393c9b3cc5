"""Write openapi/postman.json, the examples as a collection for Postman and Bruno: `python -m openapi.postman`."""

from __future__ import annotations

import json
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from openapi.answers import examples

FILE: Final = Path(__file__).parent / "postman.json"
SCHEMA: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def collection() -> dict[str, Any]:
    """A folder for each address, and a batch of the first records."""
    folders = [
        {"name": path, "item": [_request(file.stem, path, file.read_text("utf-8")) for _, file in found]}
        for path, found in groupby(examples(), key=itemgetter(0))
    ]
    records = [json.loads(file.read_text("utf-8")) for _, file in islice(examples(), 3)]
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    batch = _request("three-records", "/v1/batch", lines, "application/x-ndjson")
    folders.append({"name": "/v1/batch", "item": [batch]})
    return {
        "info": {"name": "Linewise", "description": "The examples of openapi/examples.", "schema": SCHEMA},
        "variable": [{"key": "address", "value": "http://127.0.0.1:8000"}],
        "item": folders,
    }


def _request(name: str, path: str, body: str, media: str = "application/json") -> dict[str, Any]:
    """One request as the format of Postman has it."""
    return {
        "name": name.replace("-", " "),
        "request": {
            "method": "POST",
            "header": [{"key": "Content-Type", "value": media}],
            "url": {"raw": f"{{{{address}}}}{path}", "host": ["{{address}}"], "path": path.strip("/").split("/")},
            "body": {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}},
        },
    }


def written() -> str:
    """The text of the file, the same for the same examples."""
    return json.dumps(collection(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
