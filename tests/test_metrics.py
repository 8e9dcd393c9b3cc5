"""What is counted adds up over all workers, also after one died, and tells nothing of a patient."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.http import server
from benchmarks.workers import workers

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "openapi" / "examples"
BODY = (EXAMPLES / "early-relapse-second-line.json").read_bytes()
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(exposed: bytes) -> Samples:
    """Each count by its name and labels."""
    families = text_string_to_metric_families(exposed.decode())
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def counted(exposed: Samples, name: str, **labels: str) -> float:
    """One count; none is nothing."""
    return exposed.get((name, frozenset(labels.items())), 0)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[int, int]]:
    """The port and the master's process of gunicorn, as it is run."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with server("service:create_app()", port) as master:
        yield port, master


def sent(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """The status and the body of an answer on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_requests_over_two_workers_of_which_one_is_killed_add_up(running: tuple[int, int]) -> None:
    port, master = running
    for _ in range(60):
        assert sent(port, "POST", "/v1/recommendations", BODY)[0] == 200
    killed, *_ = before = sorted(workers(master))
    os.kill(killed, signal.SIGKILL)
    until = monotonic() + 20
    while len(workers(master) - {killed}) < len(before) and monotonic() < until:
        sleep(0.1)
    for _ in range(60):
        assert sent(port, "POST", "/v1/recommendations", BODY)[0] == 200
        assert sent(port, "POST", "/v1/recommendations", b"{")[0] == 400
    exposed = samples(sent(port, "GET", "/metrics")[1])
    route = "/v1/recommendations"
    assert counted(exposed, "linewise_requests_total", route=route, status="200") == 120
    assert counted(exposed, "linewise_requests_total", route=route, status="400") == 60
    assert counted(exposed, "linewise_request_seconds_count", route=route) == 180
    assert counted(exposed, "linewise_outcomes_total", guideline="asco@2022-05-31", outcome="recommend") == 120
    assert counted(exposed, "linewise_refusals_total", status="400", code="unreadable_body") == 60
    assert counted(exposed, "linewise_effort_count", route=route) == 120


def test_the_folder_of_the_counts_goes_with_the_service_and_does_not_grow_with_its_workers() -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with server("service:create_app()", port) as master:
        assert sent(port, "GET", "/livez")[0] == 200  # it listens before it has workers
        [killed, *_] = workers(master)
        mapped = Path(f"/proc/{killed}/maps").read_text()
        folder = Path(re.findall(r"/\S*linewise-metrics-[^/\s]+", mapped)[0])
        files = sorted(folder.iterdir())
        os.kill(killed, signal.SIGKILL)
        until = monotonic() + 20
        while killed in workers(master) or len(workers(master)) < 2:
            assert monotonic() < until
            sleep(0.1)
        assert sent(port, "GET", "/livez")[0] == 200
        assert sorted(folder.iterdir()) == files
    assert not folder.exists()


def test_an_answer_that_the_bound_cut_is_counted(client: FlaskClient) -> None:
    route = "/v1/what-if"
    before = samples(client.get("/metrics").get_data())
    base = json.loads(BODY)
    base["history"] += [{"event": "progression", "on": "2026-11"} for _ in range(190)]
    scenarios = [{"name": str(number)} for number in range(100)]
    told = client.post(route, json={"base": base, "scenarios": scenarios, "answers": True}).get_json()
    assert told["complete"] is False
    after = samples(client.get("/metrics").get_data())
    assert counted(after, "linewise_budget_met_total", route=route) == (
        counted(before, "linewise_budget_met_total", route=route) + 1
    )


def test_the_records_of_a_batch_are_counted_each_and_its_time_when_it_ends(client: FlaskClient) -> None:
    before = samples(client.get("/metrics").data)
    batch = b"\n".join([json.dumps(json.loads(BODY)).encode()] * 3 + [b"{}"])
    with client.post("/v1/batch", data=batch, content_type="application/x-ndjson") as response:
        assert len(response.data.splitlines()) == 4
    after = samples(client.get("/metrics").data)

    def more(name: str, **labels: str) -> float:
        return counted(after, name, **labels) - counted(before, name, **labels)

    assert more("linewise_batch_records_total", status="200") == 3
    assert more("linewise_batch_records_total", status="422") == 1
    assert more("linewise_outcomes_total", guideline="asco@2022-05-31", outcome="recommend") == 3
    assert more("linewise_requests_total", route="/v1/batch", status="200") == 1
    for name in ("linewise_request_seconds_count", "linewise_effort_count"):
        assert more(name, route="/v1/batch") == 1
    assert more("linewise_request_seconds_sum", route="/v1/batch") > 0.001


def test_a_name_that_nobody_knows_is_counted_by_its_kind_and_not_told(client: FlaskClient) -> None:
    document = json.loads(BODY)
    document["history"][0]["treatment"] = {"agents": ["Mustermannumab"]}
    assert client.post("/v1/recommendations", json=document).status_code == 422
    assert client.get("/v1/evidence/Erika").status_code == 404
    assert client.get("/Erika?born=on-7-June-1961").status_code == 404
    exposed = client.get("/metrics").get_data()
    counts = samples(exposed)
    assert counted(counts, "linewise_refusals_total", status="422", code="unknown_drug") >= 1
    assert counted(counts, "linewise_requests_total", route="none", status="404") >= 1
    assert counted(counts, "linewise_dropped_log_lines_total") == 0
    for planted in (b"Mustermann", b"Erika", b"7-June-1961"):
        assert planted not in exposed


def test_the_line_of_a_request_tells_who_answered_and_what(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    client.post("/v1/recommendations", data=BODY, headers={"Content-Type": "application/json", "traceparent": trace})
    line = json.loads(capfd.readouterr().err)
    assert (line["guideline"], line["outcome"], line["traceparent"]) == ("asco@2022-05-31", "recommend", trace)
    client.get("/livez")
    line = json.loads(capfd.readouterr().err)
    assert (line["guideline"], line["outcome"]) == (None, None)


def test_without_room_for_the_counts_the_service_does_not_start_and_says_why(tmp_path: Path) -> None:
    small_files = ["prlimit", "--fsize=50000", "--"]  # a full disk that needs no rights to make
    ended = subprocess.run(  # noqa: S603  # ours
        [*small_files, sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"],
        cwd=ROOT,
        env={**os.environ, "PORT": "8598", "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"The service does not start: no room for the counts of the workers in {tmp_path} ")
    assert "Traceback" not in ended.stderr
