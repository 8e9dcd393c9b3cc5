"""What makes a case one for the board: what its answer itself says, and what was refused or could not be had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from statemachine.answer import Caution, Recommendation
from statemachine.answering.branches import Resolution
from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.explore_branches import resolve
from statemachine.answering.options import cautions_of_going_on
from statemachine.answering.present_treatment import in_words
from statemachine.answering.recommend import answer_for
from statemachine.answering.step_cautions import NOT_CHARTED
from statemachine.board.sensitivity.smallest_changes import Answer, answer_of, named
from statemachine.machine.guideline import Guideline
from statemachine.record import codes, words
from statemachine.record.record import Record

NO_REFUSAL: Mapping[str, Any] = {"declines": (), "declines_conjugates": None}
NO_SHORTAGE: Mapping[str, Any] = {"unavailable": ()}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a case is not a standard one, by its kind; the fact and the guideline where there is one of each."""

    kind: str
    says: str
    fact: str | None
    guideline: str | None


def reasons_in_the_answer(guideline: Guideline, record: Record, effort: Effort = UNBOUNDED) -> Iterator[Reason]:
    """The cautions of what is preferred or being given, the actions that are due, and the warnings of safety.

    A present treatment that the edition does not name at its decision is one too: nothing says whether it may go on.
    What only a caution of another option asks for is none, and neither is a warning that repeats a caution.
    """
    resolution = resolve(guideline, record)
    effort.spend(resolution.effort)
    answer = answer_for(guideline, record, resolution)
    unnamed = [case for case in resolution.cases if case.stage.kind == "treatment" and case.stage.regimen is None]
    if answer.outcome == "continue" and unnamed:
        says = f"The guideline does not name the present treatment at this point: {in_words(unnamed[0])}."
        yield Reason("guideline", says, None, guideline.reference)
    heeded = _heeded(resolution, answer)
    for caution in heeded.values():
        if caution.text.startswith(NOT_CHARTED):
            uncharted = [fact for fact, value in caution.facts.items() if value is None]
            yield Reason("unknown", caution.text, next(iter(uncharted), None), guideline.reference)
        elif caution.code not in (*codes.ACTIONS, *codes.OF_THE_RECORD):
            yield Reason("caution", caution.text, next(iter(caution.facts), None), guideline.reference)
    of_options = {caution.text for option in answer.options for caution in option.cautions}
    for action in answer.actions:
        is_told = action.text.startswith(NOT_CHARTED) or action.text in of_options - heeded.keys()
        if action.code != "bone_modifying_agent" and not is_told:
            yield Reason("action", action.text, None, guideline.reference)
    for warning in answer.warnings:
        if warning.code not in codes.OF_THE_RECORD and warning.text not in of_options | heeded.keys():
            yield Reason("warning", warning.text, None, guideline.reference)


def reasons_in_what_cannot_be_given(guideline: Guideline, record: Record, effort: Effort = UNBOUNDED) -> list[Reason]:
    """A refusal, or a drug that cannot be had, without which the answer would be another one.

    Where neither alone makes the difference, both together are one reason.
    """
    patient = record.patient
    refused = bool(patient.declines or patient.declines_conjugates)
    told = [("refusal", _refusal(guideline, record), "/patient/declines", NO_REFUSAL)] if refused else []
    if patient.unavailable:
        missing = f"Not to be had: {_drugs(guideline, patient.unavailable)}"
        told.append(("shortage", missing, "/patient/unavailable", NO_SHORTAGE))
    if not told:
        return []
    charted = _answer(guideline, record, {}, effort)
    found = []
    for kind, says, fact, without in told:
        otherwise = _answer(guideline, record, without, effort)
        if otherwise.differs(charted):
            found.append(Reason(kind, f"{says}. {_otherwise(guideline, otherwise)}", fact, guideline.reference))
    if found or len(told) < 2:
        return found
    otherwise = _answer(guideline, record, {**NO_REFUSAL, **NO_SHORTAGE}, effort)
    both = " ".join(f"{says}." for _, says, *_ in told)
    reason = Reason("refusal", f"{both} {_otherwise(guideline, otherwise)}", None, guideline.reference)
    return [reason] if otherwise.differs(charted) else []


def _refusal(guideline: Guideline, record: Record) -> str:
    declined = [_drugs(guideline, record.patient.declines)] if record.patient.declines else []
    conjugates = ["conjugates"] if record.patient.declines_conjugates else []
    return f"The patient declines {words.one_of([*declined, *conjugates], 'and')}"


def _drugs(guideline: Guideline, drugs: Sequence[str]) -> str:
    agents = guideline.catalogue.agents
    routes = {kind: f"{kind} treatment" for kind in ("intravenous", "oral")}
    return ", ".join(words.within(agents[code].label) if code in agents else routes.get(code, code) for code in drugs)


def _answer(guideline: Guideline, record: Record, facts: Mapping[str, Any], effort: Effort) -> Answer:
    """The answer for the same patient with these facts."""
    resolution = resolve(guideline, replace(record, patient=record.patient.completed(facts)))
    effort.spend(resolution.effort)
    return answer_of(resolution.firm)


def _otherwise(guideline: Guideline, answer: Answer) -> str:
    return f"Otherwise the answer would be: {named(guideline, answer)}."


def _heeded(resolution: Resolution, answer: Recommendation) -> dict[str, Caution]:
    """The cautions of what is preferred, or of what is being given, by their sentence."""
    found = [caution for option in answer.options if option.regimen in answer.preferred for caution in option.cautions]
    if answer.outcome == "continue":
        found += [caution for case in resolution.cases for caution in cautions_of_going_on(case)]
    return {caution.text: caution for caution in found}
