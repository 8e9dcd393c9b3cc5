"""Whether everything that is written can happen, shown by records that the engine has answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from statemachine.answering.decision import settle
from statemachine.machine.guard import Undetermined
from statemachine.record.codes import OUTCOMES
from statemachine.verification.diagram import ALWAYS, NEVER
from statemachine.verification.histories import Document, Told, stories, told
from statemachine.verification.sampling import is_stuck
from statemachine.verification.situations import Decision
from statemachine.verification.space import Claim, Space

MOST_STORIES: Final = 4_000  # tried before something counts as out of reach
ENDINGS: Final = ("referral", "inquiry", "exit")


def everything_is_reachable(space: Space, known: list[Told]) -> Iterator[Claim]:
    """Every option is open in some real record, and every outcome, referral, inquiry and exit is an answer."""
    found = witnesses(space, known)
    somewhere = next(iter(space.decisions.values()))
    for outcome in OUTCOMES:
        yield Claim(f"No record has this outcome: {outcome}", somewhere, _lacking(outcome in found), shown=False)
    for name, (place, rows) in _written(space).items():
        yield Claim(f"No record leads to {name}", place, _lacking(name in found), rows, shown=False)


def witnesses(space: Space, known: list[Told]) -> Mapping[str, Document]:
    """By outcome, option and ending a record that shows it, the first found among ever less simple ones.

    What rows lead to is sought among the stories that come to their places.
    """
    found: dict[str, Document] = {}
    for name in _written(space):
        places = {state for state, place in space.decisions.items() if any(step.dest == name for step in place.steps)}
        near = [history for history in known if history.case.state in places]
        _seek({name}, space, near, found)
    _seek(set(OUTCOMES), space, known, found)
    return found


def _seek(wanted: set[str], space: Space, known: list[Told], found: dict[str, Document]) -> None:
    """Note what stories show until all that is wanted is found, or enough were tried."""
    if wanted <= found.keys():
        return
    for story in islice(stories(space, known), MOST_STORIES):
        read_story = told(space.guideline, story)
        if read_story is not None:
            for name in _shows(space, read_story):
                found.setdefault(name, read_story.document)
            if wanted <= found.keys():
                return


def _shows(space: Space, read_story: Told) -> Iterator[str]:
    case = read_story.case
    if is_stuck(space.decisions[case.state], case):
        return
    try:
        settled = settle(case)
    except Undetermined:
        yield "provisional"
        return
    yield settled.outcome
    if settled.outcome != "continue":  # going on as before shows what was given, not what is offered
        yield settled.best.dest
    for weighed in case.weigh(case.state):
        dest = weighed.step.dest
        if weighed.verdict == "permitted" and dest != case.state and space.guideline.stages[dest].regimen is not None:
            yield dest


def _written(space: Space) -> Mapping[str, tuple[Decision, tuple[str, ...]]]:
    """Every option and every ending that some row leads to, with a place and the rows that lead there."""
    rows: dict[str, tuple[Decision, tuple[str, ...]]] = {}
    for place in space.of_kind("decision", "treatment", "pause", "phase", "referral"):
        for step in place.steps:
            stage = space.guideline.stages[step.dest]
            if stage.kind in ENDINGS or (step.dest != place.state and stage.regimen is not None):
                first, before = rows.get(step.dest, (place, ()))
                rows[step.dest] = (first, tuple(dict.fromkeys((*before, step.row))))
    return rows


def _lacking(reached: bool) -> int:
    return NEVER if reached else ALWAYS
