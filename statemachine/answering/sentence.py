"""An answer in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from statemachine.answer import Option, Remark
from statemachine.answering.branches import Resolution
from statemachine.answering.decision import Settled
from statemachine.answering.possible_answers import two_answers
from statemachine.answering.present_treatment import going_on
from statemachine.answering.reason_to_refer import reason_of
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
    "toxicity_kind": "what kind of toxicity a treatment was stopped for",
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
        named = list(dict.fromkeys(map(_named, facts)))
        both = two_answers(resolution, named)
        return both or f"More than one answer is possible until this is known: {'; '.join(named)}."
    if settled.outcome == "refer":
        return " Or: ".join(_sentence_of(guideline, reason, options, due_actions) for reason in resolution.reasons)
    return _sentence_of(guideline, settled, options, due_actions)


def _sentence_of(
    guideline: Guideline, settled: Settled, options: Sequence[Option], due_actions: Sequence[Remark]
) -> str:
    stage = guideline.stages[settled.best.dest]
    if settled.outcome == "recommend":
        labels = [option.label for option in options if option.regimen in settled.preferred]
        decision = "" if settled.state is None else f"{guideline.stages[settled.case.decision].label}: "
        ranked = "preferred" if len(labels) == 1 else "listed side by side, none preferred over the others"
        return f"{decision}{'; '.join(labels)} {'is' if len(labels) == 1 else 'are'} {ranked}."
    if settled.outcome == "continue":
        told = [remark.text for remark in due_actions if remark.code in TOLD_WITH_THE_TREATMENT]
        return going_on(settled.case, told)
    return reason_of(settled.case, stage.says or f"{stage.label}.")


def _named(fact: str) -> str:
    """A fact in words: its label, or the field of the history; which entry it is stands in `ask_first`."""
    _, *path = fact.split("/")
    if path[0] == "history":
        return IN_THE_HISTORY.get(path[2], "an entry of the history") if len(path) > 2 else "the course of the disease"
    if path[0] == "history_complete":
        return "whether everything that was given is listed"
    return LABELS.get(path[-1], path[-1].replace("_", " "))
