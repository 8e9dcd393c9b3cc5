"""Reading FHIR's data types out of JSON that may be anything: what has not the expected kind is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from statemachine.record.partial_dates import parse

Json = Mapping[str, Any]
NO_STATUS: Final = "It has no status, which FHIR requires"  # since R4 everywhere
LONGEST: Final = 400  # letters of a text that is looked at
MOST_CODINGS: Final = 6  # of one concept, and extensions of one resource
# How the systems are named in the wild, by a part of their address; the first that fits.
SYSTEMS: Final = (
    ("rxnorm", "rxnorm"),
    ("loinc", "loinc"),
    ("snomed", "sct"),
    ("icd-10", "icd10"),
    ("2.16.840.1.113883.6.90", "icd10"),
    ("ama-assn.org/go/cpt", "cpt"),
    ("bfarm/ops", "ops"),
    ("leistungszustand-ecog", "mii-ecog"),
    ("verlauf-gesamtbeurteilung", "mii-status"),
    ("onko-therapie-ende-grund", "mii-end"),
    ("mii-cs-onko-fernmetastasen", "mii-metastases"),
    ("mii-cs-fernmetastasen", "mii-metastases"),
    ("atc", "atc"),
    ("v3-observationinterpretation", "interpretation"),
    ("v2/0078", "interpretation"),
)
# Where a word begins, so that ".../batch" is no system of ATC.
_BY_ADDRESS: Final = [(re.compile(rf"(?<![a-z]){re.escape(part)}"), name) for part, name in SYSTEMS]
_DATE = re.compile(r"(?:19|20|21)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?=T|$)")


class Code(NamedTuple):
    """A code of a system that is known here by a short name."""

    system: str
    code: str


def an_object(value: Any) -> Json:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def a_list(value: Any) -> list[Any]:
    """The list, or what stands where a list should as its only entry."""
    return value if isinstance(value, list) else [] if value is None else [value]


def a_text(value: Any) -> str:
    """The text without the space around it, shortened; empty where it is none."""
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def a_number(value: Any) -> int | float | None:
    """The number; true is none."""
    return value if type(value) in (int, float) else None


def codes(concept: Any) -> list[Code]:
    """The codes of a concept whose systems are known here."""
    found = []
    for coding in a_list(an_object(concept).get("coding"))[:MOST_CODINGS]:
        system, code = a_text(an_object(coding).get("system")).lower(), a_text(an_object(coding).get("code"))
        known = next((name for part, name in _BY_ADDRESS if part.search(system)), None)
        if known is not None and code:
            found.append(Code(known, code))
    return found


def texts(concept: Any) -> list[str]:
    """What a concept is called: its own text first, then its displays."""
    if isinstance(concept, str):
        return [text] if (text := a_text(concept)) else []
    concept = an_object(concept)
    displays = (a_text(an_object(each).get("display")) for each in a_list(concept.get("coding"))[:MOST_CODINGS])
    return list(dict.fromkeys(text for text in (a_text(concept.get("text")), *displays) if text))


def word(value: Any) -> str:
    """A status, whether it is a code, a text (DSTU2) or a concept; empty where there is none."""
    if isinstance(value, str):
        return a_text(value)
    coded = (a_text(an_object(each).get("code")) for each in a_list(an_object(value).get("coding"))[:MOST_CODINGS])
    return next(filter(None, coded), a_text(an_object(value).get("text")))


def day(value: Any) -> str | None:
    """A date as precise as it is charted, without the time of the day; None where it is none that exists."""
    found = _DATE.match(a_text(value))
    if found is None:
        return None
    try:
        return parse(found.group()).text
    except ValueError:
        return None


def period(value: Any) -> tuple[str | None, str | None]:
    """The first and the last day of a Period."""
    return day(an_object(value).get("start")), day(an_object(value).get("end"))


def extensions(resource: Json, *names: str) -> Iterator[Json]:
    """The extensions whose address ends with one of these names."""
    for each in a_list(resource.get("extension"))[:MOST_CODINGS]:
        if a_text(an_object(each).get("url")).rpartition("/")[2] in names:
            yield an_object(each)


def first_day(text: str) -> str:
    """The first day that a partial date may be."""
    return parse(text).first.isoformat()


def last_day(text: str) -> str:
    """The last day that a partial date may be."""
    return parse(text).last.isoformat()
