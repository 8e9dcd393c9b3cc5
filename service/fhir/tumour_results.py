"""Results that are of a tumour: HER2, the hormone receptors, the status of the disease and metastases."""

from __future__ import annotations

from typing import Final

from service.fhir import codes
from service.fhir.cancers import IS_IT, NOT_SAID, OF_ANOTHER, OF_WHICH, OPEN, OTHER
from service.fhir.contradicting_words import IS_IT_SO, SPEAK_AGAINST_EACH_OTHER, denies, says_another_status
from service.fhir.metastasis_places import WHERE, metastasis_places, words_of_its_places
from service.fhir.pathology import add, her2_finding, result, speaks_against_itself
from service.fhir.primaries import HAS_IT_SPREAD, OF_ANOTHER_BREAST
from service.fhir.receptors import Receptor
from service.fhir.report import Report
from service.fhir.results import (
    SPEAKS_AGAINST_ITSELF,
    WHICH_HER2,
    WHICH_STATUS,
    WHICH_VALUE,
    Observations,
    Part,
    her2_test_of,
    unread,
)
from service.fhir.samples import OF_WHAT, Doubt, doubt_of
from service.fhir.status_sites import NOT_READ
from service.fhir.status_sites import WHERE as WHERE_IS_THE_STATUS
from service.fhir.values import a_list, texts
from service.fhir.values import codes as codes_of

OF_A_SAMPLE: Final = ("her2", "her2_count", "oestrogen", "progesterone")
FACTS: Final = (*OF_A_SAMPLE, "disease_status", "metastasis")


def read_of_tumour(part: Part, fact: str, read: Observations, report: Report) -> None:
    """Read one result of a tumour, and tell one of another tumour as such."""
    of = part.cancers.of(part.whole)
    if fact in ("her2", "her2_count") and not (part.cancers.is_charted or part.cancers.doubtful):
        unread(part, "her2", NOT_SAID, IS_IT, read, report)
    elif of == OPEN:
        unread(part, "her2" if fact == "her2_count" else fact, NOT_SAID, OF_WHICH, read, report)
    elif of:
        _of_another(part, fact, "HER2 of another cancer", OF_ANOTHER, read, report)
    elif fact in OF_A_SAMPLE and part.primaries.of(part.of_primaries) == OTHER:
        _of_another(part, fact, "HER2 of another tumour of the breast", OF_ANOTHER_BREAST, read, report)
    elif fact == "disease_status" and part.primaries.of(part.of_which_breast) == OTHER:
        report.ignored(part.whole, OF_ANOTHER_BREAST)
    elif fact in OF_A_SAMPLE and (doubt := doubt_of(part)) is not None:
        _of_doubtful_sample(part, fact, doubt, read, report)
    elif fact == "her2":
        _her2(part, read, report)
    elif fact == "her2_count":
        why = "A ratio or a count is not interpreted here: send positive or negative."
        unread(part, "her2", why, "", read, report)
    elif fact == "disease_status":
        _disease_status(part, read, report)
    elif fact == "metastasis":
        _metastasis(part, read, report)
    else:
        _receptor(part, fact, read, report)


def _of_another(part: Part, fact: str, called: str, why: str, read: Observations, report: Report) -> None:
    """Tell a result of another tumour; of HER2 the record can say that, where one of the breast stands beside it."""
    finding = her2_finding(part.content) if fact == "her2" and not part.cancers.doubtful else None
    if finding is not None and (test := her2_test_of(part, read.her2_of_others, report)).on is not None:
        add(test, *finding, part.whole)
        report.used(part.whole, f"{called}: {finding[1]}.")
    else:
        report.ignored(part.whole, why)


def _of_doubtful_sample(part: Part, fact: str, doubt: Doubt, read: Observations, report: Report) -> None:
    """Ask of which tissue it is; an older result stands beside it only where it is certainly of none that decides."""
    if doubt.stands:
        report.not_understood(part.whole, doubt.says)
        report.ask(OF_WHAT, [part.whole])
    else:
        unread(part, "her2" if fact == "her2_count" else fact, doubt.says, OF_WHAT, read, report)


