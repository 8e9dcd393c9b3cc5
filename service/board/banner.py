"""What stands beside the sentence of an answer, and must be seen with it.

The facts it waits for, how the line was counted, the age of the edition, who signed it, and what is newer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.board import brief
from service.board.answer_view import Shown
from service.board.as_charted import ReadBack, day_told, read_back
from service.board.facts import said
from service.board.form import Field, Form
from service.board.who_checks import by_report, name_of
from service.board.words import gettext as _
from service.board.words import ngettext
from statemachine import leading
from statemachine.answer import Recommendation, Remark, TrailStep
from statemachine.record.words import beginning, of_course

MOST_ASKED = 4  # facts with their buttons; the others are named behind them
MOST_CHOICES = 8  # buttons of one fact; a longer list is chosen in the form
FIRST = ("/patient/her2_status", "/history_complete")  # without these nothing is answered
COUNTING = ("metastatic_diagnosis", "recurrence", "progression", "cns_progression")  # events that begin a line
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NEWER = "newer_evidence"
WHEN_STOPPED = ("in_response_when_stopped", "controlled_when_stopped")  # guards that ask how the disease was then
DECIDED = ("recommend", "continue", "provisional")  # outcomes whose sentence ends with what is to be given
MOST_NAMED = 3  # lines of treatment; more of them are in the timeline
LONG = 120  # letters of a sentence
STATUSES = ("complete_response", "partial_response", "stable", "progression")
SAYS_ITS_NUMBER = {"first_line": 1, "second_line": 2}  # stages whose name is the number of the line


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact that the answer waits for, where it is charted, and the buttons that chart it where these are few.

    `who` can tell it; `is_told`: each choice is a line of the chart, and not the value of a field.
    """

    words: str
    fact: str
    place: str
    choices: list[tuple[str, str]]
    who: str = ""
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Banner:
    """Everything beside the sentence, and that in its parts; `newer` concerns this decision, each in a few words first.

    `is_called`: what comes before the decision is what a room reads first. `as_charted` reads the case back.
    `cautions` are those of what is preferred; `newer_elsewhere` tells of newer evidence on other decisions.
    """

    is_called: bool
    lead: str
    beside_the_lead: str
    decision: str
    as_charted: ReadBack
    waiting: list[Waiting]
    waiting_too: list[Waiting]
    cautions: list[str]
    counted: str
    asserted: int | None
    age: str
    newer: list[tuple[list[str], Remark]]
    newer_elsewhere: list[Remark]
    replaced: list[str]


def banner_of(shown: Shown, form: Form) -> Banner:
    """What the banner of an answer says."""
    answer, document = shown.answer, shown.document
    number, asserted = answer.line.number, document.get("line_asserted")
    told = [each for each in answer.warnings if each.code == NEWER]
    here = tuple(f"{stage.label}, newer than" for stage in shown.edition.stages.values())
    newer = [each for each in told if each.text.startswith(here)]
    edition = date.fromisoformat(answer.guideline.edition)
    waiting = waiting_for([asked.fact for asked in answer.ask_first], form)
    waiting = [_status_then(shown) or each if each.fact == "/history" else each for each in waiting]
    return Banner(
        *_parted(answer),
        read_back(document, shown.record, shown.edition.catalogue),
        waiting[:MOST_ASKED],
        waiting[MOST_ASKED:],
        _cautions(shown),
        _counted(shown),
        asserted if asserted != number else None,
        _("edition of %(day)s") % {"day": day_told(answer.guideline.edition)}
        + _age(edition, date.fromisoformat(answer.as_of)),
        [(_first_words(each.text), each) for each in newer],
        [each for each in told if each not in newer],
        [each.text for each in answer.warnings if each.code == "superseded_edition"],
    )


def waiting_for(facts: Iterable[str], form: Form) -> list[Waiting]:
    """The facts in words, each with its choices where they are few; else with its place in the chart."""
    fields = _fields(form)
    return [_waiting(fact, fields.get(fact)) for fact in facts]


def _fields(form: Form) -> dict[str, Field]:
    rows = (one for row in form.rows for one in row.fields)
    patient = (one for _, group in form.groups for one in group)
    return {each.name: each for each in (*form.question, *patient, *rows)}


def _waiting(fact: str, field: Field | None) -> Waiting:
    if field is None:
        return Waiting(_("treatments and events"), fact, "history-title", [])
    is_few = field.control == "select" and len(field.choices) <= MOST_CHOICES
    return Waiting(name_of(fact), fact, field.id, field.choices if is_few else [], _who_tells(fact))


def _who_tells(fact: str) -> str:
    """Who has the report of a fact of the patient."""
    return "".join(by_report([fact])) if fact.startswith("/patient/") else ""


def _parted(answer: Recommendation) -> tuple[bool, str, str, str]:
    """Whether what comes before the decision is an order or a call for people; that, more of it, and the decision."""
    first, *others = brief.SENTENCES.split(answer.says)
    order = leading(answer.says, answer.actions)
    if not others or answer.outcome not in DECIDED or (len(answer.says) <= LONG and not order):
        return False, "", "", answer.says
    if order:
        before, _ignored, _decision = answer.says.rpartition(f" {others[-1]}")
        return True, order, before.removeprefix(order).strip(), others[-1]
    return False, first, " ".join(others[:-1]), others[-1]


