"""Whether costly questions leave room for the others: `python -m benchmarks.costly`, about a minute.

Against two workers as they are run, eight and thirty clients that ask heavy what-ifs without pause, ten that compare
eight names and twelve that ask for changes; beside each, one that asks for recommendations and one for `/livez`. Told
are the slowest of `/livez`, the 99th percentile of recommendations, how the costly ones were answered, and the memory
of each worker. 1 if a target was missed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPConnection
from itertools import product
from threading import Thread
from time import monotonic, sleep
from typing import Any, NamedTuple

from benchmarks.http import EXAMPLES, server
from benchmarks.workers import memory, workers

PORT = 8733
SECONDS = 6.0
MOST_ALIVE, MOST_RECOMMENDED, MOST_MEMORY = 1.0, 0.5, 90.0
EDITIONS = ("asco@2022-05-31", "asco@2018-06-25", "overview@2017-07-17", "contemporary@2026-05-15")
REGIMENS = ("thp", "t_dxd", "t_dm1", "tucatinib_trastuzumab_capecitabine")
JSON = {"Content-Type": "application/json"}


class Request(NamedTuple):
    """What a client asks again and again."""

    method: str
    path: str
    body: bytes | None = None


class Asked(NamedTuple):
    """How often with which status, and how long each took in seconds."""

    statuses: Counter[int]
    seconds: list[float]


def record(length: int, **more: Any) -> dict[str, Any]:
    """So many treatments, each with a progression, all in one year: their order is open."""
    history: list[Any] = []
    for number in range(length):
        treatment = {"regimen": REGIMENS[number % len(REGIMENS)]}
        history.append({"treatment": treatment, "setting": "metastatic", "started": "2025", **more})
        history.append({"event": "progression", "on": "2025"})
    patient = {"her2_status": "positive"}
    return {"as_of": "2026-11-20", "history_complete": False, "patient": patient, "history": history}


def attacks() -> list[tuple[str, list[Request]]]:
    """The name of each attack, and the request of each of its clients."""
    scenarios = [{"name": str(number), "patient": {"age_years": 30 + number % 60}} for number in range(100)]
    heavy = [
        Request("POST", "/v1/what-if", json.dumps({"base": base, "scenarios": scenarios, "answers": True}).encode())
        for base in (record(100), record(100, ended="2025"), record(12, ended="2025"))
    ]
    names = [*EDITIONS, *EDITIONS]
    compared = json.dumps({"record": record(100, ended="2025"), "guidelines": names}).encode()
    changes = [
        Request("GET", f"/v1/guidelines/{one}/changes/{other}")
        for one, other in product(EDITIONS, repeat=2)
        if one != other
    ]
    return [
        ("8 heavy what-ifs", (heavy * 3)[:8]),
        ("30 heavy what-ifs", heavy * 10),
        ("10 comparisons of 8 names", [Request("POST", "/v1/comparisons", compared)] * 10),
        ("12 changes", changes),
    ]


def keep_asking(request: Request, until: float, asked: Asked) -> None:
    """Ask on a connection of its own each time; a client that is told when to come again comes at once."""
    while monotonic() < until:
        began = monotonic()
        connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        try:
            connection.request(request.method, request.path, request.body, JSON)
            answer = connection.getresponse()
            answer.read()
            asked.statuses[answer.status] += 1
        except OSError:
            asked.statuses[0] += 1
        finally:
            connection.close()
        asked.seconds.append(monotonic() - began)


def attacked(requests: Sequence[Request]) -> tuple[Asked, Asked, Asked]:
    """What the costly clients, the one for recommendations and the one for livez were answered at the same time."""
    healthy = Request("POST", "/v1/recommendations", (EXAMPLES / "early-relapse-second-line.json").read_bytes())
    costly, recommended, alive = (Asked(Counter(), []) for _ in range(3))
    until = monotonic() + SECONDS
    clients = [(request, costly) for request in requests]
    clients += [(healthy, recommended), (Request("GET", "/livez"), alive)]
    threads = [Thread(target=keep_asking, args=(request, until, asked)) for request, asked in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return costly, recommended, alive


def resident(master: int) -> list[int]:
    """The resident megabytes of each worker."""
    return [round(memory(worker).resident) for worker in sorted(workers(master))]


def main() -> int:
    """Attack in turn, tell each, and the memory at the end."""
    missed = False
    with server("service:create_app()", PORT) as master:
        sleep(3)  # until both workers have begun
        print(f"memory before: {resident(master)} MB", flush=True)
        for name, requests in attacks():
            costly, recommended, alive = attacked(requests)
            slowest = max(alive.seconds)
            late = sorted(recommended.seconds)[int(len(recommended.seconds) * 0.99)]
            answered = dict(costly.statuses)
            kept = slowest < MOST_ALIVE and late < MOST_RECOMMENDED and answered.keys() <= {200, 503}
            kept = kept and recommended.statuses.keys() | alive.statuses.keys() == {200}
            missed = missed or not kept
            told = f"{name}: livez at most {slowest:.2f} s, recommendations {late:.2f} s at the 99th percentile"
            print(f"{told} of {len(recommended.seconds)}; the costly: {answered}, at most {max(costly.seconds):.1f} s")
            print(f"  memory {resident(master)} MB; {'kept' if kept else 'MISSED'}", flush=True)
        sleep(1)
        missed = missed or max(resident(master)) >= MOST_MEMORY
        print(f"memory after: {resident(master)} MB, below {MOST_MEMORY:.0f}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
