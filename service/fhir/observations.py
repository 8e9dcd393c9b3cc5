"""Observations: what was measured or found, each by the fact that it tells, in the words and units of the record."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from service.fhir import codes
from service.fhir.bundle import Resources, too_many
from service.fhir.cancers import NOT_SAID, OF_ANOTHER, OF_WHICH, OPEN, Cancers
from service.fhir.measurements import laboratory, number
from service.fhir.newest import Unread
from service.fhir.pathology import Test, add, gather, her2_finding, result
from service.fhir.places import place_named
from service.fhir.report import Report, Resource
from service.fhir.status_sites import NOT_READ, WHERE, site_of
from service.fhir.values import Code, a_list, a_text, an_object, day, first_day, period, texts, word
from service.fhir.values import codes as codes_of
from statemachine.record.facts import LABELS

NOT_SO: Final = ("entered-in-error", "cancelled")
NOT_YET: Final = ("registered", "preliminary")
OF_THE_TUMOUR: Final = ("her2", "her2_count", "oestrogen", "progesterone", "disease_status", "metastasis")
MOST_VALUES: Final = 6_000
VITAL_SIGNS: Final = "vital-signs"
# Results that are told and asked about for their name, though their code is none that is read.
BY_NAME: Final = {
    "her2": re.compile(r"\b(?:her-?2|erb-?b2|c-?erbb-?2)", re.IGNORECASE),
    "lvef": re.compile(r"\blvef\b|\bleft ventric\w* ejection fraction", re.IGNORECASE),
    "ecog": re.compile(r"\becog\b", re.IGNORECASE),
}
IN_SHORT: Final = {"her2": "HER2", "lvef": "the ejection fraction", "ecog": "the performance status"}
WHICH_VALUE: Final = "Which value does this have"
WHICH_HER2: Final = "What does this result say of HER2, and of which sample and day?"
WHICH_STATUS: Final = "What does this say of the disease?"
NAMES: Final = {**LABELS, "lvef": LABELS["lvef_percent"]}


@dataclass
class Observations:
    """What results say; of a fact every dated value, so that the newest can be charted, and what cannot be read."""

    her2: list[Test] = field(default_factory=list)
    her2_of_others: list[Test] = field(default_factory=list)
    receptors: list[tuple[str, str, str | None, Resource]] = field(default_factory=list)
    measured: dict[str, list[tuple[str, Any, Resource]]] = field(default_factory=dict)
    statuses: list[tuple[str, str, Resource]] = field(default_factory=list)
    metastases: list[tuple[str | None, str, Resource]] = field(default_factory=list)
    unread: dict[str, Unread] = field(default_factory=dict)
    sites: dict[str, str] = field(default_factory=dict)  # of statuses of the disease, by the pointers to them

    def site_of(self, status: Resource) -> str | None:
        """The one place that a disease status is about; None where it is of the whole, or nobody can tell."""
        site = self.sites[status.pointer]
        return None if site == NOT_READ else site or None


@dataclass(frozen=True, slots=True)
class Part:
    """An observation or a component of one, with the day of the whole."""

    content: Resource
    whole: Resource
    on: str | None
    among: Resources
    cancers: Cancers


def read_observations(resources: Resources, cancers: Cancers, as_of: str, report: Report) -> Observations:
    """Read every observation, and the components of those that have some."""
    read, count = Observations(), 0
    for each in resources.of("Observation"):
        status, on = a_text(each.content.get("status")), _day(each.content)
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
                _read(Part(content, each, on, resources, cancers), read, report)
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
    if fact == "disease_status":
        read.sites[part.whole.pointer] = site_of(part.whole, part.among, report)
    if fact == "her2_in_blood":
        report.ignored(part.whole, "HER2 in the blood says nothing of the tissue.")
    elif fact and status in NOT_YET:
        ask = {"her2": WHICH_HER2, "disease_status": WHICH_STATUS}.get(fact, f"Is this final ({_in_words(fact)})?")
        _unread(part, fact, f"Its status is {status}, and so it may still change.", ask, read, report)
    elif fact in OF_THE_TUMOUR and (of := part.cancers.of(part.whole)):
        _of_another(part, fact, of, read, report)
    elif fact in READERS:
        READERS[fact](part, read, report)
    elif fact in ("oestrogen", "progesterone"):
        _receptor(part, fact, read, report)
    elif fact in ("ecog", "lvef"):
        value = number(part.content.content, fact)
        if value is None:
            why = "Its value is none that is read here, or lies beyond what can be charted."
            _unread(part, fact, why, f"{WHICH_VALUE} ({NAMES[fact]})?", read, report)
        else:
            _keep(part, fact, value, read, report)
    elif fact:
        told = laboratory(part.content.content, fact, part.on)
        if isinstance(told, str):
            _unread(part, fact, told, "", read, report)
        else:
            _keep(part, fact, told, read, report)
    elif named := next((fact for fact, name in BY_NAME.items() if any(map(name.search, _names(part)))), ""):
        why = f"By its name it is of {IN_SHORT[named]}, but no code of it is one that is read here."
        _unread(part, named, why, WHICH_HER2 if named == "her2" else f"{WHICH_VALUE} ({NAMES[named]})?", read, report)


def _names(part: Part) -> list[str]:
    return texts(part.content.content.get("code"))


def fact_of(coded: list[Code]) -> str:
    """Which fact codes tell; empty where it is none that is read here."""
    return next((fact for fact, known in codes.OBSERVED.items() if not known.isdisjoint(coded)), "")


def _of_another(part: Part, fact: str, of: str, read: Observations, report: Report) -> None:
    """Tell a result of another cancer; of HER2 the record can say that."""
    finding = her2_finding(part.content) if fact == "her2" else None
    if of == OPEN:
        _unread(part, "her2" if fact == "her2_count" else fact, NOT_SAID, OF_WHICH, read, report)
    elif finding is not None and part.on is not None:
        add(gather(read.her2_of_others, part.on, "", None), *finding, part.whole)
        report.used(part.whole, f"HER2 of another cancer: {finding[1]}.")
    else:
        report.ignored(part.whole, OF_ANOTHER)


def _her2(part: Part, read: Observations, report: Report) -> None:
    finding = her2_finding(part.content)
    if finding is None:
        why = "It is a HER2 result that says nothing which is read here."
        _unread(part, "her2", why, WHICH_HER2, read, report)
        return
    add(_test_of(part, read, report), *finding, part.whole)
    report.used(part.whole, f"HER2: {finding[1]}.")


def _test_of(part: Part, read: Observations, report: Report) -> Test:
    """The HER2 test that a result belongs to, by the day and the place of the sample."""
    each = part.whole
    specimen = part.among.referred(each, each.content.get("specimen"))
    collected = an_object(specimen.content.get("collection")) if specimen else {}
    site = place_named([*a_list(each.content.get("bodySite")), *a_list(collected.get("bodySite"))])
    taken = day(collected.get("collectedDateTime")) or period(collected.get("collectedPeriod"))[0] or part.on
    if specimen:
        report.used(specimen, "The tissue of a HER2 result.")
    return gather(read.her2, taken, specimen.pointer if specimen else "", site)


def _her2_count(part: Part, read: Observations, report: Report) -> None:
    why = "A ratio or a count is not interpreted here: send positive or negative."
    _unread(part, "her2", why, "", read, report)


def _receptor(part: Part, receptor: str, read: Observations, report: Report) -> None:
    said = result(part.content.content)
    if said in ("positive", "negative"):
        read.receptors.append((receptor, said, part.on, part.whole))
        report.used(part.whole, f"The {receptor} receptor is {said}.")
    else:
        _unread(part, receptor, "It says neither positive nor negative.", "", read, report)


def _disease_status(part: Part, read: Observations, report: Report) -> None:
    value = part.content.content.get("valueCodeableConcept") or part.content.content.get("valueString")
    coded = codes_of(value)
    said = (codes.STATUS_NAMES.get(text.casefold()) for text in texts(value))
    statuses = codes.found(codes.STATUSES, coded) or [*filter(None, said)]
    if not statuses and set(coded) & codes.IMPROVED:
        report.ignored(part.whole, "Improved is no complete and no partial response, and no progression.")
    elif not statuses:
        _unread(part, "disease_status", "It says no status that is read here.", WHICH_STATUS, read, report)
    elif part.on is None:
        report.not_understood(part.whole, "It has no date.")
    else:
        part.cancers.ask_about(part.whole, report)
        read.statuses.append((part.on, statuses[0], part.whole))
        site = (read.site_of(part.whole) or "").replace("_", " ")
        report.used(part.whole, f"Disease status: {statuses[0]}{site and f' ({site})'}.")
        if read.sites[part.whole.pointer] == NOT_READ:
            report.ask(WHERE, [part.whole])


def _metastasis(part: Part, read: Observations, report: Report) -> None:
    sites = codes.found(codes.FOUND_AT, codes_of(part.content.content.get("valueCodeableConcept")))
    if len(sites) == 1:
        part.cancers.ask_about(part.whole, report)
        read.metastases.append((part.on, sites[0], part.whole))
        report.used(part.whole, f"Metastasis: {sites[0]}.")
    else:
        report.not_understood(part.whole, "It is a metastasis of a place that is not read here.")
        report.ask("Where is this metastasis?", [part.whole])


READERS: Final[dict[str, Callable[[Part, Observations, Report], None]]] = {
    "her2": _her2,
    "her2_count": _her2_count,
    "disease_status": _disease_status,
    "metastasis": _metastasis,
}


def _keep(part: Part, fact: str, value: Any, read: Observations, report: Report) -> None:
    read.measured.setdefault(fact, []).append((part.on or "", value, part.whole))
    report.used(part.whole, f"Read as {NAMES[fact]}; of several the newest is charted.")


def _unread(part: Part, fact: str, why: str, ask: str, read: Observations, report: Report) -> None:
    """Tell what cannot be read, so that no older value stands for it, and ask where a person can say it."""
    report.not_understood(part.whole, why)
    if ask:
        report.ask(ask, [part.whole])
    if fact == "her2":
        test = _test_of(part, read, report)
        test.sources.append(part.whole)
        test.holds_unread = True
    else:
        read.unread.setdefault(fact, []).append((part.on or "", part.whole))


def _in_words(fact: str) -> str:
    return NAMES.get(fact) or (f"{fact} receptor" if fact in ("oestrogen", "progesterone") else fact)


def _day(content: Any) -> str | None:
    first, last = period(content.get("effectivePeriod"))
    told = day(content.get("effectiveDateTime")) or day(content.get("effectiveInstant")) or last or first
    return told or day(content.get("issued"))
