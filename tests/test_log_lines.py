"""A line of the log is written whole or dropped and counted; it never fails what it is about, and never holds it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO

import pytest
from flask.testing import FlaskClient

from service.log_lines import dropped_lines, never_wait_for_stderr, write_line

LINE = "x" * 999


@contextmanager
def stderr(descriptor: int) -> Iterator[None]:
    """Let a descriptor be stderr, and close it afterwards."""
    with os.fdopen(descriptor, "w") as file, redirect_stderr(file):
        yield


def test_a_full_disk_drops_the_line() -> None:
    before = dropped_lines()
    with stderr(os.open("/dev/full", os.O_WRONLY)):
        write_line(LINE)
    assert dropped_lines() == before + 1


def test_a_closed_pipe_drops_the_line() -> None:
    read, write = os.pipe()
    os.close(read)
    before = dropped_lines()
    with stderr(write):
        write_line(LINE)
    assert dropped_lines() == before + 1


@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_a_reader_who_is_too_slow_loses_lines_and_holds_nobody(kind: str) -> None:
    if kind == "pipe":
        read, write = os.pipe()
    else:
        near, far = socket.socketpair()
        read, write = far.detach(), near.detach()
    before = dropped_lines()
    with stderr(write):
        never_wait_for_stderr()
        for _ in range(2_000):
            write_line(LINE)
    assert 1_000 < dropped_lines() - before < 2_000
    with os.fdopen(read, "rb") as reader:
        assert reader.readline() == f"{LINE}\n".encode()


def test_no_stderr_at_all_drops_the_line() -> None:
    before = dropped_lines()
    for missing in (None, StringIO()):
        with redirect_stderr(missing):
            never_wait_for_stderr()
            write_line(LINE)
    assert dropped_lines() == before + 2


def test_a_request_is_answered_although_nothing_can_be_logged(client: FlaskClient) -> None:
    before = dropped_lines()
    with stderr(os.open("/dev/full", os.O_WRONLY)):
        assert client.get("/livez").status_code == 200
        assert client.get("/nowhere").status_code == 404
    assert dropped_lines() == before + 2
