"""Regimens and answers in few words, for what has to stay on one line; the whole sentence stands one fold away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from service.board.facts import WORDS, label_of, said
from service.board.words import gettext as _
from statemachine import Guideline, stated
from statemachine.answer import AssumedAnswer, Option
from statemachine.record.facts import FACTS

MOST_NAMED = 2
REFERENCE = re.compile(r"\b([a-z]+)@(\d{4})-\d\d-\d\d\b")
CODE = re.compile(r"\b[a-z]+[0-9]*(?:_[a-z0-9]+)+\b")
NAMED = {*FACTS, *WORDS}  # keys that have a name of their own
LONGEST_ACRONYM = 4
SENTENCES = re.compile(r"(?:(?<=[a-z)%]{2}\.)|(?<=\d\)\.)) (?=[A-Z])")  # numbers and abbreviations end none
VERDICTS = {"permitted": "can be given", "undetermined": "open", "excluded": "excluded"}
LABELS = {
    "on_label": "on label",
    "off_label": "off label",
    "undetermined": "open",
    "not_examined": "label not checked here",
}
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
        return _(" or ").join(short)
    return _("%(regimen)s or %(number)s others") % {"regimen": short[0], "number": len(short) - 1}


def joined(names: Sequence[str], conjunction: str = " and ") -> str:
    """Names as a sentence lists them; those that hold an "and" themselves are parted by semicolons."""
    if any(" and " in name for name in names) and len(names) > 1:
        return "; ".join(names)
    return conjunction.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def alternatives(events: Sequence[str]) -> str:
    """Events of which any one leads on."""
    return _(" or ").join([", ".join(events[:-1]), events[-1]] if len(events) > 1 else events)


def drugs(charted: Iterable[Any]) -> str:
    """Charted drugs in a line: an unlisted one by its name, one charted by its code with the system of that."""
    return " + ".join(
        drug if isinstance(drug, str) else drug.get("other") or f"{drug.get('system')} {drug.get('code')}"
        for drug in charted
    )


def condition(asked: AssumedAnswer) -> str | None:
    """A question with its answer as a statement: "not pregnant"; None where only the whole question says it."""
    return stated(asked.question, asked.answer)


def verdict(option: Option) -> str:
    """Whether an option can be chosen; of what no question is asked about, as a trial, only that it is one."""
    return _(VERDICTS[option.verdict]) if option.findings else _("to consider")


def grade(option: Option) -> str:
    """How strongly the guideline recommends an option, and on what quality of evidence."""
    if option.strength or option.quality:
        return ", ".join((_(option.strength or "no strength given"), _(option.quality or "quality not given")))
    return _("not graded") if option.basis == "service" else _("not seen here")


def labels(option: Option) -> list[tuple[str, str]]:
    """What the agencies' labels say of an option on the day, those of one status together, and that status."""
    agencies: dict[str, list[str]] = {}
    for layer, label in option.labels.items():
        agencies.setdefault(label.status, []).append(agency(layer))
    return [(" ".join((joined(names, _(" and ")), _(LABELS[status]))), status) for status, names in agencies.items()]


def agency(layer: str) -> str:
    """The agency of a layer of labels."""
    return layer.rpartition("_")[2].upper()


def opening(text: str) -> str:
    """The first sentence of a remark."""
    return SENTENCES.split(text, maxsplit=1)[0]


def limits(text: str) -> str:
    """The limits of use for a reader of the page, which tells itself who has signed."""
    sentences = re.split(r"(?<=\.) ", text)
    told = " ".join(each for each in sentences if "reviewed_by" not in each)
    return told.replace("listed at /v1/scope", "listed in the scope of this service")


def action(code: str) -> str:
    """What is to be done, by its code, in words."""
    return said(code).replace("lvef", "LVEF").replace("her2", "HER2")


def edition(text: str) -> str:
    """The reference of an edition, also within a sentence, by the guideline and the year: ASCO 2022."""
    return REFERENCE.sub(lambda found: f"{guideline(found[1])} {found[2]}", text)


def guideline(name: str) -> str:
    """The name of a guideline: ASCO."""
    return name.upper() if len(name) <= LONGEST_ACRONYM else name.capitalize()


def in_words(text: str) -> str:
    """A sentence of the description of the API for a reader who knows none of its codes."""
    return edition(CODE.sub(lambda found: label_of(found[0]) if found[0] in NAMED else said(found[0]), text))


def answer(edition: Guideline, told: Told) -> str:
    """The decision and what is preferred there, else the outcome: "Second line: T-DXd"."""
    what = regimens(edition.catalogue.regimens[code].label for code in told.preferred)
    what = what or said(told.outcome)
    if told.state is None or told.outcome in WITHOUT_STATE:
        return what
    stage = _(edition.stages[told.state].label)
    return f"{stage}: {what}"
