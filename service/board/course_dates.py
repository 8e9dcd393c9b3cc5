"""The dates in the line of a course: which is the first dose and which the last, and what somebody has to say first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from service.board.course_words import BEGINS, DASH, ENDS, GOES_ON
from service.board.told_line import TAKEN
from service.board.typed_dates import IN_A_LINE, in_words, typed_date
from statemachine.record.words import one_of


class DateInLine(NamedTuple):
    """A date in a line: its text and where it begins, what it can mean, and its key, where a word says it."""

    text: str
    start: int
    possible: tuple[str, ...]
    is_sure: bool
    key: str


@dataclass(slots=True)
class CourseDates:
    """The dates of a line by their keys, the line without them, what is in doubt, and lines that may be meant."""

    rest: str
    told: dict[str, str] = field(default_factory=dict)
    goes_on: bool = False
    doubts: list[str] = field(default_factory=list)
    instead: list[str] = field(default_factory=list)


def course_dates(line: str) -> CourseDates:
    """The dates of a line; with a doubt about one of them none is told."""
    dates, rest = dates_and_rest(line)
    goes_on = GOES_ON.search(rest) is not None
    read = CourseDates(GOES_ON.sub(TAKEN, rest), goes_on=goes_on)
    ask_for_the_doubtful(read, line, dates)
    if not read.doubts:
        _keys(read, line, dates)
    return read


def dates_and_rest(line: str) -> tuple[list[DateInLine], str]:
    """Every date of a line, and the line without them and without the words that say which each is."""
    dates: list[DateInLine] = []
    rest, end = "", 0
    for found in IN_A_LINE.finditer(line):
        before, key = line[end : found.start()], ""
        for word, meant in ((BEGINS, "started"), (ENDS, "ended"), (DASH, "ended" if dates else "")):
            if (role := word.search(before)) is not None:
                before, key = before[: role.start()], key or meant
        dates.append(DateInLine(found[0], found.start(), *typed_date(found[0]), key))
        rest += before + TAKEN
        end = found.end()
    return dates, rest + line[end:]


def ask_for_the_doubtful(read: CourseDates, line: str, dates: Sequence[DateInLine]) -> None:
    """Ask for each date that can mean two, all of them in one order: who writes a line writes its dates alike."""
    doubtful = [each for each in dates if not each.is_sure]
    for each in doubtful:
        meant = (
            f"is {one_of([in_words(one) for one in each.possible])} meant?"
            if each.possible
            else "there is no such day."
        )
        read.doubts.append(f'"{each.text}" is not sure: {meant}' if each.possible else f'"{each.text}": {meant}')
    if all(each.possible for each in doubtful):
        for order in range(max((len(each.possible) for each in doubtful), default=0)):
            meant = line
            for each in reversed(doubtful):
                words = in_words(each.possible[min(order, len(each.possible) - 1)])
                meant = f"{meant[: each.start]}{words}{meant[each.start + len(each.text) :]}"
            read.instead.append(meant)


def _keys(read: CourseDates, line: str, dates: Sequence[DateInLine]) -> None:
    """Say of each date whether it is the first dose or the last; a date alone has to be told by a word."""
    for place, each in enumerate(dates):
        is_first_of_two = place == 0 and (len(dates) > 1 or read.goes_on)
        key = each.key or ("started" if is_first_of_two else "")
        if not key:
            words = ("since", "until") if place == 0 else ("to",)
            read.doubts.append(f'Is "{each.text}" the first dose or the last?')
            read.instead = [f"{line[: each.start]}{word} {line[each.start :]}" for word in words]
        elif key in read.told or (key == "ended" and read.goes_on):
            read.doubts.append(f'"{each.text}" is one date more than a course has: it has a first dose and a last.')
        else:
            read.told[key] = each.possible[0]
