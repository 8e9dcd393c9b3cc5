"""A mistake in a guideline file: where it is, what is wrong, and what is known in its place; all of them are told."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

MOST_KNOWN = 10  # words shown in place of a mistaken one; evidence.yaml has hundreds of keys


class LibraryError(Exception):
    """Mistakes in the guideline files: each line names file, line and row, what is wrong and what is known."""


class RowFault(ValueError):
    """A mistake in a row: which one, and what is wrong; a row of a shared file names its file first."""

    def __init__(self, row: str, says: str) -> None:
        super().__init__(f"{row}: {says}" if row else says)
        self.row = row
        self.says = says


class Mistakes:
    """Every mistake of one start, each once; `place` finds a row in its file, as `safety.yaml:12`."""

    def __init__(self, place: Callable[[str, str], str]) -> None:
        self._place = place
        self._told: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._told)

    def note(self, file: str, fault: RowFault) -> None:
        """Keep a mistake that was found in a file, or in a row of a shared file that it is joined with."""
        first, _, rest = fault.row.partition(" ")
        name, row = (first, rest) if first.endswith(".yaml") else (file, fault.row)
        self._told[": ".join(part for part in (self._place(name, row), row, fault.says) if part)] = None

    def note_all_of(self, wrong: LibraryError) -> None:
        """Keep what made a whole file unreadable."""
        self._told[str(wrong)] = None

    @contextmanager
    def noting(self, file: str) -> Iterator[None]:
        """Keep a mistake in this file, and go on with what comes after it."""
        try:
            yield
        except RowFault as fault:
            self.note(file, fault)

    def stop(self) -> None:
        """LibraryError with every mistake that was kept, if there is one."""
        if len(self._told) == 1:
            raise LibraryError(*self._told)
        if self._told:
            raise LibraryError(f"{len(self._told)} mistakes in the guideline files:\n" + "\n".join(self._told))


def known_are(word: object, known: Iterable[object]) -> str:
    """The known words, those nearest to a mistaken one first."""
    words = [str(name) for name in known]
    ordered = list(dict.fromkeys([*difflib.get_close_matches(str(word), words, n=3, cutoff=0.5), *words]))
    more = f" and {len(ordered) - MOST_KNOWN} more" if len(ordered) > MOST_KNOWN else ""
    return f"known are {', '.join(ordered[:MOST_KNOWN]) or 'none'}{more}"


def expect(where: str, kind: str, names: Iterable[Any], known: Collection[Any], file: str | None = None) -> None:
    """RowFault for the first name that is not among the known ones; `file` is where they are declared."""
    for name in names:
        # Python holds 1 for an element of [True], and cannot look a list up in a dict.
        if name not in known if isinstance(name, str) else all(name is not other for other in known):
            said = f"not in {file}" if file else "not known"
            raise RowFault(where, f"the {kind} {name!r} is {said}; {known_are(name, known)}")
