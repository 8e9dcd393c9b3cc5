"""What if this were charted otherwise: a record's document with facts patched and entries of its history edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from statemachine.record.reading import Document
from statemachine.record.record_faults import Fault

Edit = Mapping[str, Any]
DATES = ("started", "ended", "on", "resolved_on", "held_since")


@dataclass(frozen=True, slots=True)
class Scenario:
    """The document of a scenario, the faults of its edits, and for each entry the edit that last touched it.

    Faults point into the scenario; `origins` holds pointers such as `/history/0/add`, or None for an entry of the base.
    """

    document: dict[str, Any]
    origins: tuple[str | None, ...]
    faults: tuple[Fault, ...]


def scenario(document: Document, patient: Mapping[str, Any], edits: Sequence[Edit]) -> Scenario:
    """Patch the patient (RFC 7396: null takes a fact away) and apply the edits in order; the base is left as it is.

    A measured value is replaced whole, with its unit and its day. An index counts the entries as the edits before have
    left them. An edit that cannot be made is a fault and skipped.
    """
    facts = {key: value for key, value in {**document["patient"], **patient}.items() if value is not None}
    history: list[tuple[Any, str | None]] = [(entry, None) for entry in document["history"]]
    faults = []
    for number, edit in enumerate(edits):
        [(kind, what)] = edit.items()
        pointer = f"/history/{number}/{kind}"
        if kind == "add":
            history.append((what, pointer))
            continue
        index = what if kind == "remove" else what["index"]
        if not 0 <= index < len(history):
            where = pointer if kind == "remove" else f"{pointer}/index"
            faults.append(
                Fault(where, f"there is no entry {index}: the history has {len(history)} entries here", "wrong_edit")
            )
        elif kind == "remove":
            del history[index]
        elif kind == "replace":
            history[index] = (what["entry"], f"{pointer}/entry")
        else:
            moved = _moved(history[index][0], what["field"], what["days"], pointer)
            if isinstance(moved, Fault):
                faults.append(moved)
            else:
                history[index] = (moved, pointer)
    changed = {**of_patient(document, facts), "history": [entry for entry, _ in history]}
    return Scenario(changed, tuple(origin for _, origin in history), tuple(faults))


def of_patient(document: Document, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The same question about a patient with these facts; what was confirmed of another value is not confirmed."""
    asked = {**document, "patient": facts}
    if "confirmed" in document:
        names = ((pointer, pointer.removeprefix("/patient/")) for pointer in document["confirmed"])
        charted = document["patient"]
        asked["confirmed"] = [pointer for pointer, name in names if name in facts and facts[name] == charted.get(name)]
    return asked


def _moved(entry: Mapping[str, Any], field: str, days: int, pointer: str) -> dict[str, Any] | Fault:
    charted = entry.get(field)
    if charted is None:
        return Fault(f"{pointer}/field", f"this entry has no date {field}", "wrong_edit")
    try:
        day = date.fromisoformat(charted) if len(charted) == len("2026-11-20") else None
        moved = None if day is None else day + timedelta(days=days)
    except (ValueError, OverflowError):
        return Fault(f"{pointer}/days", f"{charted} cannot be moved by {days} days", "wrong_edit")
    if moved is None:
        return Fault(
            f"{pointer}/field", f"{charted} is not a full date, so it cannot be moved by days: replace it", "wrong_edit"
        )
    return {**entry, field: moved.isoformat()}
