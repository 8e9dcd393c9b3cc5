"""An answer in one sentence, and why people must decide first where they must."""

from __future__ import annotations

from collections.abc import Sequence

from statemachine.answer import Option, Remark
from statemachine.answering.branches import Resolution
from statemachine.answering.decision import Settled
from statemachine.answering.options import against_going_on
from statemachine.machine.case import Case
from statemachine.machine.guideline import Guideline
from statemachine.record.facts import LABELS

# Actions without which "the present treatment stays" would be half the truth.
TOLD_WITH_THE_TREATMENT = (
    "hold",
    "resume_same_dose",
    "resume_one_dose_level_lower",
    "resume",
    "stop_permanently",
    "local_therapy_first",
)
IN_THE_HISTORY = {
    "started": "when a treatment was started",
    "ended": "when a treatment was given last",
    "stopped_for": "why a treatment was stopped",
    "toxicity_agent": "which drug of a treatment caused the toxicity it was stopped for",
    "dropped": "when a part of a treatment was dropped",
    "on": "when an event of the history happened",
    "grade": "the grade of a toxicity",
    "resolved_on": "when a toxicity resolved",
}


def sentence(
    guideline: Guideline, resolution: Resolution, options: Sequence[Option], due_actions: Sequence[Remark]
) -> str:
    """The answer in one sentence."""
    settled = resolution.firm
    if settled is None:
        facts = dict.fromkeys(fact for question in resolution.questions for fact in question.facts)
        placed = resolution.answers
        if [*facts] == ["/history_complete"] and len(placed) == 1:
            told = _sentence_of(guideline, placed[0], options, due_actions)
            return f"It is not known whether everything that was given is listed. If nothing is missing: {told}"
        return f"More than one answer is possible until this is known: {'; '.join(dict.fromkeys(map(_named, facts)))}."
    return _sentence_of(guideline, settled, options, due_actions)


def _sentence_of(
    guideline: Guideline, settled: Settled, options: Sequence[Option], due_actions: Sequence[Remark]
) -> str:
    stage = guideline.stages[settled.best.dest]
    if settled.outcome == "recommend":
        labels = [option.label for option in options if option.regimen in settled.preferred]
        decision = guideline.stages[settled.case.decision].label
        ranked = "preferred" if len(labels) == 1 else "listed side by side, none preferred over the others"
        return f"{decision}: {'; '.join(labels)} {'is' if len(labels) == 1 else 'are'} {ranked}."
    if settled.outcome == "continue":
        told = [remark.text for remark in due_actions if remark.code in TOLD_WITH_THE_TREATMENT]
        return " ".join([*told, f"The present treatment is not changed for another: {stage.label}."])
    return reason_of(settled.case, stage.says or f"{stage.label}.")


def _named(fact: str) -> str:
    """A fact in words: its label, or the field of the history; which entry it is stands in `ask_first`."""
    _, *path = fact.split("/")
    if path[0] == "history":
        return IN_THE_HISTORY.get(path[2], "an entry of the history") if len(path) > 2 else "the course of the disease"
    if path[0] == "history_complete":
        return "whether everything that was given is listed"
    return LABELS.get(path[-1], path[-1].replace("_", " "))


def reason_of(case: Case, says: str) -> str:
    """A referral's sentence, naming what forbids the present treatment, or the entry that could not be read."""
    if case.unreadable is None:
        return " ".join([says, *_forbidding(case)])
    at, what = case.unreadable.pointer, case.unreadable.trigger.replace("_", " ")
    if case.unreadable.trigger == "overlapping_treatment":
        return f"{says} The treatment at {at} begins before the one before it has ended, or on the same day as it."
    misread = next(taken.step for taken in case.trail if taken.occurrence is case.unreadable)
    before = case.guideline.stages[misread.source].label
    return f'{says} The entry at {at} ({what}) cannot follow "{before}".'


def _forbidding(case: Case) -> list[str]:
    """What forbids going on with the present treatment, where something does."""
    guards = [finding.guard for finding in against_going_on(case)]
    told = (f"{guard.question} {'No' if guard.target else 'Yes'}." for guard in guards)
    return [f"Against going on: {' '.join(dict.fromkeys(told))}"] if guards else []
