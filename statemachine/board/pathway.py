"""The road ahead as a tree: where each event would lead from here, and what would be preferred there.

Each node asks the same question about the record with one more treatment and one more event, dated after the day of
the question. The shortest paths are followed first, and progression before any detour, so that the path to the end of
the guideline is in the tree before the bound on its size is reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import Any

from statemachine.answering.branches import Resolution
from statemachine.answering.effort import UNBOUNDED, Effort
from statemachine.answering.explore_branches import resolve
from statemachine.answering.unlikely_values import remark_of
from statemachine.machine.guideline import Guideline
from statemachine.record.read_record import read
from statemachine.record.reading import Document
from statemachine.record.record import THE_WHOLE_REGIMEN

MOST_NODES = 48
DEEPEST = 24
COURSE = timedelta(days=180)  # how long a treatment ahead is taken to last; no rule of an edition hangs on it
DETOURS = {"progression": 0, "completion": 1, "toxicity": 2, "cns_progression": 2}

ASSUMES = (
    "Everything that is charted about the patient stays as it is; the ejection fraction is measured again each time.",
    f"A treatment starts the day after the question and ends {COURSE.days} days later; nothing hangs on those days.",
    "Toxicity means that the whole regimen is stopped for it and no single drug was the cause.",
    "Progression in the brain alone leaves the treatment as it is; what can follow it is what can follow its parent.",
    "Of options listed side by side the first not given yet is followed, and the others are named as alternatives; "
    "where all were given, the way is cut off.",
)


@dataclass(frozen=True, slots=True)
class Node:
    """What would be answered after an event on a treatment; at the root, what is answered now.

    `truncated`: more events could follow, but the bounds on depth and size cut them off.
    """

    event: str | None
    treatment: str | None
    label: str
    alternatives: tuple[str, ...]
    outcome: str
    state: str | None
    line_number: int | None
    preferred: tuple[str, ...]
    says: str
    dead_end: bool
    evidence_gap: bool
    evidence: tuple[str, ...]
    truncated: bool
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pathway:
    """The tree with its bounds, and the assumptions it makes."""

    root: Node
    nodes: int
    most_nodes: int
    deepest: int
    truncated: bool
    assumes: tuple[str, ...]


@dataclass(slots=True)
class _Place:
    """A node in the making."""

    document: Document
    event: str | None
    treatment: str | None
    alternatives: tuple[str, ...]
    found: Resolution
    truncated: bool = False
    children: list[_Place] = field(default_factory=list)


def pathway(guideline: Guideline, document: Document, effort: Effort = UNBOUNDED) -> Pathway:
    """The tree of events ahead of a readable document, of at most MOST_NODES nodes and DEEPEST events on a path.

    It is also cut off where reading the records would cost more than one request may.
    """
    root = _place(guideline, document, None, None, ())
    size = 1
    effort.spend(root.found.effort)
    order = count()
    waiting = [(0, 0, next(order), root)]
    while waiting:
        detours, depth, _, place = heappop(waiting)
        for event, treatment, alternatives, ahead in _ahead(guideline, place):
            if size == MOST_NODES or depth == DEEPEST or effort.is_used_up:
                place.truncated = True
                break
            child = _place(guideline, ahead, event, treatment, alternatives)
            place.children.append(child)
            size += 1
            effort.spend(child.found.effort)
            if event != "cns_progression":
                heappush(waiting, (detours + DETOURS[event], depth + 1, next(order), child))
    node = _node(guideline, root)
    doubted = (remark_of(value).text for value in read(document, guideline.catalogue).unlikely)
    return Pathway(node, size, MOST_NODES, DEEPEST, _is_cut(node), (*ASSUMES, *doubted))


def _place(
    guideline: Guideline, document: Document, event: str | None, treatment: str | None, alternatives: tuple[str, ...]
) -> _Place:
    found = resolve(guideline, read(document, guideline.catalogue))
    return _Place(document, event, treatment, alternatives, found)


def _ahead(guideline: Guideline, place: _Place) -> Iterator[tuple[str, str | None, tuple[str, ...], Document]]:
    """Each event that can come next, with the treatment it comes on and the record that it makes."""
    settled = place.found.firm
    if settled is None or settled.outcome not in ("recommend", "continue"):
        return
    history = list(place.document["history"])
    if settled.preferred:
        given = {course.regimens[:1] for course in settled.case.metastatic}
        new = [code for code in settled.preferred if (code,) not in given]
        if not new:
            place.truncated = True
            return
        code = new[0]
        others = [other for other in settled.preferred if other != code]
        begins = date.fromisoformat(place.document["as_of"]) + timedelta(1)
        course = {"treatment": {"regimen": code}, "setting": "metastatic", "started": begins.isoformat()}
        yield from _events(guideline, place.document, history, course, code, tuple(others))
        return
    current = settled.case.current
    if current is None:  # off treatment until an event
        yield "progression", None, (), _later(place.document, history, {"event": "progression"}, "on")
        return
    number = int(current.pointer.rpartition("/")[2])
    going_on = [place for place, entry in enumerate(history) if _goes_on(entry)]
    if going_on and number not in going_on:  # the entry that it is named by holds only what has ended of it
        number = going_on[-1]
    course = history.pop(number)
    stage = settled.case.stage
    yield from _events(guideline, place.document, history, course, stage.regimen.code if stage.regimen else None, ())


def _events(
    guideline: Guideline,
    document: Document,
    history: list[Any],
    course: Mapping[str, Any],
    code: str | None,
    others: tuple[str, ...],
) -> Iterator[tuple[str, str | None, tuple[str, ...], Document]]:
    regimen = guideline.catalogue.regimens.get(code or "")
    events = ["progression", "toxicity"]
    if regimen is not None and regimen.may_contain(guideline.catalogue.of_class("taxane")):
        events.insert(1, "completion")
    for event in events:
        cause = {"toxicity_agent": THE_WHOLE_REGIMEN} if event == "toxicity" else {}
        reason = {"stopped_for": event, **cause}
        left = [_stopped(entry, {**reason, "ended": _day(document)}) if _goes_on(entry) else entry for entry in history]
        if event == "toxicity":  # in response nothing would follow at once; the tree tells what does without it
            left.append({"event": "disease_status", "status": "stable", "on": _day(document)})
        yield event, code, others, _later(document, left, _stopped(course, reason), "ended")
    told = {"event": "cns_progression"}
    yield "cns_progression", code, others, _later(document, [*history, course], told, "on")


def _day(document: Document) -> str:
    """The day of the next event."""
    return (date.fromisoformat(document["as_of"]) + COURSE).isoformat()


def _goes_on(entry: Mapping[str, Any]) -> bool:
    """Is it one more entry of the treatment that is being given: each drug may be charted by itself?"""
    return entry.get("setting") == "metastatic" and not entry.keys() & {"ended", "stopped_for"}


def _stopped(entry: Mapping[str, Any], reason: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of a treatment as stopped, which nobody holds any more."""
    return {key: value for key, value in entry.items() if key != "held_since"} | dict(reason)


