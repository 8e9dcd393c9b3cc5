"""What a treatment was stopped for is a toxicity like one that is charted as an event."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from statemachine.record.read_record import read
from statemachine.record.record import Event
from statemachine.record.record_faults import RecordFaults
from tests.recharted import with_entries, with_history, without
from tests.records import FIT, LIBRARY, Document, documents, examples
from tests.test_equivalent_charts import parted

AS_OF = "2026-11-23"
LUNG = "interstitial_lung_disease"
KINDS = [LUNG, "lvef_fall", "neuropathy", "portal_hypertension", "hepatic", "haematologic", "diarrhoea", "other"]
THP: Document = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2025-01-27"}
STOPPED: Document = {**THP, "ended": "2026-10-05", "stopped_for": "toxicity", "toxicity_kind": LUNG}
T_DM1: Document = {"treatment": {"regimen": "t_dm1"}, "setting": "adjuvant", "started": "2024-04-08"}
DROPPED: Document = {
    **THP,
    "ended": "2026-11-09",
    "stopped_for": "progression",
    "dropped": {"agents": ["docetaxel"], "on": "2025-06-16", "for": "toxicity", "toxicity_kind": LUNG},
}


def chart(*history: Document) -> Document:
    """A fit patient with this history."""
    patient = {**FIT, "her2_status": "positive", "lvef_measured_on": "2026-11-02"}
    return {"as_of": AS_OF, "history_complete": True, "patient": patient, "history": [*history]}


def toxicity(**facts: Any) -> Document:
    """The event of the day of the stop."""
    return {"event": "toxicity", "on": "2026-10-05", "kind": LUNG, **facts}


def told(*history: Document) -> tuple[Event, ...]:
    """The toxicities of a record."""
    return read(chart(*history), LIBRARY.catalogue).toxicities


def test_a_stop_tells_its_toxicity_with_the_drug_the_day_and_the_grade() -> None:
    (found,) = told({**STOPPED, "toxicity_agent": "docetaxel", "toxicity_grade": 2})
    assert (found.pointer, found.on.text, found.agent, found.kind, found.grade, found.grade_fact) == (
        "/history/0",
        "2026-10-05",
        "docetaxel",
        LUNG,
        2,
        "/history/0/toxicity_grade",
    )


def test_a_part_that_was_dropped_tells_its_toxicity() -> None:
    (found,) = told(DROPPED)
    assert (found.pointer, found.on.text, found.agent, found.grade_fact) == (
        "/history/0/dropped",
        "2025-06-16",
        "docetaxel",
        "/history/0/dropped/toxicity_grade",
    )


@pytest.mark.parametrize("agent", [{}, {"toxicity_agent": "whole_regimen"}])
def test_no_drug_is_blamed_of_a_regimen_as_a_whole(agent: Document) -> None:
    assert [one.agent for one in told({**STOPPED, **agent})] == [None]


def test_a_toxicity_whose_stop_nobody_dated_may_have_been_on_any_day_of_the_treatment() -> None:
    (found,) = told({name: value for name, value in STOPPED.items() if name != "ended"})
    assert [found.on.first.isoformat(), found.on.last.isoformat()] == ["2025-01-27", AS_OF]


def test_each_kind_counts_of_entries_that_are_read_as_one() -> None:
    parts = [{**STOPPED, "treatment": {"agents": [drug]}} for drug in ("docetaxel", "trastuzumab", "pertuzumab")]
    parts[0]["toxicity_kind"] = "neuropathy"
    assert [one.kind for one in told(*parts)] == ["neuropathy", LUNG, LUNG]


def test_a_supportive_drug_that_was_stopped_tells_its_toxicity() -> None:
    assert [one.kind for one in told({**STOPPED, "treatment": {"agents": ["denosumab"]}})] == [LUNG]


@pytest.mark.parametrize(
    "facts",
    [{}, {"grade": 1}, {"on": "2025-06"}, {"on": "2026-10-30"}, {"resolved_on": "2026-11-02"}, {"agent": "Perjeta"}],
)
def test_an_event_during_the_treatment_or_soon_after_is_the_toxicity_of_the_stop(facts: Document) -> None:
    assert [one.pointer for one in told(STOPPED, toxicity(**facts))] == ["/history/1"]


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "neuropathy"},
        {"on": "2026-11-03"},
        {"on": "2025-01-20"},
        {"on": "2025-06-16", "resolved_on": "2025-07-14"},
    ],
)
def test_an_event_of_another_kind_or_time_is_another_toxicity(facts: Document) -> None:
    assert [one.pointer for one in told(STOPPED, toxicity(**facts))] == ["/history/1", "/history/0"]


@pytest.mark.parametrize("grade", [None, 1])
def test_a_stop_of_a_graver_grade_than_the_event_counts_beside_it(grade: int | None) -> None:
    event = toxicity() if grade is None else toxicity(grade=grade)
    assert [one.grade for one in told({**STOPPED, "toxicity_grade": 2}, event)] == [grade, 2]
    assert [one.grade for one in told({**STOPPED, "toxicity_grade": 2}, toxicity(grade=2))] == [2]


@pytest.mark.parametrize("place", ["", "/dropped"])
def test_a_grade_without_a_kind_is_refused(place: str) -> None:
    entry = DROPPED if place else STOPPED
    part = {name: value for name, value in entry.get("dropped", entry).items() if name != "toxicity_kind"}
    graded = {**part, "toxicity_grade": 2}
    with pytest.raises(RecordFaults) as refused:
        told({**DROPPED, "dropped": graded} if place else graded)
    assert [fault.pointer for fault in refused.value.faults] == [f"/history/0{place}/toxicity_grade"]


ENTRIES = {
    "a regimen as a whole": {**STOPPED, "toxicity_agent": "whole_regimen"},
    "a regimen, with no drug named": STOPPED,
    "docetaxel": {**STOPPED, "toxicity_agent": "docetaxel"},
    "adjuvant T-DM1": {
        **T_DM1,
        **{name: STOPPED[name] for name in ("stopped_for", "toxicity_kind")},
        "ended": "2025-10-06",
    },
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stopped", ENTRIES)
def test_a_stop_decides_as_the_stop_with_its_event(stopped: str, kind: str) -> None:
    entry = {**ENTRIES[stopped], "toxicity_kind": kind}
    event = toxicity(on=entry["ended"], kind=kind)
    grown: Document = {"event": "progression" if entry["setting"] == "metastatic" else "recurrence", "on": "2026-11-09"}
    assert parted(chart(entry, grown), chart(entry, event, grown), but=["actions"]) == []


@examples(30)
@given(documents(precise=True), st.sampled_from(KINDS), st.data())
def test_any_stop_decides_as_the_stop_with_its_event(document: Document, kind: str, data: st.DataObject) -> None:
    history = [entry for entry in document["history"] if entry.get("kind") != kind]
    places = [place for place, entry in enumerate(history) if "ended" in entry]
    # After T-DXd such an event is read as an order about T-DXd too, which its stop has carried out.
    assume(places and not any(name in str(history) for name in ("deruxtecan", "t_dxd", "Enhertu")))
    # An event without its end says that lung disease lasts, also beside `past`; a stop has no place for that day.
    assume(kind != "interstitial_lung_disease" or document["patient"].get(kind) != "past")
    document["history_complete"] = True  # else one more entry also tells of what may be missing
    place = data.draw(st.sampled_from(places))
    entry = {**without(history[place], "toxicity_agent"), "stopped_for": "toxicity", "toxicity_kind": kind}
    stopped = with_entries(with_history(document, history), place, [entry])
    event = toxicity(on=entry["ended"], kind=kind)
    with_its_event = with_history(stopped, [*stopped["history"], event])
    assert parted(stopped, with_its_event, but=["actions"]) == []
