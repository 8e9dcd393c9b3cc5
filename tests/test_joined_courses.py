"""Drugs of one regimen charted as entries of their own: one treatment, which counts if any part of it does."""

from __future__ import annotations

import pytest

from statemachine.record.read_record import read
from statemachine.record.record import Record
from tests.records import LIBRARY, Document

START = "2025-03-11"


def entry(agent: str, **fields: str) -> Document:
    """One drug charted for metastatic disease from the same day as the others."""
    return {"treatment": {"agents": [agent]}, "setting": "metastatic", "started": START, **fields}


def record(*entries: Document) -> Record:
    """The record of these entries."""
    document = {
        "as_of": "2026-11-20",
        "history_complete": True,
        "patient": {"her2_status": "positive"},
        "history": [{"event": "metastatic_diagnosis", "on": "2025-03-01"}, *entries],
    }
    return read(document, LIBRARY.catalogue)


@pytest.mark.parametrize("agents", [("letrozole", "trastuzumab"), ("trastuzumab", "letrozole")])
def test_drugs_from_one_day_are_one_treatment_that_counts_as_a_line_if_any_of_them_does(
    agents: tuple[str, str],
) -> None:
    found = record(*(entry(agent) for agent in agents))
    [treatment] = found.treatments
    assert treatment.counts_as_line
    assert {agent for slot in treatment.given for agent in slot} == {*agents}
    assert (treatment.pointer, found.joined) == ("/history/1", ("/history/2",))


def test_endocrine_drugs_from_one_day_do_not_count_as_a_line() -> None:
    [treatment] = record(entry("letrozole"), entry("fulvestrant")).treatments
    assert not treatment.counts_as_line


def test_what_ended_before_the_rest_is_a_part_dropped_with_its_reason() -> None:
    ended = {"ended": "2025-08-01", "stopped_for": "toxicity"}
    [treatment] = record(entry("docetaxel", **ended), entry("trastuzumab"), entry("pertuzumab")).treatments
    assert treatment.dropped is not None
    assert (treatment.dropped.agents, treatment.dropped.on.text, treatment.dropped.reason) == (
        frozenset({"docetaxel"}),
        "2025-08-01",
        "toxicity",
    )
    assert (treatment.ended, treatment.stopped_for) == (None, None)
    assert "thp" in treatment.regimens


def test_entries_that_ended_together_ended_as_one() -> None:
    ended = {"ended": "2025-08-01", "stopped_for": "progression"}
    [treatment] = record(entry("trastuzumab", **ended), entry("docetaxel", **ended)).treatments
    assert treatment.ended is not None
    assert (treatment.ended.text, treatment.stopped_for, treatment.dropped) == ("2025-08-01", "progression", None)


def test_entries_with_two_different_ends_stay_apart() -> None:
    one = {"ended": "2025-08-01", "stopped_for": "toxicity"}
    other = {"ended": "2025-09-01", "stopped_for": "progression"}
    found = record(entry("docetaxel", **one), entry("trastuzumab", **other))
    assert (len(found.treatments), found.joined) == (2, ())


HP = {"treatment": {"regimen": "hp"}, "setting": "metastatic", "started": "2025-03-11"}
LETROZOLE = {"treatment": {"agents": ["letrozole"]}, "setting": "metastatic", "started": "2025-06-02"}


@pytest.mark.parametrize(
    ("host", "added", "joined"),
    [
        pytest.param({}, {}, True, id="both go on"),
        pytest.param(
            {"ended": "2026-02-02", "stopped_for": "progression"}, {}, True, id="the antibodies end, it goes on"
        ),
        pytest.param(
            {}, {"ended": "2026-02-02", "stopped_for": "progression"}, False, id="it alone ends with progression"
        ),
        pytest.param(
            {"ended": "2025-05-01", "stopped_for": "toxicity"}, {}, False, id="it begins after the antibodies"
        ),
        pytest.param(
            {"ended": "2025-06", "stopped_for": "toxicity"}, {}, False, id="it may begin after the antibodies"
        ),
        pytest.param({}, {"started": "2025-03-01"}, False, id="it begins before the antibodies"),
        pytest.param({}, {"treatment": {"agents": ["capecitabine"]}}, False, id="it is chemotherapy"),
        pytest.param({"treatment": {"agents": ["vinorelbine"]}}, {}, False, id="beside it no anti-HER2 drug"),
        pytest.param({}, {"setting": "adjuvant", "started": "2022-06-02"}, False, id="it is adjuvant"),
    ],
)
def test_endocrine_treatment_alone_belongs_to_the_anti_her2_treatment_that_goes_on_beside_it(
    host: Document, added: Document, joined: bool
) -> None:
    found = record({**HP, **host}, {**LETROZOLE, **added})
    assert found.joined == (("/history/2",) if joined else ())
    assert len(found.treatments) == (1 if joined else 2)


def test_endocrine_treatment_stopped_by_itself_is_a_part_dropped_with_its_reason() -> None:
    [treatment] = record(HP, {**LETROZOLE, "ended": "2025-09-01", "stopped_for": "toxicity"}).treatments
    assert treatment.dropped is not None
    assert (treatment.dropped.agents, treatment.dropped.reason) == (frozenset({"letrozole"}), "toxicity")
    assert (treatment.regimens[0], treatment.regimens[-1]) == ("hp_endocrine", "hp")


def test_a_part_is_not_read_as_dropped_for_progression() -> None:
    ended = {"ended": "2025-08-01", "stopped_for": "progression"}
    assert record(entry("docetaxel", **ended), entry("trastuzumab")).joined == ()
