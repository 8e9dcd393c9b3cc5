"""Where a metastasis is: by all its codes and body sites, and by its words where they only list places.

All codes of one concept hold at once, and so do all body sites. Words that say more than where may deny a place as
well as tell one, so that they are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from service.fhir import codes
from service.fhir.cancer_names import is_general_word
from service.fhir.condition_names import NAMES
from service.fhir.doubting_words import PARTS, denies_before, is_doubted
from service.fhir.places import LETTERS, STRUCTURES, places_treated
from service.fhir.values import Code, a_list, texts
from service.fhir.values import codes as codes_of

MENINGES: Final = "meninges"
OTHER: Final = "other"
MOST: Final = 10  # body sites of one metastasis
WHERE: Final = "Where is this metastasis?"
WHERE_ELSE: Final = "Where else is this metastasis? Not every body site that stands beside it is read here."
THERE_TOO: Final = "Is there a metastasis there too ({places})? Its words name that, and no code of it does."
ONE_OR_BOTH: Final = "Is it there ({told}), where its code says ({coded}), or in both? Both are charted."
OF_THE_MENINGES: Final = (
    "Are the meninges affected (leptomeningeal disease), or is this of the brain alone, or of neither? Its code or its "
    "words may mean any of these."
)
# Places that names of metastases have in other words than body sites do.
_NAMED: Final[Mapping[re.Pattern[str], str]] = {
    re.compile(r"mening(?!iom)|hirnh(?:aut|äut|aeut)", re.IGNORECASE): MENINGES,
    re.compile(r"\bhepat", re.IGNORECASE): "liver",
    re.compile(r"\bpulmon", re.IGNORECASE): "lung",
    re.compile(r"\boss(?:eous|är)|\bskelet", re.IGNORECASE): "bone",
    re.compile(r"cerebell|cerebral\b(?! mening)", re.IGNORECASE): "brain",
    re.compile(r"\bpleura", re.IGNORECASE): "pleura",
    re.compile(r"\bcutane", re.IGNORECASE): "skin",
    re.compile(r"\badrenal|nebenniere|periton", re.IGNORECASE): OTHER,
}
# The title of the code of ICD-10 for both says of neither that it is so.
_TITLE_OF_BOTH: Final = re.compile(r"brain and cerebral meninges|gehirns? und der hirnh", re.IGNORECASE)
_MAY_BE_MENINGES: Final = re.compile(
    r"\bdura|pachymening|epidura|\bcns\b|\bzns\b|nervous system|nervensystem", re.IGNORECASE
)
_LISTED: Final = re.compile(
    r"\w*carcinomatos\w*|\w*karzinomatos\w*|distant|disseminated|new|structure|node|nodes|marrow|bile|gland|cms|hcc",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(r"\bor\b|\boder\b|\bnicht\b(?! näher)|\?", re.IGNORECASE)
_METASTASIS: Final = NAMES["a metastasis"]
_NEVER: Final = re.compile(r"(?!)")
_NEAR: Final = ("breast", "lymph_node")  # which may be where the tumour is, or regional


class Places(NamedTuple):
    """The places as the record has them, and the meninges; and what is to be asked of the others."""

    charted: list[str]
    asks: list[str]


def metastasis_places(content: Mapping[str, Any], concept: Any) -> Places:
    """All places of a metastasis that `concept` names and that are told beside it."""
    coded = codes_of(concept)
    by_code, may_be_either = _by_codes(coded)
    beside, is_read = _by_body_sites(a_list(content.get("bodySite"))[:MOST])
    spoken = [text for text in texts(concept) if not (may_be_either and _TITLE_OF_BOTH.search(text))]
    spoken = [_without(text, is_denied, {*by_code, *(place for named in beside for place in named)}) for text in spoken]
    listed = [named for text in spoken if lists_places(text) and (named := _places_in(text))]
    told = dict.fromkeys(place for named in (*beside, *listed) for place in named)
    charted = dict.fromkeys((*by_code, *told))
    asks = []
    if may_be_either and charted.keys().isdisjoint(("brain", MENINGES)):
        charted[may_be_either] = None
        asks = [OF_THE_MENINGES]
    elif MENINGES not in charted and any(map(_MAY_BE_MENINGES.search, spoken)):
        asks = [OF_THE_MENINGES]
    if by_code and OTHER not in by_code:
        against = (named for named in (*beside, *listed) if set(by_code).isdisjoint(named))
        asks += [ONE_OR_BOTH.format(told=_in_words(named), coded=_in_words(by_code)) for named in against]
    if more := [place for text in spoken for place in every_place_in(text) if place not in charted]:
        asks.append(THERE_TOO.format(places=_in_words(dict.fromkeys(more))))
    if charted and not is_read:
        asks.append(WHERE_ELSE)
    return Places([*charted], list(dict.fromkeys(asks)))


def words_of_its_places(content: Mapping[str, Any], concept: Any) -> list[str]:
    """The words of a metastasis, without those that deny or doubt one of another place than its own."""
    beside, _ = _by_body_sites(a_list(content.get("bodySite"))[:MOST])
    own = {*_by_codes(codes_of(concept))[0], *(place for named in beside for place in named)}
    return [_without(text, _is_doubted, own) for text in texts(concept)]


def _without(text: str, is_none: Callable[[re.Match[str]], bool], own: Collection[str]) -> str:
    """The text without the metastases of which `is_none` holds, where it names another one, of other places."""
    kept, left_out = list[str](), list[str]()
    for words, metastasis in each_metastasis(text):
        (left_out if metastasis and is_none(metastasis) else kept).append(words)
    named = {place for words in kept for place in _places_in(words)}
    denied = [_places_in(words) for words in left_out]
    is_elsewhere = named and all(denied) and named.union(own).isdisjoint(place for places in denied for place in places)
    return ", ".join(kept) if left_out and is_elsewhere else text


def each_metastasis(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """The parts of a text, each with the one metastasis that it names, or none."""
    for part in PARTS.split(text):
        found = [*_METASTASIS.finditer(part)]
        if len(found) < 2:
            yield part, next(iter(found), None)
            continue
        for start, each in zip([0, *(before.end() for before in found)], found, strict=False):
            yield part[start : len(part) if each is found[-1] else each.end()], each


def _is_doubted(found: re.Match[str]) -> bool:
    return is_doubted(found, wished=_NEVER, is_over=False)


def is_denied(found: re.Match[str]) -> bool:
    """Is a metastasis that a part of a text names denied there?"""
    return denies_before(found.string[: found.start()])


def _by_codes(coded: Iterable[Code]) -> tuple[list[str], str]:
    """The place of each code, and that of one which may be of the meninges as well and is therefore no sure place."""
    found, may_be_either = list[str](), ""
    for code in coded:
        place = next(iter(codes.found(codes.METASTASES, [code]) or codes.found(codes.FOUND_AT, [code])), "")
        if place != MENINGES and _is_of_nerves_or_meninges(code):
            may_be_either = place
        elif place:
            found.append(place)
    return found, may_be_either


def _is_of_nerves_or_meninges(code: Code) -> bool:
    below = [known for known in codes.METASTASES if codes.holds([known], code)]
    return bool(below) and max(below, key=lambda known: len(known.code)) in codes.MAY_BE_MENINGES


def _by_body_sites(sites: Iterable[Any]) -> tuple[list[list[str]], bool]:
    """The places of each body site by its codes and words, and whether every one names a place that cannot be local."""
    named = []
    for site in sites:
        coded = [STRUCTURES[code] for code in codes_of(site) if code in STRUCTURES]
        words = [place for text in texts(site) for place in every_place_in(text)]
        named.append([place for place in dict.fromkeys((*coded, *words)) if place not in _NEAR])
    return [places for places in named if places], all(named)


def every_place_in(text: str) -> Iterator[str]:
    """The places that a text names, lymph nodes too; the breast is where it comes from."""
    yield from (place for place in places_treated(text) if place != "breast")
    yield from (place for pattern, place in _NAMED.items() if pattern.search(text))


def _places_in(text: str) -> list[str]:
    return [place for place in dict.fromkeys(every_place_in(text)) if place not in _NEAR]


def lists_places(text: str) -> bool:
    """Does it say nothing but which places a metastasis has?"""
    words = LETTERS.findall(text)
    return not _OPEN.search(text) and all(
        is_general_word(word) or _LISTED.fullmatch(word) or any(every_place_in(word)) for word in words
    )


def _in_words(places: Iterable[str]) -> str:
    return ", ".join(place.replace("_", " ") for place in places)
