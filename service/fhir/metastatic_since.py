"""Since when the disease is metastatic: the day on which a metastasis was found, or by which it was known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from service.fhir.conditions import Conditions
from service.fhir.report import Report, Resource
from service.fhir.values import first_day, last_day

WHEN: Final = "When was the metastatic disease found?"

Dated = tuple[str, Resource]


class Since(NamedTuple):
    """The day, and what tells it; `is_certain`: it was found on that day, and not only written down."""

    on: str | None
    source: Resource | None
    is_certain: bool

    @property
    def certain_day(self) -> str | None:
        """The day, unless it may have been found before."""
        return self.on if self.is_certain else None


def metastatic_since(conditions: Conditions) -> Since:
    """The first day on which a metastasis was found; where one was written down earlier still, nobody knows it."""
    found, written = _earliest(conditions.metastasis_found), _earliest(conditions.metastasis_written)
    if found and (written is None or last_day(found[0]) <= last_day(written[0])):
        return Since(*found, True)
    return Since(*written, False) if written else Since(None, None, False)


def chart_since(
    since: Since,
    sources: list[Resource],
    before: Iterable[str],
    returned: bool,
    history: list[dict[str, Any]],
    report: Report,
) -> None:
    """Chart the finding; where only the day of writing is known, ask, and chart it if nothing was done before it."""
    if not since.is_certain:
        report.ask(WHEN, sources)
    if since.on is None or since.source is None:
        return
    if not since.is_certain and any(first_day(day) < last_day(since.on) for day in before):
        return
    report.fact(f"/history/{len(history)}", [since.source])
    history.append({"event": "recurrence" if returned else "metastatic_diagnosis", "on": since.on})


def _earliest(found: list[Dated]) -> Dated | None:
    """What was first, by the last day on which that may have been."""
    return min(found, key=lambda pair: last_day(pair[0]), default=None)
