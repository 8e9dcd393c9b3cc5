"""How far a date can move: only as far as its own entry and the order of the history allow."""

from __future__ import annotations

from statemachine.board.sensitivity.date_changes import reaches
from tests.records import LIBRARY, Document

GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]
ADJUVANT: Document = {
    "treatment": {"regimen": "trastuzumab"},
    "setting": "adjuvant",
    "started": "2024-01-10",
    "stopped_for": "completion",
}


def room(ended: str) -> tuple[str, str]:
    """The first and the last day to which the last dose of the course can move."""
    history = [{**ADJUVANT, "ended": ended}, {"event": "recurrence", "on": "2024-06-01"}]
    patient = {"her2_status": "positive"}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}
    [spans] = [reach.spans for reach in reaches(GUIDELINE, document)[0] if reach.charted.field == "ended"]
    return spans[0][0].isoformat(), spans[-1][1].isoformat()


def test_a_last_dose_never_moves_before_the_start_of_its_course() -> None:
    assert room("2024-05-10") == ("2024-01-10", "2026-11-20")
    assert room("2024-01-10") == ("2024-01-10", "2026-11-20")
