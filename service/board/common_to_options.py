"""What all options share, to be told once: questions left open, what to heed, and what to check before a dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from statemachine.answer import Caution, Option, ShownFinding


class Shown(Protocol):
    """An option as the page sorts its findings."""

    @property
    def option(self) -> Option:
        """The option of the answer."""

    @property
    def unknown(self) -> list[ShownFinding]:
        """What is left open of it."""

    @property
    def to_check(self) -> list[Caution]:
        """What is to check before its first dose."""


@dataclass(frozen=True, slots=True)
class Common:
    """The findings and cautions that stand at every option of several; `of` is how many these are.

    `checked_by_some`: what is to check before a dose of some of them.
    """

    unknown: list[ShownFinding]
    cautions: list[Caution]
    to_check: list[Caution]
    checked_by_some: list[Caution]
    of: int

    @property
    def checks(self) -> list[Caution]:
        """What is to check before a dose of any of them."""
        return [*self.to_check, *self.checked_by_some]

    def without(self, told: Sequence[Any]) -> list[Any]:
        """Those of an option's findings or cautions that are not told for all already."""
        known: list[ShownFinding | Caution] = [*self.unknown, *self.cautions, *self.to_check]
        keys = set(map(_key, known))
        return [each for each in told if _key(each) not in keys]


def common_to(options: Sequence[Shown]) -> Common:
    """What is the same for every option that any question was asked about; nothing where that is one alone."""
    asked = [each for each in options if each.option.findings]
    if len(asked) < 2:
        return Common([], [], [], [], len(asked))
    first, *others = asked
    unknown = [each for each in _open(first) if all(_in(each, _open(other)) for other in others)]
    to_check = [each for each in first.to_check if all(_in(each, other.to_check) for other in others)]
    heeded = [each for each in first.option.cautions if each not in first.to_check]
    cautions = [each for each in heeded if all(_in(each, other.option.cautions) for other in others)]
    ranked = [each for each in asked if each.option.rank is not None]
    by_some = [caution for each in ranked for caution in each.to_check if not _in(caution, to_check)]
    return Common(unknown, cautions, to_check, by_some, len(asked))


def _open(shown: Shown) -> list[ShownFinding]:
    return shown.unknown if shown.option.verdict == "undetermined" else []


def _in(told: ShownFinding | Caution, others: Sequence[ShownFinding] | Sequence[Caution]) -> bool:
    return any(_key(told) == _key(other) for other in others)


def _key(told: ShownFinding | Caution) -> str:
    return told.text if isinstance(told, Caution) else told.question
