"""The newest of several results, and whether a result that cannot be read may be newer still."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.fhir.report import Resource
from service.fhir.values import first_day, last_day

Unread = list[tuple[str, Resource]]  # results of one fact that cannot be read, with their days


def newest(values: Iterable[tuple[str, Any, Resource]]) -> tuple[str, Any, Resource] | None:
    """The value of the latest day; a value without a day is older than each that has one."""
    return max(values, key=lambda value: first_day(value[0]) if value[0] else "", default=None)


def newer(unread: Unread, on: str) -> list[Resource]:
    """The results that cannot be read, and that may be of a later day."""
    return [each for day, each in unread if day and (not on or last_day(day) > first_day(on))]
