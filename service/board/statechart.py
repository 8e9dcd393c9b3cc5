"""The edition as a map: its places in their order, the doors at each, and the roads between them, the way taken lit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.board import brief
from service.board.reasons import stated_conditions
from statemachine import Guideline, offers_at, places, ways
from statemachine.answer import Recommendation, TrailStep

MOST_LANES = 4  # what the style sheet has lanes for


@dataclass(frozen=True, slots=True)
class Door:
    """A regimen at a place; its status is given, ahead, or the verdict at the present place; `shut` says why not."""

    regimen: str
    label: str
    status: str
    shut: str = ""


@dataclass(frozen=True, slots=True)
class Road:
    """Where the events that happen at a place lead, in words; `taken` if this patient went there."""

    dest: str
    says: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A state of the edition; `kind` is present, passed or ahead."""

    name: str
    label: str
    kind: str
    doors: list[Door]
    roads: list[Road]


@dataclass(frozen=True, slots=True)
class Rail:
    """A line drawn beside the places, from one to a later one, each counted from 1; the inner lane is 1."""

    start: int
    end: int
    lane: int
    taken: bool


@dataclass(frozen=True, slots=True)
class Statechart:
    """The whole map."""

    places: list[Place]
    rails: list[Rail]


def statechart(guideline: Guideline, answer: Recommendation, shut: Mapping[str, str]) -> Statechart:
    """The edition's states from the first to the last; `shut` tells of each excluded option what decides against it."""
    stages = places(guideline)
    present, known = answer.state, {stage.name for stage in stages}
    # Referrals and exits are shared by all editions, so that no row of the edition leads there.
    if present is not None and present not in known and present in guideline.stages:
        stages.append(guideline.stages[present])
    passed = {_decision(name) for step in answer.trail for name in (step.source, step.dest) if name}
    given = {name for step in answer.trail for name in (step.source, step.dest) if name}
    roads = _roads(guideline, answer.trail, present, passed)
    drawn = [
        Place(
            stage.name,
            stage.label,
            "present" if stage.name == present else "passed" if stage.name in passed else "ahead",
            list(_here(answer, shut)) if stage.name == present else list(_elsewhere(guideline, stage.name, given)),
            [road for (source, _), road in roads.items() if source == stage.name],
        )
        for stage in stages
    ]
    order = {stage.name: place for place, stage in enumerate(stages, start=1)}
    drawn_roads = [(order[source], order[dest], road.taken) for (source, dest), road in roads.items()]
    return Statechart(drawn, list(_rails(each for each in drawn_roads if each[0] < each[1])))


def _here(answer: Recommendation, shut: Mapping[str, str]) -> Iterator[Door]:
    for option in answer.options:
        status = "preferred" if option.regimen in answer.preferred else option.verdict
        yield Door(option.regimen, brief.regimen(option.label), status, shut.get(option.regimen, ""))


def _elsewhere(guideline: Guideline, decision: str, given: set[str]) -> Iterator[Door]:
    stage = guideline.stages[decision]
    for offer in offers_at(guideline, stage) if stage.kind == "decision" else ():
        if offer.rank is not None and offer.stage.regimen is not None:
            status = "given" if offer.stage.name in given else "ahead"
            yield Door(offer.stage.regimen.code, brief.regimen(offer.stage.label), status)


def _roads(
    guideline: Guideline, trail: Sequence[TrailStep], present: str | None, passed: set[str]
) -> dict[tuple[str, str], Road]:
    """The ways between each two places as one road; under several conditions only the events are told."""
    # Starting a treatment stays at its decision; the last decision may be reached without any event.
    taken = {(_decision(step.source), step.dest) for step in trail if step.source and step.dest}
    joined: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
    for way in ways(guideline):
        joined.setdefault((way.source, way.dest), []).append((way.events, way.conditions))
    roads = {}
    for (source, dest), told in joined.items():
        events = brief.alternatives(list(dict.fromkeys(event for events, _ in told for event in events)))
        condition = stated_conditions(told[0][1]) if len(told) == 1 else ""
        was_taken = (source, dest) in taken or (dest == present and present not in passed and source in passed)
        roads[source, dest] = Road(
            guideline.stages[dest].label, ", ".join(filter(None, (events, condition))), was_taken
        )
    return roads


def _rails(roads: Iterable[tuple[int, int, bool]]) -> Iterator[Rail]:
    """Each road in the innermost lane that is free along it, the short ones first."""
    lanes: list[list[tuple[int, int]]] = [[] for _ in range(MOST_LANES)]
    for start, end, taken in sorted(roads, key=lambda road: (road[1] - road[0], road[0])):
        free = (n for n, lane in enumerate(lanes) if all(end <= first or last <= start for first, last in lane))
        number = next(free, None)
        if number is not None:
            lanes[number].append((start, end))
            yield Rail(start, end, number + 1, taken)


def _decision(name: str) -> str:
    return name.partition(".")[0]
