"""Whether the service holds out: a minute of mixed load, every worker killed, and a stop under load: `make load`.

32 clients ask without pause, and every answer is compared with the one given when nobody else asked. The memory of each
worker is held against the first quarter of the minute. Then each worker is killed in turn, and only those who were
connected to it may lose a request. At last the service is told to stop while clients connect again and again. When the
last worker stops listening, the kernel resets those whom none has accepted yet. Whom a worker drops instead, the kernel
counts as a connection closed over unread data; on the whole machine, so other work may add to it. Linux only.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from pathlib import Path
from random import Random
from statistics import quantiles
from threading import Event, Thread
from time import monotonic, sleep
from typing import NamedTuple

from benchmarks.http import server
from benchmarks.mixed_requests import Answered, Asked, exchange, mix
from benchmarks.workers import Memory, client_ports, memory, workers

PORT = 8734
SECONDS = 60.0
AROUND_A_KILL, BEFORE_THE_STOP, STOPS_WITHIN = 4.0, 4.0, 20.0
CONNECTIONS = 32
MOST_GROWTH, MOST_MEMORY = 1.1, 90.0
MOST_RESETS = 2

Mix = Sequence[tuple[Asked, Answered]]


class Told(NamedTuple):
    """How a request went (right, busy, wrong, failed, refused, reset or dropped), and the port of its client."""

    how: str
    seconds: float
    port: int


class Row(NamedTuple):
    """A line of the table."""

    measured: str
    target: str
    reached: str
    kept: bool


def main() -> int:
    """Measure and print the table; 0 if every target is reached."""
    with server("service:create_app()", PORT) as master:
        asked = mix(PORT)
        rows = [*minute(master, asked), *kills(master, asked), *stop(master, asked)]
    print(f"\n{'':<66}{'target':<18}reached")
    for row in rows:
        print(f"{row.measured:<66}{row.target:<18}{row.reached}{'' if row.kept else '  MISSED'}")
    return 0 if all(row.kept for row in rows) else 1


def minute(master: int, asked: Mix) -> Iterator[Row]:
    """The answers and the memory while all goes well."""
    taken: list[dict[int, Memory]] = []
    with clients(asked) as told:
        until = monotonic() + SECONDS
        while monotonic() < until:
            sleep(1)
            taken.append({worker: memory(worker) for worker in sorted(workers(master))})
    cuts = quantiles([each.seconds for each in told], n=100)
    times = f"median {cuts[49] * 1000:.0f} ms, 99th percentile {cuts[98] * 1000:.0f} ms"
    print(f"{CONNECTIONS} connections, {SECONDS:.0f} s: {len(told) / SECONDS:.0f} requests per second, {times}")
    yield from answered(told, "the minute")
    yield none("the minute: requests without an answer", told, "refused", "reset", "dropped")
    quarter = len(taken) // 4
    most = {worker: max(each[worker].resident for each in taken) for worker in taken[0]}
    growth = max(most[worker] / max(each[worker].resident for each in taken[:quarter]) for worker in most)
    yield Row("memory against the first quarter", f"at most {MOST_GROWTH}", f"{growth:.2f}", growth <= MOST_GROWTH)
    resident = ", ".join(f"{each:.0f}" for each in most.values())
    proportional = ", ".join(f"{each.proportional:.0f}" for each in taken[-1].values())
    reached = f"{resident} MB resident at most; {proportional} MB proportional at the end"
    yield Row("memory of each worker", f"below {MOST_MEMORY:.0f} MB", reached, max(most.values()) < MOST_MEMORY)


def kills(master: int, asked: Mix) -> Iterator[Row]:
    """Who loses a request when each worker in turn is killed."""
    connected: set[int] = set()
    with clients(asked) as told:
        for worker in workers(master):
            sleep(AROUND_A_KILL)
            os.kill(worker, signal.SIGSTOP)  # so that it accepts nobody while is noted whom it has
            connected |= client_ports(worker, PORT)
            os.kill(worker, signal.SIGKILL)
        sleep(AROUND_A_KILL)
    yield from answered(told, "workers killed")
    lost = [each for each in told if each.how in ("refused", "reset", "dropped")]
    others = [each for each in lost if each.port not in connected]
    reached = f"{len(others)} (of those killed {len(lost) - len(others)} of {len(connected)} connections)"
    yield Row("workers killed: requests to other workers without an answer", "0", reached, not others)


def stop(master: int, asked: Mix) -> Iterator[Row]:
    """Who is not answered when the service is told to stop, while half of the requests come on a new connection."""
    before = closed_over_unread_data()
    with clients(asked, connect_again=0.5) as told:
        sleep(BEFORE_THE_STOP)
        os.kill(master, signal.SIGTERM)
        begun = monotonic()
        while workers(master) and monotonic() < begun + STOPS_WITHIN + 5:
            sleep(0.1)
        took = monotonic() - begun
    yield from answered(told, "the stop")
    yield none("the stop: accepted requests without an answer", told, "dropped")
    resets = sum(each.how == "reset" for each in told)
    closed = closed_over_unread_data() - before
    kept = resets <= MOST_RESETS and not closed
    reached = f"{resets} of {len(told)}; dropped by a worker {closed}"
    yield Row("the stop: resets, all by the kernel", f"at most {MOST_RESETS}", reached, kept)
    reached = f"{took:.1f} s"
    yield Row("the stop: until the last worker ends", f"within {STOPS_WITHIN:.0f} s", reached, took < STOPS_WITHIN)


def answered(told: Sequence[Told], when: str) -> Iterator[Row]:
    """No answer is wrong, and none a failure."""
    yield none(f"{when}: wrong answers", told, "wrong")
    yield none(f"{when}: answers 500 and more, but for 503 to the costly", told, "failed")


def none(measured: str, told: Sequence[Told], *hows: str) -> Row:
    """The row of what must not occur."""
    found = sum(each.how in hows for each in told)
    return Row(measured, "0", f"{found} of {len(told)}", not found)


@contextmanager
def clients(asked: Mix, connect_again: float = 0.0) -> Iterator[list[Told]]:
    """Keep so many clients asking while the block runs; gives how each request went."""
    over = Event()
    told: list[Told] = []
    threads = [
        Thread(target=keep_asking, args=(asked, Random(number), connect_again, over, told))  # noqa: S311
        for number in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        over.set()
        for thread in threads:
            thread.join()


def keep_asking(asked: Mix, random: Random, connect_again: float, over: Event, told: list[Told]) -> None:
    """Ask one thing after the other; where nobody listens any longer, no more."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    while not over.is_set():
        told.append(ask(connection, *random.choice(asked)))
        if told[-1].how == "refused":
            break
        if random.random() < connect_again:
            connection.close()
    connection.close()


