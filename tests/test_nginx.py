"""deploy/nginx.conf, tried with Debian's nginx: slow clients stay with it, and nothing of a patient on its disk."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

import pytest

from tests.served import Served, read_all, served

ROOT = Path(__file__).parent.parent
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
EXAMPLE = (ROOT / "openapi/examples/early-relapse-second-line.json").read_bytes()
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
POST = b"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
LARGE = b"x" * 999_000

pytestmark = pytest.mark.skipif(
    NGINX is None and not os.environ.get("REQUIRE_NGINX"), reason="needs nginx (Debian: apt-get install nginx-light)"
)


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@contextmanager
def proxy(folder: Path, upstream: int) -> Iterator[int]:
    """Run nginx with the shipped file, on other ports and with its logs in this folder; gives its port."""
    assert NGINX is not None, "REQUIRE_NGINX is set, and there is no nginx"
    port = free_port()
    shipped = CONFIGURATION.read_text("utf-8").replace(" /tmp/", f" {folder}/")
    for written, here in (
        ("server linewise:8000;", f"server 127.0.0.1:{upstream};"),
        ("listen 8080;", f"listen 127.0.0.1:{port} sndbuf=8k;"),  # so that the kernel holds none of a large answer
        ("error_log stderr crit;", f"error_log {folder}/error.log warn;"),
        ("/dev/stdout", f"{folder}/access.log"),
        ("worker_processes 2;", f"worker_processes 1; daemon off;{' user root;' if os.getuid() == 0 else ''}"),
    ):
        assert shipped.count(written) == 1
        shipped = shipped.replace(written, here)
    (folder / "nginx.conf").write_text(shipped)
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def service() -> Iterator[Served]:
    """The service as it is run."""
    with served(environment={"WEB_CONCURRENCY": "1"}) as running:
        yield running


def talk(port: int, *parts: bytes) -> bytes:
    """What comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", port), 10) as client:
        client.sendall(b"".join(parts))
        return read_all(client)


def test_the_service_answers_behind_it_and_both_logs_have_the_id(tmp_path: Path, service: Served) -> None:
    head = POST + b"Content-Length: %d\r\n\r\n" % len(EXAMPLE)
    with proxy(tmp_path, service.port) as port:
        answer, direct = talk(port, head, EXAMPLE), service.send(head + EXAMPLE)
        assert talk(port, b"GET /livez?Mustermann=1961-04-03 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        too_large = talk(port, POST, b"Content-Length: 1000001\r\n\r\n", b"x" * 1_000_001)
    chunks = answer.partition(b"\r\n\r\n")[2]
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert json.loads(direct.partition(b"\r\n\r\n")[2])["decision_id"].encode() in chunks
    [request_id] = re.findall(rb"X-Request-ID: ([0-9a-f]{32})", answer)
    assert request_id.decode() in {line.get("request_id") for line in service.lines()}
    assert too_large.startswith(b"HTTP/1.1 413 ")
    assert b"Content-Type: application/problem+json" in too_large
    access = (tmp_path / "access.log").read_text()
    assert request_id.decode() in access
    assert "Mustermann" not in access + service.logged()


def test_a_request_reaches_the_service_only_when_it_is_whole(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as upstream, proxy(tmp_path, upstream.getsockname()[1]) as port:
        upstream.settimeout(0.5)
        with socket.create_connection(("127.0.0.1", port), 10) as client:
            client.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(LARGE) + LARGE[:-1])
            with pytest.raises(TimeoutError):
                upstream.accept()
            client.sendall(LARGE[-1:])
            upstream.settimeout(5)
            connection, _ = upstream.accept()
            with connection:
                connection.settimeout(5)
                came = b""
                while not came.endswith(LARGE):
                    came += connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            assert read_all(client).endswith(b"ok")
    assert "temporary file" not in (tmp_path / "error.log").read_text()


def test_a_client_who_does_not_read_its_answer_keeps_no_connection_of_the_service(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as upstream, proxy(tmp_path, upstream.getsockname()[1]) as port:
        upstream.settimeout(5)
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            connection, _ = upstream.accept()
            with connection:
                connection.settimeout(5)
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 999000\r\n\r\n" + LARGE)
                # The proxy has taken all of it, and lets the service go.
                assert connection.recv(1) == b""
    assert "temporary file" not in (tmp_path / "error.log").read_text()


def test_a_batch_may_be_larger_than_other_requests(tmp_path: Path, service: Served) -> None:
    batch = POST.replace(b"/v1/recommendations", b"/v1/batch").replace(b"application/json", b"application/x-ndjson")
    body = b" " * 7_000_000 + b"\n{}"
    with proxy(tmp_path, service.port) as port:
        answer = talk(port, batch, b"Content-Length: %d\r\n\r\n" % len(body), body)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b'"line":2,' in answer
    assert "temporary file" not in (tmp_path / "error.log").read_text()
