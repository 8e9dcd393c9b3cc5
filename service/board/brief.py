"""Regimens and answers in few words, for what has to stay on one line; the whole sentence stands one fold away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from statemachine import Guideline

MOST_NAMED = 2
# These outcomes are states of their own, so that naming both says one thing twice.
WITHOUT_STATE = ("outside_pathway", "exhausted")


class Told(Protocol):
    """Whatever tells an answer by its outcome, state and preferred regimens."""

    @property
    def outcome(self) -> str:
        """The code of the outcome."""

    @property
    def state(self) -> str | None:
        """The name of the decision; None where there is none."""

    @property
    def preferred(self) -> Sequence[str]:
        """The codes of the preferred regimens."""


def regimen(label: str) -> str:
    """The abbreviation that a label ends with, as T-DXd; without one the label itself."""
    abbreviated = re.search(r"\(([^()]+)\)$", label)
    return abbreviated[1] if abbreviated else label


def regimens(labels: Iterable[str]) -> str:
    """One or two regimens by name, of more only the first and how many others."""
    short = [regimen(label) for label in labels]
    if len(short) <= MOST_NAMED:
        return " or ".join(short)
    return f"{short[0]} or {len(short) - 1} others"


def drugs(charted: Iterable[Any]) -> str:
    """Charted drugs in a line: an unlisted one by its name, one charted by its code with the system of that."""
    return " + ".join(
        drug if isinstance(drug, str) else drug.get("other") or f"{drug.get('system')} {drug.get('code')}"
        for drug in charted
    )


def answer(edition: Guideline, told: Told) -> str:
    """The decision and what is preferred there, else the outcome: "Second line: T-DXd"."""
    what = regimens(edition.catalogue.regimens[code].label for code in told.preferred)
    what = what or told.outcome.replace("_", " ")
    if told.state is None or told.outcome in WITHOUT_STATE:
        return what
    return f"{edition.stages[told.state].label}: {what}"
