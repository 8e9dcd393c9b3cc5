"""Observations: what was measured or found, each by the fact that it tells, in the words and units of the record."""

from __future__ import annotations

from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import Resources, too_many
from service.fhir.cancers import Cancers
from service.fhir.impossible_days import is_impossible
from service.fhir.measurements import laboratory, number, speaks_against_itself
from service.fhir.primaries import Primaries
from service.fhir.report import Report, Resource
from service.fhir.result_names import contradicts, fact_by_name
from service.fhir.results import (
    NAMES,
    SPEAKS_AGAINST_ITSELF,
    WHICH_HER2,
    WHICH_STATUS,
    WHICH_VALUE,
    Observations,
    Part,
    keep,
    unread,
)
from service.fhir.status_sites import site_of
from service.fhir.tumour_results import FACTS, read_of_tumour
from service.fhir.values import NO_STATUS, Code, a_list, a_text, an_object, day, first_day, period, word
from service.fhir.values import codes as codes_of

NOT_SO: Final = ("entered-in-error", "cancelled")
FINAL: Final = ("final", "amended", "corrected", "appended")
MOST_VALUES: Final = 6_000
VITAL_SIGNS: Final = "vital-signs"
CODE_AND_NAME: Final = "Its code and its name or its sample are of different results: it is not charted."
WHICH_RESULT: Final = "Is this {fact}, as its code says, or what its name or its sample says?"
IN_SHORT: Final = {
    "disease_status": "the status of the disease",
    "her2": "HER2",
    "lvef": "the ejection fraction",
    "ecog": "the performance status",
}


def read_observations(
    resources: Resources, cancers: Cancers, primaries: Primaries, as_of: str, report: Report
) -> Observations:
    """Read every observation, and the components of those that have some."""
    read, count = Observations(), 0
    for each in resources.of("Observation"):
        status, on = a_text(each.content.get("status")), _day(each.content, as_of)
        if is_impossible(on, resources):
            on = None
        parts = [each.content, *map(an_object, a_list(each.content.get("component")))]
        if status in NOT_SO or (status == "registered" and not any(map(_has_a_value, parts))):
            report.ignored(each, f"Its status is {status}.")
        elif on is not None and first_day(on) > as_of:
            report.ignored(each, "It is of a day after as_of.")
        else:
            count += len(parts)
            if count > MOST_VALUES:
                raise too_many(MOST_VALUES, "observations and components")
            for part in parts:
                content = Resource(each.pointer, each.kind, each.name, part)
                _read(Part(content, each, on, resources, cancers, primaries), read, report)
            if VITAL_SIGNS in {word(category) for category in a_list(each.content.get("category"))}:
                report.ignored(each, "It is a vital sign, and no fact of the record is one.")
            report.no_code(each, each.content.get("code"))
    return read


def _has_a_value(content: Any) -> bool:
    return any(key.startswith("value") for key in content)


def _read(part: Part, read: Observations, report: Report) -> None:
    """Read one value by the fact that its code tells."""
    coded = codes_of(part.content.content.get("code"))
    status = a_text(part.whole.content.get("status"))
    fact = fact_of(coded)
    named = "" if fact else fact_by_name(part.content.content)
    if "disease_status" in (fact, named):
        read.sites[part.whole.pointer] = site_of(
            part.whole, part.content.content.get("valueCodeableConcept"), part.among, report
        )
    if fact == "her2_in_blood":
        report.ignored(part.whole, "HER2 in the blood says nothing of the tissue.")
    elif fact and status not in FINAL:
        ask = {"her2": WHICH_HER2, "disease_status": WHICH_STATUS}.get(fact, f"Is this final ({_in_words(fact)})?")
        why = f"Its status is {status}, and so it may still change." if status else f"{NO_STATUS}: it may not be final."
        unread(part, fact, why, ask, read, report)
    elif contradicts(fact, part.content.content.get("code"), part.names_of_the_sample):
        unread(part, fact, CODE_AND_NAME, WHICH_RESULT.format(fact=_in_words(fact)), read, report)
    elif fact in FACTS:
        read_of_tumour(part, fact, read, report)
    elif fact and speaks_against_itself(part.content.content):
        unread(part, fact, SPEAKS_AGAINST_ITSELF, f"{WHICH_VALUE} ({NAMES[fact]})?", read, report)
    elif fact in ("ecog", "lvef"):
        value = number(part.content.content, fact)
        if value is None:
            why = "Its value is none that is read here, or lies beyond what can be charted."
            unread(part, fact, why, f"{WHICH_VALUE} ({NAMES[fact]})?", read, report)
        else:
            keep(part, fact, value, read, report)
    elif fact:
        told = laboratory(part.content.content, fact, part.on)
        if isinstance(told, str):
            unread(part, fact, told, f"{WHICH_VALUE} ({NAMES[fact]})?", read, report)
        else:
            keep(part, fact, told, read, report)
    elif named:
        what = IN_SHORT.get(named, _in_words(named))
        why = f"By its name it is of {what}, but no code of it is one that is read here."
        asks = {"her2": WHICH_HER2, "disease_status": WHICH_STATUS}
        ask = asks.get(named, f"{WHICH_VALUE} ({_in_words(named)})?")
        unread(part, named, why, ask, read, report)


def fact_of(coded: list[Code]) -> str:
    """Which fact codes tell; empty where it is none that is read here."""
    return next((fact for fact, known in codes.OBSERVED.items() if not known.isdisjoint(coded)), "")


def _in_words(fact: str) -> str:
    return NAMES.get(fact) or (f"{fact} receptor" if fact in ("oestrogen", "progesterone") else fact)


def _day(content: Any, as_of: str) -> str | None:
    """The day of a result, of a period the last one; None of a period that goes on, as no day of it is the result's."""
    first, last = period(content.get("effectivePeriod"))
    if told := day(content.get("effectiveDateTime")) or day(content.get("effectiveInstant")):
        return told
    if first and last and first_day(first) <= as_of < first_day(last):
        return None
    return last or first or day(content.get("issued"))