def _her2(part: Part, read: Observations, report: Report) -> None:
    finding = her2_finding(part.content)
    if finding is None:
        is_torn = speaks_against_itself(part.content)
        why = SPEAKS_AGAINST_ITSELF if is_torn else "It is a HER2 result that says nothing which is read here."
        unread(part, "her2", why, WHICH_HER2, read, report)
        her2_test_of(part, read.her2, report).contradicts_itself |= is_torn
        return
    test = her2_test_of(part, read.her2, report)
    add(test, *finding, part.whole)
    report.used(part.whole, f"HER2: {finding[1]}.")


def _receptor(part: Part, receptor: str, read: Observations, report: Report) -> None:
    said = result(part.content.content)
    if said in ("positive", "negative"):
        read.receptors.append(Receptor(receptor, said, part.on, part.whole, part.of_primaries))
        report.used(part.whole, f"The {receptor} receptor is {said}.")
    else:
        is_torn = speaks_against_itself(part.content)
        why = SPEAKS_AGAINST_ITSELF if is_torn else "It says neither positive nor negative."
        unread(part, receptor, why, f"{WHICH_VALUE} ({receptor} receptor)?" if is_torn else "", read, report)


def _disease_status(part: Part, read: Observations, report: Report) -> None:
    value = part.content.content.get("valueCodeableConcept") or part.content.content.get("valueString")
    coded = codes_of(value)
    said = (codes.STATUS_NAMES.get(text.casefold()) for text in texts(value))
    statuses = codes.found(codes.STATUSES, coded) or [*filter(None, said)]
    if not statuses and set(coded) & codes.IMPROVED:
        report.ignored(part.whole, "Improved is no complete and no partial response, and no progression.")
    elif not statuses:
        unread(part, "disease_status", "It says no status that is read here.", WHICH_STATUS, read, report)
    elif len(statuses) > 1 or says_another_status(statuses[0], [*texts(value), *_interpreted(part)]):
        unread(part, "disease_status", SPEAK_AGAINST_EACH_OTHER, WHICH_STATUS, read, report)
    elif part.on is None:
        why = f"It says {statuses[0].replace('_', ' ')}, and not of which day."
        unread(part, "disease_status", why, "When was the disease in this state?", read, report)
    else:
        part.cancers.ask_about(part.whole, report)
        read.statuses.append((part.on, statuses[0], part.whole))
        site = (read.site_of(part.whole) or "").replace("_", " ")
        report.used(part.whole, f"Disease status: {statuses[0]}{site and f' ({site})'}.")
        if read.sites[part.whole.pointer] == NOT_READ:
            report.ask(WHERE_IS_THE_STATUS, [part.whole])
        if part.primaries.may_be_another(part.of_which_breast):
            report.ask(HAS_IT_SPREAD, [part.whole])


def _interpreted(part: Part) -> list[str]:
    """What the interpretations of a result are called."""
    return [text for each in a_list(part.content.content.get("interpretation")) for text in texts(each)]


def _metastasis(part: Part, read: Observations, report: Report) -> None:
    value = part.content.content.get("valueCodeableConcept")
    places = metastasis_places(part.whole.content, value)
    if denies(words_of_its_places(part.whole.content, value), is_over=False):
        report.not_understood(part.whole, SPEAK_AGAINST_EACH_OTHER)
        report.ask(IS_IT_SO, [part.whole])
    elif places.charted:
        part.cancers.ask_about(part.whole, report)
        read.metastases.append((part.on, places.charted, part.whole))
        report.used(part.whole, f"Metastasis: {', '.join(places.charted)}.")
        for question in places.asks:
            report.ask(question, [part.whole])
    else:
        report.not_understood(part.whole, "It is a metastasis of a place that is not read here.")
        report.ask(WHERE, [part.whole])
