"""Charts of single doses: until when each dose is read as lasting, and which treatment goes on after its last one."""

from __future__ import annotations

import pytest

from statemachine.record.read_record import read
from tests.records import LIBRARY, Document


def doses(drug: str, *days: str) -> list[Document]:
    """One entry for each day on which this drug was given."""
    course = {"treatment": {"agents": [drug]}, "setting": "metastatic"}
    return [{**course, "started": day, "ended": day} for day in days]


@pytest.mark.parametrize(
    ("history", "courses"),
    [
        (doses("T-DXd", "2026-10-12", "2026-11-02", "2026-11-23"), [("2026-10-12", None)]),
        (doses("T-DXd", "2026-11-02"), [("2026-11-02", None)]),
        (doses("T-DXd", "2026-11-01"), [("2026-11-01", "2026-11-01")]),
        (doses("T-DXd", "2026-05-01", "2026-07-30"), [("2026-05-01", "2026-07-30")]),
        (doses("T-DXd", "2026-05-01", "2026-07-31"), [("2026-05-01", "2026-05-01"), ("2026-07-31", "2026-07-31")]),
        (
            [*doses("T-DM1", "2026-10-20"), *doses("T-DXd", "2026-11-10")],
            [("2026-10-20", "2026-10-20"), ("2026-11-10", None)],
        ),
        (
            [*doses("T-DXd", "2026-10-01", "2026-11-10"), {"event": "progression", "on": "2026-10-20"}],
            [("2026-10-01", "2026-10-01"), ("2026-11-10", None)],
        ),
        (
            [*doses("T-DXd", "2026-10-12"), {**doses("T-DXd", "2026-11-23")[0], "stopped_for": "toxicity"}],
            [("2026-10-12", "2026-11-23")],
        ),
        ([*doses("T-DXd", "2026-11-10"), *doses("T-DM1", "2026-11-17")], 2 * [None]),
    ],
)
def test_a_dose_lasts_until_the_next_one_and_the_last_one_goes_on(
    history: list[Document], courses: list[tuple[str, str | None] | None]
) -> None:
    document = {"as_of": "2026-11-30", "history_complete": True, "patient": {"her2_status": "positive"}}
    record = read({**document, "history": history}, LIBRARY.catalogue)
    read_as = [(course.started.text, course.ended and course.ended.text) for course in record.treatments]
    assert len(read_as) == len(courses)
    assert [told for told in courses if told is not None and told not in read_as] == []
