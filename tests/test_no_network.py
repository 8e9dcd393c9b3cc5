"""The service starts and answers without asking anybody over the network."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from time import monotonic, sleep

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "openapi" / "examples" / "early-relapse-second-line.json").read_bytes()
ASKING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.sendto")

# gunicorn as it is run, but whoever asks over the network is named on stderr and gets what no network gives.
WITHOUT_NETWORK = f"""
import os, sys
def refuse(event, arguments):
    if event in {ASKING}:
        os.write(2, f"ASKED THE NETWORK: {{event}}\\n".encode())
        raise OSError("no network")
sys.addaudithook(refuse)
from gunicorn.app.wsgiapp import run
run()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port and the log of a service without a network."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    log = tmp_path_factory.mktemp("served") / "log"
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-c", WITHOUT_NETWORK, "--config", "gunicorn.conf.py"]
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stderr)  # noqa: S603  # ours
    try:
        until = monotonic() + 60
        while process.poll() is None and b"Booting worker" not in log.read_bytes() and monotonic() < until:
            sleep(0.1)
        yield port, log
    finally:
        process.terminate()
        process.wait(30)


def asked(port: int, path: str, body: bytes | None = None) -> int:
    """The status of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("POST" if body else "GET", path, body, {"Content-Type": "application/json"})
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/readyz", "/", "/docs", "/openapi.json", "/v1/about", "/v1/guidelines"])
def test_what_can_be_read_is_read_without_a_network(served: tuple[int, Path], path: str) -> None:
    port, log = served
    assert asked(port, path) == 200
    assert "ASKED THE NETWORK" not in log.read_text("utf-8")


@pytest.mark.parametrize("path", ["/v1/recommendations", "/v1/pathway", "/v1/standard-case"])
def test_questions_are_answered_without_a_network(served: tuple[int, Path], path: str) -> None:
    port, log = served
    assert asked(port, path, EXAMPLE) == 200
    assert "ASKED THE NETWORK" not in log.read_text("utf-8")
