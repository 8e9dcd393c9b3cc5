"""Many records in one request: each is answered in its place, and whoever stops reading stops the work."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from service import description
from service.costly import MOST_AT_ONCE
from service.record_lines import LONGEST_LINE, answers_to
from statemachine import Effort
from tests.served import Served, read_all, served

EXAMPLES = sorted((Path(__file__).parent.parent / "openapi" / "examples").glob("*.json"))
RECORDS = [json.dumps(json.loads(file.read_bytes())).encode() for file in EXAMPLES]
[RELAPSE] = [record for record, file in zip(RECORDS, EXAMPLES, strict=True) if file.stem == "early-relapse-second-line"]
NDJSON = "application/x-ndjson"
POST = b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\n"


@pytest.fixture(scope="module")
def hurried() -> Iterator[Served]:
    """One worker that waits half a second for a client who does not keep up."""
    options = ("--worker-class", "tests.hurried.HurriedWorker")
    environment = {"WEB_CONCURRENCY": "1", "LINEWISE_BODY_LIMIT_BYTES": "4000000"}
    with served(*options, environment=environment) as running:
        yield running


def answers(written: bytes) -> list[dict[str, Any]]:
    """Each line of an answer."""
    assert written.endswith(b"\n")
    return [json.loads(line) for line in written.splitlines()]


def asked(client: FlaskClient, *lines: bytes) -> list[dict[str, Any]]:
    """What a batch of these lines is answered with."""
    with client.post("/v1/batch", data=b"\n".join(lines), content_type=NDJSON) as response:
        assert (response.status_code, response.mimetype) == (200, NDJSON)
        return answers(response.data)


def changed(**changes: object) -> bytes:
    """The record of an early relapse, with something else charted."""
    return json.dumps({**json.loads(RELAPSE), **changes}).encode()


def in_full(record: bytes) -> bytes:
    """A record that asks for more than a brief answer."""
    return json.dumps({**json.loads(record), "detail": "full"}).encode()


def test_a_record_is_answered_as_by_itself_in_brief_unless_it_asks_for_more(client: FlaskClient) -> None:
    told = asked(client, *RECORDS)
    assert [line["line"] for line in told] == [*range(1, len(RECORDS) + 1)]
    for record, line in zip(RECORDS, told, strict=True):
        for answer, path in ((line["answer"], "brief"), (asked(client, in_full(record))[0]["answer"], "full")):
            alone = client.post(f"/v1/recommendations?detail={path}", data=record, content_type="application/json")
            assert answer == alone.get_json()
        assert len(json.dumps(line)) < 8_500


def test_a_faulty_record_is_answered_in_its_line_and_the_others_go_on(client: FlaskClient) -> None:
    started_late = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2026-05", "ended": "2026-01"}
    told = asked(
        client,
        RELAPSE,
        b'{"as_of": "2026-11-20"',
        changed(as_of=20261120, guideline="asco"),
        b"",
        changed(history=[started_late]),
        changed(guideline="nccn"),
        b"\xff",
        b" " * (LONGEST_LINE + 1) + RELAPSE,
        RELAPSE,
    )
    assert [(line["line"], (line["problem"] or {"status": 200})["status"]) for line in told] == [
        (1, 200),
        (2, 400),
        (3, 422),
        (5, 422),
        (6, 422),
        (7, 400),
        (8, 413),
        (9, 200),
    ]
    assert [line["answer"] is None for line in told] == [line["problem"] is not None for line in told]
    pointers = [[fault["pointer"] for fault in line["problem"]["faults"]] for line in told if line["problem"]]
    assert pointers == [[""], ["/as_of"], ["/history/0/ended"], ["/guideline"], [""], []]
    assert told[0]["answer"] == told[-1]["answer"]


def test_every_line_is_as_described(app: Flask, client: FlaskClient) -> None:
    document = description(app)
    described = document["paths"]["/v1/batch"]["post"]
    [media] = described["responses"]["200"]["content"]
    assert (media, [*described["requestBody"]["content"]]) == (NDJSON, [NDJSON])
    schema = described["responses"]["200"]["content"][media]["schema"]
    judge = Draft202012Validator({**schema, "components": document["components"]})
    for line in asked(client, *RECORDS, b"{}", b"["):
        judge.validate(line)


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (RELAPSE, "application/json", 415),
        (b"\n \n", NDJSON, 400),
        (b"{}\n" * 1_001, NDJSON, 422),
        (b" " * 8_000_001, NDJSON, 413),
    ],
)
def test_a_body_that_is_no_batch_is_refused_before_any_work(
    client: FlaskClient, body: bytes, media: str, status: int
) -> None:
    response = client.post("/v1/batch", data=body, content_type=media)
    assert (response.status_code, response.get_json()["status"]) == (status, status)


def test_a_thousand_records_and_lines_without_one_are_taken(client: FlaskClient) -> None:
    told = asked(client, *[b"{}", b""] * 1_000)
    assert [line["line"] for line in told] == [*range(1, 2_000, 2)]


def test_a_batch_takes_the_place_of_a_costly_question_until_it_ends_or_is_closed(client: FlaskClient) -> None:
    def begin() -> Any:
        return client.post("/v1/batch", data=b"\n".join([RELAPSE] * 9), content_type=NDJSON)

    begun = [begin() for _ in range(MOST_AT_ONCE)]
    refused = begin()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    begun[0].close()
    assert len(answers(begun[1].data)) == 9
    for _ in range(MOST_AT_ONCE):
        assert begin().status_code == 200  # dropped unread, as by a client that is gone
        begun = []
    assert begun == []


def test_what_a_batch_may_not_cost_any_more_is_told_in_each_line(app: Flask) -> None:
    effort = Effort(most_work=1)
    told = [json.loads(one.written) for one in answers_to(app, [(4, RELAPSE), (5, b"\n"), (7, RELAPSE)], effort)]
    assert [(line["line"], line["problem"] and line["problem"]["status"]) for line in told] == [(4, None), (7, 503)]
    assert effort.is_met


def batch_lines(service: Served) -> list[dict[str, Any]]:
    """What the log tells of batches that have ended."""
    return [line for line in service.lines() if line["event"] == "batch"]


def ended(service: Served, number: int) -> dict[str, Any]:
    """What the log tells of the batch of this number, once it has ended."""
    until = monotonic() + 10
    while len(batch_lines(service)) <= number and monotonic() < until:
        sleep(0.05)
    return batch_lines(service)[number]


def test_who_reads_is_sent_each_answer_while_others_are_worked_out_and_whoever_stops_stops_the_work(
    hurried: Served,
) -> None:
    body = b"\n".join([RELAPSE] * 1_000)
    begun = POST % len(body) + b"Connection: close\r\n\r\n" + body

    few = b"\n".join([RELAPSE] * 50)
    answer = hurried.send(POST.replace(b"HTTP/1.1", b"HTTP/1.0") % len(few) + b"\r\n" + few)
    assert len(answers(answer.partition(b"\r\n\r\n")[2])) == 50
    assert ended(hurried, 0)["statuses"] == {"200": 50}

    with hurried.connect() as leaves:
        leaves.sendall(begun)
        assert leaves.recv(1_000).startswith(b"HTTP/1.1 200 OK")
        assert len(batch_lines(hurried)) == 1  # the work goes on
    left = ended(hurried, 1)

    stopped = []
    for number, version in enumerate((b"HTTP/1.0", b"HTTP/1.1"), start=2):
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", hurried.port))
            deaf.sendall(begun.replace(b"HTTP/1.1", version))
            assert hurried.status("/v1/recommendations", RELAPSE) == 200
            stopped.append(ended(hurried, number))
            deaf.settimeout(5)
            assert not read_all(deaf).endswith(b"0\r\n\r\n")
    for line in (left, *stopped):
        assert not line["complete"]
        assert sum(line["statuses"].values()) < 1_000
    assert hurried.status("/v1/batch", b"") == 415


def test_a_batch_may_be_larger_than_other_bodies(hurried: Served) -> None:
    large = b" " * 7_000_000 + RELAPSE
    assert hurried.status("/v1/recommendations", large) == 413
    answer = hurried.send(POST % len(large) + b"Connection: close\r\n\r\n" + large)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b'"status":413' in answer
    assert hurried.send(POST % 8_000_001 + b"\r\n" + b" " * 8_000_001).startswith(b"HTTP/1.1 413 ")
