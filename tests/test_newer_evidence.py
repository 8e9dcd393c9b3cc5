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


def guards_of(notice: Mapping[str, Any]) -> dict[str, Any]:
    """What a notice asks for, by guard."""
    asked = notice["all_of"]
    return {name: value for one in (asked if isinstance(asked, list) else [asked]) for name, value in one.items()}


def day_of(notice: Mapping[str, Any]) -> date:
    """The day from which a notice is due."""
    return date.fromisoformat(guards_of(notice)["asked_on_or_after"])


def due_at_last(reference: str, about: str) -> list[Mapping[str, Any]]:
    """The notices that no later one replaces, and that concern the plain patient of `told` at this decision."""
    plain = {"asked_on_or_after", *(["received"] if about == "third_line_or_later" else [])}
    return [
        notice
        for notice in ledger(reference)
        if "asked_on_or_after" not in notice.get("none_of", {}) and set(guards_of(notice)) <= plain
    ]


def told(reference: str, day: date, about: str = "first_line", notice: Mapping[str, Any] | None = None) -> list[Remark]:
    """What an edition says of newer evidence on a day, of a patient at this decision whom a notice concerns."""
    asked = {} if notice is None else guards_of(notice)
    before = (day - timedelta(days=300)).isoformat()
    course = {"setting": "metastatic", "started": before, "ended": day.isoformat()}
    thp = {**course, "treatment": {"regimen": "thp"}}
    t_dm1 = {**course, "treatment": {"regimen": "t_dm1"}, "started": day.isoformat(), "stopped_for": "progression"}
    given: dict[str, list[Any]] = {
        "second_line": [{**thp, "stopped_for": "progression"}],
        "third_line_or_later": [{**thp, "stopped_for": "progression"}, t_dm1],
        "first_line_maintenance": [{**thp, "stopped_for": "completion"}],
    }
    history = [{"event": "metastatic_diagnosis", "on": before}, *given.get(about, [])]
    if "recurred_within" in asked:
        history = [{**thp, "setting": "adjuvant", "ended": before}, {"event": "recurrence", "on": day.isoformat()}]
    fact = asked.get("charted", {"fact": "lvef_percent", "value": 62})
    case = {
        "as_of": day.isoformat(),
        "patient": {"usual": True, "lvef_measured_on": day.isoformat(), fact["fact"]: fact["value"]},
        "history": history,
    }
    answer = answer_to(LIBRARY, case, reference)
    return [remark for remark in answer.warnings if remark.code == "newer_evidence"]


def label(reference: str, about: str) -> str:
    """The name of a decision."""
    return LIBRARY.guidelines[reference].stages[about].label


def is_told(notice: Mapping[str, Any], reference: str, day: date) -> bool:
    """Is it told in exactly one warning where its decision is due, with all of its sources?"""
    about = notice["about"]
    where = [remark for remark in told(reference, day, about, notice) if notice["says"] in remark.text]
    if about == "early_stage":  # which is no decision here, so that it is only named
        where = [remark for remark in told(reference, day) if label(reference, about) in remark.text]
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


@pytest.mark.parametrize("about", ["first_line", "first_line_maintenance", "second_line", "third_line_or_later"])
@pytest.mark.parametrize("reference", EDITIONS)
def test_what_concerns_the_decision_comes_first_and_the_rest_is_one_line(reference: str, about: str) -> None:
    remarks = told(reference, date(2026, 11, 20), about)
    every = {label(reference, notice["about"]) for notice in due_at_last(reference, about)}
    here = label(reference, about)
    if here in every:
        first, *remarks = remarks
        assert first.text.startswith(f"{here}, newer than ")
    others = every - {here}
    assert len(remarks) == bool(others)
    for line in remarks:
        assert line.text.startswith("Evidence newer than ")
        assert set(line.text.partition(": ")[2].rstrip(".").split("; ")) == others
    keys = {key for remark in told(reference, date(2026, 11, 20), about) for key in remark.evidence}
    assert keys == {key for notice in due_at_last(reference, about) for key in notice["evidence"]}


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
