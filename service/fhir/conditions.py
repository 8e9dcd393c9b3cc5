"""Conditions: the cancer, its metastases, and the heart, the lungs and a pregnancy as far as a problem list tells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from service.fhir import codes
from service.fhir.cancer_names import names_another
from service.fhir.cancers import (
    NOT_SAID,
    OF_ANOTHER,
    OF_WHICH,
    OPEN,
    OTHER,
    Cancers,
    is_another,
    is_breast_cancer,
    is_distant,
    is_secondary,
)
from service.fhir.condition_names import named
from service.fhir.condition_names import question as question_of
from service.fhir.contradicting_words import IS_IT_SO, SPEAK_AGAINST_EACH_OTHER, denies
from service.fhir.given import days_between
from service.fhir.heart_failure import HAS_IT_SYMPTOMS, WITHOUT, has_no_symptoms
from service.fhir.impossible_days import NO_SUCH_DAY, is_impossible
from service.fhir.metastasis_places import MENINGES, WHERE, metastasis_places, words_of_its_places
from service.fhir.report import Report, Resource
from service.fhir.spread_in_names import question as may_be_there
from service.fhir.spread_in_names import spread_in
from service.fhir.values import (
    Code,
    a_list,
    an_object,
    day,
    extensions,
    first_day,
    period,
    texts,
    word,
)
from service.fhir.values import codes as codes_of
from service.fhir.verification import NOT_SO, STATE_AFTER, UNSURE, certainty_of, verification_of
from statemachine.record.facts import LABELS

PAST: Final = ("inactive", "remission", "resolved")
LONGEST_PREGNANCY: Final = 305  # days, ten months, of which the last weeks are for what was written down late
PRESENT: Final = ("active", "recurrence", "relapse")
# What a condition may mean for the record, and what is asked of it.
MAY_MEAN: Final = (
    (
        codes.MAY_BE_PREGNANCY,
        "Is the patient pregnant now? By its code this is of a pregnancy, a birth or the time after.",
    ),
    (codes.MAY_BE_HEART_FAILURE, "Is or was there heart failure? By its code this is a disease of the heart muscle."),
    (codes.MAY_BE_LUNG_DISEASE, "Is or was there an interstitial lung disease? By its code this may be one."),
)


@dataclass
class Conditions:
    """What the problem list says; each with the resources that say it."""

    her2: list[tuple[str, str | None, Resource]] = field(default_factory=list)
    sites: dict[str, list[Resource]] = field(default_factory=dict)
    metastasis_found: list[tuple[str, Resource]] = field(default_factory=list)
    metastasis_written: list[tuple[str, Resource]] = field(default_factory=list)  # found then, or before
    facts: dict[str, list[tuple[object, Resource]]] = field(default_factory=dict)
    meninges: list[Resource] = field(default_factory=list)
    brain: list[Resource] = field(default_factory=list)
    by_name: list[tuple[list[str], Resource]] = field(default_factory=list)  # places that a cancer's name may tell
    unplaced: list[tuple[str, Resource]] = field(
        default_factory=list
    )  # metastases of a day, of which nobody says where

    def metastasis(self, each: Resource, sites: Iterable[str], on: str | None, *, is_written: bool = False) -> None:
        """Keep a metastasis by its sites, and the day on which it was found, or by which it was known."""
        for site in sites:
            if site == MENINGES:
                self.meninges.append(each)
            else:
                self.sites.setdefault(site, []).append(each)
                if site == "brain":
                    self.brain.append(each)
        if on is not None:
            (self.metastasis_written if is_written else self.metastasis_found).append((on, each))


def read_conditions(resources: Iterable[Resource], cancers: Cancers, as_of: str, report: Report) -> Conditions:
    """Read every condition; what is refuted or not certain is told and not used."""
    read = Conditions()
    for each in resources:
        verification = verification_of(each)
        onset, is_written = _onset(each)
        if is_impossible(onset, cancers.among) and decides(codes_of(each.content.get("code"))):
            report.ask(f"When was this found? {NO_SUCH_DAY.format(on=onset)}", [each])
            onset = None
        if verification in NOT_SO:
            report.ignored(each, f"Its verification status is {verification}.")
        elif verification in UNSURE:
            report.not_understood(each, f"Its verification status is {verification}: nobody says that it is so.")
            if decides(codes_of(each.content.get("code"))) or named(each.content.get("code")):
                report.ask("Is this so? Nobody has confirmed it.", [each])
        elif onset is not None and first_day(onset) > as_of:
            report.ignored(each, "It begins after as_of.")
        elif decides(codes_of(each.content.get("code"))) and _is_denied(each):
            report.not_understood(each, SPEAK_AGAINST_EACH_OTHER)
            report.ask(IS_IT_SO, [each])
        elif _may_be_long_over(each, onset, as_of):
            report.not_understood(each, f"A pregnancy of {onset}, of which nobody says that it ended.")
            report.ask(f"Is the patient pregnant now? This is of {onset}, and nobody says that it ended.", [each])
        else:
            _read(each, onset, is_written, cancers, read, report)
    _ask_of_names(read, report)
    return read


def _read(
    each: Resource, onset: str | None, is_written: bool, cancers: Cancers, read: Conditions, report: Report
) -> None:
    coded = codes_of(each.content.get("code"))
    if is_another(each) and cancers.doubtful:
        report.not_understood(each, "A cancer of another organ, and no condition says that there is one of the breast.")
    elif is_another(each):
        report.used(each, "A cancer of another organ: what is of it is not charted as of the breast cancer.")
    elif is_secondary(coded) and cancers.of(each) == OTHER:
        report.ignored(each, OF_ANOTHER)
    elif is_secondary(coded) and (cancers.of(each) == OPEN or names_another(texts(each.content.get("code")))):
        report.not_understood(each, NOT_SAID)
        report.ask(OF_WHICH, [each])
    elif is_distant(coded) and (places := metastasis_places(each.content, each.content.get("code"))).charted:
        cancers.ask_about(each, report)
        report.used(each, f"Metastasis: {', '.join(places.charted)}.")
        read.metastasis(each, places.charted, onset, is_written=is_written)
        for question in places.asks:
            report.ask(question, [each])
    elif any(codes.holds(codes.REGIONAL_NODES, code) for code in coded):
        report.ignored(each, "Axillary lymph nodes are regional: no distant metastasis.")
    elif any(codes.holds(codes.NODES, code) for code in coded):
        report.not_understood(each, "It does not say whether these lymph nodes are regional or distant.")
        report.ask("Which lymph nodes are these: regional, or distant metastases?", [each])
    elif any(code in codes.CHEST_WALL for code in coded):
        report.not_understood(each, "The chest wall may be a local recurrence or a distant metastasis.")
        report.ask("Is this disease of the chest wall local, or a distant metastasis?", [each])
    elif is_secondary(coded) or _has_profile(each, codes.SECONDARY_PROFILE):
        report.not_understood(each, "It is a metastasis by its code or its profile, of a place that is not read here.")
        report.ask(WHERE, [each])
        if onset is not None and not is_written:
            read.unplaced.append((onset, each))
    elif is_breast_cancer(each, coded):
        if her2 := codes.found(codes.HER2_OF_CONDITION, coded):
            read.her2.append((her2[0], None if is_written else onset, each))
        _read_its_name(each, read, report)
    elif any(codes.holds(codes.HEART_FAILURE, code) for code in coded) and _lasts(each) and has_no_symptoms(each):
        report.not_understood(each, WITHOUT)
        report.ask(HAS_IT_SYMPTOMS, [each])
    elif any(codes.holds(codes.HEART_FAILURE, code) for code in coded):
        _by_status(each, "heart_failure", "symptomatic", "history", read, report)
    elif any(codes.holds(codes.LUNG_DISEASE, code) for code in coded):
        _by_status(each, "interstitial_lung_disease", "current", "past", read, report)
    elif any(code in codes.PREGNANCY for code in coded):
        _by_status(each, "pregnant", True, None, read, report)
    elif asked := [says for known, says in MAY_MEAN if any(codes.holds(known, code) for code in coded)]:
        report.not_understood(each, "By its code it may be of the heart, the lungs or a pregnancy: it is asked about.")
        report.ask(asked[0], [each])
    else:
        report.no_code(each, each.content.get("code"))
        if what := named(each.content.get("code")):
            report.ask(question_of(what), [each])


def _read_its_name(each: Resource, read: Conditions, report: Report) -> None:
    """The breast cancer, and the places to which it has spread by its name."""
    charted, maybe, asks = spread_in(each.content.get("code"))
    places = f" Metastasis, by its name: {', '.join(charted)}." if charted else ""
    report.used(each, f"The breast cancer.{places}")
    read.metastasis(each, charted, None)
    read.by_name.append((maybe, each))
    for says in asks:
        report.ask(says, [each])


def _ask_of_names(read: Conditions, report: Report) -> None:
    known = {*read.sites, *([MENINGES] if read.meninges else [])}
    for maybe, each in read.by_name:
        if places := [place for place in maybe if place not in known]:
            report.ask(may_be_there(places), [each])


def decides(coded: list[Code]) -> bool:
    """Is it of the metastases, the heart, the lungs or a pregnancy, by its code?"""
    known = (codes.HEART_FAILURE | codes.LUNG_DISEASE | codes.PREGNANCY).union(*(may_be for may_be, _ in MAY_MEAN))
    return is_secondary(coded) or any(codes.holds(known, code) for code in coded)


def _may_be_long_over(each: Resource, onset: str | None, as_of: str) -> bool:
    """Is it a pregnancy that began longer ago than one lasts, and that nobody closed?"""
    if codes.PREGNANCY.isdisjoint(codes_of(each.content.get("code"))) or onset is None:
        return False
    is_over = any(key.startswith("abatement") for key in each.content)
    is_over |= word(each.content.get("clinicalStatus")) in PAST
    return not is_over and days_between(onset, as_of) > LONGEST_PREGNANCY


def _is_denied(each: Resource) -> bool:
    is_over = word(each.content.get("clinicalStatus")) in PAST
    return denies(words_of_its_places(each.content, each.content.get("code")), is_over=is_over)


def _has_profile(each: Resource, name: str) -> bool:
    profiles = a_list(an_object(each.content.get("meta")).get("profile"))
    return any(name in each for each in profiles if isinstance(each, str))


def _by_status(each: Resource, fact: str, now: object, before: object | None, read: Conditions, report: Report) -> None:
    """A fact that hangs on whether the condition lasts; where nobody says so it stays uncharted, and is asked."""
    status = word(each.content.get("clinicalStatus"))
    if certainty_of(each) == STATE_AFTER:
        status = "" if status in PRESENT else "resolved"
    lasts = _lasts(each)
    if lasts or (status in PAST and before is not None):
        read.facts.setdefault(fact, []).append((now if lasts else before, each))
        report.used(each, f"Read as {LABELS[fact]}.")
    elif status in PAST:
        report.ignored(each, "It is over.")
    else:
        report.not_understood(each, "It does not say whether it lasts.")
        report.ask(f"Does this condition last ({LABELS[fact]})?", [each])


def _lasts(each: Resource) -> bool:
    is_over = certainty_of(each) == STATE_AFTER or any(key.startswith("abatement") for key in each.content)
    return word(each.content.get("clinicalStatus")) in PRESENT and not is_over


def _onset(each: Resource) -> tuple[str | None, bool]:
    """The day on which it was found, or else the one on which it was written down, and whether it is only that."""
    content = each.content
    asserted = (day(one.get("valueDateTime")) for one in extensions(content, codes.ASSERTED))
    told = (
        day(content.get("onsetDateTime")),
        period(content.get("onsetPeriod"))[0],
        day(content.get("assertedDate")),
        *asserted,
    )
    found = next((on for on in told if on is not None), None)
    return (found, False) if found else (day(content.get("recordedDate")) or day(content.get("dateRecorded")), True)
