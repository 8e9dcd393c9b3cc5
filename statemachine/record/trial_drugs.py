"""The drugs of a clinical trial: those charted beside it from the same days; else nobody says what they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.record import UNKNOWN_ANTICANCER, Treatment
from statemachine.record.regimen_parts import near


def with_drugs_charted_beside(entries: Sequence[Treatment], catalogue: Catalogue) -> list[Treatment]:
    """The entries, each that leaves its drugs open as one of the drugs that other entries chart beside it."""
    return [_as_charted_beside(entry, entries, catalogue) for entry in entries]


def _as_charted_beside(trial: Treatment, entries: Sequence[Treatment], catalogue: Catalogue) -> Treatment:
    """The trial as of those drugs, where one acts against HER2 or is chemotherapy: a hormone alone tells little."""
    if not any(catalogue.regimens[code].leaves_its_drugs_open for code in trial.regimens):
        return trial
    beside = [
        entry
        for entry in entries
        if entry.setting == trial.setting
        and UNKNOWN_ANTICANCER not in entry.drugs
        and near(entry.started, trial.started)
    ]
    given = tuple(sorted({slot for entry in beside for slot in entry.given}, key=sorted))
    if not any(entry.counts_as_line for entry in beside):
        return trial
    [dosing] = trial.dosings.values()
    codes = beside[0].regimens if len(beside) == 1 else catalogue.regimens_given(given)
    return replace(trial, regimens=codes, given=given, dosings=dict.fromkeys(given, dosing), names={})
