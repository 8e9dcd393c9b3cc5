"""Lines on stderr that never fail a request and never hold one: what cannot be written is dropped and counted."""

from __future__ import annotations

import os
import stat
import sys
from threading import Lock

_counting = Lock()
_dropped = 0


def write_line(line: str) -> None:
    """Write one whole line, or drop it: a full disk or a dead log collector must not stop a clinic's answers."""
    data = line.encode("utf-8", "backslashreplace") + b"\n"
    try:
        # stderr is looked up at each line, so that whoever replaces it gets the lines; it is None where it was closed.
        written = os.write(sys.stderr.fileno(), data)
    except (OSError, ValueError, AttributeError):
        written = 0
    if written < len(data):
        _count()


def dropped_lines() -> int:
    """How many lines this process has dropped, or written in part, since it began."""
    return _dropped


def never_wait_for_stderr() -> None:
    """Let a pipe or socket refuse what its reader is too slow for.

    Whoever shares it is concerned too, so that only a server asks for this, never a library or a test.
    """
    try:
        descriptor = sys.stderr.fileno()
        kind = os.fstat(descriptor).st_mode
        if stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind):
            os.set_blocking(descriptor, False)
    except (OSError, ValueError, AttributeError):
        return  # Nothing can be written there at all, which write_line counts.


def _count() -> None:
    global _dropped
    with _counting:
        _dropped += 1
