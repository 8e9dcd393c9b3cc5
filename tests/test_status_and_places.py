"""Disease status, local treatment, stops, holds and unknown starts: read as charted, in any of their forms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from statemachine.answer import Recommendation
from statemachine.answering.recommend import recommend
from statemachine.record.read_record import read
from statemachine.record.record import Event, Record
from statemachine.record.record_faults import RecordFaults
from tests.records import LIBRARY, Document

EDITION = "asco@2022-05-31"
DIAGNOSIS: Document = {"event": "metastatic_diagnosis", "on": "2024-01-15"}
THP: Document = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2024-02-01"}
T_DXD: Document = {"treatment": {"regimen": "t_dxd"}, "setting": "metastatic"}
USUAL = {"her2_status": "positive", "sex": "male", "lvef_percent": 62, "lvef_measured_on": "2026-10-30"}
FACTS = {**USUAL, "heart_failure": "none", "interstitial_lung_disease": "none", "hormone_receptor": "negative"}


def record(*history: Document) -> Record:
    """The record of a history."""
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": FACTS, "history": [*history]}
    return read(document, LIBRARY.catalogue)


def answer(*history: Document) -> Recommendation:
    """What ASCO 2022 says of a history."""
    told = record(*history)
    return recommend(LIBRARY.pick(EDITION, told.as_of), told)


def event(**charted: Any) -> Event:
    """One event, as read."""
    return record({"on": "2026-10-05", **charted}).events[0]


def start_of_the_second(*history: Document) -> tuple[date, date]:
    """The first and the last day on which the second treatment can have started."""
    [started] = [course.started for course in record(*history).treatments if course.pointer == "/history/2"]
    return started.first, started.last


@pytest.mark.parametrize("kind", ["surgery", "radiotherapy", "ablation"])
def test_a_local_treatment_may_be_named_by_its_kind(kind: str) -> None:
    assert event(event="local_treatment", kind=kind, site="bone") == event(event=kind, site="bone")


def test_a_status_of_progression_is_a_progression() -> None:
    status = {"event": "disease_status", "status": "progression", "site": "liver"}
    assert event(event="progression", site="liver") == event(**status)


def test_a_start_that_nobody_charted_lies_between_the_entries_around_it() -> None:
    ended = {**THP, "ended": "2025-03-10", "stopped_for": "progression"}
    retest = {"event": "her2_retest", "her2_status": "positive", "on": "2025-06-20"}
    assert start_of_the_second(DIAGNOSIS, ended, T_DXD, retest) == (date(2025, 3, 11), date(2025, 6, 19))
    assert start_of_the_second(DIAGNOSIS, ended, T_DXD) == (date(2025, 3, 11), date(2026, 11, 20))


def test_a_start_that_nobody_charted_lies_before_the_end_of_its_treatment() -> None:
    ended = {**THP, "ended": "2025-03-10", "stopped_for": "progression"}
    left = {**T_DXD, "ended": "2026-02", "stopped_for": "toxicity"}
    assert start_of_the_second(DIAGNOSIS, ended, left) == (date(2025, 3, 11), date(2026, 2, 28))


def test_a_month_before_an_uncharted_start_may_be_the_month_of_that_start() -> None:
    ended = {**THP, "ended": "2025-03", "stopped_for": "progression"}
    retest = {"event": "her2_retest", "her2_status": "positive", "on": "2025-03-20"}
    assert start_of_the_second(DIAGNOSIS, ended, T_DXD, retest) == (date(2025, 3, 1), date(2025, 3, 19))


def test_a_list_that_contradicts_itself_leaves_the_start_to_the_end_of_the_treatment() -> None:
    left = {**T_DXD, "ended": "2023-05-10", "stopped_for": "toxicity"}
    assert start_of_the_second(DIAGNOSIS, THP, left) == (date(1900, 1, 1), date(2023, 5, 10))


def test_a_date_that_cannot_be_read_beside_an_uncharted_start_is_refused_and_nothing_else() -> None:
    with pytest.raises(RecordFaults) as refused:
        record({**DIAGNOSIS, "on": "2024-02-31"}, {**T_DXD})
    assert [fault.pointer for fault in refused.value.faults] == ["/history/0/on"]


def test_a_start_that_nobody_charted_asks_for_nothing_where_the_list_tells_the_order() -> None:
    ended = {**THP, "ended": "2025-03-10", "stopped_for": "progression"}
    found = answer(DIAGNOSIS, ended, T_DXD)
    assert (found.outcome, found.state, found.current and found.current.regimen) == ("continue", "second_line", "t_dxd")


@pytest.mark.parametrize(
    "charted",
    [{"ended": "2026-09-01"}, {"stopped_for": "toxicity"}, {"held_since": "2023-12-01"}, {"held_since": "2027-01-01"}],
    ids=["ended", "stopped", "held before its start", "held in the future"],
)
def test_what_has_ended_or_not_begun_cannot_be_held(charted: Document) -> None:
    with pytest.raises(RecordFaults) as refused:
        record(DIAGNOSIS, {**THP, "held_since": "2026-08-01", **charted})
    assert [fault.pointer for fault in refused.value.faults] == ["/history/1/held_since"]


@pytest.mark.parametrize("added", ["disease_status", "local_treatment"])
def test_what_moves_nothing_asks_no_question_of_order(added: str) -> None:
    more = {"disease_status": {"status": "stable"}, "local_treatment": {"kind": "ablation", "site": "liver"}}[added]
    history = [DIAGNOSIS, {**THP, "started": "2024-02", "ended": "2025-03", "stopped_for": "progression"}]
    told = answer(*history, {"event": added, "on": "2025", **more})
    assert (answer(*history).outcome, answer(*history).preferred) == (told.outcome, told.preferred)
    assert added in [step.event for step in told.trail]
