"""The newest of several results, and whether a result that cannot be read may be newer still."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from service.fhir.report import Resource
from service.fhir.values import a_text, first_day, last_day

Value = tuple[str, Any, Resource]  # of one fact: its day, what was measured, and the resource
Unread = list[tuple[str, Resource]]  # results of one fact that cannot be read, with their days


def newest(values: Iterable[Value]) -> Value | None:
    """The value of the latest day and time; a value without a day is older than each that has one."""
    return max(values, key=lambda value: (_day(value), _time(value) or ""), default=None)


def latest(values: Sequence[Value]) -> list[Value]:
    """All values of the latest day that may be its last one: the newest, where every one has a time."""
    last = max(map(_day, values), default="")
    found = [value for value in values if _day(value) == last]
    times = [_time(value) for value in found]
    return found if None in times else [value for value in found if _time(value) == max(map(str, times))]


def _day(value: Value) -> str:
    return first_day(value[0]) if value[0] else ""


def _time(value: Value) -> str | None:
    """The moment of a result in universal time; None where its date has no time or no offset."""
    content = value[2].content
    told = a_text(content.get("effectiveDateTime")) or a_text(content.get("effectiveInstant"))
    try:
        moment = datetime.fromisoformat(told)
        return moment.astimezone(UTC).isoformat() if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def newer(unread: Unread, on: str) -> list[Resource]:
    """The results that cannot be read, and that may be of a later day."""
    return [each for day, each in unread if day and (not on or last_day(day) > first_day(on))]
