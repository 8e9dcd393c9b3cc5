"""What to heed where a step is taken: each caution in words, with what its guard found, and what is to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from statemachine.answer import Caution
from statemachine.machine.case import Case
from statemachine.machine.guard import Finding
from statemachine.machine.guideline import CHARTED, ENTRIES
from statemachine.machine.step import Weighed
from statemachine.record import words
from statemachine.record.codes import NOT_JUDGED
from statemachine.record.facts import FACTS

NOT_CHARTED, NOT_CONFIRMED = ONLY_ASKS = ("Not charted", "Not confirmed")  # how a caution begins that only asks


def step_cautions(case: Case, weighed: Weighed, given: frozenset[str] = frozenset()) -> list[Caution]:
    """What to heed: cautions that apply, and every `check` fact that nobody has charted, once.

    That a grave value is not judged is said only where no other caution tells of it. Of drugs that may not go on is
    told elsewhere that they are stopped, and nothing that would be done if they went on. Where drugs are being `given`,
    only what is about others is to be heeded before a first dose.
    """
    cautions: list[Caution] = []
    unchecked: set[tuple[str, ...]] = set()
    ended = _ended(weighed)
    for finding in (*weighed.findings, *case.find(weighed.step.cautions)):
        guard = finding.guard
        if ended and case.current is not None and guard.drugs and guard.drugs & case.current.left <= ended:
            continue
        if given and not (guard.drugs and guard.drugs.isdisjoint(given)):
            continue
        if finding.answer is None and guard.when_unknown == "check":
            pointers = tuple(finding.to_ask)
            if pointers not in unchecked:
                unchecked.add(pointers)
                dose = "next" if weighed.step.source == weighed.step.dest else "first"
                doubted = case.record.doubts(pointers)
                missing = NOT_CONFIRMED if doubted else NOT_CHARTED
                text = f"{missing}; check before the {dose} dose: {guard.question}"
                cautions.append(_caution(guard.action, text, finding))
        elif finding.answer and guard.says is not None:
            cautions.append(_caution(guard.code, _naming_entries(guard.says, finding), finding))
    told = {fact for caution in cautions if caution.code != NOT_JUDGED for fact in caution.facts}
    told.update(*(finding.facts for finding in weighed.findings if finding.effect == "blocks"))
    return [caution for caution in cautions if caution.code != NOT_JUDGED or not told.issuperset(caution.facts)]


def _ended(weighed: Weighed) -> frozenset[str]:
    """The drugs that a rule forbids to go on with, where the step stays with what is given."""
    if weighed.step.source != weighed.step.dest:
        return frozenset()
    return frozenset().union(*(finding.guard.drugs for finding in weighed.findings if finding.effect == "blocks"))


def _naming_entries(says: str, finding: Finding) -> str:
    """The sentence of a caution with what its guard found in the history, or charted of the patient."""
    told = (
        str(value) for pointer, value in finding.facts.items() if pointer.startswith("/history/") and value is not None
    )
    says = says.replace(ENTRIES, ". ".join(told)) if ENTRIES in says else says
    return naming_charted(says, finding.facts)


def naming_charted(says: str, facts: Mapping[str, Any]) -> str:
    """The sentence with what is charted of the patient and in the history in brackets; none where nothing is."""
    if CHARTED not in says:
        return says
    charted = {
        FACTS[pointer.removeprefix("/patient/")]: value
        for pointer, value in facts.items()
        if pointer.startswith("/patient/") and value is not None
    }
    told = [f"{fact.words}: {_with_unit(value, fact.unit)}" for fact, value in charted.items()]
    told += [str(value) for pointer, value in facts.items() if pointer.startswith("/history/") and value is not None]
    return says.replace(CHARTED, f" ({', '.join(told)})" if told else "")


def _with_unit(value: Any, unit: str) -> str:
    """What is charted in the words of a report has its own unit; yes and no are told as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return words.one_of([one.replace("_", " ") for one in value], "and")
    return f"{value} {unit}".rstrip() if not isinstance(value, str) else value


def _caution(code: str | None, text: str, finding: Finding) -> Caution:
    grounds = finding.guard.grounds
    return Caution(code, text, finding.facts, grounds.basis, grounds.evidence)
