"""The guideline's states and the ways between them, with the way taken and the present state lit."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from statemachine import Guideline, places, ways
from statemachine.answer import TrailStep

WIDTH, GAP, ROW, BOX, CHARACTER = 1000, 14, 25, 58, 6.8


@dataclass(frozen=True, slots=True)
class Place:
    """A state: its label in lines; `kind` is present, passed or ahead."""

    name: str
    x: float
    width: float
    lines: list[str]
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way between two states; what it asks for is written out if it was taken."""

    start: float
    end: float
    y: float
    label: str
    says: str
    text_x: float
    anchor: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Statechart:
    """The whole drawing."""

    height: float
    places: list[Place]
    arrows: list[Arrow]


def statechart(guideline: Guideline, trail: Sequence[TrailStep], present: str | None) -> Statechart:
    """The edition's states from left to right, and below them the ways, those taken lit."""
    stages = places(guideline)
    known = {stage.name for stage in stages}
    # Referrals and exits are shared by all editions, so that no row of the edition leads there.
    if present is not None and present not in known and present in guideline.stages:
        stages.append(guideline.stages[present])
    passed = {_decision(name) for step in trail for name in (step.source, step.dest) if name}
    width = (WIDTH - GAP * (len(stages) - 1)) / len(stages)
    x = {stage.name: index * (width + GAP) for index, stage in enumerate(stages)}
    drawn = [
        Place(
            stage.name,
            round(x[stage.name], 1),
            round(width, 1),
            textwrap.wrap(stage.label, int(width / CHARACTER) - 3, max_lines=3, placeholder=" …"),
            stage.label,
            "present" if stage.name == present else "passed" if stage.name in passed else "ahead",
        )
        for stage in stages
    ]
    # Starting a treatment stays at its decision; the last decision may be reached without any event.
    taken = {(_decision(step.source), step.dest, step.event.replace("_", " ")) for step in trail if step.source}
    arrows = []
    in_order = sorted(ways(guideline), key=lambda way: (x[way.source], x[way.dest]))
    for index, way in enumerate(in_order):
        start, end = (round(x[name] + width / 2, 1) for name in (way.source, way.dest))
        end = start + 40 if start == end else end
        was_taken = any((way.source, way.dest, event) in taken for event in way.events) or (
            way.dest == present and present not in passed
        )
        label = way.says if was_taken else " or ".join(way.events)
        left = min(start, end) + 6
        label = textwrap.shorten(label, int(WIDTH / CHARACTER), placeholder=" …")
        fits = left + len(label) * CHARACTER <= WIDTH
        place = (left, "start") if fits else (float(WIDTH), "end")
        arrows.append(Arrow(start, end, BOX + ROW * (index + 1) + 8, label, way.says, *place, was_taken))
    return Statechart(BOX + ROW * (len(arrows) + 1) + 4, drawn, arrows)


def _decision(name: str) -> str:
    return name.partition(".")[0]
