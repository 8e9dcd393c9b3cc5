"""What the buttons of the history do: an entry is added, moved or removed."""

from __future__ import annotations

from typing import Any

from service.board.form import blank

ROW_EDITS = ("add", "up", "down", "remove")


def edited_row(history: Any, edit: str, argument: str) -> int | None:
    """Add, move or remove an entry of a history; the number of the entry that was touched."""
    if not isinstance(history, list):
        return None
    if edit == "add":
        history.append(blank(argument))
        return len(history) - 1
    index = int(argument) if argument.isdecimal() else len(history)
    if index >= len(history):
        return None
    entry = history.pop(index)
    if edit == "remove":
        return None
    place = max(index - 1, 0) if edit == "up" else index + 1
    history.insert(place, entry)
    return min(place, len(history) - 1)
