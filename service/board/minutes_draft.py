"""The minutes as they write themselves: proposed from the answer, and kept where the board has written otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

from service.board import brief
from service.board.answer_view import Shown, ShownOption
from service.board.entries import with_entry_numbers
from service.board.minutes import chosen
from service.board.minutes_written import AS_ANSWERED, Task, written
from service.board.who_acts import DECISION, acts_by, next_dose, who_acts
from service.board.who_checks import by_report, missing_in, name_of, only_asks_for
from service.board.words import gettext as _
from statemachine.answer import Recommendation
from statemachine.record.words import short

OTHER, DEFERRED = "other", "deferred"
FIRM = ("recommend", "continue")  # outcomes that a board can adopt as they stand


@dataclass(frozen=True, slots=True)
class Choice:
    """What the board can decide: its name, the decision that it proposes, and whether that departs from the answer."""

    code: str
    name: str
    decision: str
    departs: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """The minutes as the page shows them; `proposed` is what stood there before anybody wrote, as JSON."""

    choice: Choice
    choices: list[Choice]
    decision: str
    reason: str
    tasks: list[Task]
    proposed: str


def draft(shown: Shown, posted: Mapping[str, str]) -> Draft:
    """What the answer proposes, and in its place whatever was written into the minutes before."""
    told = written(posted)
    choices = list(_choices(shown))
    by_code = {choice.code: choice for choice in choices}
    choice = by_code.get(told.choice, by_code[OTHER])
    own = {task.what: task for task in told.tasks}
    proposed = list(_proposed(shown))
    tasks = [own.pop(task.what, task) for task in proposed if task.what in own or task.what not in told.dismissed]
    before = {
        "decision": choice.decision,
        "tasks": [astuple(task) for task in proposed if task.what not in told.dismissed],
        "dismissed": told.dismissed,
    }
    return Draft(
        choice,
        choices,
        told.decision or choice.decision,
        told.reason,
        [*tasks, *own.values()],
        json.dumps(before, ensure_ascii=False),
    )


def _choices(shown: Shown) -> Iterator[Choice]:
    answer = shown.answer
    yield Choice(
        AS_ANSWERED,
        _("As %(edition)s answers") % {"edition": brief.edition(shown.edition.reference)},
        _as_answered(answer),
        departs=False,
    )
    held_by_a_branch = {code for branch in answer.branches for code in (*branch.preferred, *branch.permitted)}
    going_on = answer.outcome == "continue" and answer.current is not None
    own = {*answer.preferred, *held_by_a_branch, *([answer.current.regimen] if going_on and answer.current else [])}
    for each in shown.options:
        label = each.option.label
        yield Choice(each.option.regimen, _named(each), f"{label}.", departs=each.option.regimen not in own)
    yield Choice(OTHER, _("Another treatment"), "", departs=True)
    yield Choice(DEFERRED, _("No decision yet"), _("Deferred: the case is presented again."), departs=False)


def _named(shown: ShownOption) -> str:
    label = shown.option.label
    return _("%(regimen)s (excluded)") % {"regimen": label} if shown.is_excluded else label


def _as_answered(answer: Recommendation) -> str:
    """The decision that a firm answer proposes; an open one proposes none, and its conditions are tasks."""
    if answer.outcome not in FIRM:
        return ""
    options = chosen(answer)[1]
    return f"{options[0].label}." if len(answer.preferred) == 1 and options else answer.says


def _proposed(shown: Shown) -> Iterator[Task]:
    """The actions, then the missing facts: what decides first, then what is due before a dose, of which regimens."""
    answer = shown.answer
    decide = [asked.fact for asked in answer.ask_first if asked.answers_left is not None or answer.outcome not in FIRM]
    due = _due(shown, decide)
    told = [*decide, *(pointer for pointers in due.values() for pointer in pointers)]
    for action in answer.actions:
        if not only_asks_for(action.text, told):
            yield Task(with_entry_numbers(action.text), who_acts(action), acts_by(action, answer))
    yield from _by_report(_("Find out"), decide, _(DECISION))
    for about, pointers in due.items():
        verb = _("Check for %(regimens)s") % {"regimens": about} if about else _("Check")
        yield from _by_report(verb, pointers, _(next_dose(answer)))


def _due(shown: Shown, decide: Sequence[str]) -> dict[str, list[str]]:
    """The facts to check before a dose of what is chosen, by the regimens they are about; first those about all."""
    options = chosen(shown.answer)[1]
    codes = {option.regimen for option in options}
    about: dict[str, list[str]] = {each.fact: [] for each in shown.answer.ask_first}
    for each in shown.options:
        if each.option.regimen in codes:
            for pointer in missing_in(each.to_check):
                about.setdefault(pointer, []).append(short(each.option.label))
    due: dict[str, list[str]] = {"": []}
    for pointer, labels in about.items():
        if pointer not in decide:
            some = brief.joined(labels) if len(labels) <= brief.MOST_NAMED else _("some of the regimens")
            due.setdefault("" if len(labels) in (0, len(options)) else some, []).append(pointer)
    return due


def _by_report(verb: str, pointers: Iterable[str], by: str) -> Iterator[Task]:
    """One task for each report, with all that it has to tell."""
    for who, missing in by_report(pointers).items():
        facts = [name_of(pointer) if pointer != "/history" else _("the history") for pointer in missing]
        yield Task(f"{verb}: {'; '.join(dict.fromkeys(facts))}", who, by)
