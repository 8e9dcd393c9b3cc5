"""A broken claim as a reader can follow it: a record that shows it, or else the answers that lead there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from statemachine.answering.recommend import recommend
from statemachine.verification.histories import Document, Told, stories, told
from statemachine.verification.sampling import answers_of, is_stuck
from statemachine.verification.situations import Decision, Situations
from statemachine.verification.space import Claim, Space

MOST_STORIES: Final = 2_500  # tried for a claim before the answers are told instead of a record
MOST_CLAIMS: Final = 12  # for which a record is sought
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


def refutation(invariant: str, broken: Sequence[Claim], space: Space, known: Sequence[Told]) -> Refutation:
    """The counterexample of an invariant: of its broken claims the first that a record shows, else the first."""
    claim, found = broken[0], None
    for candidate in broken[:MOST_CLAIMS]:
        found = shown_by(candidate, space, known) if candidate.shown else None
        if found is not None:
            claim = candidate
            break
    place = claim.place
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
    near = [history for history in known if _is_near(claim, history)]
    for story in islice(stories(space, near), MOST_STORIES):
        found = told(space.guideline, story.but(*claim.charted))
        if found is not None and _is_near(claim, found) and _shows(claim, found):
            return found
    return None


def _is_near(claim: Claim, found: Told) -> bool:
    """Does the story come to the place, with the drug failed that the claim speaks of?"""
    place, case = claim.place, found.case
    if claim.progressed_on is not None and not case.progressed_on(claim.progressed_on).value:
        return False
    return case.state == place.state or (not isinstance(place, Decision) and _reads(place, found))


def _shows(claim: Claim, found: Told) -> bool:
    place = claim.place
    if isinstance(place, Decision):
        return place.sets.contains(claim.against, answers_of(place, found.case))
    return _reads(place, found)


def _reads(event: Situations, found: Told) -> bool:
    return any(taken.trigger == event.trigger and taken.step.source == event.state for taken in found.case.trail)


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
