"""The record as the word that the machine reads: in which order, and where the order is a question."""

from __future__ import annotations

from functools import partial
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import assume, given

from statemachine.answering.explore_branches import resolve
from statemachine.record.occurrences import Occurrence
from statemachine.record.read_record import read
from statemachine.record.reading_order import OrderUnknown, in_reading_order, order_question
from statemachine.record.record import Record
from tests.records import LIBRARY, Document, documents, examples

CODES = LIBRARY.catalogue


def record(*history: Document, as_of: str = "2026-11-20") -> Record:
    """The record of a history."""
    patient = {"her2_status": "positive"}
    return read({"as_of": as_of, "history_complete": True, "patient": patient, "history": [*history]}, CODES)


def course(regimen: str, started: str, ended: str | None = None, reason: str | None = None, **more: Any) -> Document:
    """A treatment for metastatic disease, unless a setting says otherwise."""
    charted = {"setting": "metastatic", "started": started, "ended": ended, "stopped_for": reason, **more}
    told = {key: value for key, value in charted.items() if value is not None}
    return {"treatment": {"regimen": regimen}, **told}


def event(name: str, on: str, **more: Any) -> Document:
    """Something that happened."""
    return {"event": name, "on": on, **more}


def told(assumed: dict[str, bool], first: Occurrence, second: Occurrence) -> bool | None:
    """The order of two occurrences as a branch assumes it."""
    return assumed.get(order_question(first, second))


def spelt(*history: Document, assumed: dict[str, bool] | None = None) -> list[str]:
    """The word as trigger and place in the history."""
    return [
        f"{occurrence.trigger} {occurrence.pointer.rpartition('/')[2]}"
        for occurrence in in_reading_order(record(*history), CODES, partial(told, assumed or {}))
    ]


def asked(*history: Document) -> str:
    """The question of order that stops the reading."""
    with pytest.raises(OrderUnknown) as unknown:
        spelt(*history)
    return str(unknown.value)


def test_entries_are_read_by_date_whatever_the_order_of_the_list() -> None:
    history = (
        course("t_dxd", "2025-08-01"),
        event("recurrence", "2024-05-02"),
        course("thp", "2024-06-01", "2025-07-01", "progression"),
        course("tchp", "2022-01-10", "2022-05-02", "completion", setting="neoadjuvant"),
    )
    assert spelt(*history) == ["early_stage_treatment 3", "recurrence 1", "start 2", "progression 2", "start 0"]


def test_on_one_day_what_ends_comes_first_then_what_happens_then_what_begins() -> None:
    day = "2025-07-01"
    history = (
        course("t_dxd", day),
        event("cns_progression", day),
        course("thp", "2024-06-01", day, "toxicity"),
    )
    assert spelt(*history) == ["start 2", "stopped_for_toxicity 2", "cns_progression 1", "start 0"]


def test_of_one_day_the_finding_of_the_disease_is_read_first_and_its_progression_last_in_any_list() -> None:
    names = ["progression", "taxane_completed", "cns_progression", "metastatic_diagnosis"]
    in_order = ["metastatic_diagnosis", "taxane_completed", "progression", "cns_progression"]
    for listed in permutations(names):
        told = spelt(*(event(name, "2025-07-01") for name in listed))
        assert [one.partition(" ")[0] for one in told] == in_order


@pytest.mark.parametrize(
    ("reason", "trigger"),
    [
        ("completion", "completion"),
        ("progression", "progression"),
        ("toxicity", "stopped_for_toxicity"),
        ("patient_choice", "stopped_by_choice"),
        ("access", "stopped_for_access"),
        (None, "stopped"),
    ],
)
def test_each_reason_to_stop_is_a_letter_of_its_own(reason: str | None, trigger: str) -> None:
    assert ["start 0", f"{trigger} 0"] == spelt(course("thp", "2025-01-10", "2025-06-10", reason))


def test_a_treatment_without_end_and_without_reason_is_going_on() -> None:
    assert spelt(course("thp", "2025-01-10")) == ["start 0"]


