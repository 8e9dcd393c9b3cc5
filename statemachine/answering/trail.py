"""The way to an answer, step by step; where several ways lead to it, what they have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from statemachine.answer import TrailStep
from statemachine.answering.branches import shared
from statemachine.machine.case import Case, Taken
from statemachine.record import words
from statemachine.record.catalogue import Catalogue
from statemachine.record.occurrences import Occurrence

Place = tuple[str, int]


def trail_of(cases: Sequence[Case]) -> list[TrailStep]:
    """The steps of the way, or those that are on every one of several ways, in the order of the first."""
    if len(cases) < 2:
        return [_shown(taken, case) for case in cases for taken in case.trail]
    ways = [_by_place(case) for case in cases]
    common = [place for place in ways[0] if all(place in way for way in ways)]
    return [_as_one([_shown(way[place], cases[0]) for way in ways]) for place in common]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A step about which several ways to one answer differ: the fact that was read, and what was read where they agree.

    Its `event` is null where they differ about that too.
    """

    fact: str
    event: str | None


def common_steps(cases: Sequence[Case]) -> list[Taken | Unsettled]:
    """The steps of the way; where several ways differ about one, what they agree on."""
    ways = [_by_place(case) for case in cases]
    return [_certain([way.get(place) for way in ways], place[0]) for place in (ways[0] if ways else ())]


def _certain(steps: Sequence[Taken | None], fact: str) -> Taken | Unsettled:
    first = steps[0]
    if first is not None and all(taken is not None and taken.step is first.step for taken in steps):
        return first
    return Unsettled(fact, shared([None if taken is None else taken.trigger for taken in steps]))


def _by_place(case: Case) -> dict[Place, Taken]:
    """Each step by the fact that was read; reading the start of a treatment can take several steps."""
    seen: Counter[str] = Counter()
    steps: dict[Place, Taken] = {}
    for taken in case.trail:
        fact = taken.occurrence.fact
        steps[fact, seen[fact]] = taken
        seen[fact] += 1
    return steps


def _shown(taken: Taken, case: Case) -> TrailStep:
    step, pointer = taken.step, taken.occurrence.pointer
    read_with = [place for place, course in case.record.joined.items() if course == pointer]
    return TrailStep(
        taken.occurrence.on.text or None,
        taken.trigger,
        _name(taken.occurrence, case.catalogue),
        pointer,
        [pointer, *read_with],
        step.source,
        step.dest,
        [finding.guard.show(finding) for finding in taken.findings],
        step.grounds.basis,
        step.grounds.evidence,
    )


def _name(occurrence: Occurrence, catalogue: Catalogue) -> str:
    """What was read: the treatment, the part of it that was dropped, or the event."""
    if occurrence.dropped is not None:
        return words.of_drugs([frozenset({agent}) for agent in occurrence.dropped.agents], catalogue)
    if occurrence.treatment is not None:
        return words.of_course(occurrence.treatment, catalogue)
    return words.of_event(occurrence.event) if occurrence.event is not None else occurrence.words or occurrence.trigger


def _as_one(steps: Sequence[TrailStep]) -> TrailStep:
    """One step as it is on several ways: why it leads where it leads is told only where it leads to one place."""
    first = steps[0]
    if all(step == first for step in steps):
        return first
    found = [finding for finding in first.findings if all(finding in step.findings for step in steps)]
    basis, evidence = shared([(step.basis, step.evidence) for step in steps]) or ("service", ())
    return replace(
        first,
        event=shared([step.event for step in steps]) or "stopped",
        source=shared([step.source for step in steps]),
        dest=shared([step.dest for step in steps]),
        findings=found,
        basis=basis,
        evidence=evidence,
    )
