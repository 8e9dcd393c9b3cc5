"""A client's connection as the worker's loop sees it, and one request in memory as gunicorn's threads see it."""

from __future__ import annotations

import errno
import re
import select
import socket
from io import BytesIO
from time import monotonic
from typing import Any, Final

from service.server.arriving import Arriving

RECEIVED_AT_ONCE: Final = 65_536
SENT_AT_ONCE: Final = 32_768  # of an answer that leaves while it is worked out
MOST_BEHIND: Final = 262_144
HAS_LENGTH: Final = re.compile(rb"^content-length:", re.IGNORECASE | re.MULTILINE)
GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Connection:
    """One client: what is arriving from it and what is leaving to it, until when, and what comes afterwards."""

    __slots__ = (
        "_left",
        "address",
        "arriving",
        "deadline",
        "holds",
        "keep",
        "leaving",
        "lingers",
        "rest",
        "server",
        "socket",
        "watched",
    )

    def __init__(self, client: socket.socket, address: Any, server: Any, arriving: Arriving) -> None:
        client.setblocking(False)
        self.socket, self.address, self.server = client, address, server
        self.arriving = arriving
        self.rest = b""  # what has come after the request
        self.leaving, self._left = b"", 0
        self.deadline = 0.0
        self.holds = 0  # bytes in memory
        self.keep = True
        self.lingers = False
        self.watched = 0  # the events that the loop waits for

    @property
    def asks_nothing(self) -> bool:
        """Is there no request to refuse: has nothing of one come, or is it answered?"""
        return bool(self.leaving) or self.lingers or not self.arriving.data

    def receive(self) -> bytes | None:
        """What has come: nothing where the client has ended, None where it has sent nothing more yet."""
        try:
            return self.socket.recv(RECEIVED_AT_ONCE)
        except BlockingIOError:
            return None

    def tell_to_go_on(self) -> None:
        """Answer an Expect: 100-continue, once."""
        if self.arriving.expects:
            self.arriving.expects = False
            self.socket.send(GO_ON)

    def send(self) -> bool:
        """Send as much as the kernel takes; has all of it left?"""
        try:
            while self._left < len(self.leaving):
                self._left += self.socket.send(memoryview(self.leaving)[self._left :])
        except BlockingIOError:
            return False
        self.leaving, self._left = b"", 0
        return True


class Exchange:
    """One request and its answer in memory, with as much of a socket as gunicorn asks for.

    An answer of which nobody knows the length yet leaves while it is worked out. Nothing else here waits: for a client
    that falls behind so long in all, as long as that takes, the work stands still; then the connection is given up.
    """

    def __init__(self, request: bytes, client: socket.socket | None = None, patience: float = 0.0) -> None:
        self._request = BytesIO(request)
        self._client, self._patience = client, patience
        self._streams: bool | None = None
        self.answer = bytearray()

    def recv(self, size: int) -> bytes:
        """The next bytes of the request."""
        return self._request.read(size)

    def sendall(self, data: bytes) -> None:
        """More of the answer; the first of it is its head."""
        if self._streams is None:
            self._streams = self._client is not None and HAS_LENGTH.search(data) is None
        self.answer += data
        if self._streams and len(self.answer) >= SENT_AT_ONCE:
            self._send()

    def send(self, data: bytes) -> int:
        """The interim answer 100, which the loop has sent."""
        return len(data)

    def ignore(self, *_: object) -> None:
        """What concerns a real socket alone."""

    setblocking = settimeout = shutdown = close = ignore

    def _send(self) -> None:
        """Send what the kernel takes, and wait where the client is too far behind."""
        assert self._client is not None  # noqa: S101  # otherwise nothing streams
        while self.answer:
            try:
                del self.answer[: self._client.send(self.answer)]
            except BlockingIOError:
                if len(self.answer) < MOST_BEHIND:
                    return
                self._wait(self._client)

    def _wait(self, client: socket.socket) -> None:
        began = monotonic()
        poll = select.poll()
        poll.register(client, select.POLLOUT)
        poll.poll(max(0.0, self._patience) * 1000)
        self._patience -= monotonic() - began
        if self._patience <= 0:
            self.answer.clear()
            raise ConnectionResetError(errno.ECONNRESET, "the client does not read its answer")
