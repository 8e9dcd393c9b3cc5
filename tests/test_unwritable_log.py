"""The service as it is run answers on while nobody can take its log: a full disk, a dead collector, a slow one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.served import served

EXAMPLE = (Path(__file__).parent.parent / "openapi/examples/early-relapse-second-line.json").read_bytes()
MORE_THAN_A_PIPE_HOLDS = 400  # lines


@contextmanager
def full_disk() -> Iterator[int]:
    """A file that takes nothing."""
    file = os.open("/dev/full", os.O_WRONLY)
    yield file
    os.close(file)


@contextmanager
def dead_collector() -> Iterator[int]:
    """A pipe that nobody reads any more."""
    read, write = os.pipe()
    os.close(read)
    yield write
    os.close(write)


@contextmanager
def slow_collector() -> Iterator[int]:
    """A pipe that somebody will read some day."""
    read, write = os.pipe()
    yield write
    os.close(write)
    os.close(read)


@pytest.mark.parametrize("stderr", [full_disk, dead_collector, slow_collector])
def test_every_request_is_answered(stderr: object) -> None:
    assert callable(stderr)
    with stderr() as file, served(environment={"WEB_CONCURRENCY": "1"}, stderr=file) as service:
        assert {service.status(body=None) for _ in range(MORE_THAN_A_PIPE_HOLDS)} == {200}
        assert service.status("/v1/recommendations", EXAMPLE) == 200
        assert service.status("/nowhere") == 404
        assert service.send(b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n").startswith(b"HTTP/1.1 400 ")
