"""A line that somebody typed, and what is made of it: an entry of the history, facts, or every word in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

LONGEST: Final = 300  # letters of a line
TAKEN: Final = "\x1f"  # stands where words were understood, so that the rest is not joined over them
_EDGES: Final = " \t,;:."


@dataclass(slots=True)
class ToldLine:
    """A line as typed, its entry or facts by their fields, what is not understood, and lines that may be meant."""

    text: str
    entry: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)


def line_of(text: str) -> ToldLine:
    """A typed line without needless spaces; one that is too long is in doubt, and is not to be looked at."""
    line = ToldLine(re.sub(r"\s+", " ", text).strip())
    if len(line.text) > LONGEST:
        line.doubts.append(f"A line has at most {LONGEST} letters; this one has {len(line.text)}.")
    return line


def either(phrases: Iterable[str]) -> str:
    """The pattern of any of these phrases, the longest first."""
    written = (re.escape(each).replace(r"\ ", r"\s+") for each in sorted(phrases, key=len, reverse=True))
    return rf"(?:{'|'.join(written)})"


def words_told(
    line: ToldLine, rest: str, phrase: re.Pattern[str], words: Mapping[str, Mapping[str, Any]]
) -> dict[str, tuple[Any, str]]:
    """What the words of a list say, by key, with the word that said it; two that differ about one key are in doubt."""
    told: dict[str, tuple[Any, str]] = {}
    for found in phrase.finditer(rest):
        word = found["phrase"]
        for key, value in words[re.sub(r"\s+", " ", word.casefold())].items():
            before, said_by = told.setdefault(key, (value, word))
            if before != value:
                line.doubts.append(f'"{said_by}" and "{word}" do not go together in one line.')
    return told


def pieces_left(rest: str, phrase: re.Pattern[str]) -> Sequence[str]:
    """What is neither a date nor a word of the list, piece by piece."""
    pieces = (_without_half_brackets(piece).strip(_EDGES) for piece in phrase.sub(TAKEN, rest).split(TAKEN))
    return [piece for piece in pieces if piece]


def _without_half_brackets(piece: str) -> str:
    return piece if piece.count("(") == piece.count(")") else piece.replace("(", " ").replace(")", " ")
