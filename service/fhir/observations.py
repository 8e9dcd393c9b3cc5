"""Observations: what was measured or found, the newest of each, in the words and units of the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import Resources, too_many
from service.fhir.pathology import Test, add, gather, her2_finding, is_her2, result
from service.fhir.places import place_named, places_in
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, a_number, a_text, an_object, day, first_day, period, texts, word
from service.fhir.values import codes as codes_of
from statemachine.record.facts import LABELS
from statemachine.record.measured_values import measured_facts
from statemachine.record.units import QUANTITIES

NOT_SO: Final = ("entered-in-error", "cancelled", "registered")
MOST_VALUES: Final = 6_000
VITAL_SIGNS: Final = "vital-signs"
NAMES_HER2: Final = re.compile(r"\b(?:her-?2|erb-?b2|c-?erbb-?2)", re.IGNORECASE)
PERCENT: Final = ("%", "percent")
WHICH_HER2: Final = "What does this result say of HER2, and of which sample and day?"
NAMES: Final = {**LABELS, "lvef": LABELS["lvef_percent"]}
BOUNDS: Final = {"ecog": (0, 4), "lvef": (5, 90)}


@dataclass
class Observations:
    """What results say; of a fact every dated value, so that the newest can be charted."""

    her2: list[Test] = field(default_factory=list)
    receptors: list[tuple[str, str, str | None, Resource]] = field(default_factory=list)
    measured: dict[str, list[tuple[str, Any, Resource]]] = field(default_factory=dict)
    statuses: list[tuple[str, str, Resource]] = field(default_factory=list)


def read_observations(resources: Resources, as_of: str, report: Report) -> Observations:
    """Read every observation, and the components of those that have some."""
    read, count = Observations(), 0
    for each in resources.of("Observation"):
        status, on = a_text(each.content.get("status")), _day(each.content)
        if status in NOT_SO:
            report.ignored(each, f"Its status is {status}.")
        elif on is not None and first_day(on) > as_of:
            report.ignored(each, "It is of a day after as_of.")
        else:
            parts = [each.content, *map(an_object, a_list(each.content.get("component")))]
            count += len(parts)
            if count > MOST_VALUES:
                raise too_many(MOST_VALUES, "observations and components")
            for part in parts:
                _read(Resource(each.pointer, each.kind, each.name, part), each, on, resources, read, report)
            if VITAL_SIGNS in {word(category) for category in a_list(each.content.get("category"))}:
                report.ignored(each, "It is a vital sign, and no fact of the record is one.")
            report.not_understood(each, "No code of it is one that is read here.")
    return read


def _read(part: Resource, each: Resource, on: str | None, among: Resources, read: Observations, report: Report) -> None:
    coded = codes_of(part.content.get("code"))
    known = set(coded)
    if is_her2(known):
        _read_her2(part, each, on, among, read, report)
    elif known & codes.HER2_COUNTS:
        report.not_understood(each, "A ratio or a count is not interpreted here: send positive or negative.")
    elif known & codes.HER2_SERUM:
        report.ignored(each, "HER2 in the blood says nothing of the tissue.")
    elif known & (codes.OESTROGEN_RECEPTOR | codes.PROGESTERONE_RECEPTOR):
        said = result(part.content)
        receptor = "oestrogen" if known & codes.OESTROGEN_RECEPTOR else "progesterone"
        if said in ("positive", "negative"):
            read.receptors.append((receptor, said, on, each))
            report.used(each, f"The {receptor} receptor is {said}.")
        else:
            report.not_understood(each, "It says neither positive nor negative.")
    elif known & codes.ECOG:
        _number(part, each, on, "ecog", read, report)
    elif known & codes.EJECTION_FRACTION:
        _number(part, each, on, "lvef", read, report)
    elif names := [codes.LABORATORY[code] for code in coded if code in codes.LABORATORY]:
        _laboratory(part, each, on, names[0], read, report)
    elif known & codes.DISEASE_STATUS:
        _disease_status(part, each, on, read, report)
    elif any(map(NAMES_HER2.search, texts(part.content.get("code")))):
        report.not_understood(each, "By its name it is of HER2, but no code of it is one that is read here.")
        report.ask(WHICH_HER2, [each])


def _read_her2(
    part: Resource, each: Resource, on: str | None, among: Resources, read: Observations, report: Report
) -> None:
    finding = her2_finding(part)
    is_final = a_text(each.content.get("status")) != "preliminary"
    if finding is None or not is_final:
        why = "says nothing which is read here" if is_final else "is preliminary, and so may still change"
        report.not_understood(each, f"It is a HER2 result that {why}.")
        report.ask(WHICH_HER2, [each])
        return
    specimen = among.referred(each, each.content.get("specimen"))
    collected = an_object(specimen.content.get("collection")) if specimen else {}
    site = place_named([*a_list(each.content.get("bodySite")), *a_list(collected.get("bodySite"))])
    taken = day(collected.get("collectedDateTime")) or period(collected.get("collectedPeriod"))[0] or on
    test = gather(read.her2, taken, specimen.pointer if specimen else "", site)
    add(test, *finding, each)
    report.used(each, f"HER2: {finding[1]}.")
    if specimen:
        report.used(specimen, "The tissue of a HER2 result.")


def _number(part: Resource, each: Resource, on: str | None, fact: str, read: Observations, report: Report) -> None:
    quantity = an_object(part.content.get("valueQuantity"))
    value = a_number(part.content.get("valueInteger"))
    if value is None and (fact == "ecog" or _unit(quantity).lower() in PERCENT):
        value = a_number(quantity.get("value"))
    if fact == "ecog" and ("loinc", "LA9622-7") in codes_of(part.content.get("valueCodeableConcept")):
        value = 0
    lowest, highest = BOUNDS[fact]
    if a_text(quantity.get("comparator")):
        value = None  # below 40 is not 40
    if value is None or not lowest <= value <= highest or (fact == "ecog" and type(value) is not int):
        report.not_understood(each, "Its value is none that is read here, or lies beyond what can be charted.")
        report.ask(f"Which value does this have ({NAMES[fact]})?", [each])
        return
    _keep(each, on, fact, value, read, report)


def _laboratory(part: Resource, each: Resource, on: str | None, fact: str, read: Observations, report: Report) -> None:
    """A value with its unit and, where the fact needs one, the upper limit of the laboratory that measured it."""
    quantity = an_object(part.content.get("valueQuantity"))
    value, unit = a_number(quantity.get("value")), _unit(quantity)
    known = QUANTITIES[fact]
    if value is None or value < 0 or a_text(quantity.get("comparator")):
        report.not_understood(each, "It has no value that can be charted.")
        return
    if known.unit(unit) is None:
        report.not_understood(each, f"Its unit is not known for this value; known are {', '.join(known.known)}.")
        return
    told: dict[str, Any] = {"value": value, "unit": unit}
    if known.upper_limits is not None:
        high = _upper_limit(part.content)
        if high is None or (_unit(high) and known.unit(_unit(high)) != known.unit(unit)):
            report.not_understood(each, "The upper limit of normal of the laboratory is missing (referenceRange).")
            return
        told["upper_limit"] = high["value"]
    told |= {"on": on} if on else {}
    if faults := measured_facts({fact: told}, ()).faults:
        report.not_understood(each, faults[0].says)
        return
    _keep(each, on, fact, told, read, report)


def _upper_limit(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The only upper limit of a normal range that is for everyone, or the only range; None where it is not certain."""
    ranges = [an_object(each) for each in a_list(content.get("referenceRange"))]
    normal = [each for each in ranges if word(each.get("type")) in ("", "normal")]
    if len(normal) > 1:
        normal = [each for each in normal if "appliesTo" not in each and "age" not in each]
    limits = [an_object(each.get("high")) for each in normal]
    known = [limit for limit in limits if a_number(limit.get("value")) is not None]
    return known[0] if len(known) == 1 else None