def _later(document: Document, history: list[Any], entry: Mapping[str, Any], dated: str) -> Document:
    """The record after a course, asked about on the day after the entry, with the heart measured again."""
    as_of = (date.fromisoformat(document["as_of"]) + COURSE + timedelta(1)).isoformat()
    patient = dict(document["patient"])
    if "lvef_measured_on" in patient:
        patient["lvef_measured_on"] = as_of
    entries = [*history, {**entry, dated: _day(document)}]
    return {**document, "as_of": as_of, "patient": patient, "history": entries}


def _node(guideline: Guideline, place: _Place) -> Node:
    found, settled = place.found, place.found.firm
    regimens = guideline.catalogue.regimens
    on = "the present treatment" if place.treatment is None else regimens[place.treatment].label
    what = "" if place.event is None else f"{place.event.replace('_', ' ')} on {on}"
    children = tuple(_node(guideline, child) for child in place.children)
    told = (place.event, place.treatment, what or "now", place.alternatives)
    answer = (found.outcome, found.state, found.line, found.preferred)
    if settled is None:
        says = "More than one answer is possible here until what is not charted is known."
        return Node(*told, *answer, says, False, False, (), place.truncated, children)
    stage = guideline.stages[settled.best.dest]
    says = stage.says or f"{stage.label}."
    if settled.preferred:
        labels = [regimens[code].label for code in settled.preferred]
        decision = "" if settled.state is None else f"{guideline.stages[settled.case.decision].label}: "
        says = f"{decision}{' or '.join(labels)}."
    return Node(
        *told,
        *answer,
        says,
        settled.outcome in ("refer", "exhausted", "outside_pathway", "need_data"),
        stage.warns == "evidence_gap",
        settled.best.grounds.evidence,
        place.truncated,
        children,
    )


def _is_cut(node: Node) -> bool:
    return node.truncated or any(map(_is_cut, node.children))
