"""An answer in one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from statemachine.answer import Caution, Option, Remark
from statemachine.answering.branches import Resolution
from statemachine.answering.decision import Settled
from statemachine.answering.headline import FORBIDDING, alarms_of, first_dose_held, led_by
from statemachine.answering.options import ONLY_ASKS
from statemachine.answering.possible_answers import possible_answers
from statemachine.answering.present_treatment import present_treatment
from statemachine.answering.reason_to_refer import reason_of, ruled_out
from statemachine.answering.warnings_and_actions import RESUMES
from statemachine.machine.guideline import Guideline
from statemachine.record import codes
from statemachine.record.facts import LABELS

NOTHING_OPEN = "nothing_permitted"
IN_THE_HISTORY = {
    "started": "when a treatment was started",
    "ended": "when a treatment was given last",
    "stopped_for": "why a treatment was stopped",
    "toxicity_agent": "which drug of a treatment caused the toxicity it was stopped for",
    "toxicity_kind": "what kind of toxicity a treatment was stopped for",
    "dropped": "when a part of a treatment was dropped",
    "on": "when an event of the history happened",
    "grade": "the grade of a toxicity",
    "agent": "which drug caused a toxicity",
    "resolved_on": "when a toxicity resolved",
}


def sentence(
    guideline: Guideline,
    resolution: Resolution,
    options: Sequence[Option],
    due_actions: Sequence[Remark],
    going_on: Sequence[Caution],
) -> str:
    """The answer in one sentence, after the most urgent action where one is due."""
    settled, alarms = resolution.firm, alarms_of(due_actions)
    case = settled.case if settled is not None else next(iter(resolution.shown or resolution.cases), None)
    wanted = {code for answer in resolution.answers for code in answer.preferred}
    held = first_dose_held(alarms, case, options, wanted)
    if settled is None:
        return led_by(alarms, case, _provisional(guideline, resolution, options, due_actions, going_on), held)
    if settled.outcome not in ("recommend", "continue"):  # people decide first, and that says the rest
        told = (_sentence_of(guideline, reason, options, due_actions, going_on) for reason in resolution.reasons)
        forbidding = [remark for remark in alarms if remark.code in FORBIDDING]
        return led_by(forbidding, case, " Or: ".join(told), held)
    return led_by(alarms, case, _sentence_of(guideline, settled, options, due_actions, going_on), held)


def _provisional(
    guideline: Guideline,
    resolution: Resolution,
    options: Sequence[Option],
    due_actions: Sequence[Remark],
    going_on: Sequence[Caution],
) -> str:
    facts = dict.fromkeys(fact for question in resolution.questions for fact in question.facts)
    placed = resolution.answers
    if [*facts] == ["/history_complete"] and len(placed) == 1:
        told = _sentence_of(guideline, placed[0], options, due_actions, going_on)
        return f"It is not known whether everything that was given is listed. If nothing is missing: {told}"
    named = list(dict.fromkeys(map(_named, facts)))
    several = possible_answers(resolution, named)
    return several or f"More than one answer is possible until this is known: {'; '.join(named)}."


def _sentence_of(
    guideline: Guideline,
    settled: Settled,
    options: Sequence[Option],
    due_actions: Sequence[Remark],
    going_on: Sequence[Caution],
) -> str:
    stage = guideline.stages[settled.best.dest]
    if settled.outcome == "recommend":
        preferred = [option for option in options if option.regimen in settled.preferred]
        labels = [option.label for option in preferred]
        decision = "" if settled.state is None else f"{guideline.stages[settled.case.decision].label}: "
        ranked = "preferred" if len(labels) == 1 else "listed side by side, none preferred over the others"
        heeded = _heeded([caution for option in preferred for caution in option.cautions])
        return f"{decision}{'; '.join(labels)} {'is' if len(labels) == 1 else 'are'} {ranked}{heeded}."
    if settled.outcome == "continue":
        resumes = [remark.text for remark in due_actions if remark.code in RESUMES]
        is_changed = bool(resumes or alarms_of(due_actions))
        return present_treatment(settled.case, resumes, _heeded(going_on), is_changed=is_changed)
    why = ruled_out(settled.case) if settled.best.dest == NOTHING_OPEN else []
    return " ".join([reason_of(settled.case, stage.says or f"{stage.label}."), *why])


def _heeded(cautions: Sequence[Caution]) -> str:
    """How many cautions apply; what is only not charted is asked for elsewhere, and an action is told as one."""
    number = len(
        {
            caution.text
            for caution in cautions
            if not caution.text.startswith(ONLY_ASKS) and caution.code not in codes.ACTIONS
        }
    )
    return "" if number == 0 else ", with a caution" if number == 1 else f", with {number} cautions"


def _named(fact: str) -> str:
    """A fact in words: its label, or the field of the history; which entry it is stands in `ask_first`."""
    _, *path = fact.split("/")
    if path[0] == "history":
        return IN_THE_HISTORY.get(path[2], "an entry of the history") if len(path) > 2 else "the course of the disease"
    if path[0] == "history_complete":
        return "whether everything that was given is listed"
    return LABELS.get(path[-1], path[-1].replace("_", " "))