def _status_then(shown: Shown) -> Waiting | None:
    """How the disease was when the last treatment was stopped, where the answer asks that and its day is charted."""
    ways = [way for branch in shown.answer.branches for way in (branch.when, *branch.or_when)]
    days = [
        entry["ended"]
        for entry in shown.document["history"]
        if entry.get("setting") == "metastatic" and "ended" in entry
    ]
    if not days or not any(asked.guard in WHEN_STOPPED for way in ways for asked in way):
        return None
    choices = [(f"{status.replace('_', ' ')} {max(days)}", said(status)) for status in STATUSES]
    return Waiting(_("response when treatment stopped"), "/history", "history-title", choices, is_told=True)


def _cautions(shown: Shown) -> list[str]:
    """What speaks for caution with what is preferred, each once, but for what is only to be checked."""
    preferred = [each for each in shown.options if each.is_preferred]
    told = (caution.text for each in preferred for caution in each.option.cautions if caution not in each.to_check)
    return list(dict.fromkeys(told))


def _counted(shown: Shown) -> str:
    """The stage and its line, with the event that began it, and what has ended since without beginning another."""
    answer = shown.answer
    stage = "" if answer.state is None else _(shown.edition.stages[answer.state].label)
    if answer.line.number is None:
        uncounted = _("the line cannot be counted yet") if answer.ask_first else ""
        return ", ".join(filter(None, (stage, uncounted)))
    counted = _("counted as line %(number)s") % {"number": answer.line.number}
    told = f"{stage}, {counted}" if stage else beginning(counted)
    if SAYS_ITS_NUMBER.get(answer.state or "") == answer.line.number:
        told = stage
    steps = list(zip(answer.trail, shown.way, strict=True))
    began = [place for place, (step, _) in enumerate(steps) if step.event in COUNTING and _moves_on(step)]
    if not began:
        return told
    step, words = steps[began[-1]]
    last, ended = steps[-1]
    is_later = len(steps) - 1 > began[-1]
    names_what_failed = step.event != "progression" or words != said(step.event)
    after = "" if is_later or names_what_failed else _treated_before(shown)
    told = f"{told}{after}: {_why(step, words)}"
    since = _("%(what)s stopped since, without progression") % {"what": ended}
    return f"{told}; {since}" if is_later and last.event.startswith("stop") else told


def _treated_before(shown: Shown) -> str:
    """`, after THP and T-DXd`: the lines of treatment before a decision; nothing where a treatment is given."""
    if shown.answer.current is not None:
        return ""
    lines = [one for one in shown.record.treatments if one.setting == "metastatic" and one.counts_as_line]
    given = list(dict.fromkeys(of_course(line, shown.edition.catalogue) for line in lines))
    return _(", after %(what)s") % {"what": brief.joined(given, _(" and "))} if 0 < len(given) <= MOST_NAMED else ""


def _moves_on(step: TrailStep) -> bool:
    return step.dest is not None and step.dest != step.source and "." not in step.dest


def _why(step: TrailStep, words: str) -> str:
    """The event in words; of a recurrence the days since the last dose, and the limit they were held against."""
    if step.event == "progression" and words != said(step.event):
        words = _("progression on %(what)s") % {"what": words}
    for finding in step.findings:
        counted = [text for text in finding.facts.values() if "after the last dose" in str(text)]
        limit = re.search(r"within (\d+) months", finding.question)
        if counted and limit:
            told = _("within %(months)s months") if finding.answer else _("not within %(months)s months")
            return f"{counted[0]}, {told % {'months': limit[1]}}"
    return f"{words}{f' {step.on}' if step.on else ''}"


def _age(edition: date, asked: date) -> str:
    """`, four years old`; of a younger one the months."""
    months = (asked.year - edition.year) * 12 + asked.month - edition.month - (asked.day < edition.day)
    number = months // 12 or months
    if number < 1:
        return ""
    if months >= 12:
        told = ngettext("%(number)s year old", "%(number)s years old", number)
    else:
        told = ngettext("%(number)s month old", "%(number)s months old", number)
    return ", " + told % {"number": _(NUMBERS[number]) if number < len(NUMBERS) else number}


def _first_words(text: str) -> list[str]:
    """What is new, each without the edition's day before it and the figures after it."""
    told = brief.SENTENCES.split(text.partition(": ")[2])
    return [re.split(r" \(|; ", each)[0].rstrip(".") for each in told]


def first_asked(form: Form, faults: Sequence[Any]) -> list[Waiting]:
    """What nothing is answered without, where the record says nothing of it yet."""
    missing = [fault.pointer for fault in faults] if faults else FIRST
    told = {name for name, field in _fields(form).items() if field.says_something and not field.faults}
    return waiting_for([fact for fact in missing if fact.startswith(FIRST) and fact not in told], form)
