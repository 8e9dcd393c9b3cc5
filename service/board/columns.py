"""Several answers side by side: one column each, with what differs from the first one marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.board import brief
from service.board.answer_view import Shown, ShownOption
from service.board.facts import left_open, place_of, said
from statemachine import Parting

MOST_DIFFERENCES = 4


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
    """The titles of the columns, each with what was changed for it, the rows, and where editions part."""

    titles: list[tuple[str, list[str]]]
    rows: list[Row]
    partings: Sequence[Parting] = ()


def of_scenarios(shown: Sequence[Shown]) -> Columns:
    """One edition's answers to several records, the first of which the others depart from."""
    titles: list[tuple[str, list[str]]] = [("As charted", [])]
    for number, each in enumerate(shown[1:], start=1):
        titles.append((f"What if {number}", differences(shown[0].document, each.document)))
    return Columns(titles, list(_rows(shown)))


def of_guidelines(shown: Sequence[Shown], partings: Sequence[Parting]) -> Columns:
    """Several editions' answers to one record."""
    titles = [(each.edition.reference, [each.answer.guideline.title]) for each in shown]
    return Columns(titles, list(_rows(shown)), partings)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """What was changed from one record to another, in words."""
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    changed = [pointer for pointer in {**old, **new} if old.get(pointer) != new.get(pointer)]
    told = [f"{_place(each, before)}: {said(old.get(each))} → {said(new.get(each))}" for each in changed]
    if len(told) > MOST_DIFFERENCES:
        told[MOST_DIFFERENCES:] = [f"and {len(told) - MOST_DIFFERENCES} more"]
    return told


def _place(pointer: str, document: Mapping[str, Any]) -> str:
    """The place in words, with what the entry of the history is: an entry's number says little to a room."""
    steps = pointer.split("/")
    if steps[1] != "history" or int(steps[2]) >= len(document["history"]):
        return place_of(pointer)
    entry = document["history"][int(steps[2])]
    named = entry.get("treatment", {})
    what = entry.get("event") or named.get("regimen") or brief.drugs(named.get("agents", ()))
    return f"{said(what)} ({place_of(pointer)})"


def _rows(shown: Sequence[Shown]) -> Iterator[Row]:
    answers = [each.answer for each in shown]
    named = {option.option.regimen: option.option.label for each in shown for option in each.options}
    yield _row("Outcome", [[answer.outcome.replace("_", " ")] for answer in answers])
    yield _row("Answer", [[answer.says] for answer in answers])
    yield _row("Decision", [[_state(each)] for each in shown])
    yield _row("Line", [[str(answer.line.number or "none")] for answer in answers])
    # One line each, so that none of several looks less than the first.
    yield _row("Preferred", [_listed(named[code] for code in answer.preferred) for answer in answers])
    yield _row("Ask first", [_listed(place_of(asked.fact) for asked in answer.ask_first) for answer in answers])
    yield _row("To do", [_listed(action.text.rstrip(".") for action in answer.actions) for answer in answers])
    options = [{option.option.regimen: option for option in each.options} for each in shown]
    for code, label in named.items():
        offered = [each.get(code) for each in options]
        if any(option is not None and option.option.verdict != "excluded" for option in offered):
            yield _row(label, [_verdict(option) for option in offered])


def _row(title: str, told: Sequence[list[str]]) -> Row:
    return Row(title, [Cell(lines, lines != told[0]) for lines in told])


def _listed(told: Iterable[str]) -> list[str]:
    return ["; ".join(dict.fromkeys(told)) or "none"]


def _state(shown: Shown) -> str:
    state = shown.answer.state
    return "not placed" if state is None else shown.edition.stages[state].label


def _verdict(option: ShownOption | None) -> list[str]:
    if option is None:
        return ["not among the options"]
    rank = "" if option.option.rank is None or option.option.verdict == "excluded" else f", rank {option.option.rank}"
    reasons = [f"{each.question} {'yes' if each.answer else 'no'}" for each in option.against]
    reasons += [
        f"{each.question} {left_open(each)}" for each in option.unknown if option.option.verdict == "undetermined"
    ]
    return [option.option.verdict + rank, *reasons]


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{pointer}/{key}")
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{pointer}/{index}")
    else:
        yield pointer, value
