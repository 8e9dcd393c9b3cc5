"""What is charted and was judged by no rule of an answer, so that nobody takes silence for a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from statemachine.answer import Caution, NotJudged
from statemachine.answering.branches import Resolution
from statemachine.answering.options import offered
from statemachine.machine.case import Case
from statemachine.record.codes import NOT_JUDGED
from statemachine.record.facts import FACTS, LABELS
from statemachine.record.patient import Patient


def not_judged(resolution: Resolution, patient: Patient, cautions: Iterable[Caution]) -> list[NotJudged]:
    """The grave facts that some regimen of the answer leaves unjudged, then those that no rule reads at all.

    What makes people decide first has been judged, whatever the regimens.
    """
    cases = resolution.cases
    grave = dict.fromkeys(fact for caution in cautions if caution.code == NOT_JUDGED for fact in caution.facts)
    grave = {fact: None for fact in grave if fact not in _decisive(resolution)}
    judged = frozenset().union(*(_judged(case, resolution.outcome) for case in cases))
    unread = [f"/patient/{name}" for name in FACTS if getattr(patient, name) not in (None, ()) and name not in judged]
    found = _found(cases) if unread else frozenset()
    unread = [fact for fact in unread if fact not in found]
    facts = {**dict.fromkeys(grave, True), **{fact: False for fact in unread if fact not in grave}}
    return [NotJudged(fact, _label(fact), is_grave) for fact, is_grave in facts.items()]


def _judged(case: Case, outcome: str) -> frozenset[str]:
    """What a rule of the place, or one on the way there, reads of the patient."""
    guideline = case.guideline
    on_the_way = (guideline.facts_read[guard.question] for taken in case.trail for guard in taken.step.conditions)
    return guideline.facts_judged(case.state, outcome).union(*on_the_way)


def _found(cases: Sequence[Case]) -> frozenset[str]:
    """What the questions about the options have found, of this history; a rule may read it after a certain event."""
    findings = (finding for case in cases for weighed in offered(case).values() for finding in weighed.findings)
    return frozenset(fact for finding in findings for fact in finding.facts)


def _decisive(resolution: Resolution) -> frozenset[str]:
    """What the guards of a referral found, where people decide first."""
    return frozenset(
        fact
        for settled in resolution.reasons
        if settled.outcome == "refer"
        for guard in settled.best.conditions
        for fact in guard.find(settled.case).facts
    )


def _label(fact: str) -> str:
    """The fact in words; what an event of the history reports is named by its place."""
    return LABELS.get(fact.removeprefix("/patient/"), "an event of the history")
