"""Names as a sentence has them: of regimens and drugs, of dates, and of the entries of a history."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache

from statemachine.record.catalogue import Catalogue, Regimen
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import UNKNOWN_ANTICANCER, Event, Treatment

MONTHS = tuple(month_name)  # which itself asks for each name anew

EVENTS = {
    "metastatic_diagnosis": "diagnosis of metastatic disease",
    "cns_progression": "progression in the brain",
    "taxane_completed": "end of the taxane",
    "her2_retest": "HER2 retest",
}
KINDS = {
    "interstitial_lung_disease": "interstitial lung disease",
    "lvef_fall": "fall of the ejection fraction",
    "hepatic": "liver toxicity",
    "haematologic": "haematologic toxicity",
    "hypersensitivity": "hypersensitivity",
    "nodular_regenerative_hyperplasia": "nodular regenerative hyperplasia of the liver",
    "other": "toxicity",
}


@cache  # labels of the files only: nothing that a request holds is kept
def short(label: str) -> str:
    """The abbreviation that a label holds, as THP; without one the label as it stands within a sentence."""
    abbreviated = re.sub(r"^[^()]*\(([^()]+)\)", r"\1", label)
    return abbreviated if abbreviated != label else within(label)


def within(words: str) -> str:
    """The words without a capital that only the start of a sentence asks for."""
    return words[0].lower() + words[1:] if words[1:2].islower() else words


def beginning(words: str) -> str:
    """The words as a sentence begins with them."""
    return words[:1].upper() + words[1:]


def one_of(words: Sequence[str], conjunction: str = "or") -> str:
    """Several names in a row: `a, b or c`."""
    *others, last = words
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def of_day(day: date) -> str:
    """`20 June 2025`."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def of_date(on: PartialDate) -> str:
    """A date as precisely as it is charted: `2025`, `June 2025` or `20 June 2025`; nothing where it is not charted."""
    if not on.text:
        return ""
    if on.is_a_day:
        return of_day(on.first)
    return f"{MONTHS[on.first.month]} {on.first.year}" if len(on.text) > len("2025") else on.text


def of_drugs(given: Sequence[frozenset[str]], catalogue: Catalogue, names: Mapping[str, str] | None = None) -> str:
    """What was given, drug by drug; of a drug that the chart leaves open all that it may be.

    `names` are the charted names of unlisted drugs.
    """
    charted = names or {}

    def named(slot: frozenset[str]) -> str:
        codes = {UNKNOWN_ANTICANCER} if UNKNOWN_ANTICANCER in slot else slot
        return one_of(sorted(charted.get(code) or within(catalogue.agents[code].label) for code in codes))

    labels = [named(slot) for slot in given if slot]
    return one_of(sorted(labels), "and") if labels else "a treatment"


def of_order(order: Treatment, given: Sequence[frozenset[str]], catalogue: Catalogue) -> str:
    """Drugs of an order, with the day on which it was begun."""
    since = f" (since {of_date(order.started)})" if order.started.text else ""
    return f"{of_drugs(given, catalogue, order.names)}{since}"


def of_course(course: Treatment, catalogue: Catalogue, regimen: Regimen | None = None) -> str:
    """A course by its regimen, or by its drugs where none fits or where only the chart tells which they are."""
    read_as = regimen or _read_as(course, catalogue)
    if read_as is None or (_is_open(read_as) and all(len(slot) == 1 for slot in course.given)):
        return of_drugs(course.given, catalogue, course.names)
    return short(read_as.label)


def of_what_is_left(course: Treatment, catalogue: Catalogue, regimen: Regimen | None = None) -> str:
    """A course by what is given of it now."""
    if not course.dropped:
        return f"{of_course(course, catalogue, regimen)}{_added(course, catalogue, regimen)}"
    left = [slot for slot in course.given if slot & course.left]
    gone = course.drugs - course.left
    if any(catalogue.regimens[code].may_contain(gone) for code in catalogue.regimens_given(left)):
        return of_drugs(left, catalogue, course.names)  # the name would hold the drug that another one replaced
    return _of_slots(left, course, catalogue)


def _read_as(course: Treatment, catalogue: Catalogue) -> Regimen | None:
    return catalogue.regimens.get(course.regimens[0]) if course.regimens else None


def _added(course: Treatment, catalogue: Catalogue, regimen: Regimen | None) -> str:
    """` with letrozole and ribociclib`: what may be added to any regimen, and is no part of this one."""
    read_as = regimen or _read_as(course, catalogue)
    if read_as is None or not read_as.slots:
        return ""
    own = read_as.partners.union(*read_as.slots)
    added = [slot for slot in course.given if slot <= catalogue.added_to_anything and slot.isdisjoint(own)]
    return f" with {of_drugs(added, catalogue, course.names)}" if added else ""


def of_what_was_stopped(course: Treatment, catalogue: Catalogue) -> str:
    """A course by what was stopped of it, where partners are charted as given longer."""
    if not course.given_longer:
        return of_course(course, catalogue)
    return _of_slots([slot for slot in course.given if slot.isdisjoint(course.given_longer)], course, catalogue)


