"""The known names that an unknown one misspells: offered in the sentence that refuses it, never read in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

MOST = 3
LONG = 10  # letters from which two may be wrong
LONGEST = 80  # letters of a name that can be a misspelling of one


def misspelt(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """At most three known names that differ by one slip, or by two in a long name, the nearest first.

    The first letter and the number of words are kept by a misspelling: what differs there is another medicine. Two
    neighbouring letters that changed places are one slip.
    """
    asked = _words(name)
    letters = "".join(asked)
    if not letters or len(letters) > LONGEST:
        return ()
    most = 2 if len(letters) >= LONG else 1
    found = []
    for each in known:
        words = _words(each)
        other = "".join(words)
        if len(words) != len(asked) or any(char.isdigit() for char in letters + other):
            continue
        distance = OSA.distance(letters, other, score_cutoff=most)
        if distance <= most and all(_alike(one, two, most) for one, two in zip(asked, words, strict=True)):
            found.append((distance, each))
    return tuple(each for _, each in sorted(found)[:MOST])


def _alike(one: str, two: str, most: int) -> bool:
    """May a word be a slip of the other? A short one, or one with another beginning, is another word."""
    return one == two or (one[0] == two[0] and OSA.distance(one, two) <= (most if len(one) >= LONG else 1))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
