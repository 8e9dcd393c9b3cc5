"""Records of a file, one a line (NDJSON), answered on all cores: `python -m service.cohort records.ndjson`.

The answers are written to stdout, each as /v1/batch tells it and in the order of the records; without a file the
records are read from stdin. What is in memory does not grow with the number of records.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from flask import Flask

from service import create_app
from service.progress import Progress
from service.record_lines import LONGEST_LINE, answers_to
from statemachine import Effort

# What a worker is given at once: enough that handing it over costs little, and bounded also where the lines are long.
MOST_LINES, MOST_BYTES = 50, 1_000_000
AHEAD: Final = 3  # for each worker, so that none waits while a slow part before it is answered

_application: list[Flask] = []  # of a worker


class Part(NamedTuple):
    """Some lines that follow each other: the number of the first, and how many bytes they are."""

    first: int
    lines: list[bytes]
    size: int


class Answered(NamedTuple):
    """The answers to a part, how often each status is among them, and how many bytes of records that was."""

    written: bytes
    statuses: Counter[int]
    size: int


def answered(app: Flask, source: BinaryIO, workers: int) -> Iterator[Answered]:
    """The answers to all records in their order, worked out by so many processes."""
    waiting: deque[Future[Answered]] = deque()
    gc.freeze()  # what a worker looks through, it no longer shares
    with ProcessPoolExecutor(workers, get_context("fork"), _begin, (app,)) as pool:
        try:
            for part in parts(lines_of(source)):
                waiting.append(pool.submit(_answer, part))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def lines_of(source: BinaryIO) -> Iterator[bytes]:
    """Each line; of one that is too long for a record only so much that this is seen."""
    while line := source.readline(LONGEST_LINE + 1):
        yield line
        while not line.endswith(b"\n") and (line := source.readline(LONGEST_LINE)):
            """The rest of it."""


def parts(lines: Iterable[bytes]) -> Iterator[Part]:
    """The lines, some at a time."""
    first, some, size = 1, list[bytes](), 0
    for line in lines:
        some.append(line)
        size += len(line)
        if len(some) >= MOST_LINES or size >= MOST_BYTES:
            yield Part(first, some, size)
            first, some, size = first + len(some), [], 0
    if some:
        yield Part(first, some, size)


def _begin(app: Flask) -> None:
    """Begin a worker; an interruption is the parent's to handle, and garbage is looked for between parts."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _application.append(app)


def _answer(part: Part) -> Answered:
    unbounded = Effort(float("inf"), float("inf"))  # a record by itself is bounded
    [app] = _application
    told = [*answers_to(app, enumerate(part.lines, part.first), unbounded)]
    gc.collect()  # once for all of them: a sixth of the time went into looking
    return Answered(b"".join(one.written for one in told), Counter(one.status for one in told), part.size)


def main(arguments: list[str]) -> int:
    """Answer a file, or stdin; how many records had faults is told on stderr at the end."""
    if len(arguments) > 1 or arguments[:1] in (["-h"], ["--help"]):
        print(__doc__, file=sys.stderr)
        return 2
    with Path(arguments[0]).open("rb") if arguments else nullcontext(sys.stdin.buffer) as source:
        progress = Progress(os.fstat(source.fileno()).st_size if arguments else None)
        try:
            for some in answered(create_app(), source, len(os.sched_getaffinity(0))):
                sys.stdout.buffer.write(some.written)
                sys.stdout.buffer.flush()
                progress.more(some.statuses, some.size)
        except BrokenPipeError:  # whoever reads the answers has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
        except KeyboardInterrupt:
            return 130
        progress.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
