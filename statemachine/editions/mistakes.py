"""A mistake in a guideline file: where it is, what is wrong, and what is known in its place."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from typing import Any

MOST_SHOWN = 70  # evidence.yaml has hundreds of keys; a reader wants the nearest


class RowFault(ValueError):
    """A mistake in a row: which one, what is wrong, and what is known."""

    def __init__(self, row: str, says: str) -> None:
        super().__init__(f"{row}: {says}" if row else says)


def known_are(word: object, known: Iterable[object]) -> str:
    """The known words, those nearest to a mistaken one first."""
    words = [str(name) for name in known]
    ordered = list(dict.fromkeys([*difflib.get_close_matches(str(word), words, n=3, cutoff=0.5), *words]))
    more = f" and {len(ordered) - MOST_SHOWN} more" if len(ordered) > MOST_SHOWN else ""
    return f"known are {', '.join(ordered[:MOST_SHOWN]) or 'none'}{more}"


def expect(where: str, kind: str, names: Iterable[Any], known: Collection[Any], file: str | None = None) -> None:
    """RowFault for the first name that is not among the known ones; `file` is where they are declared."""
    for name in names:
        # Python holds 1 for an element of [True], and cannot look a list up in a dict.
        if name not in known if isinstance(name, str) else all(name is not other for other in known):
            said = f"not in {file}" if file else "not known"
            raise RowFault(where, f"the {kind} {name!r} is {said}; {known_are(name, known)}")
