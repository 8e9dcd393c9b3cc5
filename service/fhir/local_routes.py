"""Cancer drugs that act in one place: on the skin, in an eye, the bladder, a cavity or the cerebrospinal fluid.

None of them is a line of treatment. What was given into the cerebrospinal fluid is local treatment, and charted so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from service.fhir.bundle import Resources
from service.fhir.codes import sct
from service.fhir.doses_of_orders import orders_of
from service.fhir.drugs import leave_out
from service.fhir.given import Given, days_between
from service.fhir.procedures import ONE_COURSE, LocalTreatment
from service.fhir.products import concepts_of, medication_of
from service.fhir.report import Report, Resource
from service.fhir.values import Code, Json, a_list, a_text, an_object, codes, texts
from statemachine.record.catalogue import Catalogue

# Of the value set of routes of FHIR (route-codes), and of its expansion; the procedures: HL7 New Zealand (cca).
ROUTES: Final[dict[Code, str]] = {
    **dict.fromkeys(sct("6064005", "448598008", "431695009"), "skin"),
    **dict.fromkeys(sct("54485002", "372468001", "418401004", "446105004", "372476004"), "eye"),
    **dict.fromkeys(sct("372471009", "431464005", "90028008"), "bladder"),
    **dict.fromkeys(sct("38239002", "81633002", "372469009", "372466002", "447122006", "445771006"), "cavity"),
    **dict.fromkeys(sct("58100008", "432977006", "445941009"), "cavity"),
    **dict.fromkeys(sct("72607000", "406188003", "420719007", "418418000", "445767008"), "intrathecal"),
}
WORDS: Final = {
    "skin": re.compile(
        r"\btopical|\btopisch|\bcutaneous|\bkutan|\bcream\b|creme\b|\bointment|salbe\b|\blotion|\bgel\b(?! ?cap)",
        re.IGNORECASE,
    ),
    "eye": re.compile(
        r"intravitre|intraocul|intraokul|ophthalm|\beye|augentropfen|intracameral|subconjunctiv", re.IGNORECASE
    ),
    "bladder": re.compile(r"intravesi[ck]|instill|pyelocalyceal|into the bladder|in die (?:harn)?blase", re.IGNORECASE),
    "cavity": re.compile(
        r"intra-?(?:peritone|pleur|arterial|arteriell|hepatic|tumou?r|lesion|läsion|pericard|perikard)"
        r"|\bhipec\b|\bpipac\b|\bwafer|chemoemboli",
        re.IGNORECASE,
    ),
    "intrathecal": re.compile(r"intrathe[ck]al|intracerebroventric|intraventric|intraspinal|\bommaya", re.IGNORECASE),
}
SAYS: Final = {
    "skin": "By its route or form it acts on the skin",
    "eye": "By its route it acts in the eye",
    "bladder": "By its route it acts in the bladder",
    "cavity": "By its route it acts in one place",
    "intrathecal": "By its route it acts in the cerebrospinal fluid",
}
TWO_ROUTES: Final = "by which route was it given? A part of what it says is of one place alone."
MOST: Final = 10  # dosages of one resource


def apart_by_route(
    given: Sequence[Given], among: Resources, catalogue: Catalogue, report: Report
) -> tuple[list[Given], list[LocalTreatment]]:
    """What may be of a line of treatment, and what was given into the cerebrospinal fluid."""
    left, intrathecal = list[Given](), list[Given]()
    for each in given:
        where, is_certain = _where(each.source, among)
        if where is None:
            left.append(each)
        elif not is_certain:
            leave_out([each.source], each.drugs, catalogue, report)
            report.not_understood(each.source, f"{each.drugs.says} It is not charted: {TWO_ROUTES}")
            report.ask(f"{each.drugs.named}: {TWO_ROUTES}", [each.source])
        elif where == "intrathecal" and each.role in ("order", "statement", "dose"):
            report.used(each.source, f"{each.drugs.says} {SAYS[where]}: local treatment, and no line.")
            report.ask(f"{each.drugs.named}: is there leptomeningeal disease? {SAYS[where]}.", [each.source])
            intrathecal.append(each)
        else:
            report.ignored(each.source, f"{each.drugs.says} {SAYS[where]}, and is no line of treatment.")
            report.ask(f"{each.drugs.named}: is it given for the breast cancer? {SAYS[where]}.", [each.source])
            report.unread_medications |= where == "cavity"
    return left, _joined(intrathecal)


def _where(each: Resource, among: Resources) -> tuple[str | None, bool]:
    """Where a drug acts, None where nobody says, or everywhere; and whether nothing speaks against that."""
    routes = [*routes_of(each)] or [route for order in orders_of(each, among) for route in routes_of(order)]
    told = [_place_of(route) for route in routes]
    named = next(filter(None, map(_in_words, texts_of(each, among, in_dosages=not routes))), None)
    places = {place for place in (*told, named) if place}
    if not places:
        return None, True
    return min(places), len(places) == 1 and None not in told


def routes_of(each: Resource) -> Iterator[Any]:
    """The routes of its dosages."""
    yield from filter(None, (dosage.get("route") for dosage in _dosages(each)))


def _dosages(each: Resource) -> Iterator[Json]:
    for name in ("dosageInstruction", "dosage"):
        yield from map(an_object, a_list(each.content.get(name))[:MOST])


def _place_of(route: Any) -> str | None:
    coded = (ROUTES[code] for code in codes(route) if code in ROUTES)
    return next(coded, None) or next(filter(None, map(_in_words, texts(route))), None)


def _in_words(text: str) -> str | None:
    return next((place for place, words in WORDS.items() if words.search(text)), None)


def texts_of(each: Resource, among: Resources, *, in_dosages: bool) -> Iterator[str]:
    """What the product is called, its form, and where they have no route what its dosages say in words."""
    medication = medication_of(each, among)
    form = [] if medication is None else [medication.content.get(name) for name in ("form", "doseForm")]
    for concept in (*concepts_of(each, among), *form):
        yield from texts(concept)
    for dosage in _dosages(each) if in_dosages else ():
        yield a_text(dosage.get("text"))


def _joined(given: Sequence[Given]) -> list[LocalTreatment]:
    """One treatment where no more than ONE_COURSE lies between two doses."""
    found: list[LocalTreatment] = []
    for each in sorted(given, key=lambda one: one.started):
        before = found[-1] if found else None
        if before is not None and days_between(before.ended, each.started) <= ONE_COURSE.days:
            before.ended = max(before.ended, each.latest)
            before.sources.append(each.source)
        else:
            found.append(LocalTreatment("intrathecal", None, each.started, each.latest, [each.source]))
    return found
