"""Procedures: surgery and radiotherapy, which are local treatment, and on which the setting of a treatment hangs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from service.fhir import codes
from service.fhir.cancers import OF_ANOTHER, OTHER, Cancers
from service.fhir.places import place_named, places_in
from service.fhir.report import Report, Resource
from service.fhir.values import NO_STATUS, a_list, a_text, an_object, day, first_day, period, texts, word
from service.fhir.values import codes as codes_of
from statemachine.record.charted_names import LOCAL_TREATMENT

NOT_DONE: Final = ("entered-in-error", "not-done", "preparation", "aborted", "suspended")
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
    procedures: Iterable[Resource], cancers: Cancers, as_of: str, report: Report
) -> list[LocalTreatment]:
    """The surgery and radiotherapy that were done, the fractions of one radiotherapy as one."""
    found: list[LocalTreatment] = []
    for each in procedures:
        status = word(each.content.get("status"))
        kind = _kind(each)
        first, last = period(each.content.get("performedPeriod"))
        started = first or day(each.content.get("performedDateTime"))
        if status in NOT_DONE or each.content.get("notPerformed") is True:
            report.ignored(each, f"It was not done (status {status or 'not performed'}).")
        elif kind is None and _gave_drugs(each):
            report.not_understood(each, "By its name drugs were given, and it does not say which.")
            _ask_which(each, report)
        elif kind is None and not texts(each.content.get("code")):
            report.no_code(each, each.content.get("code"))
            report.ask("What was done here: surgery or radiotherapy of the cancer, or something else?", [each])
        elif kind is None:
            report.ignored(
                each, "Neither profile nor code nor name says that it is surgery or radiotherapy of the cancer."
            )
        elif cancers.of(each) == OTHER:
            report.ignored(each, OF_ANOTHER)
        elif status in ("", "unknown"):
            told = f"Its status is {status}" if status else NO_STATUS
            report.not_understood(each, f"It is {kind}. {told}: nobody says whether it was done.")
            report.ask(f"Was this {kind} done, and when?", [each])
        elif started is None:
            report.not_understood(each, f"It is {kind} without a date.")
            report.ask(f"When was this {kind}?", [each])
        elif first_day(started) > as_of:
            report.ignored(each, "It begins after as_of.")
        else:
            report.used(each, f"Read as {kind}.")
            if _gave_drugs(each):
                _ask_which(each, report)
            found.append(LocalTreatment(kind, _site(each), started, last or started, [each]))
    return _joined(found)


def _gave_drugs(each: Resource) -> bool:
    return any(map(DRUGS.search, texts(each.content.get("code"))))


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
    spoken = [set(re.findall("[a-z]+", text.lower())) for text in texts(each.content.get("code"))]
    kinds = {WORDS[one] for words in spoken if not words.intersection(NO_TREATMENT) for one in words if one in WORDS}
    return kinds.pop() if len(kinds) == 1 else None


def _site(each: Resource) -> str | None:
    names = texts(each.content.get("code"))
    if any(codes.holds(codes.BREAST_SURGERY, code) for code in codes_of(each.content.get("code"))):
        return "breast"
    if any(one in text.lower() for one in OF_THE_BREAST for text in names):
        return "breast"
    named = [place for text in names for place in places_in(text)]
    if len(set(named)) == 1:
        return named[0]
    return place_named(a_list(each.content.get("bodySite"))) if not named else None


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