def ask(connection: HTTPConnection, asked: Asked, right: Answered) -> Told:
    """How one request goes."""
    begun = monotonic()
    port = 0
    try:
        if connection.sock is None:
            connection.connect()
        port = connection.sock.getsockname()[1]
        how = judged(exchange(connection, asked), asked, right)
    except (OSError, HTTPException) as error:
        connection.close()
        how = loss(error)
    return Told(how, monotonic() - begun, port)


def judged(answer: Answered, asked: Asked, right: Answered) -> str:
    """What an answer is."""
    if answer == right:
        return "right"
    if answer.status == 503 and asked.is_costly:
        return "busy"
    return "failed" if answer.status >= 500 else "wrong"


def loss(error: Exception) -> str:
    """What a request without an answer was lost to; who ends a connection in order has accepted it."""
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    is_reset = isinstance(error, ConnectionResetError | BrokenPipeError) and not isinstance(error, RemoteDisconnected)
    return "reset" if is_reset else "dropped"


def closed_over_unread_data() -> int:
    """How many connections of this machine were so far."""
    rows = [line.split() for line in Path("/proc/net/netstat").read_text().splitlines() if line.startswith("TcpExt:")]
    counts = dict(zip(*rows, strict=True))
    return int(counts["TCPAbortOnClose"]) + int(counts["TCPAbortOnData"])


if __name__ == "__main__":
    sys.exit(main())
