"""The ledger of what came after an edition: dated, due from its day on, and complete for the shipped labels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
import yaml

from statemachine.answer import Remark
from statemachine.editions.library import FOLDER
from tests.comparison import answer_to
from tests.records import LIBRARY

EDITIONS = sorted(LIBRARY.guidelines)


def ledger(reference: str) -> list[Mapping[str, Any]]:
    """The `newer_evidence` notices of an edition as written."""
    document = yaml.safe_load((FOLDER / f"{reference.replace('@', '/')}.yaml").read_text("utf-8"))
    return [notice for notice in document["notices"] if notice["code"] == "newer_evidence"]


def day_of(notice: Mapping[str, Any]) -> date:
    """The day from which a notice is due."""
    return date.fromisoformat(notice["all_of"]["asked_on_or_after"])


def due_at_last(reference: str) -> list[Mapping[str, Any]]:
    """The notices that no later one replaces."""
    return [notice for notice in ledger(reference) if "none_of" not in notice]


def told(reference: str, day: date) -> list[Remark]:
    """What an edition says of newer evidence on a day, of metastatic disease diagnosed on that day."""
    case = {
        "as_of": day.isoformat(),
        "patient": {"usual": True, "lvef_measured_on": day.isoformat()},
        "history": [{"event": "metastatic_diagnosis", "on": day.isoformat()}],
    }
    answer = answer_to(LIBRARY, case, reference)
    return [remark for remark in answer.warnings if remark.code == "newer_evidence"]


def is_told(notice: Mapping[str, Any], reference: str, day: date) -> bool:
    """Is it told in exactly one warning, with all of its sources?"""
    where = [remark for remark in told(reference, day) if notice["says"] in remark.text]
    assert len(where) < 2
    return bool(where) and set(notice["evidence"]) <= set(where[0].evidence)


@pytest.mark.parametrize("reference", EDITIONS)
def test_newer_evidence_is_told_from_its_day_on_and_not_before(reference: str) -> None:
    notices = ledger(reference)
    assert notices
    for notice in notices:
        day = day_of(notice)
        assert day > date.fromisoformat(reference.partition("@")[2])
        assert not is_told(notice, reference, day - timedelta(days=1))
        assert is_told(notice, reference, day)


@pytest.mark.parametrize("reference", EDITIONS)
def test_newer_evidence_is_told_once_for_each_decision_it_is_about(reference: str) -> None:
    remarks = told(reference, date(2026, 11, 20))
    headings = [remark.text.partition(": ")[0] for remark in remarks]
    labels = {
        notice["about"]: LIBRARY.guidelines[reference].stages[notice["about"]].label
        for notice in due_at_last(reference)
    }
    assert sorted(set(headings)) == sorted(headings)
    assert {heading.partition(",")[0] for heading in headings} == set(labels.values())
    assert {key for notice in due_at_last(reference) for key in notice["evidence"]} == {
        key for remark in remarks for key in remark.evidence
    }


@pytest.mark.parametrize("reference", EDITIONS)
def test_each_later_indication_of_a_regimen_that_an_edition_does_not_offer_is_in_its_ledger(reference: str) -> None:
    guideline = LIBRARY.guidelines[reference]
    offered = {stage.regimen.code for stage in guideline.stages.values() if stage.regimen is not None}
    later = {
        row.since
        for label in guideline.about.labels
        for regimen, rows in label.indications.items()
        for row in rows
        if regimen not in offered and row.since > date.fromisoformat(guideline.about.edition)
    }
    # T-DXd with pertuzumab is offered by one edition before the European approval, which is newer all the same.
    assert later | {date(2026, 9, 1)} <= {day_of(notice) for notice in ledger(reference)}
