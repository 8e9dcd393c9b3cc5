"""gunicorn's worker with threads, in which a thread gets only whole requests and never waits for a client.

The loop takes requests in and sends answers out; both have a deadline. So idle connections, slow headers, slow bodies
and slow readers cost memory alone, of which there is a bound: whoever has waited longest, or holds most, gives way.
TLS is the proxy's work. gunicorn promises nothing for some of what is overridden here: hence its pin, and the tests
over sockets.
"""

from __future__ import annotations

import errno
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from io import BytesIO
from typing import Any, Final

import structlog
from gunicorn.errors import ConfigError
from gunicorn.http.errors import UnsupportedTransferCoding
from gunicorn.workers.gthread import TConn, ThreadWorker

from service.foreign_log import places, tell_uncaught_by_kind_and_place
from service.server.arriving import Arriving, TooLarge
from service.server.connection import Connection, Exchange
from service.server.refusals import refusal, status_of
from service.settings import BATCH_PATH, FHIR_PATHS, read_settings

LINGER_SECONDS: Final = 2.0  # for a client to read its answer before the connection ends
SWEEP_SECONDS: Final = 0.25
TAKING_SECONDS: Final = 2.0  # for all who have connected when the service stops; with many there is always one more


class WholeRequestWorker(ThreadWorker):
    """The worker class that gunicorn.conf.py names."""

    head_seconds = 10.0
    body_seconds = 20.0
    answer_seconds = 30.0
    behind_seconds = 10.0  # in all, for a client that does not keep up with an answer while it is worked out
    most_held = 16_000_000  # bytes of requests that have not been answered, and of answers that have not left

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settings = read_settings()
        self.most_body = settings.body_limit_bytes
        self.larger = {BATCH_PATH.encode(): settings.batch_limit_bytes}
        self.larger |= {path.encode(): settings.fhir_limit_bytes for path in FHIR_PATHS}
        self.most_held = max(self.most_held, 4 * self.most_body)
        self.waiting: dict[Connection, None] = {}  # those that the loop waits for, the longest first
        self.held = 0
        self.swept = 0.0

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Refuse what would be served in the clear although a certificate was named."""
        if cfg.is_ssl:
            raise ConfigError("This worker speaks no TLS: let the proxy do it.")

    def init_process(self) -> None:
        """Begin: from here on the process sees requests."""
        tell_uncaught_by_kind_and_place()
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Take the connection that the loop was told of."""
        self._take(listener)

    def handle(self, connection: Connection) -> bool:
        """Answer one whole request, in a thread."""
        structlog.contextvars.clear_contextvars()
        request, connection.rest = connection.arriving.take()
        exchange = Exchange(request, connection.socket, self.behind_seconds)
        conn = TConn(self.cfg, exchange, connection.address, connection.server)
        conn.data_ready = True
        # Where the parser has read less than what was whole, the two disagree on where the request ends.
        keep = super().handle(conn) is True and not conn.parser.unreader.take_buffered()
        connection.leaving = bytes(exchange.answer)
        connection.send()  # most answers leave here, without the loop
        return keep

    def handle_request(self, req: Any, conn: Any) -> bool:
        """Ask the application; that a body cannot be read is told before, as the client's mistake that it is."""
        if any(name == "TRANSFER-ENCODING" and value.lower() != "chunked" for name, value in req.headers):
            raise UnsupportedTransferCoding("")  # gunicorn would hand compressed bytes to the application as plain
        req.body = BytesIO(req.body.read())
        return bool(super().handle_request(req, conn))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Refuse without an echo, in the answer and in the log."""
        client.sendall(refusal(status_of(exc), type(exc).__name__, places(exc.__traceback__)))

    def finish_request(self, connection: Connection, done: Future[bool]) -> None:
        """Send what a thread has answered."""
        connection.keep = not done.cancelled() and done.exception() is None and done.result()
        self._guarded(connection, self._write)

    def murder_keepalived(self, force: bool = False) -> None:
        """End the connections whose time is over, or all."""
        now = time.monotonic()
        if not force and now < self.swept + SWEEP_SECONDS:
            return
        self.swept = now
        for connection in [each for each in self.waiting if force or each.deadline <= now]:
            if force or connection.asks_nothing:
                self._end(connection)
            else:
                self._guarded(connection, lambda slow: self._refuse(slow, 408, "TooSlow"))

    def _cap_keepalive(self, deadline: float) -> None:
        """Stop: take all who have connected already, and leave little time to those who ask nothing."""
        until = time.monotonic() + TAKING_SECONDS
        for listener in self.sockets:
            while time.monotonic() < until and self._take(listener):
                """Whoever is still in the kernel's queue when it closes is reset."""
            listener.close()
        for connection in self.waiting:
            if connection.asks_nothing:
                connection.deadline = min(connection.deadline, deadline)

    def _take(self, listener: Any) -> bool:
        """Accept one connection; where there are too many, the one that has waited longest ends."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE) and self.waiting:
                self._end(next(iter(self.waiting)))
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return False
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections and self.waiting:
            self._end(next(iter(self.waiting)))
        connection = Connection(client, address, listener.getsockname(), self._nothing_yet())
        self._wait(connection, selectors.EVENT_READ, self.head_seconds)
        self._guarded(connection, self._read)
        return True

    def _ready(self, connection: Connection, _: socket.socket) -> None:
        if connection.watched:
            self._guarded(connection, self._write if connection.leaving else self._read)

    def _guarded(self, connection: Connection, step: Callable[[Connection], None]) -> None:
        """Do something with a connection; what goes wrong there ends it, and not the worker."""
        try:
            step(connection)
        except OSError:
            self._end(connection)
        except Exception:
            self.log.exception("A connection failed.")
            self._end(connection)

    def _read(self, connection: Connection) -> None:
        data = connection.receive()
        if data == b"":
            self._end(connection)
        elif data and not connection.lingers:
            self._arrive(connection, data)

    def _arrive(self, connection: Connection, data: bytes) -> None:
        """Take more of a request; one that is whole goes to a thread."""
        arriving = connection.arriving
        begun, head = bool(arriving.data), arriving.head
        try:
            arriving.add(data)
        except TooLarge as refused:
            self._refuse(connection, refused.status, "TooLarge")
            return
        self._hold(connection, len(arriving.data))
        if arriving.whole:
            self._forget(connection)
            self.enqueue_req(connection)
            return
        if not begun or head != arriving.head:
            self._wait(connection, selectors.EVENT_READ, self.body_seconds if arriving.head else self.head_seconds)
        connection.tell_to_go_on()
        self._make_room()

    def _make_room(self) -> None:
        """Where all together hold too much, whoever holds most gives way."""
        if self.held <= self.most_held:
            return
        largest = max(self.waiting, key=lambda each: each.holds)
        if largest.leaving:
            self._end(largest)
        else:
            self._guarded(largest, lambda large: self._refuse(large, 503, "TooMuchAtOnce"))

    def _write(self, connection: Connection) -> None:
        if not connection.send():
            if connection.watched != selectors.EVENT_WRITE:
                self._wait(connection, selectors.EVENT_WRITE, self.answer_seconds)
                self._hold(connection, len(connection.leaving))
                self._make_room()
            return
        self._hold(connection, 0)
        if connection.keep:
            connection.arriving = self._nothing_yet()
            self._wait(connection, selectors.EVENT_READ, self.cfg.keepalive if self.alive else LINGER_SECONDS)
            if connection.rest:
                self._arrive(connection, connection.rest)
        else:
            connection.lingers = True
            connection.socket.shutdown(socket.SHUT_WR)
            self._wait(connection, selectors.EVENT_READ, LINGER_SECONDS)

    def _refuse(self, connection: Connection, status: int, kind: str) -> None:
        """Answer a request that will not be read to its end."""
        connection.leaving, connection.keep = refusal(status, kind), False
        connection.arriving = self._nothing_yet()
        self._write(connection)

    def _nothing_yet(self) -> Arriving:
        return Arriving(self.most_body, self.larger)

    def _hold(self, connection: Connection, size: int) -> None:
        self.held += size - connection.holds
        connection.holds = size

    def _wait(self, connection: Connection, events: int, seconds: float) -> None:
        """Let the loop wait for these events, and the connection be the last to give way."""
        self.waiting.pop(connection, None)
        self.waiting[connection] = None
        connection.deadline = time.monotonic() + seconds
        if not connection.watched:
            self.poller.register(connection.socket, events, partial(self._ready, connection))
        elif connection.watched != events:
            self.poller.modify(connection.socket, events, partial(self._ready, connection))
        connection.watched = events

    def _forget(self, connection: Connection) -> None:
        self.waiting.pop(connection, None)
        if connection.watched:
            self.poller.unregister(connection.socket)
            connection.watched = 0

    def _end(self, connection: Connection) -> None:
        if connection.socket.fileno() >= 0:
            self._forget(connection)
            self._hold(connection, 0)
            connection.socket.close()
            self.nr_conns -= 1