def of_held(course: Treatment, catalogue: Catalogue) -> list[tuple[str, str]]:
    """What is held of a course, by its name where that is all of it, each with the day since when."""
    since: dict[PartialDate, list[frozenset[str]]] = {}
    for slot in course.held:
        held = course.dosings[slot].held_since
        if held is not None:
            since.setdefault(held, []).append(slot)
    if len(since) == 1 and not course.is_held_in_part:
        return [(of_course(course, catalogue), of_date(on)) for on in since]
    return [(_of_slots(slots, course, catalogue), of_date(on)) for on, slots in sorted(since.items())]


def _of_slots(left: Sequence[frozenset[str]], course: Treatment, catalogue: Catalogue) -> str:
    """Some of a course by the regimen that it is, where that has an abbreviation, or drug by drug."""
    codes = catalogue.regimens_of(frozenset().union(*left)) if all(len(slot) == 1 for slot in left) else ()
    known = [short(catalogue.regimens[code].label) for code in codes if _has_abbreviation(catalogue.regimens[code])]
    return known[0] if known else of_drugs(left, catalogue, course.names)


def _is_open(regimen: Regimen) -> bool:
    """Does its name leave open which drugs it is?"""
    return not _has_abbreviation(regimen) and (bool(regimen.partners) or any(len(slot) > 1 for slot in regimen.slots))


def _has_abbreviation(regimen: Regimen) -> bool:
    return short(regimen.label) != within(regimen.label)


def of_dropped(agents: frozenset[str], on: PartialDate, catalogue: Catalogue) -> str:
    """`docetaxel until June 2025`."""
    return f"{of_drugs([frozenset({agent}) for agent in agents], catalogue)} until {of_date(on)}"


def of_event(event: Event) -> str:
    """An event by its kind, with its place where one is charted."""
    kind = event.kind or event.name
    words = {**EVENTS, **KINDS}.get(kind, kind.replace("_", " "))
    if event.status is not None and event.name == "disease_status":
        words = f"{words}: {event.status.replace('_', ' ')}"
    if event.tumour == "other_primary":
        words = f"{words} of another primary"
    return f"{words}, {event.site.replace('_', ' ')}" if event.site else words


def dated(words: str, on: PartialDate | None) -> str:
    """The words with a date behind them, where it is charted."""
    return f"{words} ({of_date(on)})" if on is not None and on.text else words


def was_or_were(named: str) -> str:
    """The verb of what is named: `T-DXd and pertuzumab were`, `THP was`."""
    return "were" if " and " in named else "was"


def of_stop(named: str, kind: str | None, on: PartialDate | None, *, is_charted: bool = True) -> str:
    """What was stopped for toxicity: `Trastuzumab was stopped on 2 June 2026 for a fall of the ejection fraction`."""
    when = "" if on is None or not on.text else f"{' on' if on.is_a_day else ' in'} {of_date(on)}"
    were = was_or_were(named)
    if not is_charted and not when:
        return f"{named} {were} left for another treatment; when and why is not charted"
    if not is_charted:
        why = "a reason that is not charted"
    elif kind is None:
        why = "toxicity of a kind that is not charted"
    else:
        why = {"lvef_fall": f"a {KINDS['lvef_fall']}"}.get(kind) or KINDS.get(kind, kind.replace("_", " "))
    return f"{named} {were} stopped{when} for {why}"


def of_toxicity(event: Event, agents: Collection[str], catalogue: Catalogue) -> str:
    """`Hypersensitivity of grade 4 of trastuzumab is charted, 2 June 2026`."""
    drugs = f" of {of_drugs([frozenset({agent}) for agent in agents], catalogue)}" if agents else ""
    grade = f" of grade {event.grade}" if event.grade is not None else ""
    name = f"a {of_event(event)}" if event.kind == "lvef_fall" else of_event(event)
    return f"{beginning(name)}{grade}{drugs} is charted, {of_date(event.on)}"


def of_charted(event: Event) -> str:
    """`a fall of the ejection fraction of grade 3 (10 August 2026)`."""
    named = f"a {of_event(event)}" if event.kind == "lvef_fall" else of_event(event)
    return dated(f"{named} of grade {event.grade}" if event.grade is not None else named, event.on)


def of_unsettled(event: Event, catalogue: Catalogue) -> str:
    """`A toxicity of grade 4 is not charted as resolved: neuropathy of paclitaxel, 2 June 2026`."""
    drug = f" of {within(catalogue.agents[event.agent].label)}" if event.agent is not None else ""
    grade = f" of grade {event.grade}" if event.grade is not None else ""
    if event.resolved_on is not None:  # of a reaction alone, which stays unsettled until its drug is known
        return f"A reaction{grade} is charted, and not to which drug: {of_event(event)}, {of_date(event.on)}"
    when = f", {of_date(event.on)}" if event.on.text else ""
    return f"A toxicity{grade} is not charted as resolved: {of_event(event)}{drug}{when}"
