"""Drug labels as dated indications: steps that nobody takes, made of the same guards. They inform, they do not rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from statemachine.answer import LabelStatus
from statemachine.machine.guard import Chart, Grounds, Guard, effects_of


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
    dated: str

    def in_force(self, day: date) -> bool:
        """Did this wording hold on that day?"""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Label:
    """All indications of one agency, by regimen."""

    code: str
    title: str
    no_row: str
    off_label: Mapping[str, str]
    indications: Mapping[str, Sequence[Indication]]

    def status(self, chart: Chart, regimen: str) -> LabelStatus:
        """What this label says of a regimen for this patient: of several indications the best, with what all ask."""
        judged = []
        for row in self.indications.get(regimen, ()):
            if row.in_force(chart.record.as_of):
                judged.append(self._judged(chart, row))
                if judged[-1].status == "on_label":
                    return judged[-1]
        if not judged:
            return self._without_indication[regimen]
        best = next((one for one in judged if one.status == "undetermined"), judged[0])
        if len(judged) > 1:
            best.findings = list({one.question: one for each in judged for one in each.findings}.values())
        return best

    @cached_property
    def _without_indication(self) -> Mapping[str, LabelStatus]:
        """By regimen: off label before the first indication and where the file says so; else no label was examined."""
        not_examined = _unfounded("not_examined", self.no_row, unverified=True)
        known = defaultdict(lambda: not_examined)
        for regimen, says in self.off_label.items():
            known[regimen] = _unfounded("off_label", says, unverified=True)
        for regimen, rows in self.indications.items():
            unverified = any(row.unverified for row in rows)  # then the day that it begins on may be another one
            known[regimen] = _unfounded("off_label", "No indication was in force on this day.", unverified=unverified)
        return known

    def _judged(self, chart: Chart, row: Indication) -> LabelStatus:
        found = chart.find(row.guards)
        effects = effects_of(found)
        status = "off_label" if "blocks" in effects else "undetermined" if "leaves_open" in effects else "on_label"
        shown = [finding.guard.show(finding) for finding in found]
        return LabelStatus(
            status, row.says, row.dated, row.document, row.unverified, row.grounds.basis, row.grounds.evidence, shown
        )


def _unfounded(status: str, says: str, *, unverified: bool) -> LabelStatus:
    return LabelStatus(status, says, None, None, unverified, "service", (), ())


def by_regimen(indications: Sequence[Indication]) -> Mapping[str, Sequence[Indication]]:
    """The indications of each regimen, in the order of the file."""
    grouped: dict[str, list[Indication]] = {}
    for indication in indications:
        grouped.setdefault(indication.regimen, []).append(indication)
    return grouped
