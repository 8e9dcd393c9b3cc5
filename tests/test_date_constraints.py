"""Comparisons of dates are possible together exactly if some days, one for each date, meet them all."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from statemachine.answering.explore_branches import resolve
from statemachine.record.date_constraints import (
    MOST_MOVES,
    MOST_WAYS,
    Chronology,
    Comparison,
    Condition,
    Day,
    Moves,
    Way,
)
from statemachine.record.read_record import read
from tests.records import LIBRARY, examples

START = date(2024, 1, 29)  # so that months are clamped
DAYS = [
    Day(f"/{name}", START + timedelta(first), START + timedelta(first + more))
    for name, first, more in (("a", 0, 4), ("b", 1, 3), ("c", 2, 4), ("d", 30, 3))
]
COMPARISONS = st.builds(
    lambda days, months, apart: Comparison(days[0], days[1], months, apart),
    st.permutations(DAYS),
    st.sampled_from((0, 0, 0, 1)),
    st.integers(-2, 2),
)
CONDITIONS = st.builds(Condition, COMPARISONS, st.booleans())


def met(condition: Condition, days: dict[str, date]) -> bool:
    """Does a comparison of two days turn out as the condition says?"""
    later, earlier = (days[one.pointer] for one in condition.comparison[:2])
    return (later <= condition.comparison.latest(earlier)) is condition.holds


@examples(150)
@given(st.lists(CONDITIONS, max_size=5))
def test_conditions_are_possible_together_exactly_if_some_days_meet_them(conditions: list[Condition]) -> None:
    every = product(*([day.first + timedelta(more) for more in range((day.last - day.first).days + 1)] for day in DAYS))
    expected = any(
        all(met(condition, dict(zip((day.pointer for day in DAYS), days, strict=True))) for condition in conditions)
        for days in every
    )
    assert (Way().plus(conditions, Moves()) is not None) is expected
    one_by_one: Way | None = Way()
    for condition in conditions:
        one_by_one = one_by_one.plus([condition], Moves()) if one_by_one is not None else None
    assert (one_by_one is not None) is expected


@examples(50)
@given(st.lists(st.tuples(st.lists(COMPARISONS, min_size=1, max_size=2), st.booleans()), min_size=1, max_size=3))
def test_of_comparisons_that_decide_one_holds_or_none_does(assumed: list[tuple[list[Comparison], bool]]) -> None:
    chronology = Chronology()
    for hinges, answer in assumed:
        chronology = chronology.plus(hinges, answer)
    ways = product(
        *([[(one, True)] for one in hinges] if yes else [[(one, False) for one in hinges]] for hinges, yes in assumed)
    )
    expected = any(Way().plus([Condition(*told) for part in way for told in part], Moves()) is not None for way in ways)
    assert bool(chronology.ways) is expected


def test_a_circle_of_days_that_cannot_be_is_found_without_counting_the_days() -> None:
    days = [Day(f"/{number}", date(1900, 1, 1), date(2026, 12, 31)) for number in range(200)]
    circle = [
        Condition(Comparison(one, other, days=-1), True) for one, other in zip(days, [*days[1:], days[0]], strict=True)
    ]
    before = process_time()
    assert Way().plus(circle, Moves()) is None
    assert Way().plus(circle[:-1], Moves()) is not None
    assert process_time() - before < 1


def test_what_is_supposed_beyond_the_bound_on_the_ways_is_held_possible() -> None:
    days = [Day(f"/{number}", START, START + timedelta(9)) for number in range(MOST_WAYS + 2)]
    many = [Comparison(days[0], day) for day in days[1:]]
    chronology = Chronology()
    assert chronology.plus(many, True) is chronology
    assert len(chronology.plus(many[1:], True).ways) == MOST_WAYS


def test_a_supposed_answer_settles_what_follows_from_it_and_nothing_else() -> None:
    dose, recurrence = Day("dose", date(2024, 1, 1), date(2024, 12, 31)), Day("r", date(2025, 3, 1), date(2025, 3, 31))
    six, twelve = Comparison(recurrence, dose, 6), Comparison(recurrence, dose, 12)
    assert Chronology().answers((six,)) == (True, False)
    assert Chronology().plus([six], True).answers((twelve,)) == (True,)
    assert Chronology().plus([six], False).answers((twelve,)) == (True, False)
    assert Chronology().plus([twelve], False).answers((six,)) == (False,)


def test_one_of_several_doses_is_enough_for_a_yes_and_none_for_a_no() -> None:
    early, late = Day("early", date(2023, 1, 1), date(2023, 1, 31)), Day("late", date(2024, 1, 1), date(2024, 12, 31))
    recurrence = Day("r", date(2024, 1, 15), date(2024, 1, 15))
    either = (Comparison(recurrence, early, 12), Comparison(recurrence, late, 12))
    assert Chronology().answers(either) == (True,)
    assert Chronology().answers(either[:1]) == (True, False)
    assert Chronology().plus(either[:1], False).answers(either[1:]) == (True,)


def test_beyond_the_bound_on_moves_everything_is_held_possible_and_nothing_is_reckoned() -> None:
    one, other = (Day(name, date(2000, 1, 1), date(2026, 12, 31)) for name in ("/one", "/other"))
    never = (Comparison(one, other, days=-100_000),)
    chronology = Chronology().plus([Comparison(one, other)], True)
    chronology.moves.count = MOST_MOVES
    assert chronology.afresh().answers(never) == (False,)
    assert chronology.answers(never) == (True, False)
    assert chronology.plus(never, False) is chronology
    assert chronology.moves.count == MOST_MOVES


def test_one_record_is_answered_within_a_second_however_many_of_its_dates_may_change_places() -> None:
    """Twenty-five entries in one year with every reason open cost seven seconds before the moves were bounded."""
    regimens = ("thp", "t_dxd", "t_dm1", "tucatinib_trastuzumab_capecitabine", "lapatinib_capecitabine")
    history = [
        {"treatment": {"regimen": regimens[number % 5]}, "setting": "metastatic", "started": "2025", "ended": "2025"}
        if number % 3
        else {"event": "toxicity", "agent": "trastuzumab", "kind": "neuropathy", "grade": 2, "on": "2025"}
        for number in range(25)
    ]
    document = {
        "as_of": "2026-11-20",
        "history_complete": True,
        "patient": {"her2_status": "positive"},
        "history": history,
    }
    record = read(document, LIBRARY.catalogue)
    began = process_time()
    found = resolve(LIBRARY.guidelines["asco@2022-05-31"], record)
    assert process_time() - began < 1
    assert (found.outcome, found.complete) == ("provisional", False)
