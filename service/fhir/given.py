"""One drug or product as one resource has it: what was ordered, stated, planned, or given as a dose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from service.fhir.drugs import Drugs
from service.fhir.report import Resource
from service.fhir.stop_reasons import Stop
from service.fhir.values import first_day

# A withheld drug was not given; a cancelled order is one too, unless doses of it tell otherwise.
Role = Literal["order", "statement", "dose", "plan", "cancelled", "withheld"]


class Kept(NamedTuple):
    """Why a drug is not given now, though nobody says that it was stopped."""

    says: str  # what its resource says, with the reason in its own words
    reason: Stop | None = None
    has_reason: bool = False  # also one that is not read
    since: str | None = None  # the day on which that was so for the first time, where the resource tells it
    is_forbidden: bool = False
    is_coming: bool = False  # it was to be given after the day of the question, and was called off by then


@dataclass(frozen=True, slots=True)
class Given:
    """What a resource says of a drug; `over` and `held` are never said of a single dose."""

    drugs: Drugs
    role: Role
    started: str
    ended: str | None
    single: bool  # one day, of which nobody says how long it lasted
    written: bool  # that day is when somebody wrote it down
    supplied_until: str | None  # the last day for which what was dispensed lasts
    over: bool
    completed: bool
    held: bool
    stop: Stop | None
    setting: str | None
    source: Resource
    kept: Kept | None = None
    of_order: str = ""  # where the order stands that a dose refers to

    @property
    def latest(self) -> str:
        """The last day of which it tells that it was given, or could be taken."""
        return self.ended or self.supplied_until or self.started


def day_number(on: str) -> int:
    """The number of the first day that a date may be."""
    return date.fromisoformat(first_day(on)).toordinal()


def days_between(earlier: str, later: str) -> int:
    """From the first day that one date may be to the first day of the other."""
    return day_number(later) - day_number(earlier)
