"""The patient on one printed page: the facts on which an answer rests, as charted, and what the labels say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.board import brief
from service.board.as_charted import KEY_FACTS, fact_told, her2_told, history_told, last_of, toxicities_told
from service.board.facts import said
from service.board.who_checks import missing_in, only_asks
from service.board.words import gettext as _
from statemachine import NOT_CHARTED, Guideline, Record
from statemachine.answer import Option, Recommendation
from statemachine.record.facts import GROUPS, HER2_TESTS

COUNTED = "recurred_within"  # the guard that holds the interval since the last dose against a limit
GROUPED = ("Disease", "Brain", "Heart", "Lungs", "Person")


def key_facts(
    edition: Guideline, document: Mapping[str, Any], record: Record, answer: Recommendation
) -> list[tuple[str, str]]:
    """The line, the interval with its limit, the history and the facts by group, each as one paragraph."""
    told = [(_("Line"), _line(edition, answer))]
    told += [(_("Interval"), text) for text in _intervals(answer)]
    history = history_told(document, record, edition.catalogue)
    for title, is_course, earlier in (
        (_("Treated"), True, _("%(number)s earlier courses")),
        (_("Events"), False, _("%(number)s earlier events")),
    ):
        entries = [each.words for each in history if each.is_course is is_course]
        told += [(title, last_of(entries, earlier))] if entries else []
    patient = document["patient"]
    for title, rows in GROUPS.items():
        if title in GROUPED:
            names = [fact.name for fact in rows if fact.name not in HER2_TESTS]
            facts = [her2_told(record.patient.her2_status, patient)] if title == "Disease" else []
            facts += [
                fact_told(name, patient.get(name), edition.catalogue)
                for name in names
                if name in patient or name in KEY_FACTS
            ]
            facts += toxicities_told(title, record, edition.catalogue)
            told.append((_(title), "; ".join(facts)))
    others = [
        fact_told(key, patient[key], edition.catalogue) for key in _resting_on(answer) if patient.get(key) is not None
    ]
    return [*told, (_("Also"), "; ".join(others))] if others else told


def chosen(answer: Recommendation) -> tuple[str, list[Option]]:
    """What is preferred, else what may turn out to be, else what is being given, and which of these it is."""
    if answer.preferred:
        codes, title = set(answer.preferred), _("Side by side") if len(answer.preferred) > 1 else _("Preferred")
    elif answer.branches:
        codes, title = {code for branch in answer.branches for code in branch.preferred}, _("Possible answers")
    else:
        codes, title = {answer.current.regimen or ""} if answer.current else set(), _("Being given")
    options = [option for option in answer.options if option.regimen in codes]
    return (title, options) if options else (_("Preferred"), [])


def labelled(options: Sequence[Option]) -> list[str]:
    """The options with what each label says of them on the day, those of one status together.

    A label's own remark is told where there is one option alone.
    """
    by_status: dict[str, list[str]] = {}
    for option in options:
        status = ", ".join(
            f"{brief.agency(layer)} {_(brief.LABELS[label.status])}"
            + (f" ({label.says})" if label.says and len(options) == 1 else "")
            for layer, label in option.labels.items()
        )
        by_status.setdefault(status, []).append(option.label)
    return [f"{'; '.join(labels)}{': ' if status else ''}{status}" for status, labels in by_status.items()]


def cautions(answer: Recommendation) -> list[str]:
    """What to heed with what is chosen, each once, with the options it is about where it is not about all.

    A fact that is only to be checked is no caution but a task; what else nobody has charted comes last.
    """
    options = chosen(answer)[1]
    about: dict[str, list[str]] = {}
    for option in options:
        for caution in option.cautions:
            if not (only_asks(caution) and missing_in([caution])):
                about.setdefault(caution.text, []).append(brief.regimen(option.label))
    return [
        text if len(labels) == len(options) else f"{brief.joined(list(dict.fromkeys(labels)))}: {text}"
        for text, labels in sorted(about.items(), key=lambda each: each[0].startswith(NOT_CHARTED))
    ]


def _line(edition: Guideline, answer: Recommendation) -> str:
    line = answer.line
    told = [_("not placed") if answer.state is None else _(edition.stages[answer.state].label)]
    told.append(_("line number %(number)s") % {"number": _("open") if line.number is None else line.number})
    if line.metastatic_regimens is not None:
        told.append(_("lines treated for metastatic disease %(number)s") % {"number": line.metastatic_regimens})
    if line.adjuvant_counts_as_line:
        told.append(_("the early-stage treatment counts as one"))
    return "; ".join(told)


def _intervals(answer: Recommendation) -> Iterator[str]:
    """What was counted, the limit it was held against in the words of the guard, and the answer."""
    for step in answer.trail:
        for finding in step.findings:
            if finding.guard == COUNTED:
                counted = "; ".join(text for pointer, text in finding.facts.items() if pointer.endswith("/on"))
                yield f"{counted}. {finding.question} {said(finding.answer)}".removeprefix(". ")
    ways = [way for branch in answer.branches for way in (branch.when, *branch.or_when)]
    open_still = {asked.question for way in ways for asked in way if asked.guard == COUNTED}
    for question in sorted(open_still):
        yield " ".join((question, _("not settled by what is charted")))


def _resting_on(answer: Recommendation) -> list[str]:
    """The facts of no printed group that what is preferred rests on."""
    rests: dict[str, None] = {}
    for option in answer.options:
        if option.regimen in answer.preferred:
            for finding in option.findings:
                rests |= {key: None for pointer in finding.facts for key in [pointer.rpartition("/")[2]]}
    return [fact.name for title, rows in GROUPS.items() if title not in GROUPED for fact in rows if fact.name in rests]