def test_a_reason_without_an_end_ends_it_before_the_next_one_starts() -> None:
    history = course("thp", "2025-01-10", None, "progression"), course("t_dxd", "2025-06-10")
    assert spelt(*history) == ["start 0", "progression 0", "start 1"]


def test_early_stage_treatment_never_progresses() -> None:
    early = course("tchp", "2022-01-10", "2022-05-02", "progression", setting="neoadjuvant")
    assert spelt(early) == ["early_stage_treatment 0"]


def test_a_dropped_taxane_completes_it_and_what_is_left_begins_then_and_another_dropped_drug_does_not() -> None:
    for agent, follows in (("docetaxel", ["completion 0", "start 0"]), ("pertuzumab", ["component_dropped 0"])):
        dropped = {"agents": [agent], "on": "2025-04-01"}
        assert ["start 0", *follows] == spelt(course("thp", "2025-01-10", dropped=dropped))


def test_a_drug_dropped_on_the_first_day_is_dropped_after_the_start() -> None:
    dropped = {"agents": ["docetaxel"], "on": "2025-01-10", "reason": "toxicity"}
    history = course("thp", "2025-01-10", "2025-01-10", "toxicity", dropped=dropped)
    assert spelt(history) == ["start 0", "taxane_completed 0", "stopped_for_toxicity 0"]


def test_what_comes_before_a_start_comes_before_the_end_too_even_on_one_day() -> None:
    history = event("metastatic_diagnosis", "2025-05-01"), event("cns_progression", "2025-05-29")
    courses = course("thp", "2025-05-29", None, "progression"), course("t_dxd", "2025-05-30")
    resolution = resolve(LIBRARY.guidelines["asco@2022-05-31"], record(*history, *courses))
    ways = {tuple(taken.trigger for taken in settled.case.trail) for settled in resolution.ends}
    assert {("metastatic_diagnosis", "cns_progression", "thp", "progression", "t_dxd")} == ways


def test_a_treatment_that_starts_before_the_last_one_ended_overlaps_it() -> None:
    history = course("thp", "2025-01-10", "2025-09-01", "progression"), course("t_dxd", "2025-06-10")
    assert spelt(*history) == ["start 0", "overlapping_treatment 1", "start 1"]


@pytest.mark.parametrize("ended", [(None, None), ("2025-02-01", "progression"), ("2025-02-01", "toxicity")])
def test_one_treatment_charted_twice_from_one_day_with_other_ends_overlaps_itself(
    ended: tuple[str | None, str | None],
) -> None:
    history = course("thp", "2025-01-10", *ended), course("thp", "2025-01-10", "2025-06-10", "progression")
    assert spelt(*history)[0].startswith("overlapping_treatment ")


def test_one_treatment_charted_twice_from_one_day_of_which_one_end_has_no_date_is_one() -> None:
    history = course("thp", "2025-01-10", None, "progression"), course("thp", "2025-01-10", "2025-06-10", "progression")
    assert [told.partition(" ")[0] for told in spelt(*history)] == ["start", "progression"]


def test_treatments_that_may_meet_within_a_month_follow_one_another() -> None:
    history = course("thp", "2025-01", "2025-06", "progression"), course("t_dxd", "2025-06")
    assert spelt(*history) == ["start 0", "progression 0", "start 1"]


def test_partial_dates_that_cannot_overlap_leave_no_question() -> None:
    assert spelt(event("progression", "2025"), event("recurrence", "2024-12")) == ["recurrence 1", "progression 0"]


def test_partial_dates_that_overlap_are_a_question() -> None:
    expected = "Did the recurrence (2025) come before the progression (June 2025)?"
    history = event("progression", "2025-06"), event("recurrence", "2025")
    assert expected == asked(*history)
    assert spelt(*history, assumed={expected: True}) == ["recurrence 1", "progression 0"]
    assert spelt(*history, assumed={expected: False}) == ["progression 0", "recurrence 1"]


