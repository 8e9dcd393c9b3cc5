"""Which part of the disease a status is about: by its body site, or by the condition or the structure that it is of.

What a reference is called beside its address is a label, and no place: only what it leads to can name one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import Resources
from service.fhir.cancers import MORE_THAN_THE_BREAST, is_breast_cancer, is_distant
from service.fhir.contradicting_words import PROGRESSION
from service.fhir.doubting_words import PARTS, denies_before
from service.fhir.metastasis_places import MENINGES, every_place_in, metastasis_places
from service.fhir.places import LETTERS, place_named, places_in
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, a_text, an_object, texts
from service.fhir.values import codes as codes_of

WHERE: Final = "Is this status of the whole disease, or of which place alone?"
WHOLE: Final = ""
NOT_READ: Final = "?"
STRUCTURES: Final = ("BodyStructure", "BodySite")
NAMED_OTHERWISE: Final = {MENINGES: "leptomeninges"}
MOST: Final = 10  # body sites, or references
# What words of a progression say beside its place, where they say nothing else.
_OF_A_PROGRESSION: Final = re.compile(
    r"progress\w*|\w*progredien\w*|worse\w*|pd|disease|in|of|the|der|des|im|only|alone|isolated|nur|isoliert\w*|and|und|new"
    r"|neue\w*|lesions?|läsion\w*|\w*metasta\w*|mets?",
    re.IGNORECASE,
)
_OF_THE_HEAD: Final = re.compile(r"\bcns\b|\bzns\b|intra-?[ck]rani", re.IGNORECASE)


def site_of(status: Resource, value: Any, among: Resources, report: Report) -> str:
    """The one place, WHOLE where it is the whole disease or more than one place, NOT_READ where that is not certain.

    Of a progression `value` may name the place in words too.
    """
    told, named = _told_site(status, among, report), _named_in(value)
    if told == WHOLE:
        return named
    return told if named in (WHOLE, NOT_READ, told) else NOT_READ


def _named_in(value: Any) -> str:
    """The place in the words of a progression; NOT_READ where they name the brain, and more than where."""
    if codes.found(codes.STATUSES, codes_of(value)) != [PROGRESSION]:
        return WHOLE
    said = [part for text in texts(value) for part in PARTS.split(text) if not denies_before(part)]
    places = {place for part in said for place in every_place_in(part)}
    words = [word for part in said if any(every_place_in(part)) for word in LETTERS.findall(part)]
    is_plain = all(_OF_A_PROGRESSION.fullmatch(word) or any(every_place_in(word)) for word in words)
    if len(places) == 1 and is_plain:
        place = places.pop()
        return NAMED_OTHERWISE.get(place, place)
    in_the_head = places & {"brain", MENINGES}
    is_open = (in_the_head and (not is_plain or in_the_head == places)) or any(map(_OF_THE_HEAD.search, said))
    return NOT_READ if is_open else WHOLE


def _told_site(status: Resource, among: Resources, report: Report) -> str:
    beside = [place_named([each]) or NOT_READ for each in a_list(status.content.get("bodySite"))[:MOST]]
    places = set(beside or _of_the_focus(status, among, report))
    if NOT_READ in places or (WHOLE in places and len(places) > 1):
        return NOT_READ
    return places.pop() if len(places) == 1 else WHOLE


def _of_the_focus(status: Resource, among: Resources, report: Report) -> Iterator[str]:
    for reference in a_list(status.content.get("focus"))[:MOST]:
        found = among.referred(status, reference)
        if found is None:
            address = a_text(an_object(reference).get("reference"))
            yield NOT_READ if any(f"{kind}/" in address for kind in STRUCTURES) else WHOLE
        elif found.kind in STRUCTURES:
            report.used(found, "The place of a status of the disease.")
            yield place_named(_places_of(found)) or NOT_READ
        elif found.kind == "Condition":
            yield from _of_the_condition(found)


def _places_of(structure: Resource) -> list[Any]:
    """Where a structure is: R4 has a location, DSTU2 and STU3 a code or a location, R5 included structures."""
    content = structure.content
    included = [an_object(each).get("structure") for each in a_list(content.get("includedStructure"))[:MOST]]
    return [each for each in (content.get("location"), content.get("code"), *included) if each]


def _of_the_condition(condition: Resource) -> list[str]:
    coded = codes_of(condition.content.get("code"))
    code = condition.content.get("code")
    places = metastasis_places(condition.content, code).charted if is_distant(coded) else []
    if is_breast_cancer(condition, coded):
        return [NOT_READ if places else WHOLE]
    if places:
        return [NAMED_OTHERWISE.get(place, place) for place in places]
    named = texts(condition.content.get("code"))
    is_of_more = any(set(places_in(text)) - {"breast"} or MORE_THAN_THE_BREAST.search(text) for text in named)
    return [NOT_READ if coded or is_of_more else WHOLE]
