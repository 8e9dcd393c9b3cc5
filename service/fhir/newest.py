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
    return max(latest([*values]), key=lambda value: (_day(value), _time(value) or ""), default=None)


def latest(values: Sequence[Value]) -> list[Value]:
    """All values that may be the last one: of two moments the later counts, whatever days their zones have."""
    last_moment = max((moment for value in values if (moment := _time(value)) is not None), default="")
    at_least = max((min(_days(value)) for value in values), default="")
    without = max((_day(value) for value in values if _time(value) is None), default="")
    found = [
        value
        for value in values
        if max(_days(value)) >= (at_least if (moment := _time(value)) is None else without)
        and moment in (None, last_moment)
    ]
    return found or [*values]


def is_before(value: Value, other: Value) -> bool:
    """Is it of an earlier moment than another, where both have one?"""
    moment, later = _time(value), _time(other)
    return moment is not None and later is not None and moment < later


def _day(value: Value) -> str:
    return first_day(value[0]) if value[0] else ""


def _days(value: Value) -> tuple[str, str]:
    """The day in its own zone and in universal time."""
    own = _day(value)
    return own, (_time(value) or own)[: len("2026-11-20")]


def _time(value: Value) -> str | None:
    """The moment of a result in universal time; None where its date has no time or no offset."""
    content = value[2].content
    told = a_text(content.get("effectiveDateTime")) or a_text(content.get("effectiveInstant"))
    try:
        moment = datetime.fromisoformat(told)
        return moment.astimezone(UTC).isoformat() if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def newer(unread: Unread, on: str, than: Resource | None = None) -> list[Resource]:
    """The results that cannot be read, and may be of a later day, or of a later moment where both have one."""
    return [each for day, each in unread if day and _may_be_later(day, each, on, than)]


def _may_be_later(day: str, each: Resource, on: str, than: Resource | None) -> bool:
    moment, other = _time((day, None, each)), None if than is None else _time((on, None, than))
    if moment is not None and other is not None:
        return moment > other
    return not on or last_day(day) > first_day(on)
