"""How long the service takes from its start as a process to the first answer of /readyz. Linux only.

The processor time is what a machine with nothing else to do would take, for all happens in one thread.
"""

import os
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from statistics import median
from time import monotonic, sleep

from benchmarks.http import processor_seconds, stop

ROOT = Path(__file__).parent.parent
STARTS = 5
TARGET = 2.0


def main() -> int:
    """Measure, one start after another; 0 if the median reaches the target."""
    taken = []
    for number in range(1, STARTS + 1):
        elapsed, processor = start()
        print(f"start {number}: ready after {elapsed:.2f} s, of which {processor:.2f} s processor time", flush=True)
        taken.append(elapsed)
    reached = median(taken) <= TARGET
    print(f"median {median(taken):.2f} s; target at most {TARGET:.0f} s: {'reached' if reached else 'MISSED'}")
    return 0 if reached else 1


def start() -> tuple[float, float]:
    """The seconds of one start, by the clock and of the processor."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)}
    begun = monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        while not is_ready(port):
            if process.poll() is not None or monotonic() > begun + 60:
                raise SystemExit("the service does not start")
            sleep(0.02)
        return monotonic() - begun, processor_seconds(process.pid)
    finally:
        stop(process)


def is_ready(port: int) -> bool:
    """Whether /readyz answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
