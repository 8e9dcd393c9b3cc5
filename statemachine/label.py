"""Drug labels as dated indications: steps that nobody takes, made of the same guards. They inform, they do not rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from statemachine.answer import LabelStatus
from statemachine.machine import Grounds, Guard
from statemachine.row import GROUNDS_KEYS

if TYPE_CHECKING:
    from statemachine.case import Case

MOST_TELLING = ("on_label", "undetermined", "off_label")
INDICATION_KEYS = (
    frozenset({"regimen", "from", "until", "conditions", "unless", "says", "document", "unverified"}) | GROUNDS_KEYS
)


@dataclass(frozen=True, slots=True)
class Indication:
    """One wording of one label, in force from a day until a newer one replaced it."""

    regimen: str
    since: date
    until: date | None
    guards: tuple[Guard, ...]
    says: str | None
    document: str | None
    grounds: Grounds
    unverified: bool

    def in_force(self, day: date) -> bool:
        """Did this wording hold on that day?"""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Label:
    """All indications of one agency, by regimen."""

    code: str
    title: str
    no_row: str
    indications: Mapping[str, Sequence[Indication]]

    def status(self, case: Case, regimen: str) -> LabelStatus:
        """On label if an indication in force is met, undetermined if one may be, else off label; and why."""
        statuses = [
            self._judged(case, row) for row in self.indications.get(regimen, ()) if row.in_force(case.record.as_of)
        ]
        statuses.sort(key=lambda status: MOST_TELLING.index(status.status))
        return statuses[0] if statuses else LabelStatus("off_label", self.no_row, None, None, True, (), ())

    def _judged(self, case: Case, row: Indication) -> LabelStatus:
        findings = tuple(guard.find(case) for guard in row.guards)
        effects = {finding.effect for finding in findings}
        status = "off_label" if "blocks" in effects else "undetermined" if "leaves_open" in effects else "on_label"
        return LabelStatus(
            status,
            row.says,
            row.since.isoformat(),
            row.document,
            row.unverified,
            row.grounds.evidence,
            [finding.shown for finding in findings],
        )


def by_regimen(indications: Sequence[Indication]) -> Mapping[str, Sequence[Indication]]:
    """The indications of each regimen, in the order of the file."""
    grouped: dict[str, list[Indication]] = {}
    for indication in indications:
        grouped.setdefault(indication.regimen, []).append(indication)
    return grouped
