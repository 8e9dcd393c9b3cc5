"""Several answers side by side: one column each, with what differs from the first one marked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any

from service.board import brief
from service.board.answer_view import Shown, ShownOption
from service.board.entries import Entry, event_in_words
from service.board.facts import left_open, place_of, said
from service.board.words import gettext as _
from statemachine import Parting
from statemachine.record.catalogue import Regimen
from statemachine.record.facts import FACTS, Drugs

MOST_DIFFERENCES = 4
ALWAYS_TOLD = ("Outcome", "Answer", "Preferred")
# Of drugs an empty list says the same as none charted, and the form has no other way to say it.
NO_DRUGS = {f"/patient/{name}" for name, fact in FACTS.items() if isinstance(fact.values, Drugs)}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one answer says in one row."""

    lines: list[str]
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One thing compared over all answers."""

    title: str
    cells: list[Cell]

    @property
    def differs(self) -> bool:
        """Does any answer differ from the first?"""
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Columns:
    """The titles of the columns, each with what was changed for it, the rows, and where editions part.

    `keys` tell the records of the columns apart, so that a name stays with its own where another column is dropped.
    """

    titles: list[tuple[str, list[str]]]
    rows: list[Row]
    partings: Sequence[Parting] = ()
    keys: Sequence[str] = ()

    @property
    def told_apart(self) -> list[Row]:
        """The rows that a board reads: what is always told, and wherever the answers differ."""
        return [row for row in self.rows if row.differs or row.title in ALWAYS_TOLD]

    @property
    def alike(self) -> list[Row]:
        """The other rows, in which all answers are the same."""
        return [row for row in self.rows if not (row.differs or row.title in ALWAYS_TOLD)]


def of_scenarios(shown: Sequence[Shown]) -> Columns:
    """One edition's answers to several records, the first of which the others depart from."""
    titles: list[tuple[str, list[str]]] = [(_("As charted"), [])]
    for number, each in enumerate(shown[1:], start=1):
        titles.append(
            (
                _("What if %(number)s") % {"number": number},
                differences(shown[0].document, each.document, each.edition.catalogue.regimens),
            )
        )
    return Columns(titles, list(_rows(shown)), keys=[_key(each.document) for each in shown])


def of_guidelines(shown: Sequence[Shown], partings: Sequence[Parting]) -> Columns:
    """Several editions' answers to one record."""
    titles = [(brief.edition(each.edition.reference), [each.answer.guideline.title]) for each in shown]
    return Columns(titles, list(_rows(shown)), partings)


def differences(before: Mapping[str, Any], after: Mapping[str, Any], regimens: Mapping[str, Regimen]) -> list[str]:
    """What was changed from one record to another, in words; an entry that is new or gone is told as a whole."""
    apart = [{key: value for key, value in each.items() if key != "history"} for each in (before, after)]
    told = [
        _changed(place_of(pointer), *values)
        for pointer, *values in _leaves_that_differ(*apart)
        if pointer not in NO_DRUGS or any(values)
    ]
    told += _differences_of_history(before["history"], after["history"], regimens)
    if len(told) > MOST_DIFFERENCES:
        told[MOST_DIFFERENCES:] = [_("and %(number)s more") % {"number": len(told) - MOST_DIFFERENCES}]
    return told


def _differences_of_history(
    before: Sequence[Entry], after: Sequence[Entry], regimens: Mapping[str, Regimen]
) -> Iterator[str]:
    charted, changed = ([json.dumps(entry, sort_keys=True) for entry in history] for history in (before, after))
    for _kind, start, end, new_start, new_end in SequenceMatcher(None, charted, changed, autojunk=False).get_opcodes():
        old, new = before[start:end], after[new_start:new_end]
        alike = 0
        for entry, other in zip(old, new, strict=False):
            if not _is_a_change_of(entry, other):
                break
            for pointer, *values in _leaves_that_differ(entry, other):
                place = place_of(f"/history/{start + alike}{pointer}")
                yield _changed(f"{_named(entry, regimens)} ({place})", *values)
            alike += 1
        for told, entries in ((_("removed: %(entry)s"), old[alike:]), (_("added: %(entry)s"), new[alike:])):
            yield from (told % {"entry": f"{_named(entry, regimens)} {_day_of(entry)}"} for entry in entries)


def _is_a_change_of(entry: Entry, other: Entry) -> bool:
    """Is it the same event or course, charted otherwise?"""
    if "event" in entry:
        return bool(entry["event"] == other.get("event"))
    same = ("treatment", "started")
    return "treatment" in other and any(entry.get(key) == other.get(key) for key in same)


def _named(entry: Entry, regimens: Mapping[str, Regimen]) -> str:
    """What the entry is: its number says little to a room."""
    if "event" in entry:
        return event_in_words(entry)
    named = entry["treatment"]
    return brief.regimen(regimens[named["regimen"]].label) if "regimen" in named else brief.drugs(named["agents"])


def _day_of(entry: Entry) -> str:
    return str(entry.get("on") or entry.get("started") or _("start not charted"))


def _changed(place: str, before: Any, after: Any) -> str:
    return f"{place}: {said(before)} → {said(after)}"


def _leaves_that_differ(before: Entry, after: Entry) -> Iterator[tuple[str, Any, Any]]:
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    for pointer in {**old, **new}:
        if old.get(pointer) != new.get(pointer):
            yield pointer, old.get(pointer), new.get(pointer)


def _rows(shown: Sequence[Shown]) -> Iterator[Row]:
    answers = [each.answer for each in shown]
    named = {option.option.regimen: option.option.label for each in shown for option in each.options}
    yield _compared("Outcome", [[said(answer.outcome)] for answer in answers])
    yield _compared("Answer", [[answer.says] for answer in answers])
    yield _compared("Decision", [[_state(each)] for each in shown])
    yield _compared("Line", [[str(answer.line.number or _("none"))] for answer in answers])
    # One line each, so that none of several looks less than the first.
    yield _compared("Preferred", [_listed(named[code] for code in answer.preferred) for answer in answers])
    yield _compared("Ask first", [_listed(place_of(asked.fact) for asked in answer.ask_first) for answer in answers])
    yield _compared("To do", [_listed(action.text.rstrip(".") for action in answer.actions) for answer in answers])
    options = [{option.option.regimen: option for option in each.options} for each in shown]
    for code, label in named.items():
        offered = [each.get(code) for each in options]
        if any(option is not None and option.option.verdict != "excluded" for option in offered):
            yield _compared(label, [_verdict(option) for option in offered])


def _compared(title: str, told: Sequence[list[str]]) -> Row:
    return Row(title, [Cell(lines, lines != told[0]) for lines in told])


def _listed(told: Iterable[str]) -> list[str]:
    return ["; ".join(dict.fromkeys(told)) or _("none")]


def _state(shown: Shown) -> str:
    state = shown.answer.state
    return _("not placed") if state is None else _(shown.edition.stages[state].label)


def _verdict(option: ShownOption | None) -> list[str]:
    if option is None:
        return [_("not among the options")]
    is_ranked = option.option.rank is not None and option.option.verdict != "excluded"
    rank = _(", rank %(number)s") % {"number": option.option.rank} if is_ranked else ""
    open_still = option.unknown if option.option.verdict == "undetermined" else []
    reasons = [option.reason] if option.is_excluded else list(dict.fromkeys(map(left_open, open_still)))
    return [brief.verdict(option.option) + rank, *filter(None, reasons)]


def _key(document: Mapping[str, Any]) -> str:
    return sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()[:12]


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{pointer}/{key}")
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{pointer}/{index}")
    else:
        yield pointer, value
