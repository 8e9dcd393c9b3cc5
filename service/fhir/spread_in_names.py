"""Where the name of the breast cancer says that it has spread, under a code that is of the breast alone.

The places are charted where a name says nothing else, and otherwise asked; of which day the name is, nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from service.fhir import codes
from service.fhir.contradicting_words import denies
from service.fhir.metastasis_places import WHERE, each_metastasis, every_place_in, is_denied, lists_places
from service.fhir.values import Code, texts

IS_IT_THERE: Final = "Is there a metastasis there ({places})? The name of the breast cancer says it, and no code does."
WHICH_NODES: Final = "Which lymph nodes are these: regional, or distant metastases?"
_OF_THE_NODES: Final = "lymph_node"
_LOCAL: Final = ("breast", "skin", _OF_THE_NODES)
_ABBREVIATION: Final = re.compile(r"\b[A-Z]{3}\b")
_TO_SOMEWHERE: Final = re.compile(
    r"metast\w* (?:to|in|into|der|des|im|am)\b(?!.*(?:axill|lymph))|[^\W\d_]{3,}(?:metastas|filia)", re.IGNORECASE
)


def spread_in(concept: Any) -> tuple[list[str], list[str], list[str]]:
    """The places that the name certainly tells, those that it may tell, and what else is to be asked of it."""
    charted, maybe, asks = list[str](), list[str](), list[str]()
    for text in texts(concept):
        parts = [*each_metastasis(text)]
        left = [words for words, named in parts if not (named and is_denied(named))]
        rest = text if len(left) == len(parts) else ", ".join(left)
        has_spread = any(named and not is_denied(named) for _, named in parts)
        places = [*dict.fromkeys([*every_place_in(rest), *(_abbreviated(rest) if has_spread else ())])]
        distant = [place for place in places if place != _OF_THE_NODES and (has_spread or place not in _LOCAL)]
        is_certain = has_spread and lists_places(_ABBREVIATION.sub(" ", rest)) and not denies([rest], is_over=False)
        (charted if is_certain else maybe).extend(distant)
        if has_spread and _OF_THE_NODES in places:
            asks.append(WHICH_NODES)
        elif has_spread and not distant and _TO_SOMEWHERE.search(rest) and not lists_places(rest):
            asks.append(WHERE)
    return [*dict.fromkeys(charted)], [*dict.fromkeys(maybe)], asks


def question(places: Iterable[str]) -> str:
    """What to ask of places that the name may tell."""
    return IS_IT_THERE.format(places=", ".join(place.replace("_", " ") for place in places))


def _abbreviated(text: str) -> list[str]:
    """The places in the three letters that staging has for them."""
    found = (codes.FOUND_AT.get(Code("mii-metastases", each)) for each in _ABBREVIATION.findall(text))
    return [place for place in found if place]
