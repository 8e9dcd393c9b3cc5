"""The worker processes of a running gunicorn: which there are, and how much memory each holds. Linux only."""

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
