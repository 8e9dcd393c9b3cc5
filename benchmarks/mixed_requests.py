"""What the clients of benchmarks/load.py ask, and how it is rightly answered: the examples, and faulty requests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from openapi.answers import EXAMPLES, committed, examples, present

JSON: Mapping[str, str] = {"Content-Type": "application/json"}
RECOMMENDATIONS = "/v1/recommendations"
REQUEST_ID = re.compile(rb'"request_id":"[0-9a-f-]+"')


class Asked(NamedTuple):
    """A request, the status that is right for it, and how often it is asked among the others."""

    status: int
    path: str
    body: bytes
    headers: Mapping[str, str] = JSON
    method: str = "POST"
    example: Path | None = None
    often: int = 2

    @property
    def is_costly(self) -> bool:
        """May it be answered with 503, ask again, when many ask at once?"""
        return self.status == 200 and self.path != RECOMMENDATIONS


class Answered(NamedTuple):
    """An answer, without the request id, which is never the same."""

    status: int
    content: bytes


def exchange(connection: HTTPConnection, asked: Asked) -> Answered:
    """Send one request and read its answer to the end."""
    connection.request(asked.method, asked.path, asked.body, dict(asked.headers))
    answer = connection.getresponse()
    return Answered(answer.status, REQUEST_ID.sub(b"", answer.read()))


def mix(port: int) -> list[tuple[Asked, Answered]]:
    """Every request with its right answer, as often as it is to be asked; the service is asked each of them once.

    Some 70 of 100 are recommendations, 7 the board's questions, and 23 are to be refused.
    """
    there = present()
    shared: list[tuple[Asked, Answered]] = []
    for asked in [*right(), *faulty()]:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        answered = exchange(connection, asked)
        connection.close()
        if answered.status != asked.status:
            raise SystemExit(f"{asked.method} {asked.path} is answered with {answered}, not with {asked.status}")
        if asked.example is not None:
            name, text = committed(asked.path, asked.example, json.loads(answered.content))
            if text != there[name]:
                raise SystemExit(f"the answer to {asked.example} is not the committed one; see `make openapi`")
        shared += [(asked, answered)] * asked.often
    return shared


def right() -> Iterator[Asked]:
    """The examples."""
    for path, file in examples():
        often = 4 if path == RECOMMENDATIONS else 1
        yield Asked(200, path, file.read_bytes(), example=file.relative_to(EXAMPLES), often=often)


def faulty() -> Iterator[Asked]:
    """Requests with a fault each, in the order of their status."""
    body = (EXAMPLES / "early-relapse-second-line.json").read_bytes()
    record = json.loads(body)
    no_fraction = {**record, "patient": {**record["patient"], "lvef_percent": 620}}
    no_regimen = {**record, "history": [{"treatment": {"regimen": "tph"}, "setting": "metastatic"}]}
    yield Asked(400, RECOMMENDATIONS, body[:-5])
    yield Asked(400, RECOMMENDATIONS, b"no chunk\r\n", {**JSON, "Transfer-Encoding": "chunked"})
    yield Asked(404, "/v1/recommendation", body)
    yield Asked(405, RECOMMENDATIONS, b"", method="GET")
    yield Asked(413, RECOMMENDATIONS, b" " * 1_000_001)
    yield Asked(415, RECOMMENDATIONS, body, {"Content-Type": "text/plain"})
    yield Asked(422, RECOMMENDATIONS, b"{}")
    yield Asked(422, RECOMMENDATIONS, json.dumps(no_fraction).encode())
    yield Asked(422, RECOMMENDATIONS, json.dumps(no_regimen).encode())
