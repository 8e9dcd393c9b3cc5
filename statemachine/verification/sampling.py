"""The reduction against direct evaluation: what the diagrams say of a situation, the engine must answer.

Each situation is given to the engine as findings of its own guards, made by their own rule for yes, no and unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Final, NamedTuple

from statemachine.answering.decision import settle
from statemachine.guards.read_so_far import Answer
from statemachine.machine.assumptions import Assumptions
from statemachine.machine.case import Case
from statemachine.machine.guard import Finding, Guard, Undetermined
from statemachine.machine.guideline import Guideline
from statemachine.machine.question import Question
from statemachine.record.read_record import read
from statemachine.verification.diagram import ANSWERS
from statemachine.verification.histories import Told
from statemachine.verification.situations import Decision
from statemachine.verification.space import Space

Answers = Sequence[bool | None]
UNUSUAL: Final = 0.12  # the share of unusual answers: with more of them nearly every situation ends at a gate


class Reached(NamedTuple):
    """An answer as far as it is compared: the outcome, `ask` before an open question, the regimens or the place."""

    outcome: str
    preferred: frozenset[str]


class Difference(NamedTuple):
    """A situation in which the engine answers otherwise than the diagrams say."""

    state: str
    answers: Mapping[str, bool | None]
    by_diagram: Reached
    by_engine: Reached


def differences(space: Space, per_place: int, known: Iterable[Told]) -> tuple[int, list[Difference]]:
    """How many situations were compared, random ones of every place and those of real records, and what differs."""
    compared, found = 0, []
    for place in space.decisions.values():
        case = situation(space.guideline, place)
        # The same situations in every run: the certificate must be reproducible.
        random = Random(f"{space.guideline.reference} {place.state}")  # noqa: S311
        for _ in range(min(per_place, place.total)):
            answers = draw(place, random)
            found += _compare(place, answers, case(answers))
            compared += 1
    for story in known:
        place = space.decisions[story.case.state]
        answers = answers_of(place, story.case)
        found += _compare(place, answers, story.case)
        compared += 1
    return compared, found


def is_stuck(place: Decision, case: Case) -> bool:
    """Is no step open for this case, so that the engine has no answer?"""
    return place.sets.contains(place.nothing, answers_of(place, case))


def answers_of(place: Decision, case: Case) -> list[bool | None]:
    """What a real case answers to the questions of the place that it is in."""
    return [guards[0].func.ask(case).value for guards in place.guards.values()]


def by_diagram(place: Decision, answers: Answers) -> Reached:
    """The answer that the diagrams give."""
    if place.sets.contains(place.asked, answers):
        return Reached("ask", frozenset())
    best = [step for step, where in place.best.items() if place.sets.contains(where, answers)]
    outcome = place.outcome(best[0])
    return Reached(outcome, frozenset(step.dest for step in best))


def by_engine(case: Case) -> Reached:
    """The answer that the engine gives, by the same terms."""
    try:
        settled = settle(case)
    except Undetermined:
        return Reached("ask", frozenset())
    places = {f"{case.decision}.{code}" for code in settled.preferred} or {settled.best.dest}
    return Reached(settled.outcome, frozenset(places))


def _compare(place: Decision, answers: Answers, case: Case) -> list[Difference]:
    if place.sets.contains(place.nothing, answers):
        return []
    expected, actual = by_diagram(place, answers), by_engine(case)
    if expected == actual:
        return []
    return [Difference(place.state, dict(zip(place.questions, answers, strict=True)), expected, actual)]


def draw(place: Decision, random: Random) -> list[bool | None]:
    """A random situation, mostly of usual answers."""
    usual = place.usual
    return [
        random.choice(ANSWERS) if random.random() < UNUSUAL else usual[level] for level in range(len(place.questions))
    ]


def situation(guideline: Guideline, place: Decision) -> Callable[[Answers], Case]:
    """Gives for any answers a case at this place in which every guard has found its answer."""
    document = {"as_of": guideline.about.edition, "history_complete": True, "patient": {}, "history": []}
    record = read(document, guideline.catalogue)

    def anew() -> Case:
        return Case(guideline, record, Assumptions(guideline.relevant_values), place.state)

    def found(guard: Guard, answer: bool | None) -> Finding:
        """What the guard itself would find: asked through a guard that differs in nothing but the answer."""
        question = Question(guard.func.name, lambda case: Answer(answer, {}), guard.func.sentence)
        told = Guard(question, guard.target, when_unknown=guard.when_unknown, grounds=guard.grounds)
        return replace(
            told.find(Case(guideline, record, Assumptions(guideline.relevant_values), place.state)), guard=guard
        )

    findings = {
        (guard, answer): found(guard, answer)
        for guards in place.guards.values()
        for guard in guards
        for answer in ANSWERS
    }

    def case(answers: Answers) -> Case:
        made = anew()
        for question, answer in zip(place.questions, answers, strict=True):
            made.found.update({guard: findings[guard, answer] for guard in place.guards[question]})
        return made

    return case
