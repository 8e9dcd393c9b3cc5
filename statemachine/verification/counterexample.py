"""A broken claim as a reader can follow it: a record that shows it, or else the answers that lead there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from statemachine.recommend import recommend
from statemachine.verification.diagram import NEVER
from statemachine.verification.sampling import answers_of, is_stuck
from statemachine.verification.situations import Decision
from statemachine.verification.space import Claim, Space
from statemachine.verification.stories import Document, Told, stories, told

MOST_STORIES: Final = 12_000  # tried before the answers are told instead of a record
IN_WORDS: Final = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Refutation:
    """An invariant that does not hold: what is wrong, where, in how many situations, and a record that shows it.

    `record` is a request; `answer` is what the edition answers to it. Where no record was found, `answers` tells in
    words one combination of answers that leads there.
    """

    invariant: str
    says: str
    state: str
    rows: tuple[str, ...]
    situations: int
    record: Document | None
    answer: dict[str, Any] | None
    answers: dict[str, str]


def refutation(invariant: str, claim: Claim, space: Space, known: Iterable[Told]) -> Refutation | None:
    """The counterexample of a claim; None where it holds."""
    if claim.against == NEVER:
        return None
    place = claim.place
    found = shown_by(claim, space, known) if claim.shown else None
    example = place.sets.example(claim.against, place.usual) if claim.shown else {}
    return Refutation(
        invariant=invariant,
        says=claim.says,
        state=place.state,
        rows=claim.rows,
        situations=place.sets.count(claim.against),
        record=found.document if found is not None else None,
        answer=_answer(space, found) if found is not None else None,
        answers={place.questions[level]: IN_WORDS[answer] for level, answer in example.items()},
    )


def shown_by(claim: Claim, space: Space, known: Iterable[Told]) -> Told | None:
    """The first of ever less simple records that is in the situations of the claim."""
    near = [history for history in known if _is_there(claim, history)]
    for story in islice(stories(space, near), MOST_STORIES):
        found = told(space.guideline, story)
        if found is not None and _is_there(claim, found) and _shows(claim, found):
            return found
    return None


def _is_there(claim: Claim, found: Told) -> bool:
    """Does the story come to the place, or read the event there, with the drug failed that the claim speaks of?"""
    place, case = claim.place, found.case
    if claim.progressed_on is not None and not case.progressed_on(claim.progressed_on).value:
        return False
    if isinstance(place, Decision):
        return case.state == place.state
    return any(taken.trigger == place.trigger and taken.step.source == place.state for taken in case.trail)


def _shows(claim: Claim, found: Told) -> bool:
    place = claim.place
    return not isinstance(place, Decision) or place.sets.contains(claim.against, answers_of(place, found.case))


def _answer(space: Space, found: Told) -> dict[str, Any] | None:
    """What the edition answers; none where no step is open, so that it has no answer."""
    case = found.case
    if is_stuck(space.decisions[case.state], case):
        return None
    answer = recommend(space.guideline, case.record)
    return {
        "outcome": answer.outcome,
        "state": answer.state,
        "line": answer.line.number,
        "preferred": [*answer.preferred],
        "not_excluded": [option.regimen for option in answer.options if option.verdict != "excluded"],
    }
