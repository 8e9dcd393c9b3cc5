"""A change that the page proposes, carried by its own button and made in the record when it is pressed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from service.edition_and_record import judged, summary
from service.faults import Fault
from service.json_body import decode
from service.problems import Refused
from service.schemas.scenario_schema import Scenario
from statemachine import FactChange
from statemachine.record.edited_record import Edit, scenario

SCENARIO = Scenario()
NO_RECORD = "/record"  # a scenario holds none: its edits are no entries of a history to be read


def together(changes: Iterable[FactChange]) -> tuple[dict[str, Any], list[Edit]]:
    """Some changes as one: the patch of the patient and the edits of the history."""
    made = list(changes)
    patch = {key: value for change in made for key, value in change.patient.items()}
    return patch, [edit for change in made for edit in change.history]


def proposed(changes: Iterable[FactChange]) -> str:
    """Some changes as one scenario of POST /v1/what-if, without its name."""
    patch, edits = together(changes)
    return json.dumps({"patient": patch, "history": edits}, default=dict, separators=(",", ":"))


def attempted(document: dict[str, Any], text: str) -> dict[str, Any]:
    """The record with a proposed change; Refused if it is none, cannot be made in this record, or this is no record."""
    judged(document)
    told = decode(text.encode("utf-8", "replace"))
    judged({"name": "proposed", **told} if isinstance(told, dict) else told, SCENARIO, NO_RECORD)
    changed = scenario(document, told.get("patient", {}), told.get("history", []))
    if changed.faults:
        faults = [Fault(fault.pointer, fault.says) for fault in changed.faults]
        raise Refused(422, summary(len(faults), len(faults)), faults)
    return changed.document
