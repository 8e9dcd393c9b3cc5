"""The entries of a history in the words of a room: what was given, what happened, and which were read as one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.board import brief
from service.board.facts import DOSE_LEVELS, label_of, said
from service.board.words import gettext as _
from statemachine import Library, Record
from statemachine.answer import TrailStep
from statemachine.record.event_forms import one_form

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """A treatment as charted; `kind` is early, metastatic, or beside where nothing in it is treatment of the cancer.

    `read_with` is the number of the first entry of the regimen that it is part of: its own where it is that, or alone.
    """

    number: int
    entry: Entry
    words: str
    kind: str
    read_with: int


def read_entries(library: Library, document: Mapping[str, Any], record: Record) -> list[ReadEntry]:
    """The treatments of a record, those that were read as one beside each other, else as they are listed."""
    read_with = {_number(place): _number(course) for place, course in record.joined.items()}
    courses = {course.pointer for course in record.treatments} | set(record.joined)
    told = []
    for number, entry in enumerate(document["history"]):
        if "treatment" in entry:
            is_course = f"/history/{number}" in courses
            kind = "beside" if not is_course else "metastatic" if entry["setting"] == "metastatic" else "early"
            words = treatment_in_words(library, entry)
            told.append(ReadEntry(number, entry, words, kind, read_with.get(number, number)))
    return sorted(told, key=lambda each: (each.read_with, each.number))


def treatment_in_words(library: Library, entry: Entry) -> str:
    """What was given, and what is charted of it beside its dates."""
    named = entry["treatment"]
    code = named.get("regimen")
    given = library.regimens[code]["label"] if code else _drugs(library, named["agents"])
    told = [given]
    if "dropped" in entry:
        reason = f" ({said(entry['dropped']['for'])})" if "for" in entry["dropped"] else ""
        dropped = {"drugs": _drugs(library, entry["dropped"]["agents"]), "day": entry["dropped"]["on"]}
        told.append(_("%(drugs)s until %(day)s") % dropped + reason)
    if "held_since" in entry:
        told.append(_("held since %(day)s") % {"day": entry["held_since"]})
    if "dose_level" in entry:
        told.append(_(DOSE_LEVELS[entry["dose_level"]]))
    return ", ".join(told)


def event_in_words(entry: Entry) -> str:
    """What happened, where, and what was found."""
    name, kind, site = one_form(entry)
    if name == "local_treatment":
        told = [said(kind)]
    elif name == "disease_status":
        told = [_("stable disease") if entry["status"] == "stable" else said(entry["status"])]
    elif name == "toxicity":
        told = [said(kind) if kind != "other" else _("toxicity")]
        told += [_("grade %(number)s") % {"number": entry["grade"]}] if "grade" in entry else []
        told += [brief.drugs([entry["agent"]])] if "agent" in entry else []
    elif name == "her2_retest":
        results = [
            f"{label_of(key)} {said(entry[key])}" for key in ("her2_status", "her2_ihc", "her2_ish") if key in entry
        ]
        told = [said(name), *results]
        told += [said(entry["tumour"])] if entry.get("tumour") == "other_primary" else []
    else:
        told = [said(name)]
    told += [said(site)] if site is not None else []
    told += [_("the treatment goes on")] if entry.get("treatment_continues") else []
    return ", ".join(told)


def step_in_words(document: Mapping[str, Any], record: Record, step: TrailStep) -> str:
    """What was read at a step of the way: an event with all that is charted of it, else as the answer names it."""
    found = _ENTRY.match(step.fact)
    entry = document["history"][int(found[1])] if found else {}
    if "event" in entry:
        return event_in_words(entry)
    if step.event == "supportive_treatment":
        words = next((each.words for each in record.beside if each.pointer == step.fact), step.name)
        return _("%(what)s, supportive") % {"what": words}
    return step.name


def with_entry_numbers(text: str) -> str:
    """A sentence of an answer with its pointers to entries as the page numbers them."""
    return _POINTER.sub(lambda found: f"entry {int(found[1]) + 1}", text)


_ENTRY = re.compile(r"/history/(\d+)")
_POINTER = re.compile(r"/history/(\d+)(?:/\w+)*")


def _drugs(library: Library, charted: Iterable[Any]) -> str:
    """Charted drugs in a line, those of a code by what it stands for."""
    names, labels = library.catalogue.drug_names, library.catalogue.agents
    return brief.drugs(
        " + ".join(labels[code].label for code in names.coded(drug["system"], drug["code"]))
        if isinstance(drug, dict) and "code" in drug
        else drug
        for drug in charted
    )


def _number(pointer: str) -> int:
    return int(pointer.rpartition("/")[2])
