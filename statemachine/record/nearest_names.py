"""The known names most like one that nobody knows: offered in the sentence that refuses it, never read in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache

MOST = 3
LONGEST = 80  # letters of an unknown name that are looked at
MOST_WORDS = 6  # words of it
ALIKE = 0.6  # as a whole; a single drug's name asks for more
HALF = 0.5  # of several words half may be strange, as in "ejection value"
WORD_ALIKE = 0.8
BEGINNING = 3  # letters that begin a word and stand for it, as in "chemo"


def nearest(
    name: str, known: Iterable[str], labels: Mapping[str, str] | None = None, alike: float = ALIKE
) -> tuple[str, ...]:
    """At most three known names like this one, best first: by letters, by words or initials, also of their labels."""
    asked = _Asked(name[:LONGEST])
    judged = ((_likeness(asked, each, (labels or {}).get(each, ""), alike), each) for each in known)
    found = sorted(((like, each) for like, each in judged if like), key=lambda pair: (-pair[0], len(pair[1]), pair[1]))
    return tuple(each for like, each in found[:MOST] if like > found[0][0] - 0.3)


class _Asked:
    """An unknown name with its words, each compared with a known word once."""

    def __init__(self, name: str) -> None:
        self.plain = "".join(_split(name))
        self.words = _split(name)[:MOST_WORDS]
        self._matcher = SequenceMatcher(None, "", self.plain, autojunk=False)
        self._found: dict[tuple[str, str], float] = {}

    def ratio(self, known: str) -> float:
        """How much of the letters of both is common, in order."""
        self._matcher.set_seq1(known)
        return self._matcher.ratio() if self._matcher.real_quick_ratio() >= ALIKE else 0.0

    def by_words(self, known: Iterable[str]) -> float:
        """The share of the words that are among the known ones, begin one of them, or are nearly one."""
        if not self.words:
            return 0.0
        return sum(max((self._word(word, each) for each in known), default=0.0) for word in self.words) / len(
            self.words
        )

    def _word(self, word: str, known: str) -> float:
        if (word, known) not in self._found:
            self._found[word, known] = _word_likeness(word, known)
        return self._found[word, known]


def _likeness(asked: _Asked, code: str, label: str, alike: float) -> float:
    """From 0 for unlike to 1: what is said by its own words goes before what only its label says."""
    words, plain, named, initials = _known(code, label)
    whole = asked.ratio(plain)
    found = [whole if whole >= alike else 0.0]
    for part, weight in ((words, 0.95), (named, 0.9)):
        share = asked.by_words(part)
        found.append(weight * share if share >= HALF else 0.0)
    if len(asked.plain) >= BEGINNING and initials.startswith(asked.plain):
        found.append(0.9)
    return max(found)


@lru_cache(maxsize=4096)  # known names only: nothing that a request holds is kept
def _known(code: str, label: str) -> tuple[tuple[str, ...], str, tuple[str, ...], str]:
    words, named = _split(code), _split(label)
    return tuple(words), "".join(words), tuple(named), "".join(word[0] for word in named)


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _word_likeness(word: str, known: str) -> float:
    if word == known:
        return 1.0
    if len(word) >= BEGINNING and known.startswith(word):
        return 0.9
    ratio = SequenceMatcher(None, known, word, autojunk=False).ratio()
    return ratio if ratio >= WORD_ALIKE and min(len(word), len(known)) > BEGINNING else 0.0
