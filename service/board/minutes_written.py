"""What a board has written into its minutes itself: read from the page's fields, and kept with a saved case as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

FIELD: Final = "minutes/"  # what the names of the fields begin with
PROPOSED: Final = f"{FIELD}proposed"  # a hidden field: what stood in the others before anybody wrote
KEY: Final = "minutes"  # beside `patient` in a saved case
AS_ANSWERED: Final = "as_answered"
MOST_ROWS: Final = 40
COLUMNS: Final = ("what", "who", "by")


@dataclass(frozen=True, slots=True)
class Task:
    """Who checks or does what, by when."""

    what: str
    who: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """Only what departs from the proposal; `dismissed` are tasks of it that the board has struck out."""

    choice: str = AS_ANSWERED
    decision: str = ""
    reason: str = ""
    tasks: list[Task] = field(default_factory=list)
    dismissed: list[str] = field(default_factory=list)


def written(posted: Mapping[str, str]) -> Written:
    """What was written into the page, or what a case held that was opened; a proposal left as it stood is nothing."""
    if PROPOSED not in posted:
        return _saved(_parsed(posted.get("json", "")).get(KEY))
    before = _parsed(posted[PROPOSED])
    proposed = _tasks(before.get("tasks"))
    rows = [Task(*(posted.get(f"{FIELD}{row}/{each}", "").strip() for each in COLUMNS)) for row in range(MOST_ROWS)]
    told = [row for row in rows if row.what]
    decision = posted.get(f"{FIELD}decision", "").strip()
    struck = [task.what for task in proposed if task.what not in {row.what for row in told}]
    return Written(
        posted.get(f"{FIELD}choice", AS_ANSWERED),
        "" if decision == before.get("decision") else decision,
        posted.get(f"{FIELD}reason", "").strip(),
        [row for row in told if row not in proposed],
        list(dict.fromkeys([*_texts(before.get("dismissed")), *struck])),
    )


def to_save(posted: Mapping[str, str]) -> dict[str, Any]:
    """The minutes for a saved case; empty where nobody has written anything."""
    told = written(posted)
    return {} if told == Written() else {KEY: asdict(told)}


def without_minutes(document: Any) -> Any:
    """A saved case as the record that the service may judge."""
    return {key: value for key, value in document.items() if key != KEY} if isinstance(document, dict) else document


def _saved(told: Any) -> Written:
    if not isinstance(told, dict):
        return Written()
    texts = {key: told[key] for key in ("choice", "decision", "reason") if isinstance(told.get(key), str)}
    rows = told.get("tasks")
    tasks = (
        [[row.get(each, "") for each in COLUMNS] for row in rows if isinstance(row, dict)]
        if isinstance(rows, list)
        else []
    )
    return Written(**texts, tasks=_tasks(tasks), dismissed=_texts(told.get("dismissed")))


def _parsed(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _tasks(rows: Any) -> list[Task]:
    found = [row for row in rows if isinstance(row, list)] if isinstance(rows, list) else []
    return [Task(*row) for row in found if len(row) == len(COLUMNS) and row[0] and row == _texts(row)][:MOST_ROWS]


def _texts(values: Any) -> list[str]:
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []
