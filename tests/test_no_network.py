"""The service starts and answers without asking anybody over the network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.served import ROOT, Served, served

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
def service() -> Iterator[Served]:
    """A service without a network."""
    with served(environment={"WEB_CONCURRENCY": "1"}, program=("-c", WITHOUT_NETWORK)) as running:
        yield running


@pytest.mark.parametrize("path", ["/readyz", "/", "/docs", "/openapi.json", "/v1/about", "/v1/guidelines"])
def test_what_can_be_read_is_read_without_a_network(service: Served, path: str) -> None:
    assert service.status(path) == 200
    assert "ASKED THE NETWORK" not in service.logged()


@pytest.mark.parametrize("path", ["/v1/recommendations", "/v1/pathway", "/v1/standard-case"])
def test_questions_are_answered_without_a_network(service: Served, path: str) -> None:
    assert service.status(path, EXAMPLE, seconds=30) == 200
    assert "ASKED THE NETWORK" not in service.logged()
