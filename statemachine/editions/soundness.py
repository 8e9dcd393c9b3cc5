"""Whether the joined rows make a sound guideline: no unreachable state, no empty decision, no option listed twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from statemachine.editions.file_values import listed
from statemachine.editions.mistakes import RowFault
from statemachine.editions.row import Row
from statemachine.editions.unwritten_steps import CONFLICT
from statemachine.record.catalogue import Catalogue


def reached(steps: Sequence[dict[str, Any]]) -> set[str]:
    """The states that can be reached from early-stage disease."""
    found, frontier = {"early_stage"}, ["early_stage"]
    onward: dict[str, set[str]] = {}
    for step in steps:
        onward.setdefault(step["source"], set()).add(step["dest"])
    while frontier:
        for dest in onward.get(frontier.pop(), set()) - found:
            found.add(dest)
            frontier.append(dest)
    return found


def check(states: Mapping[str, Any], steps: Sequence[dict[str, Any]], own: Sequence[Row], catalogue: Catalogue) -> None:
    """Raise RowFault for the first unreachable state, decision without an option of its own, or option listed twice."""
    found = reached(steps)
    for name, state in states.items():
        if name not in found:
            raise RowFault(f"state {name}", "no transition leads here from early_stage")
        if state["kind"] == "decision" and not _offers(name, own, catalogue):
            raise RowFault(f"state {name}", "is a decision without an option of its own")
        if _may_be_treated(name, state) and not any(_goes_on_there(step, name) for step in steps):
            raise RowFault(
                f"state {name}", "no row of shared.yaml goes on with what is given there: its rules are silent"
            )
    seen: dict[tuple[str, str], dict[str, str]] = {}
    for step in steps:
        if step["trigger"] != "treat" or states[step["dest"]].get("regimen") is None:
            continue
        own_conditions = repr(sorted((guard.question, guard.target) for guard in step["guards"]))
        rows = seen.setdefault((step["source"], step["dest"]), {})
        if own_conditions in rows:
            raise RowFault(
                step["row"],
                f"{step['dest']} is offered twice on the same conditions, as in {rows[own_conditions]}",
            )
        rows[own_conditions] = step["row"]


def _may_be_treated(name: str, state: Mapping[str, Any]) -> bool:
    return state["kind"] in ("phase", "treatment") or name == CONFLICT


def _goes_on_there(step: Mapping[str, Any], name: str) -> bool:
    """Does the step stay there, as no gate does, so that what is given keeps the rules of safety.yaml?"""
    is_gate = step["rank"] is not None and step["rank"] < 0
    return step["trigger"] == "treat" and step["source"] == step["dest"] == name and not is_gate


def _offers(decision: str, rows: Sequence[Row], catalogue: Catalogue) -> bool:
    return any(
        row["trigger"] == "treat"
        and decision in listed(row["source"])
        and any(dest in catalogue.regimens for dest in listed(row["dest"]))
        for row in rows
    )
