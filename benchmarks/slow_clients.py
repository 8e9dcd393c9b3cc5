"""What a healthy client gets while two hundred others are slow, for thirty seconds each kind: `make slow-clients`.

Each healthy request is a recommendation on a connection of its own. The rate beside the slow clients is held against
the one before and after them, as the machine has other work too. Linux only.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import quantiles
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple

from benchmarks.http import EXAMPLES, ask, server

SECONDS = 30.0
ALONE = 10.0
CLIENTS = 200
TARGET = 0.5
PORT = 8733
BODY = (EXAMPLES / "early-relapse-second-line.json").read_bytes()
HEAD = b"POST /v1/recommendations HTTP/1.1\r\nHost: slow\r\nContent-Type: application/json\r\n"
KINDS = {
    "idle connections": (b"", b""),
    "slow headers": (HEAD, b"a"),
    "slow bodies": (HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY), b" "),
    "slow readers": (b"GET /openapi.json HTTP/1.1\r\nHost: slow\r\n\r\n" * 5, b""),
}


class Healthy(NamedTuple):
    """What the healthy client got."""

    per_second: float
    failed: int
    p50: float
    p99: float


def main() -> int:
    """Measure each kind; 0 if the healthy client kept its share and lost nothing."""
    held = True
    with server("service:create_app()", PORT):
        healthy(3)
        before = healthy(ALONE)
        print(f"alone: {told(before)}", flush=True)
        for kind, (begun, drip) in KINDS.items():
            with slow_clients(begun, drip) as reconnected:
                beside = healthy(SECONDS)
            after = healthy(ALONE)
            share = beside.per_second / ((before.per_second + after.per_second) / 2)
            print(f"{CLIENTS} {kind}: {told(beside)}; {share:.2f} of the rate alone; {reconnected[0]} connected again")
            print(f"alone: {told(after)}", flush=True)
            held = held and beside.failed == 0 and share >= TARGET
            before = after
    print(f"target: none failed, at least {TARGET} of the rate alone: {'reached' if held else 'MISSED'}")
    return 0 if held else 1


def told(seen: Healthy) -> str:
    """The figures in words."""
    times = f"median {seen.p50 * 1000:.0f} ms, 99th percentile {seen.p99 * 1000:.0f} ms"
    return f"{seen.per_second:.0f} requests per second, {seen.failed} failed, {times}"


def healthy(seconds: float) -> Healthy:
    """Ask again and again for some seconds."""
    took: list[float] = []
    failed = 0
    start = monotonic()
    while (begun := monotonic()) < start + seconds:
        try:
            ask(PORT, "/v1/recommendations", BODY)
        except (OSError, RuntimeError):
            failed += 1
        took.append(monotonic() - begun)
    cuts = quantiles(took, n=100)
    return Healthy((len(took) - failed) / (monotonic() - start), failed, cuts[49], cuts[98])


@contextmanager
def slow_clients(begun: bytes, drip: bytes) -> Iterator[list[int]]:
    """Keep so many slow clients connected, each again as soon as its connection ends; gives how often that was."""
    over = Event()
    reconnected = [0]
    with ExitStack() as at_the_end:
        clients = [_connect(begun) for _ in range(CLIENTS)]

        def keep_on() -> None:
            while not over.wait(1):
                for place, client in enumerate(clients):
                    if _ended(client, drip):
                        client.close()
                        clients[place] = _connect(begun)
                        reconnected[0] += 1

        thread = Thread(target=keep_on)
        thread.start()
        at_the_end.callback(_close, clients)
        at_the_end.callback(thread.join)
        at_the_end.callback(over.set)
        yield reconnected


def _connect(begun: bytes) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(10)
    client.connect(("127.0.0.1", PORT))
    client.settimeout(0)
    if begun:
        client.send(begun)
    return client


def _close(clients: list[socket.socket]) -> None:
    for client in clients:
        client.close()


def _ended(client: socket.socket, drip: bytes) -> bool:
    try:
        if drip:
            client.send(drip)
        return client.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


if __name__ == "__main__":
    sys.exit(main())
