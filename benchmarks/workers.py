"""The worker processes of a running gunicorn: how much memory and whose connections each holds. Linux only."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    """Megabytes of a process; in `proportional` a page that n processes share counts as one nth of a page."""

    resident: float
    proportional: float


def workers(master: int) -> set[int]:
    """The processes whose parent is the master."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in parentheses may contain blanks; the parent is the second field after it.
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == master:
            found.add(int(stat.parent.name))
    return found


def memory(worker: int) -> Memory:
    """What a worker holds now."""
    rows = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (row.partition(":") for row in rows)}
    return Memory(kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024)


def client_ports(worker: int, port: int) -> set[int]:
    """The ports of the clients whose connections to this port of the service the worker has accepted."""
    links = [str(each.readlink()) for each in Path(f"/proc/{worker}/fd").iterdir()]
    inodes = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:")}
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ends = [(row[1].partition(":")[2], row[2].partition(":")[2]) for row in rows if row[9] in inodes]
    return {int(client, 16) for own, client in ends if int(own, 16) == port} - {0}
