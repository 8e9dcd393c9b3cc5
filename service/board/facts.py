"""The facts and values of a record in the words of its readers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from service.board.words import gettext as _
from statemachine.answer import Caution, ShownFinding
from statemachine.record.facts import LABELS
from statemachine.record.measured_values import as_charted
from statemachine.record.words import EVENTS, KINDS

# Keys that no clinician would call by their names on the wire.
WORDS: Final = {
    "on": "date",
    "for": "reason",
    "as_of": "date of the board",
    "history_complete": "is the history complete?",
    "line_asserted": "line number counted elsewhere",
    "confirmed": "unusual values confirmed",
    "agents": "drugs",
    "agent": "drug held responsible",
    "toxicity_agent": "drug that was not tolerated",
    "toxicity_kind": "kind of toxicity",
    "toxicity_grade": "grade of that toxicity",
    "treatment_continues": "the treatment goes on",
    "started": "first dose",
    "ended": "last dose",
    "tumour": "of which tumour",
}
DOSE_LEVELS: Final = {0: "full dose", -1: "one level lower", -2: "two levels lower"}
# What a field means on the page, where the wire says it in words of its own.
HINTS: Final = {
    "history_complete": "Yes: what is not listed was not given. No: more may have been given, so nothing counts as "
    "not received.",
}
# Codes that are not their own words, or not all of them.
CODES: Final = {
    **EVENTS,
    **{code: words for code, words in KINDS.items() if code != "other"},
    "patient_choice": "the patient's choice",
    "access": "lack of access",
    "other_illness": "another illness",
    "planned_end": "planned end",
    "this": "this tumour",
    "other_primary": "another primary tumour",
    "whole_regimen": "the whole regimen",
}


def label_of(key: str) -> str:
    """The name of a fact or of any other key, as a reader says it."""
    return _(LABELS.get(key) or WORDS.get(key) or key.replace("_", " "))


def place_of(pointer: str) -> str:
    """A JSON pointer into a record in words: its fact, or which entry of the history and which of its keys."""
    steps = pointer.split("/")[1:]
    if steps[:1] == ["history"] and len(steps) > 1 and steps[1].isdigit():
        return ", ".join([_("history entry %(number)s") % {"number": int(steps[1]) + 1}, *_within(steps[2:])])
    return label_of(steps[-1]) if steps and steps[-1] else _("the record")


def _within(steps: Iterable[str]) -> list[str]:
    """The keys of an entry; of several drugs by number which one."""
    told: list[str] = []
    for step in steps:
        if step.isdigit() and told:
            told[-1] = f"{told[-1].removesuffix('s')} {int(step) + 1}"
        elif step != "treatment":
            told.append(label_of(step))
    return told


def said(value: Any) -> str:
    """A charted value in words."""
    if value is None:
        return _("not charted")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(said(each) for each in value) or _("none")
    if isinstance(value, dict) and {"value", "unit"} <= value.keys():
        return as_charted(value)
    return _(CODES.get(str(value), str(value).replace("_", " ")))


def left_open(finding: ShownFinding) -> str:
    """Why a question has no answer: the facts that nobody has charted, or that those charted do not settle it."""
    missing = uncharted([finding])
    return f"{said(None)}: {', '.join(missing)}" if missing else _("not settled by what is charted")


def uncharted(told: Iterable[ShownFinding | Caution]) -> list[str]:
    """The facts in words that nobody has charted, each once."""
    pointers = (pointer for each in told for pointer, value in each.facts.items() if value is None)
    return [place_of(pointer) for pointer in dict.fromkeys(pointers)]
