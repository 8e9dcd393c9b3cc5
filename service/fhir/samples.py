"""Whether the sample of a HER2 or receptor result is tissue of the breast cancer: what speaks against it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from service.fhir import codes
from service.fhir.cancer_names import names_another
from service.fhir.cancers import OF_THE_BREAST
from service.fhir.codes import sct
from service.fhir.places import places_named
from service.fhir.results import Part
from service.fhir.values import a_text, an_object, texts, word
from service.fhir.values import codes as codes_of

BLOOD: Final = sct("119361006", "119297000", "119364003", "258580003")  # plasma, blood, serum: WHO, DDCC; whole blood
IN_BLOOD: Final = re.compile(
    r"plasma\b|\bserum|\bblood\b|\bblut|ct-?dna|cf-?dna|cell[- ]free|liquid biops|circulating|\bctcs?\b|cellsearch"
    r"|extracellular domain|\becd\b|\bcsf\b|cerebrospinal|\bliquor",
    re.IGNORECASE,
)
OTHER_ORGAN: Final = re.compile(
    r"stomach|gastri[ck]|gastro|magen|colon|kolon|colore[ck]t|kolorekt|re[ck]tum|re[ck]tal|bowel|darm|o?esophag|ösophag"
    r"|speiseröhre|ovar|eierst|endometr|\buter|gebärmutter|cervix|zervix|bladder|harnblase|urothel|prostat|pan[ck]rea"
    r"|gallbladder|gallenblase|biliar|cholangi|kidney|\bniere|thyroid|schilddrüse|salivary|speicheldrüse",
    re.IGNORECASE,
)
# Places that are of the breast and its nodes, though the record has no word for them.
NEAR_THE_BREAST: Final = re.compile(
    r"axill|sentinel|nipple|mamill|chest wall|brustwand|thoraxwand|lymph|quadrant", re.IGNORECASE
)
NO_SAMPLE: Final = ("entered-in-error", "unsatisfactory")
OF_WHAT: Final = "Of which tissue and of which cancer is the sample of this result?"


class Doubt(NamedTuple):
    """Why a result may be of no tissue of the breast cancer, and whether an older result stands all the same."""

    says: str
    stands: bool


def doubt_of(part: Part) -> Doubt | None:
    """What speaks against the sample of a result; None where nothing does."""
    specimen = {} if part.specimen is None else part.specimen.content
    status, kind = word(specimen.get("status")), specimen.get("type")
    named = [*texts(part.content.content.get("code")), *texts(part.whole.content.get("code"))]
    if status in NO_SAMPLE:
        return Doubt(f"The status of its sample is {status}.", False)
    told = [*named, *_words(part, kind)]
    methods = [*texts(part.content.content.get("method")), *texts(part.whole.content.get("method"))]
    if BLOOD.intersection(codes_of(kind)) or any(map(IN_BLOOD.search, (*told, *methods))):
        return Doubt("Its sample is of blood or the fluid of the brain, which says nothing of the tissue.", True)
    if names_another(text for text in named if not OF_THE_BREAST.search(text)) or any(
        OTHER_ORGAN.search(text) and not OF_THE_BREAST.search(text) for text in told
    ):
        return Doubt("By its name or its sample it is of another organ.", bool(part.cancers.others))
    is_read = all(places_named([place])[0] or _is_near(place) for place in part.places)
    is_of_breast_cancer = not codes.BREAST_TISSUE.isdisjoint(codes_of(part.content.content.get("code")))
    if not is_read and not is_of_breast_cancer:
        return Doubt("Its sample is of a place that is not read here.", False)
    return None


def _words(part: Part, kind: Any) -> Iterator[str]:
    for concept in (kind, *part.places):
        yield from texts(concept)
    yield a_text(an_object(part.whole.content.get("specimen")).get("display"))


def _is_near(place: Any) -> bool:
    return any(map(NEAR_THE_BREAST.search, texts(place)))
