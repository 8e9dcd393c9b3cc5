"""The statuses of the disease: of two of one day the later one, and none that would stand for one that is not read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.fhir.newest import latest
from service.fhir.report import Report, Resource
from service.fhir.results import Observations
from service.fhir.values import first_day, last_day

GROWN: Final = "progression"
SAYS_NOTHING: Final = "not_evaluable"
ANY_DAY: Final = "9999-12-31"  # of a status without a day: it may be the newest
MOST_DAYS: Final = 5  # that one sentence names
LATER: Final = "Statuses of the disease of one day differ: the last one of that day is charted."
DIFFER: Final = "Statuses of the disease of one day differ, and nothing says which is the last; none is charted."
WHICH: Final = "Which of these statuses of one day is right?"

Status = tuple[str, str, Resource]


def settle_days(observations: Observations, report: Report) -> None:
    """Keep of statuses of one day and one place that differ the last one; none where nothing says which that is."""
    days: dict[tuple[str, str | None], list[Status]] = {}
    for status in observations.statuses:
        days.setdefault((status[0], observations.site_of(status[2])), []).append(status)
    for statuses in days.values():
        if len(_said(statuses)) < 2:
            continue
        last, sources = latest(statuses), [each for _, _, each in statuses]
        is_settled = len(_said(last)) == 1
        observations.statuses = [each for each in observations.statuses if each not in statuses or each in last]
        if is_settled:
            report.conflict("disease_status", LATER, sources)
        else:
            report.undecided("disease_status", DIFFER, sources)
            observations.statuses = [each for each in observations.statuses if each not in statuses]
            observations.unread.setdefault("disease_status", []).extend((on, each) for on, _, each in statuses)
            report.ask(WHICH, sources)


def _said(statuses: Iterable[Status]) -> set[str]:
    return {said for _, said, _ in statuses} - {SAYS_NOTHING}


def present_statuses(observations: Observations, report: Report) -> list[Status]:
    """The disease statuses, without those that would stand for a later one which cannot be read, or has no day.

    A progression stays, as it happened whatever came after it, and so does what was before it.
    """
    unread = [(last_day(on) if on else ANY_DAY, each) for on, each in observations.unread.get("disease_status", [])]
    last = max(unread, key=lambda found: found[0], default=None)
    if last is None:
        return observations.statuses
    grown = max((first_day(on) for on, status, _ in observations.statuses if status == GROWN), default="")
    kept: list[Status] = []
    left_out: list[Status] = []
    for on, status, each in observations.statuses:
        stays = status == GROWN or last[0] <= first_day(on) or last_day(on) <= grown
        (kept if stays else left_out).append((on, status, each))
    if left_out:
        days = ", ".join(dict.fromkeys(on for on, _, _ in left_out[:MOST_DAYS]))
        says = f"The newest status of the disease cannot be read; what was earlier ({days}) is not charted for it."
        report.undecided("disease_status", says, [last[1], *(each for _, _, each in left_out)])
    return kept