def _disease_status(part: Resource, each: Resource, on: str | None, read: Observations, report: Report) -> None:
    value = part.content.get("valueCodeableConcept") or part.content.get("valueString")
    coded = codes_of(value)
    said = (codes.STATUS_NAMES.get(text.casefold()) for text in texts(value))
    statuses = codes.found(codes.STATUSES, coded) or [*filter(None, said)]
    if not statuses and set(coded) & codes.IMPROVED:
        report.ignored(each, "Improved is no complete and no partial response, and no progression.")
    elif not statuses:
        report.not_understood(each, "It says no status that is read here.")
        report.ask("What does this say of the disease?", [each])
    elif on is None:
        report.not_understood(each, "It has no date.")
    else:
        read.statuses.append((on, statuses[0], each))
        report.used(each, f"Disease status: {statuses[0]}.")


def newest(values: Iterable[tuple[str, Any, Resource]]) -> tuple[str, Any, Resource] | None:
    """The value of the latest day; a value without a day is older than each that has one."""
    return max(values, key=lambda value: first_day(value[0]) if value[0] else "", default=None)


def _keep(each: Resource, on: str | None, fact: str, value: Any, read: Observations, report: Report) -> None:
    read.measured.setdefault(fact, []).append((on or "", value, each))
    report.used(each, f"Read as {NAMES[fact]}; of several the newest is charted.")


def _unit(quantity: Mapping[str, Any]) -> str:
    return a_text(quantity.get("code")) or a_text(quantity.get("unit"))


def _day(content: Mapping[str, Any]) -> str | None:
    first, last = period(content.get("effectivePeriod"))
    return day(content.get("effectiveDateTime")) or day(content.get("effectiveInstant")) or last or first


def site_of(status: Resource) -> str | None:
    """The place that a disease status is about."""
    concepts = [*a_list(status.content.get("bodySite")), *map(an_object, a_list(status.content.get("focus")))]
    named = {
        place for each in concepts for text in [*texts(each), a_text(each.get("display"))] for place in places_in(text)
    }
    return named.pop() if len(named) == 1 else None
