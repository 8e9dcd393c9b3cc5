"""The case read back as it is charted: what was given and why it was stopped, what happened, HER2, and the values.

The banner and the minutes tell it in the same words, so that a slip of the chart is seen in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from service.board import brief
from service.board.entries import Entry, event_in_words
from service.board.facts import DOSE_LEVELS, label_of, said
from service.board.normal_findings import NORMAL
from service.board.words import gettext as _
from statemachine.record.catalogue import Catalogue
from statemachine.record.event_forms import one_form
from statemachine.record.facts import FACTS, HER2_TESTS, Drugs
from statemachine.record.partial_dates import PartialDate, parse
from statemachine.record.record import THE_WHOLE_REGIMEN, Record
from statemachine.record.words import MONTHS, within

MOST_TOLD = 8  # courses, events, or entries in a row; of more only the last ones
MOST_FACTS = 6
# Told also where nobody has charted them, and before the others.
KEY_FACTS = (
    "hormone_receptor",
    "brain_metastases",
    "lvef_percent",
    "lvef_measured_on",
    "interstitial_lung_disease",
    "ecog",
)
OF_THE_ORGAN = {
    "Heart": "lvef_fall",
    "Lungs": "interstitial_lung_disease",
}  # the toxicity that a group of facts is about


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the history in words, with the day by which it is put in order."""

    since: date
    words: str
    is_course: bool


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A case in one line, and the facts that are not told in it."""

    told: str
    others: list[str]


def read_back(document: Mapping[str, Any], record: Record, catalogue: Catalogue) -> ReadBack:
    """The history in its order, HER2, and the facts that are charted: first what is not as in most patients."""
    history = [each.words for each in history_told(document, record, catalogue)]
    patient = {name: value for name, value in document["patient"].items() if value is not None}
    names = sorted((name for name in FACTS if name in patient and name not in HER2_TESTS), key=_place_of(patient))
    facts = [fact_told(name, patient[name], catalogue) for name in names]
    told = [her2_told(record.patient.her2_status, patient), *facts[:MOST_FACTS]]
    told = [last_of(history, _("%(number)s earlier entries")), *told] if history else told
    return ReadBack("; ".join(told), facts[MOST_FACTS:])


def _place_of(patient: Mapping[str, Any]) -> Callable[[str], int]:
    def place(name: str) -> int:
        usual, _words = NORMAL.get(f"/patient/{name}", (None, ""))
        is_unusual = usual is not None and patient[name] not in (usual, usual == "true")
        return 0 if is_unusual else 1 if name in KEY_FACTS else 2

    return place


def history_told(document: Mapping[str, Any], record: Record, catalogue: Catalogue) -> list[Told]:
    """Every entry in words, by its first day; one without a date stays behind the one before it."""
    retested = {event.pointer: event.her2_status for event in record.events}
    told, day = [], date.min
    for number, entry in enumerate(document["history"]):
        charted = next((entry[key] for key in ("started", "on", "ended") if key in entry), None)
        day = parse(charted).first if charted else day
        is_course = "treatment" in entry
        words = (
            course_told(entry, catalogue) if is_course else _event(entry, retested.get(f"/history/{number}"), catalogue)
        )
        told.append(Told(day, words, is_course))
    return sorted(told, key=lambda each: each.since)


def last_of(told: Sequence[str], earlier: str) -> str:
    """A list in a row; of a long one only the last ones, and how many come before them."""
    before = len(told) - MOST_TOLD
    return "; ".join([earlier % {"number": before}, *told[before:]] if before > 0 else told)


def course_told(entry: Entry, catalogue: Catalogue) -> str:
    """What was given, in which setting, from when to when, and why it was stopped."""
    named = entry["treatment"]
    what = (
        brief.regimen(catalogue.regimens[named["regimen"]].label)
        if "regimen" in named
        else drugs_told(named["agents"], catalogue)
    )
    given = f"{what} ({said(entry['setting'])}) {_dates(entry)}"
    return ", ".join([given, *_why(entry, catalogue), *_on_the_way(entry, catalogue)])


def _dates(entry: Entry) -> str:
    if "started" not in entry and "ended" not in entry:
        return _("start and end not charted") if "stopped_for" in entry else _("now, start not charted")
    if "started" not in entry:
        return _("to %(until)s, start not charted") % {"until": day_told(entry["ended"])}
    not_ended = _("end not charted") if "stopped_for" in entry else _("now")
    until = day_told(entry["ended"]) if "ended" in entry else not_ended
    return _("%(since)s to %(until)s") % {"since": day_told(entry["started"]), "until": until}


def drugs_told(charted: Sequence[Any], catalogue: Catalogue) -> str:
    """Drugs by their names, however they are charted; those of a regimen that has no other by its abbreviation."""
    codes = [_codes(drug, catalogue) for drug in charted]
    if all(codes):
        known = [catalogue.regimens[code] for code in catalogue.regimens_of(frozenset(chain(*codes)))]
        abbreviated = [brief.regimen(each.label) for each in known if all(len(slot) == 1 for slot in each.slots)]
        if abbreviated and abbreviated[0] != known[0].label:
            return abbreviated[0]
    names = (
        " + ".join(within(catalogue.agents[code].label) for code in found) or brief.drugs([drug])
        for drug, found in zip(charted, codes, strict=True)
    )
    return " + ".join(names)


def _codes(drug: Any, catalogue: Catalogue) -> tuple[str, ...]:
    names = catalogue.drug_names
    if isinstance(drug, str):
        return names.named(drug)
    return names.coded(drug["system"], drug["code"]) if "code" in drug else ()


def _why(entry: Entry, catalogue: Catalogue) -> Iterator[str]:
    """Why it was stopped; of a toxicity which one, and of which drug."""
    if "stopped_for" not in entry:
        return
    if entry["stopped_for"] != "toxicity":
        yield said(entry["stopped_for"])
        return
    agent = entry.get("toxicity_agent")
    drug = (
        "" if agent is None else f" ({said(agent) if agent == THE_WHOLE_REGIMEN else drugs_told([agent], catalogue)})"
    )
    yield toxicity_told(entry.get("toxicity_kind"), entry.get("toxicity_grade")) + drug


def _on_the_way(entry: Entry, catalogue: Catalogue) -> Iterator[str]:
    """What happened to it while it was given."""
    if "dropped" in entry:
        dropped = entry["dropped"]
        for_toxicity = dropped.get("for") == "toxicity"
        kind, grade = dropped.get("toxicity_kind"), dropped.get("toxicity_grade")
        reason = toxicity_told(kind, grade) if for_toxicity else said(dropped["for"]) if "for" in dropped else ""
        until = _("%(drugs)s until %(day)s") % {
            "drugs": drugs_told(dropped["agents"], catalogue),
            "day": day_told(dropped["on"]),
        }
        yield f"{until} ({reason})" if reason else until
    if "held_since" in entry:
        yield _("held since %(day)s") % {"day": day_told(entry["held_since"])}
    if "dose_level" in entry:
        yield _(DOSE_LEVELS[entry["dose_level"]])


def _event(entry: Entry, her2_status: str | None, catalogue: Catalogue) -> str:
    if one_form(entry)[0] == "her2_retest":
        found = her2_told(her2_status, entry)
        beside = [said(entry[key]) for key in ("site", "tumour") if key in entry]
        return f"{_('HER2 retest')} {day_told(entry['on'])}: {', '.join([found, *beside])}"
    if entry["event"] == "toxicity":
        agent = f" ({drugs_told([entry['agent']], catalogue)})" if "agent" in entry else ""
        happened = f"{toxicity_told(entry.get('kind'), entry.get('grade'))}{agent},"
    else:
        happened = event_in_words(entry)
    told = f"{happened} {day_told(entry['on'])}"
    return (
        f"{told}, {_('resolved %(day)s') % {'day': day_told(entry['resolved_on'])}}" if "resolved_on" in entry else told
    )


def toxicity_told(kind: str | None, grade: int | None) -> str:
    """A toxicity with its grade: `interstitial lung disease grade 2`."""
    named = _("toxicity") if kind in (None, "other") else said(kind)
    return named if grade is None else f"{named} {_('grade %(number)s') % {'number': grade}}"


def toxicities_told(group: str, record: Record, catalogue: Catalogue) -> list[str]:
    """What is charted, in the history, of the toxicity that a group of facts is about, stops and events alike."""
    told = []
    for each in record.toxicities:
        if each.kind == OF_THE_ORGAN.get(group):
            agent = catalogue.agents.get(each.agent or "")
            drug = "" if agent is None else f" ({within(agent.label)})"
            day = f", {day_told(each.on.text)}" if each.on.text else ""
            what = f"{toxicity_told(each.kind, each.grade)}{drug}{day}"
            told.append(_("%(what)s, in the history") % {"what": what})
    return told


def her2_told(status: str | None, charted: Mapping[str, Any]) -> str:
    """HER2 as the record was read, with the tests that say so: `HER2 positive (IHC 3+)`."""
    tests = [
        f"{test} {said(charted[key])}" for test, key in (("IHC", "her2_ihc"), ("ISH", "her2_ish")) if key in charted
    ]
    behind = f" ({', '.join(tests)})" if tests else ""
    return f"HER2 {said(status)}{behind}"


def fact_told(name: str, value: Any, catalogue: Catalogue) -> str:
    """A fact with its value, a date and drugs in words."""
    kind = FACTS[name].values
    if value and kind is PartialDate:
        return f"{label_of(name)} {day_told(value)}"
    if value and isinstance(kind, Drugs):
        return f"{label_of(name)} {', '.join(drugs_told([drug], catalogue) for drug in value)}"
    return f"{label_of(name)} {said(value)}"


def day_told(charted: str) -> str:
    """A date as precisely as it is charted, as people say it: `2025`, `June 2025`, `20 June 2025`."""
    day = parse(charted)
    month = {"month": _(MONTHS[day.first.month]), "year": day.first.year}
    if day.is_a_day:
        return _("%(day)s %(month)s %(year)s") % {"day": day.first.day, **month}
    return f"{month['month']} {month['year']}" if len(charted) > len("2025") else charted
