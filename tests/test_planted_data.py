"""Nothing of a patient reaches the log of the service as it is run, at its most talkative, whatever a client sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.patient_data import patient_data
from tests.served import Served, served

ROOT = Path(__file__).parent.parent
RECORD: dict[str, Any] = json.loads((ROOT / "openapi/examples/early-relapse-second-line.json").read_bytes())
NAME = "Mustermann 4711-0815"
BODY = json.dumps({**RECORD, "history": [*RECORD["history"], {"event": "recurrence", "on": "2019-02-17", "n": NAME}]})
POST = "POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
GET = "GET /livez HTTP/1.1\r\nHost: x\r\n"
SENT = {
    "no Content-Length": f"{POST}\r\n{BODY}\r\n\r\n",
    "Content-Length in characters": f'{POST}Content-Length: 40\r\n\r\n{{"n": "Müller Müller Müller Müller {NAME}"}}',
    "a Content-Length that is too short": f"{POST}Content-Length: 30\r\n\r\n{BODY}\r\n\r\n",
    "a Content-Length that is none": f"{POST}Content-Length: Mustermann\r\n\r\n{BODY}",
    "a raw query": "GET /?name=Mustermann&geboren=1961-04-03ü HTTP/1.1\r\nHost: x\r\n\r\n",
    "a query": "GET /?example=Mustermann&born=1961-04-03 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path": "GET /v1/regimens/Mustermann/19610403 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a long path": f"GET /{'Mustermann' * 900} HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method": "MUSTERMANN /livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a bad method": "mustermann /livez HTTP/1.1\r\nHost: x\r\n\r\n",
    "a version": "GET /livez MUSTERMANN/1.1\r\nHost: x\r\n\r\n",
    "a header's name": f"{GET}Mustermann 1961-04-03: x\r\n\r\n",
    "a header's value": f"{GET}Name: Mustermann\x01\r\n\r\n",
    "no colon": f"{GET}Mustermann 1961-04-03\r\n\r\n",
    "a folded header": f"{GET}A: b\r\n Mustermann\r\n\r\n",
    "a host": "GET /static//Mustermann HTTP/1.1\r\nHost: mustermann.example\r\n\r\n",
    "an expectation": f"{GET}Expect: Mustermann\r\n\r\n",
    "a coding": f"{POST}Transfer-Encoding: Mustermann\r\n\r\n",
    "a chunk's size": f"{POST}Transfer-Encoding: chunked\r\n\r\nMustermann\r\n",
    "a chunk's end": f"{POST}Transfer-Encoding: chunked\r\n\r\n3\r\n{BODY}",
    "a trailer": f"{POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\nMustermann\r\n\r\n",
    "a request id": f"{GET}X-Request-ID: Mustermann-1961-04-03\r\n\r\n",
    "an agent, a cookie and a referrer": (
        f"{GET}User-Agent: Mustermann\r\nCookie: n=Mustermann\r\nReferer: http://x/?n=Mustermann\r\n"
        "Authorization: Basic TXVzdGVybWFubjox\r\nTraceparent: Mustermann\r\n\r\n"
    ),
    "a script name": f"{GET}SCRIPT_NAME: /Mustermann\r\n\r\n",
    "a record": f"{POST}Content-Length: {len(json.dumps(RECORD))}\r\n\r\n{json.dumps(RECORD)}",
    "a record with faults": f"{POST}Content-Length: {len(BODY)}\r\n\r\n{BODY}",
    "a body that is no JSON": f"{POST}Content-Length: 24\r\n\r\nMustermann, * 1961-04-03",
    "half a body": f"{POST}Content-Length: 9999\r\n\r\n{BODY}",
    "a body in another type": f"{POST.replace('json', 'mustermann')}Content-Length: 10\r\n\r\nMustermann",
}
REFUSED_BY_THE_SERVER = ("a raw query", "a long path", "a bad method", "a version", "no colon", "an expectation")


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """The service with every logger at its most talkative."""
    environment = {"LINEWISE_LOG_LEVEL": "debug", "PYTHONWARNINGS": "always"}
    with served("--log-level", "debug", environment=environment) as running:
        yield running


def send(service: Served, request: str) -> bytes:
    """What comes back when the client sends this and no more."""
    with service.connect(5) as connection:
        connection.sendall(request.encode())
        connection.shutdown(1)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_nothing_planted_is_in_the_log(service: Served) -> None:
    for request in SENT.values():
        send(service, request)
    form = urlencode({"do": "answer", "kept": "[]", "/patient/her2_status": "Mustermann", "/as_of": "2019-02-17"})
    head = (
        f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(form)}"
    )
    assert b" 422 " in send(service, f"{head}\r\n\r\n{form}")
    assert service.status() == 200
    lines = service.lines()
    # Each was seen: an answer of the application, a refusal, or an end that gunicorn tells at this level.
    assert len([line for line in lines if line["event"] in ("request", "refused")]) >= len(SENT)
    assert patient_data(service.logged()) == []
    assert "Mustermann" not in service.logged()


@pytest.mark.parametrize("place", REFUSED_BY_THE_SERVER)
def test_what_is_refused_before_the_application_is_not_quoted_to_the_client(service: Served, place: str) -> None:
    answer = send(service, SENT[place])
    assert answer.startswith(b"HTTP/1.1 4")
    assert b"application/problem+json" in answer
    assert b"mustermann" not in answer.lower()


@pytest.mark.parametrize(
    "line",
    [
        '{"path": "/v1/regimens/Mustermann"}',
        '{"on": "2019-02-17"}',
        '{"id": "19610403"}',
        '{"drugs": ["trastuzumab"]}',
        '{"id": "4711-0815"}',
    ],
)
def test_what_is_of_a_patient_would_be_found(line: str) -> None:
    assert patient_data(line)


def test_what_a_line_holds_else_is_not_taken_for_a_patients() -> None:
    line = (
        '{"route":"/v1/regimens/<code>","guideline":"asco@2022-05-31","request_id":"19610403196104031961040319610403"'
    )
    assert patient_data(f'{line},"timestamp":"2026-11-29T17:46:51Z"}}') == []
