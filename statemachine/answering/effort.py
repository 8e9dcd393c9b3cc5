"""What one request may cost: in work, which is the same on every machine, and in processor time as the last resort.

Nothing new is begun once it is used up. One record is bounded by itself (`resolve`), so that no more than its cost can
come on top, and its answer never depends on what was asked before it.
"""

from __future__ import annotations

from time import thread_time
from typing import Final

MOST_WORK: Final = 48_000  # entries read (Resolution.effort)
MOST_SECONDS = 1.6  # of this thread's processor time; with the last record and the writing of the answer below 2


class Effort:
    """What a request has cost so far, shared by all that it asks; `work` is added by whoever asks about a record."""

    __slots__ = ("_began", "is_met", "most_seconds", "most_work", "work")

    def __init__(self, most_work: float = MOST_WORK, most_seconds: float | None = None) -> None:
        self.most_work = most_work
        self.most_seconds = MOST_SECONDS if most_seconds is None else most_seconds
        self.work = 0
        self.is_met = False
        self._began = thread_time()

    @property
    def seconds(self) -> float:
        """The processor time so far; to be asked by the thread that began."""
        return thread_time() - self._began

    def spend(self, work: int) -> None:
        """Add what something has cost, in entries read."""
        self.work += work

    @property
    def is_used_up(self) -> bool:
        """Must nothing more be begun? Asked only where something more would be: `is_met` remembers that it was cut."""
        if self.work >= self.most_work or self.seconds >= self.most_seconds:
            self.is_met = True
        return self.is_met


class _Unbounded(Effort):
    """For questions that no request asks: proofs, tests and the terminal."""

    __slots__ = ()

    def spend(self, work: int) -> None:
        """Count nothing, as it is shared by everybody."""


UNBOUNDED: Final[Effort] = _Unbounded(float("inf"), float("inf"))
