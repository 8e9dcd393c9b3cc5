"""What an answer itself says that makes a case one for the board: a caution, an action or a warning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statemachine.answer import Caution, Recommendation
from statemachine.answering.branches import Resolution
from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.explore_branches import resolve
from statemachine.answering.options import NOT_CHARTED, cautions_of_going_on
from statemachine.answering.recommend import answer_for
from statemachine.machine.guideline import Guideline
from statemachine.record import codes
from statemachine.record.record import Record


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case is not a standard one, by its kind; the fact and the guideline where there is one of each."""

    kind: str
    says: str
    fact: str | None
    guideline: str | None


def reasons_in_the_answer(guideline: Guideline, record: Record, effort: Effort = UNBOUNDED) -> Iterator[Reason]:
    """The cautions of what is preferred or being given, the actions that are due, and the warnings of safety.

    What only a caution of another option asks for is none, and neither is a warning that repeats a caution.
    """
    resolution = resolve(guideline, record)
    effort.spend(resolution.effort)
    answer = answer_for(guideline, record, resolution)
    heeded = _heeded(resolution, answer)
    for caution in heeded.values():
        if caution.text.startswith(NOT_CHARTED):
            uncharted = [fact for fact, value in caution.facts.items() if value is None]
            yield Reason("unknown", caution.text, next(iter(uncharted), None), guideline.reference)
        elif caution.code not in (*codes.ACTIONS, *codes.OF_THE_RECORD):
            yield Reason("caution", caution.text, next(iter(caution.facts), None), guideline.reference)
    of_options = {caution.text for option in answer.options for caution in option.cautions}
    for action in answer.actions:
        if action.code != "bone_modifying_agent" and action.text not in of_options - heeded.keys():
            yield Reason("action", action.text, None, guideline.reference)
    for warning in answer.warnings:
        if warning.code not in codes.OF_THE_RECORD and warning.text not in of_options | heeded.keys():
            yield Reason("warning", warning.text, None, guideline.reference)


def _heeded(resolution: Resolution, answer: Recommendation) -> dict[str, Caution]:
    """The cautions of what is preferred, or of what is being given, by their sentence."""
    found = [caution for option in answer.options if option.regimen in answer.preferred for caution in option.cautions]
    if answer.outcome == "continue":
        found += [caution for case in resolution.cases for caution in cautions_of_going_on(case)]
    return {caution.text: caution for caution in found}
