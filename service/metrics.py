"""What is counted for those who run the service, for Prometheus: exact over all workers, and nothing of a patient.

Under gunicorn each worker counts in files of one folder (PROMETHEUS_MULTIPROC_DIR). The files are named by the place of
a worker and not by its process: whoever follows on a worker that died counts on, so that nothing is lost and the
folder does not grow.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from statemachine import Effort

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
RESERVED: Final = 1 << 18  # bytes a file: what all series take is a quarter of it
KINDS: Final = ("counter", "histogram")
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
WORK: Final = (10, 100, 1_000, 3_000, 10_000, 30_000, 48_000, 100_000, 400_000)

_place = 0  # of this worker; the master and a process without gunicorn have 0

if FOLDER in os.environ:
    values.ValueClass = values.MultiProcessValue(lambda: _place)  # type: ignore[no-untyped-call]

_REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter("linewise_requests", "Requests answered.", ("route", "status"), registry=_REGISTRY)
DURATIONS: Final = Histogram(
    "linewise_request_seconds", "From a request read to its answer.", ("route",), registry=_REGISTRY, buckets=SECONDS
)
OUTCOMES: Final = Counter("linewise_outcomes", "Answers told.", ("guideline", "outcome"), registry=_REGISTRY)
REFUSALS: Final = Counter(
    "linewise_refusals", "Problem documents, by status and kind of fault.", ("status", "code"), registry=_REGISTRY
)
EFFORT: Final = Histogram(
    "linewise_effort", "Work of a request, in entries read.", ("route",), registry=_REGISTRY, buckets=WORK
)
BUDGET_MET: Final = Counter("linewise_budget_met", "Answers cut by the bound on work.", ("route",), registry=_REGISTRY)
BATCH_RECORDS: Final = Counter(
    "linewise_batch_records", "Records of batches, by the status each would have had.", ("status",), registry=_REGISTRY
)
DROPPED_LINES: Final = Counter("linewise_dropped_log_lines", "Log lines that were not written.", registry=_REGISTRY)


def count_requests(app: Flask) -> None:
    """Count every request of an application when it is answered."""
    app.after_request(_count)


def told(guideline: str, outcome: str) -> None:
    """Note the answer of the present request, for its count and its line in the log."""
    g.guideline, g.outcome = guideline, outcome


def refused(status: int, codes: Iterable[str | None]) -> None:
    """Count a problem document once for each kind of fault in it."""
    for code in {code or "none" for code in codes} or {"none"}:
        REFUSALS.labels(str(status), code).inc()


def answered_in_a_batch(status: int, guideline: str, outcome: str) -> None:
    """Count one record of many: its outcome, or the status of its problem."""
    BATCH_RECORDS.labels(str(status)).inc()
    if outcome:
        OUTCOMES.labels(guideline, outcome).inc()


def batch_ended(route: str, seconds: float, effort: Effort) -> None:
    """Count what a batch has cost; when its answer began nothing of that was known."""
    DURATIONS.labels(route).observe(seconds)
    _count_effort(route, effort)


def exposition() -> bytes:
    """All counts in the text format of Prometheus."""
    if FOLDER not in os.environ:
        return generate_latest(_REGISTRY)
    every = CollectorRegistry()
    MultiProcessCollector(every)  # type: ignore[no-untyped-call]
    return generate_latest(every)


def reserve(places: Iterable[int]) -> None:
    """Make the files of these places at their full size: a file system that fills up later would end the worker."""
    for place in places:
        for kind in KINDS:
            with (Path(os.environ[FOLDER]) / f"{kind}_{place}.db").open("ab") as file:
                os.posix_fallocate(file.fileno(), 0, RESERVED)


def begin_at(place: int) -> None:
    """Count in the files of this place from now on."""
    global _place
    _place = place


def _count(response: Response) -> Response:
    route = request.url_rule.rule if request.url_rule else "none"
    REQUESTS.labels(route, str(response.status_code)).inc()
    if not response.is_streamed:  # of the others only the first bytes are there
        DURATIONS.labels(route).observe(time.perf_counter() - g.started)
    if "outcome" in g:
        OUTCOMES.labels(g.guideline, g.outcome).inc()
    _count_effort(route, g.effort)
    return response


def _count_effort(route: str, effort: Effort) -> None:
    if effort.work:
        EFFORT.labels(route).observe(effort.work)
    if effort.is_met:
        BUDGET_MET.labels(route).inc()
