"""How far a long work on many records has come: a bar on a terminal, and the sum at the end."""

from __future__ import annotations

import sys
from collections import Counter
from time import monotonic
from typing import Final, TextIO

WIDTH: Final = 30  # characters
SECONDS: Final = 0.2  # between two drawings


class Progress:
    """A bar by the bytes of the records, where their sum is known; a log or a pipe is told the end alone."""

    def __init__(self, bytes_in_all: int | None, told_to: TextIO = sys.stderr) -> None:
        self.bytes_in_all, self.told_to = bytes_in_all, told_to
        self.bytes_done = 0
        self.statuses: Counter[int] = Counter()
        self._began = self._drawn = monotonic()

    def more(self, statuses: Counter[int], bytes_done: int) -> None:
        """Add what was answered since."""
        self.statuses += statuses
        self.bytes_done += bytes_done
        if self.told_to.isatty() and monotonic() - self._drawn >= SECONDS:
            self._drawn = monotonic()
            print(f"\r{self._bar()}{self._sum()}", end="", file=self.told_to, flush=True)

    def end(self) -> None:
        """Tell the sum."""
        begins = "\r\033[K" if self.told_to.isatty() else ""
        print(f"{begins}{self._sum()}", file=self.told_to)

    def _bar(self) -> str:
        if not self.bytes_in_all:
            return ""
        share = min(1.0, self.bytes_done / self.bytes_in_all)
        return f"[{'#' * round(share * WIDTH):<{WIDTH}}] {share:4.0%} "

    def _sum(self) -> str:
        records, seconds = self.statuses.total(), monotonic() - self._began
        rate = records / seconds if seconds else 0
        faulty = records - self.statuses[200]
        return f"{records:,} records in {seconds:.0f} s ({rate:,.0f} a second), {faulty:,} of them with faults"
