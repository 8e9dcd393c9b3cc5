"""The service as it is run: gunicorn with its own settings in processes of its own, on a free port of loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import IO, Any

ROOT = Path(__file__).parent.parent
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Served:
    """A running service: where it listens, its master process, and the file that has its stderr."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def connect(self, seconds: float = 10) -> socket.socket:
        """A raw connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)

    def send(self, request: bytes, seconds: float = 10) -> bytes:
        """All that comes back for these bytes, until the service closes the connection."""
        with self.connect(seconds) as connection:
            connection.sendall(request)
            return read_all(connection)

    def status(self, path: str = "/livez", body: bytes | None = None, seconds: float = 10) -> int:
        """The status of one request as a usual client sends it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            method = "GET" if body is None else "POST"
            connection.request(method, path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def logged(self) -> str:
        """What it has written to stderr so far."""
        return self.log.read_text("utf-8", "replace")

    def lines(self) -> list[dict[str, Any]]:
        """Its log so far, line by line; a line that is no JSON is an error."""
        return [json.loads(line) for line in self.logged().splitlines()]


def read_all(connection: socket.socket) -> bytes:
    """What comes until the other side ends the connection."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


@contextmanager
def served(
    *options: str,
    environment: Mapping[str, str] | None = None,
    stderr: int | IO[bytes] | None = None,
    program: Sequence[str] = ("-m", "gunicorn"),
) -> Iterator[Served]:
    """Run the service until the block ends; further options are gunicorn's, which `program` starts."""
    with TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        free.close()
        log = Path(folder) / "stderr"
        with log.open("wb") as file:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, *program, "--config", "gunicorn.conf.py", *options],
                cwd=ROOT,
                env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **(environment or {})},
                stdout=subprocess.DEVNULL,
                stderr=file if stderr is None else stderr,
            )
            running = Served(port, process, log)
            try:
                _wait_for(running)
                yield running
            finally:
                _stop(process)


def _wait_for(running: Served) -> None:
    until = monotonic() + START_SECONDS
    while monotonic() < until:
        if running.process.poll() is not None:
            break
        try:
            if running.status() == 200:
                return
        except (OSError, HTTPException):
            sleep(0.1)
    raise RuntimeError(f"the service did not start: {running.logged()[-4000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=25)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
