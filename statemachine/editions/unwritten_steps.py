"""The steps that stand in no file: those that follow a treatment that was given, and those for what cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from statemachine.machine.guard import Grounds, Guard
from statemachine.record import codes

CONFLICT = "record_conflict"

States = Mapping[str, Mapping[str, Any]]


def following(states: States, own: Sequence[dict[str, Any]], may_begin: Guard) -> list[dict[str, Any]]:
    """Steps that follow what was given: unguarded, so that today's facts never make a past treatment impossible.

    Only that a maintenance followed chemotherapy is asked (`may_begin`): without any before, it is a first treatment.
    """
    service = Grounds("service")
    steps: list[dict[str, Any]] = []

    def follow(source: str, code: str, dest: str, guards: tuple[Guard, ...] = ()) -> None:
        step = {"trigger": code, "source": source, "dest": dest, "rank": None, "grounds": service}
        steps.append({**step, "guards": guards} if guards else step)

    offered: dict[str, dict[str, str]] = {}
    for name, state in states.items():
        if state["kind"] == "treatment" and state["regimen"] is not None:
            offered.setdefault(state["decision"], {})[state["regimen"].code] = name
    # In the order in which they are written, so that every start builds the same machine.
    completions = dict.fromkeys((step["source"], step["dest"]) for step in own if step["trigger"] == "taxane_completed")
    for decision, places in offered.items():
        for code, place in places.items():
            follow(decision, code, place)
            follow(place, code, place)
            follow(f"{decision}.off_treatment", code, place)
        for source in (decision, f"{decision}.off_treatment"):
            follow(source, "off_protocol", f"{decision}.off_protocol")
    # From chemotherapy to its maintenance without a charted end: the same line.
    for maintenance in dict.fromkeys(dest for _, dest in completions):
        before = [source for source, dest in completions if dest == maintenance]
        left = dict.fromkeys(states[source].get("decision") for source in before)
        for code, place in offered.get(maintenance, {}).items():
            for source in before:
                follow(source, code, place, (may_begin,) if source.endswith(".off_protocol") else ())
            for origin in left:
                if origin in offered and code not in offered[origin]:
                    follow(origin, code, place, (may_begin,))
                    follow(f"{origin}.off_treatment", code, place, (may_begin,))
    return steps


def conflicts(states: States, steps: Sequence[dict[str, Any]], regimens: Collection[str]) -> list[dict[str, Any]]:
    """Steps to the conflict for everything that a state cannot read, so that nothing is skipped in silence."""
    triggers = dict.fromkeys(step["trigger"] for step in steps if step["trigger"] != "treat")
    triggers |= dict.fromkeys([*codes.EVENTS, "overlapping_treatment", "off_protocol"])
    unguarded = {
        (step["trigger"], step["source"]) for step in steps if not step.get("guards") and step["trigger"] != "treat"
    }
    reads_starts = {step["source"] for step in steps if step["trigger"] == "off_protocol"}
    return [
        {
            "trigger": trigger,
            "source": source,
            "dest": CONFLICT,
            "rank": None,
            "grounds": Grounds("service"),
        }
        for trigger in triggers
        for source in states
        if (trigger, source) not in unguarded
        and (trigger not in regimens or source == CONFLICT)
        and not (trigger == "off_protocol" and source in reads_starts)
    ]