def test_a_day_within_a_charted_month_is_a_question_and_a_day_outside_is_none() -> None:
    month = event("recurrence", "2025-06")
    for day in ("2025-06-01", "2025-06-30"):
        assert "?" in asked(month, event("progression", day))
    assert spelt(month, event("progression", "2025-05-31")) == ["progression 1", "recurrence 0"]
    assert spelt(month, event("progression", "2025-07-01")) == ["recurrence 0", "progression 1"]


def test_a_treatment_ends_after_it_starts_however_roughly_both_are_charted() -> None:
    assert spelt(course("thp", "2025", "2025", "progression")) == ["start 0", "progression 0"]


def test_a_retest_is_never_a_question_of_order() -> None:
    retest = event("her2_retest", "2025", her2_status="positive")
    assert {"her2_retest 0", "recurrence 1"} == set(spelt(retest, event("recurrence", "2025-06")))


def test_early_stage_courses_need_no_order_among_themselves() -> None:
    history = (
        course("tchp", "2022", "2022", "completion", setting="neoadjuvant"),
        course("trastuzumab", "2022", "2023", "completion", setting="adjuvant"),
    )
    assert {"early_stage_treatment 0", "early_stage_treatment 1"} == set(spelt(*history))


def letters(document: Document) -> list[Occurrence]:
    """The word of a document without open questions of order."""
    try:
        return in_reading_order(read(document, CODES), CODES, partial(told, {}))
    except OrderUnknown:
        assume(False)
        raise


@examples(200)
@given(documents())
def test_nothing_is_read_before_something_that_certainly_came_first(document: Document) -> None:
    found = letters(document)
    for index, later in enumerate(found):
        if later.trigger != "her2_retest":
            assert [
                earlier.trigger
                for earlier in found[:index]
                if later.on.last < earlier.on.first and earlier.trigger != "her2_retest"
            ] == []


@examples(200)
@given(documents())
def test_every_entry_is_read_by_itself_or_with_another(document: Document) -> None:
    joined = read(document, CODES).joined
    assert {f"/history/{place}" for place in range(len(document["history"]))} == {
        *joined,
        *(occurrence.pointer for occurrence in letters(document)),
    }


@examples(200)
@given(documents(precise=True))
def test_full_dates_leave_no_question_and_are_read_in_their_order(document: Document) -> None:
    dated = [occurrence for occurrence in letters(document) if occurrence.on.is_a_day]
    assert [f"{one.on.text} {other.on.text}" for one, other in pairwise(dated) if other.on.first < one.on.first] == []


def test_a_question_about_an_uncharted_end_names_it_without_a_date() -> None:
    stopped = course("thp", "2025-01-01", None, "progression")
    expected = "Did the progression in the brain (1 June 2025) come before the end of THP?"
    assert expected == asked(stopped, event("cns_progression", "2025-06-01"))


def test_a_part_dropped_on_the_day_of_an_event_is_read_before_a_progression_in_any_list() -> None:
    diagnosis, progression = event("metastatic_diagnosis", "2024-12-01"), event("cns_progression", "2025-06-01")
    dropped = course("thp", "2025-01-01", dropped={"agents": ["pertuzumab"], "on": "2025-06-01", "for": "toxicity"})
    for listed in ([diagnosis, progression, dropped], [diagnosis, dropped, progression]):
        told = spelt(*listed)[2:]
        assert [one.partition(" ")[0] for one in told] == ["component_dropped", "cns_progression"]


def test_an_end_that_nobody_charted_is_read_after_its_start_whatever_happened_that_day() -> None:
    history = [
        event("recurrence", "2026-05-28"),
        course("thp", "2026-05-30", reason="progression"),
        event("taxane_completed", "2026-05-30"),
    ]
    resolution = resolve(LIBRARY.guidelines["asco@2022-05-31"], record(*history, as_of="2026-05-31"))
    for branch in resolution.branches:
        assert branch.settled is not None
        read_in_order = [taken.trigger for taken in branch.settled.case.trail]
        assert read_in_order.index("thp") < read_in_order.index("progression")
