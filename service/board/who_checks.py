"""Who has the report that tells a fact: whom the board asks for what is not charted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.board.facts import place_of
from service.board.words import gettext as _
from statemachine import NOT_CHARTED
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


def checks(cautions: Iterable[Caution]) -> list[str]:
    """What nobody has charted of some cautions, with who can tell it: "platelets, AST (laboratory)"."""
    return [f"{', '.join(map(name_of, pointers))} ({who})" for who, pointers in by_report(missing_in(cautions)).items()]


def missing_in(cautions: Iterable[Caution]) -> list[str]:
    """The facts that nobody has charted, each once."""
    return list(dict.fromkeys(key for caution in cautions for key, value in caution.facts.items() if value is None))


def only_asks(caution: Caution) -> bool:
    """Does a caution say nothing but that something has to be checked?"""
    return caution.text.startswith(NOT_CHARTED)


def only_asks_for(action: str, pointers: Iterable[str]) -> bool:
    """Does an action only name facts that are not charted, all of them among these?"""
    asks, _sign, facts = action.rstrip(".").partition(": ")
    names = {FACTS[name].words for name in (each.rpartition("/")[2] for each in pointers) if name in FACTS}
    return asks.startswith(NOT_CHARTED) and names.issuperset(facts.split(", "))


def name_of(pointer: str) -> str:
    """A fact without its unit."""
    name = pointer.rpartition("/")[2]
    return _(FACTS[name].words) if name in FACTS else place_of(pointer)
