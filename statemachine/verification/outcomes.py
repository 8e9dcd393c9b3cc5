"""How answers come about: one outcome, whatever the order of the rows, and none that more knowledge would overturn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Final, NamedTuple

from statemachine.machine.guard import Guard
from statemachine.machine.step import Step
from statemachine.verification.diagram import NEVER
from statemachine.verification.situations import Decision
from statemachine.verification.space import Claim, Space

# Facts that change the choice or can kill: an unknown one is asked first and never read as a no (design 2.1).
DECIDING: Final = frozenset(
    {
        "failed",
        "heart_permits",
        "her2_positive",
        "lung_disease_was_serious",
        "may_be_pregnant",
        "received",
        "received_for_metastatic_disease",
        "recurred_within",
        "relapsed_early_after",
        "taxane_received_for_metastatic_disease",
    }
)
DECIDING_FACT: Final = "hormone_receptor"


def exactly_one_outcome(space: Space) -> Iterator[Claim]:
    """Every situation is settled with one outcome or has an open question before it: never two, never none."""
    for place in space.decisions.values():
        yield Claim("No step is open, so there is no outcome", place, place.nothing)
        outcomes = dict.fromkeys(place.outcome(step) for step in place.best)
        for one, other in combinations(outcomes, 2):
            both = place.sets.both(place.settled(one), place.settled(other))
            rows = tuple(step.row for step, best in place.best.items() if place.sets.both(both, best))
            yield Claim(f"Two outcomes hold at once: {one} and {other}", place, both, rows)
        settled = place.settled(*outcomes)
        yield Claim("An answer is settled before an open question", place, place.sets.both(settled, place.asked))


def order_of_equal_rows_does_not_matter(space: Space) -> Iterator[Claim]:
    """Two rows of one rank that lead to different answers never settle the answer together."""
    for place in space.decisions.values():
        for one, other in combinations(place.best, 2):
            if one.rank == other.rank:
                says = f"{one.dest} and {other.dest} have the same rank, and whichever row stands first is the answer"
                differ = _answer(place, one) != _answer(place, other)
                both = place.sets.both(place.best[one], place.best[other]) if differ else NEVER
                yield Claim(says, place, both, (one.row, other.row))


def knowledge_only_narrows(space: Space) -> Iterator[Claim]:
    """A settled answer stays when an open deciding question is answered; elsewhere unknown is settled as a no.

    A stop (a gate) may give way to a stop that comes before it, and to nothing else. A settled answer rests on verdicts
    that are `permitted` or `excluded`; so it is sought only where an answer overturns such a verdict of some step.
    """
    for place in space.decisions.values():
        for question, guards in place.guards.items():
            for answer in (True, False) if _decides(guards) else (False,):
                overturned = [step for step in place.steps if _overturned(place, step, question, answer)]
                parts = list(_parts(place)) if overturned else []
                lost = place.sets.either(_lost(place, part, question, answer) for part in parts)
                word = "yes" if answer else "no"
                says = f"An answer is settled while this is open, and not kept when it turns out as {word}: {question}"
                yield Claim(says, place, lost, tuple(dict.fromkeys(step.row for step in overturned)))


def _overturned(place: Decision, step: Step, question: str, answer: bool) -> bool:
    """Can a step be permitted, or excluded, while a question is open, and not so once it is answered?"""
    level, sets = place.level[question], place.sets
    for verdict in (place.permitted[step], sets.outside(place.open[step])):
        unknown, known = sets.given(verdict, level, None), sets.given(verdict, level, answer)
        if sets.both(unknown, sets.outside(known)):
            return True
    return False


def _lost(place: Decision, part: Part, question: str, answer: bool) -> int:
    level, sets = place.level[question], place.sets
    unknown = sets.given(part.settled, level, None)
    kept = sets.given(part.may_become, level, answer)
    return sets.both(unknown, sets.outside(kept), sets.where(level, (None,)))


def no_undeclared_dead_end(space: Space) -> Iterator[Claim]:
    """Only referrals, inquiries and exits end the way: all other places answer, read every event and lead on."""
    for place in space.of_kind("phase", "decision", "treatment", "pause", "referral"):
        yield Claim("Nothing is open here", place, place.nothing)
    for event in space.events("phase", "decision", "treatment", "pause", "referral"):
        closed = event.sets.both(*(event.sets.outside(event.open[step]) for step in event.steps))
        if event.trigger in space.guideline.catalogue.regimens and space.guideline.steps("off_protocol", event.state):
            closed = NEVER  # a start that no step of its regimen reads is one outside the edition
        yield Claim(f"The event {event.trigger} leads nowhere", event, closed)
    for place in space.of_kind("phase", "decision", "treatment", "pause"):
        onward = {step.dest for trigger in space.triggers for step in space.guideline.steps(trigger, place.state)}
        alive = {name for name in onward - {place.state} if space.guideline.stages[name].kind != "referral"}
        yield Claim("No event leads on from here", place, NEVER if alive else 1)


class Part(NamedTuple):
    """The situations that are settled in one way, and those in which they may be settled once more is known."""

    settled: int
    may_become: int


def _parts(place: Decision) -> Iterator[Part]:
    """Each stop, each other answer, and by regimen the answers that prefer it and those that prefer others."""
    sets = place.sets
    treated = place.settled("recommend")
    by_regimen: dict[str, int] = {}
    stops = NEVER
    for step, best in place.best.items():
        if place.outcome(step) == "recommend":
            by_regimen[step.dest] = sets.either([by_regimen.get(step.dest, NEVER), best])
            continue
        stops = sets.either([stops, best]) if step.is_gate else stops
        yield Part(best, stops if step.is_gate else best)
    for preferred in by_regimen.values():
        without = sets.both(treated, sets.outside(preferred))
        yield Part(preferred, preferred)
        yield Part(without, without)


def _decides(guards: list[Guard]) -> bool:
    guard = guards[0]
    named = guard.func.name in DECIDING or guard.func.arguments.get("fact") == DECIDING_FACT
    return named or all(guard.when_unknown == "ask" for guard in guards)


def _answer(place: Decision, step: Step) -> tuple[str, ...]:
    outcome = place.outcome(step)
    return (outcome, *step.actions) if outcome == "recommend" else (outcome, step.dest, *step.actions)
