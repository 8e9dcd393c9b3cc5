"""What can be read of a record that has faults of shape, so that all its other faults are told with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

LAST_DAY: Final = "2199-12-31"  # after every date that can be charted: nothing lies beyond an unreadable as_of
# What takes the place of a required value that cannot be read; none of it is ever at fault itself.
STAND_INS: Final[Mapping[str, str]] = {"setting": "metastatic", "kind": "other", "status": "stable"}
NOTHING_READ: Final[Mapping[str, str]] = {"event": "taxane_completed"}
# Faults that are so whatever else the entry says; of others nobody knows before the whole entry can be read.
CERTAIN: Final = frozenset({"unknown_drug", "unknown_regimen", "after_as_of"})

Path = tuple[str, ...]


def path_of(pointer: str) -> Path:
    """The keys and indices of a JSON pointer."""
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def readable_part(document: Any, faulty: Iterable[Path]) -> dict[str, Any] | None:
    """A record with what is at fault left out or stood in for, of which only the faults are of use; None: nothing."""
    paths = set(faulty)
    if not isinstance(document, dict) or () in paths:
        return None
    as_of = document.get("as_of")
    part = {key: value for key, value in document.items() if (key,) not in paths}
    part["as_of"] = as_of if isinstance(as_of, str) and ("as_of",) not in paths else LAST_DAY
    part["history_complete"] = True
    part["patient"] = _without(part.get("patient", {}), {path[1:] for path in paths if path[0] == "patient"})
    within: dict[str, set[Path]] = {}
    for path in paths:
        if path[0] == "history" and len(path) > 1:
            within.setdefault(path[1], set()).add(path[2:])
    part["history"] = [
        _entry(entry, within.get(str(index)), part["as_of"]) for index, entry in enumerate(part.get("history", ()))
    ]
    part["confirmed"] = [] if any(path[0] in ("confirmed", "patient") for path in paths) else part.get("confirmed", [])
    return part


def is_certain(code: str, path: Path, faulty: Iterable[Path]) -> bool:
    """Is a fault of the readable part one of the record too?"""
    return code in CERTAIN or path[0] != "history" or all(other[:2] != path[:2] for other in faulty)


def _without(facts: Mapping[str, Any], paths: set[Path]) -> dict[str, Any]:
    """The facts that have no fault."""
    names = {path[0] for path in paths if path}
    return {key: value for key, value in facts.items() if key not in names}


def _entry(entry: Any, paths: set[Path] | None, as_of: str) -> Any:
    """One entry of the history, which keeps its place."""
    if paths is None:
        return entry
    nothing = {**NOTHING_READ, "on": as_of}
    treatment = entry.get("treatment") if isinstance(entry, dict) else None
    if () in paths or ("event",) in paths or not isinstance(entry, dict):
        return nothing
    names = {path[0] for path in paths}
    left = {key: value for key, value in entry.items() if key not in names - {"treatment"}}
    left |= {key: stand_in for key, stand_in in STAND_INS.items() if key in names}
    if "event" in entry:
        return {"on": as_of, **left}
    if "treatment" in names:
        agents = treatment.get("agents") if isinstance(treatment, dict) else None
        if not isinstance(agents, list):
            return nothing
        wrong = {path[2] for path in paths if path[:2] == ("treatment", "agents") and len(path) > 2}
        # A drug that stands in keeps the others in their places.
        left["treatment"] = {
            "agents": ["trastuzumab" if str(index) in wrong else drug for index, drug in enumerate(agents)]
        }
        if ("treatment", "agents") in paths:
            return nothing
    return {"setting": STAND_INS["setting"], **left}
