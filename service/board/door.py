"""What the map shows where a closed door is touched: the nearest change that opens it, or what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass

from service.board.answer_view import Shown
from service.board.nearness import distance
from service.board.reasons import statement
from statemachine import Effort, FactChange, opening


@dataclass(frozen=True, slots=True)
class Way:
    """Changes that open a door together, each with how far it is from the chart in words."""

    changes: list[tuple[FactChange, str]]

    @property
    def made(self) -> list[FactChange]:
        """The changes alone."""
        return [change for change, _ in self.changes]


@dataclass(frozen=True, slots=True)
class Door:
    """A door that was touched: the ways that open it, the nearest first, and all that stands against its option."""

    regimen: str
    label: str
    ways: list[Way]
    against: list[str]
    complete: bool


def touched(shown: Shown, regimen: str, effort: Effort) -> Door | None:
    """What opens an option of the answer; None where there is no such option."""
    option = next((each for each in shown.options if each.option.regimen == regimen), None)
    if option is None:
        return None
    found = opening(shown.edition, shown.document, regimen, effort)
    ways = [Way([(change, distance(change)[1]) for change in changes]) for changes in found.sets]
    ways.sort(key=lambda way: sum(distance(change)[0] for change in way.made))
    against = list(dict.fromkeys(statement(each) for each in (*option.against, *option.unknown)))
    return Door(regimen, option.option.label, ways, against, found.complete)
