"""Who has the report that tells a fact: whom the board asks for what is not charted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.board.facts import place_of
from service.board.words import gettext as _
from statemachine.answer import Caution
from statemachine.record.facts import FACTS, report_of

WHO: Final = {
    "lung": "respiratory medicine",
    "imaging": "radiology",
    "clinic": "the treating clinic",
    "treatment_record": "whoever keeps the treatment record",
}


def by_report(pointers: Iterable[str]) -> dict[str, list[str]]:
    """Facts by whose report tells them, each fact and each report once, in the order given."""
    reports: dict[str, list[str]] = {}
    for pointer in dict.fromkeys(pointers):
        report = report_of(pointer)
        reports.setdefault(_(WHO.get(report, report)), []).append(pointer)
    return reports


def checks(cautions: Iterable[Caution], but: Iterable[Caution] = ()) -> list[str]:
    """What nobody has charted of some cautions, with who can tell it: "platelets, AST (laboratory)"; `but` is told."""
    told = set(_missing(but))
    missing = (pointer for pointer in _missing(cautions) if pointer not in told)
    return [f"{', '.join(map(_name, pointers))} ({who})" for who, pointers in by_report(missing).items()]


def _missing(cautions: Iterable[Caution]) -> list[str]:
    return [pointer for caution in cautions for pointer, value in caution.facts.items() if value is None]


def _name(pointer: str) -> str:
    """A fact without its unit."""
    name = pointer.rpartition("/")[2]
    return _(FACTS[name].words) if name in FACTS else place_of(pointer)
