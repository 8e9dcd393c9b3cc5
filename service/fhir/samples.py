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
from service.fhir.report import Resource
from service.fhir.results import Part
from service.fhir.values import a_list, a_text, an_object, texts, word
from service.fhir.values import codes as codes_of

BLOOD: Final = sct("119361006", "119297000", "119364003", "258580003")  # plasma, blood, serum: WHO, DDCC; whole blood
IN_BLOOD: Final = re.compile(
    r"plasma\b|\bserum|\bblood\b(?! or tissue)|\bblut|ct-?dna|cf-?dna|cell[- ]free|\bliquid(?![\s-]based)|circulating"
    r"|\bctcs?\b|cellsearch|extracellular domain|\becd\b|\bcsf\b|cerebrospinal|\bliquor|guardant ?360(?!.*tissue)",
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
MOST_HOLDERS: Final = 10  # reports and panels that hold one result, and samples of one of them
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
    sample = _words(part, kind)
    held, of_several = ([], []) if any(sample) else _by_holders(part)
    told = [*named, *sample, *held]
    if BLOOD.intersection(codes_of(kind)) or any(map(IN_BLOOD.search, (*told, *_assay(part)))):
        return Doubt("Its sample is of blood or the fluid of the brain, which says nothing of the tissue.", True)
    if any(map(IN_BLOOD.search, of_several)):
        return Doubt("Its report has several samples, and not all of them are tissue.", False)
    if names_another(text for text in named if not OF_THE_BREAST.search(text)) or any(
        OTHER_ORGAN.search(text) and not OF_THE_BREAST.search(text) for text in told
    ):
        return Doubt("By its name or its sample it is of another organ.", bool(part.cancers.others))
    is_read = all(places_named([place])[0] or _is_near(place) for place in part.places)
    is_of_breast_cancer = not codes.BREAST_TISSUE.isdisjoint(codes_of(part.content.content.get("code")))
    if not is_read and not is_of_breast_cancer:
        return Doubt("Its sample is of a place that is not read here.", False)
    return None


def _words(part: Part, kind: Any) -> list[str]:
    named = [text for concept in (kind, *part.places) for text in texts(concept)]
    return [*named, a_text(an_object(part.whole.content.get("specimen")).get("display"))]


def _assay(part: Part) -> Iterator[str]:
    """The words of how and on what a result was found: its category, method, device and value."""
    for content in (part.content.content, part.whole.content):
        for key in ("category", "method", "valueCodeableConcept", "valueString"):
            yield from (text for concept in a_list(content.get(key)) for text in texts(concept))
    yield a_text(an_object(part.whole.content.get("device")).get("display"))
    if (device := part.among.referred(part.whole, part.whole.content.get("device"))) is not None:
        yield from texts(device.content.get("type"))
        yield from (a_text(an_object(each).get("name")) for each in a_list(device.content.get("deviceName")))


def _by_holders(part: Part) -> tuple[list[str], list[str]]:
    """What the reports and panels that hold a result say of its sample; apart what may be of another of several."""
    held, of_several = list[str](), list[str]()
    for each in part.among.holders_of(part.whole)[:MOST_HOLDERS]:
        for key in ("code", "category", "method"):
            held += [text for concept in a_list(each.content.get(key)) for text in texts(concept)]
        samples = [*_samples_of(each, part)]
        (held if len(samples) == 1 else of_several).extend(text for named in samples for text in named)
    return held, of_several


def _samples_of(holder: Resource, part: Part) -> Iterator[list[str]]:
    for reference in a_list(holder.content.get("specimen"))[:MOST_HOLDERS]:
        found = part.among.referred(holder, reference)
        content = {} if found is None else found.content
        places = (content.get("type"), an_object(content.get("collection")).get("bodySite"))
        named = [text for concept in places for text in texts(concept)]
        named += ["blood"] if BLOOD.intersection(codes_of(content.get("type"))) else []
        yield [*named, a_text(an_object(reference).get("display"))]


def _is_near(place: Any) -> bool:
    return any(map(NEAR_THE_BREAST.search, texts(place)))
