"""Throughput over HTTP, as a share of what a trivial Flask endpoint reaches under the same gunicorn settings.

Both servers take the same bodies (openapi/examples) and give the same answers, in each detail, over loopback.
The load shares the processors with the server, which flatters the slower one: the processor time per request,
read from the servers themselves, is the stricter of the two ratios. Linux only.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Thread
from time import monotonic, sleep
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "openapi" / "examples"
TARGETS = {"brief": 0.70, "reasons": 0.50, "full": 0.40}
ROUNDS = 6
SECONDS = 2.0
CONNECTIONS = 8
JSON = {"Content-Type": "application/json"}


class Load(NamedTuple):
    """What is asked of one server: a path and a body per request, in turn."""

    port: int
    master: int
    requests: Sequence[tuple[str, bytes]]


class Rate(NamedTuple):
    """What one server did in one turn."""

    per_second: float
    cpu_per_request: float


def main() -> int:
    """Measure in interleaved rounds; 0 if the median throughput of every detail reaches its target."""
    with TemporaryDirectory() as folder, server("service:create_app()", 8731) as real_master:
        bodies = [path.read_bytes() for path in sorted(EXAMPLES.glob("*.json"))]
        if not bodies:
            raise SystemExit(f"no example requests in {EXAMPLES.relative_to(ROOT)}")
        real = {
            detail: Load(8731, real_master, [(f"/v1/recommendations?detail={detail}", body) for body in bodies])
            for detail in TARGETS
        }
        canned = Path(folder) / "answers.json"
        answers = [json.loads(ask(load.port, *request)) for load in real.values() for request in load.requests]
        canned.write_text(json.dumps(answers))
        os.environ["CANNED_ANSWERS"] = str(canned)
        with server("benchmarks.trivial:create_app()", 8732) as trivial_master:
            numbers = count()
            trivial = {
                detail: Load(8732, trivial_master, [(f"/{next(numbers)}", body) for body in bodies])
                for detail in TARGETS
            }
            return report(rounds(real, trivial))


def rounds(real: Mapping[str, Load], trivial: Mapping[str, Load]) -> Iterator[tuple[str, float, float]]:
    """Give the detail, the throughput ratio and the processor time ratio of each turn; 1 means as fast as trivial."""
    for load in (*real.values(), *trivial.values()):
        turn(load, seconds=0.5)
    for number in range(ROUNDS):
        for detail in TARGETS:
            # The order alternates, so that a machine that slows down or speeds up favours neither.
            if number % 2:
                fast, slow = turn(trivial[detail], SECONDS), turn(real[detail], SECONDS)
            else:
                slow, fast = turn(real[detail], SECONDS), turn(trivial[detail], SECONDS)
            yield detail, slow.per_second / fast.per_second, fast.cpu_per_request / slow.cpu_per_request


def report(ratios: Iterator[tuple[str, float, float]]) -> int:
    """Print each turn as it ends, then the medians by detail."""
    seen: dict[str, list[tuple[float, float]]] = {detail: [] for detail in TARGETS}
    for detail, throughput, cpu in ratios:
        print(f"{detail}: requests per second {throughput:.2f}, processor time {cpu:.2f}", flush=True)
        seen[detail].append((throughput, cpu))
    missed = 0
    print("medians, as shares of a trivial endpoint's:")
    for detail, target in TARGETS.items():
        throughput, cpu = (median(each[part] for each in seen[detail]) for part in (0, 1))
        reached = throughput >= target
        missed += not reached
        print(
            f"{detail}: requests per second {throughput:.2f} (target {target:.2f}: "
            f"{'reached' if reached else 'MISSED'}), processor time {cpu:.2f}"
        )
    return 1 if missed else 0


def turn(load: Load, seconds: float) -> Rate:
    """Keep a server busy for some seconds with one keep-alive connection per thread."""
    counts = [0] * CONNECTIONS
    failures: list[Exception] = []
    before = processor_seconds(load.master)
    start = monotonic()

    def client(position: int) -> None:
        connection = HTTPConnection("127.0.0.1", load.port, timeout=10)
        try:
            number = position
            while monotonic() < start + seconds:
                exchange(connection, *load.requests[number % len(load.requests)])
                counts[position] += 1
                number += 1
        except (OSError, RuntimeError) as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=client, args=(position,)) for position in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = monotonic() - start
    if failures:
        raise failures[0]
    return Rate(sum(counts) / elapsed, (processor_seconds(load.master) - before) / sum(counts))


def ask(port: int, path: str, body: bytes) -> bytes:
    """Send one request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        return exchange(connection, path, body)
    finally:
        connection.close()


def exchange(connection: HTTPConnection, path: str, body: bytes) -> bytes:
    """Send one request and read its answer to the end; anything but a 200 ends the measurement."""
    connection.request("POST", path, body, JSON)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"POST {path} was answered with {answer.status}: {content[:300]!r}")
    return content


@contextmanager
def server(application: str, port: int) -> Iterator[int]:
    """Run gunicorn with the service's own settings; give the master's process id and stop it afterwards."""
    # No worker is replaced while it is measured.
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "--max-requests", "0"]
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)}
    with TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603
            [*command, application], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            wait_for(process, port)
            yield process.pid
        except (OSError, RuntimeError):
            log.seek(0)
            sys.stderr.write(log.read()[-4000:].decode(errors="replace"))
            raise
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server, by force after the time it has for open requests."""
    process.terminate()
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when the server listens; 30 seconds at most."""
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the server on port {port} ended with {process.returncode} before it listened")
        connection = HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.connect()
        except OSError:
            sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"nothing listens on port {port} after 30 seconds")


def processor_seconds(master: int) -> float:
    """Add up user and system time of a master process and its workers, as the kernel accounts them."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in parentheses may contain blanks; the parent is the second field after it.
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(stat.parent.name) == master or int(fields[1]) == master:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
