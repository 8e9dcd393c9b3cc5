"""Procedures: surgery and radiotherapy, which are local treatment, and on which the setting of a treatment hangs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from service.fhir import codes
from service.fhir.cancer_names import names_another
from service.fhir.cancers import NOT_SAID, OF_ANOTHER, OF_WHICH, OTHER, is_secondary
from service.fhir.impossible_days import is_impossible
from service.fhir.other_diseases import OURS, Purposes, Reason
from service.fhir.parts_of_procedures import SAYS as OF_DRUGS
from service.fhir.places import places_named, places_treated, side_named
from service.fhir.primaries import HAS_IT_SPREAD, OF_ANOTHER_BREAST
from service.fhir.procedure_names import (
    IS_IT,
    IS_IT_ONE,
    ONLY_PREPARES,
    WHAT_WAS_DONE,
    may_be_none,
    may_be_of_no_tumour,
    only_prepares,
)
from service.fhir.report import Report, Resource
from service.fhir.values import NO_STATUS, a_list, a_text, an_object, day, first_day, period, texts, word
from service.fhir.values import codes as codes_of
from statemachine.record.charted_names import LOCAL_TREATMENT

NOT_DONE: Final = ("entered-in-error", "not-done", "preparation")
NOT_DONE_FLAGS: Final = ("notPerformed", "notDone")  # of DSTU2 and STU3
MAYBE_DONE: Final = ("", "aborted", "suspended", "stopped", "on-hold", "unknown")  # in part, or nobody says
ONE_COURSE: Final = timedelta(days=60)  # between fractions of one radiotherapy
DRUGS: Final = re.compile(
    "chemo|zytostat|cytostat|antineoplast|immunother|immunth|systemic therapy|systemische", re.IGNORECASE
)
OF_THE_BREAST: Final = ("mastectomy", "lumpectomy", "mastektomie")
WORDS: Final = {word: kind for kind, words in LOCAL_TREATMENT.items() for word in words.split()} | {
    "radiation": "radiotherapy",
    "mastektomie": "surgery",
}
COMPOUND: Final = ("bestrahlung", "strahlentherapie")  # also at the end of another German word
OF_A_METASTASIS: Final = re.compile("metastasen?(?:chirurgie|entfernung|ex|resekt)|(?:resekt|exstirp|exzis).*metastas")
# What may be local treatment of the cancer, though no word says which; not what only looks or takes a sample.
NAMES_A_PLACE: Final = re.compile(
    "metasta|filia|hirn|brain|crani|krani|[cz]erebr|hersen|mamma|brust|breast|borst|resektion|exstirpation"
)
MAYBE_LOCAL: Final = re.compile(
    NAMES_A_PLACE.pattern + "|(?:gamma|cyber)[- ]?knife|radio(?:chir|ther|emb)|radiat|irradi|strahlen|bestral|chemoemb"
    r"|\bs(?:rs|bs?rt|irt)\b|\btace\b"
)
ONLY_LOOKS: Final = re.compile(
    r"biop|stanz|punkt|punct|graph|graf|scan|sono|ultras|szinti|imaging|tomo|\b[kc]?(?:mrt|mri|ct|pet|eeg|us)\b"
    "|marker|implant|prothe|konsil|consult|plan"
)
WHERE: Final = "Which place was treated here, and for the cancer? Not all that names a place is read."
WITHOUT_A_NAME: Final = (
    "What was done here: surgery or radiotherapy of the cancer, treatment of it with drugs, or something else?"
)
# Words that the table of the chart has for names of drugs lists, and that a title of a procedure uses otherwise.
NO_TREATMENT: Final = ("biopsy", "planning", "consultation", "screening", "imaging", "knife", "gamma")


@dataclass
class LocalTreatment:
    """One surgery, or one course of radiotherapy."""

    kind: str
    site: str | None
    started: str
    ended: str
    sources: list[Resource]


def read_procedures(
    procedures: Iterable[Resource], of_drugs: Collection[str], purposes: Purposes, as_of: str, report: Report
) -> list[LocalTreatment]:
    """The surgery and radiotherapy that were done, the fractions of one radiotherapy as one.

    `of_drugs` are the places of those of which medications say that they are part of them.
    """
    found: list[LocalTreatment] = []
    cancers = purposes.cancers
    for each in procedures:
        status = word(each.content.get("status"))
        kind = _kind(each)
        why = None if kind is None else _of_another(each, purposes, report)
        first, last = period(each.content.get("performedPeriod"))
        started = first or day(each.content.get("performedDateTime"))
        if status in NOT_DONE or any(each.content.get(flag) is True for flag in NOT_DONE_FLAGS):
            report.ignored(each, f"It was not done (status {status or 'not performed'}).")
        elif kind is None and each.pointer in of_drugs:
            report.used(each, OF_DRUGS)
        elif kind is None and _gave_drugs(each):
            report.not_understood(each, "By its name drugs were given, and it does not say which.")
            _ask_which(each, report)
        elif kind is None and not texts(each.content.get("code")):
            report.no_code(each, each.content.get("code"))
            report.ask(WITHOUT_A_NAME, [each])
            report.unread_medications = True
        elif kind is None and _may_be_local(each):
            report.no_code(each, each.content.get("code"))
            report.ask(WHAT_WAS_DONE, [each])
        elif kind is None:
            report.ignored(
                each, "Neither profile nor code nor name says that it is surgery or radiotherapy of the cancer."
            )
        elif only_prepares(texts(each.content.get("code"))):
            report.ignored(each, ONLY_PREPARES)
        elif may_be_none(texts(each.content.get("code")), kind, has_place=bool(_sites(each)[0])):
            report.not_understood(each, IS_IT_ONE)
            report.ask(WHAT_WAS_DONE, [each])
        elif cancers.of(each) == OTHER or (why and why.is_certain):
            report.ignored(each, why.says if why and why.says == OF_ANOTHER_BREAST else OF_ANOTHER)
        elif why and why.says == HAS_IT_SPREAD:
            report.not_understood(each, f"It is {kind}, and may be of a breast that is not that of the tumour.")
            report.ask(HAS_IT_SPREAD, [each])
        elif why or names_another(texts(each.content.get("code"))):
            report.not_understood(each, f"It is {kind}. {NOT_SAID}")
            report.ask(OF_WHICH, [each])
        elif kind == "surgery" and _may_be_of_no_tumour(each, purposes):
            report.not_understood(each, "It is surgery, and by its name or its reason maybe none of the tumour.")
            report.ask(IS_IT, [each])
        elif status in MAYBE_DONE:
            told = f"Its status is {status}" if status else NO_STATUS
            report.not_understood(each, f"It is {kind}. {told}: nobody says whether it was done.")
            report.ask(f"Was this {kind} done as a whole, and when?", [each])
        elif started is None or is_impossible(started, cancers.among):
            report.not_understood(each, f"It is {kind} without a date on which it can have been done.")
            report.ask(f"When was this {kind}?", [each])
        elif first_day(started) > as_of:
            report.ignored(each, "It begins after as_of.")
        else:
            sites, is_read = _sites(each)
            report.used(each, f"Read as {kind}" + (f" ({', '.join(sites)})." if sites else "."))
            is_of_a_metastasis = any(is_secondary(codes_of(reason.concept)) for reason in purposes.told(each))
            if not is_read or (is_of_a_metastasis and not sites):
                report.ask(WHERE, [each])
            if _gave_drugs(each):
                _ask_which(each, report)
            found += (LocalTreatment(kind, site, started, last or started, [each]) for site in (sites or (None,)))
    return _joined(found)


def _of_another(each: Resource, purposes: Purposes, report: Report) -> Reason | None:
    """Why it was done, where that is another cancer or may be one; another disease may come of this one."""
    places = a_list(each.content.get("bodySite"))
    side = side_named([each.content.get("code"), *places]) if _sites(each)[0] == ["breast"] else ""
    why = purposes.another(each, report, side)
    return why if why is not None and why.is_cancer else None


def _may_be_of_no_tumour(each: Resource, purposes: Purposes) -> bool:
    """Does an operation say by its name, or one of the breast by its reasons, that it was for something else?"""
    reasons = purposes.told(each)
    named = [
        text for concept in (each.content.get("code"), *(one.concept for one in reasons)) for text in texts(concept)
    ]
    is_of_the_breast = _sites(each)[0] in ([], ["breast"])
    has_no_reason_of_ours = bool(reasons) and not any(one.kind == OURS for one in reasons)
    return may_be_of_no_tumour(named) or (is_of_the_breast and has_no_reason_of_ours)


def _gave_drugs(each: Resource) -> bool:
    return any(map(DRUGS.search, texts(each.content.get("code"))))


def _may_be_local(each: Resource) -> bool:
    is_coded = any(codes.holds(codes.MAYBE_RADIOTHERAPY, code) for code in codes_of(each.content.get("code")))
    return is_coded or _says(each, MAYBE_LOCAL)


def _says(each: Resource, words: re.Pattern[str]) -> bool:
    named = " ".join(texts(each.content.get("code"))).lower()
    return bool(words.search(named)) and not ONLY_LOOKS.search(named)


def _ask_which(each: Resource, report: Report) -> None:
    report.unread_medications = True
    report.ask("Which drugs were given here, from when to when?", [each])


def chart_local(treatments: Iterable[LocalTreatment], history: list[dict[str, Any]], report: Report) -> None:
    """Add them to the history as events."""
    for each in treatments:
        site = {"site": each.site} if each.site else {}
        report.fact(f"/history/{len(history)}", each.sources)
        history.append({"event": "local_treatment", "on": each.started, "kind": each.kind, **site})


def _kind(each: Resource) -> str | None:
    profiles = [
        a_text(profile).partition("|")[0] for profile in a_list(an_object(each.content.get("meta")).get("profile"))
    ]
    names = {profile.rpartition("/")[2] for profile in profiles}
    if codes.SURGERY_PROFILE in names:
        return "surgery"
    if names.intersection(codes.RADIOTHERAPY_PROFILES):
        return "radiotherapy"
    coded = codes_of(each.content.get("code"))
    if any(codes.holds(codes.BREAST_SURGERY, code) for code in coded):
        return "surgery"
    if not codes.RADIOTHERAPY.isdisjoint(coded):
        return "radiotherapy"
    named = " ".join(texts(each.content.get("code"))).lower()
    if any(word in named for word in COMPOUND):
        return "radiotherapy"
    if OF_A_METASTASIS.search(named):
        return "surgery"
    spoken = [set(re.findall("[a-z]+", text.lower())) for text in texts(each.content.get("code"))]
    kinds = {WORDS[one] for words in spoken if not words.intersection(NO_TREATMENT) for one in words if one in WORDS}
    return kinds.pop() if len(kinds) == 1 else None


def _sites(each: Resource) -> tuple[list[str], bool]:
    """The places that were treated, and whether everything that names a place was read."""
    names = texts(each.content.get("code"))
    if any(codes.holds(codes.BREAST_SURGERY, code) for code in codes_of(each.content.get("code"))):
        return ["breast"], True
    if any(one in text.lower() for one in OF_THE_BREAST for text in names):
        return ["breast"], True
    if named := list(dict.fromkeys(place for text in names for place in places_treated(text))):
        return named, True
    sites, is_read = places_named(a_list(each.content.get("bodySite")))
    return sites, is_read and (bool(sites) or not _says(each, NAMES_A_PLACE))


def _joined(found: list[LocalTreatment]) -> list[LocalTreatment]:
    joined: list[LocalTreatment] = []
    for each in sorted(found, key=lambda one: (one.kind, one.site or "", first_day(one.started))):
        before = joined[-1] if joined else None
        if (
            before
            and before.kind == each.kind == "radiotherapy"
            and before.site == each.site
            and _follows(each, before)
        ):
            before.ended = max(before.ended, each.ended)
            before.sources += each.sources
        else:
            joined.append(each)
    return sorted(joined, key=lambda one: first_day(one.started))


def _follows(each: LocalTreatment, before: LocalTreatment) -> bool:
    if len(each.started) < 10 or len(before.ended) < 10:
        return False
    return date.fromisoformat(each.started) - date.fromisoformat(before.ended) <= ONE_COURSE
