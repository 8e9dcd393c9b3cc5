"""Which conditions on partial dates can be met together, against trying every day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from statemachine.chronology import Chronology, Comparison, Condition, Day, possible
from tests.records import examples

LONGEST = 9  # days of an interval: three of them are 729 combinations


@st.composite
def conditions(draw: st.DrawFn) -> list[Condition]:
    """Some conditions on three days, each of which lies in a short interval about a month's end."""
    days = []
    for name in "abc":
        first = draw(st.dates(date(2024, 1, 26), date(2024, 3, 4))) + draw(st.sampled_from((0, 31, 366))) * timedelta(1)
        days.append(Day(name, first, first + timedelta(draw(st.integers(0, LONGEST - 1)))))
    found = []
    for _ in range(draw(st.integers(1, 4))):
        later, earlier = draw(st.permutations(days))[:2]
        comparison = Comparison(
            later, earlier, draw(st.sampled_from((0, 0, 1, 12))), draw(st.sampled_from((0, -1, 28)))
        )
        found.append(Condition(comparison, draw(st.booleans())))
    return found


def by_trying(wanted: list[Condition]) -> bool:
    """Is there a choice of days that meets every condition, months counted by another library?"""
    days = {one.pointer: one for condition in wanted for one in condition.comparison[:2]}
    choices = [[one.first + timedelta(n) for n in range((one.last - one.first).days + 1)] for one in days.values()]
    for chosen in product(*choices):
        at = dict(zip(days, chosen, strict=True))
        if all(
            (at[later.pointer] <= at[earlier.pointer] + relativedelta(months=months) + timedelta(number)) == holds
            for (later, earlier, months, number), holds in wanted
        ):
            return True
    return False


@examples(400)
@given(conditions())
def test_conditions_are_possible_together_exactly_if_some_days_meet_them(wanted: list[Condition]) -> None:
    assert by_trying(wanted) == possible(wanted)


def test_a_supposed_answer_settles_what_follows_from_it_and_nothing_else() -> None:
    dose, recurrence = Day("dose", date(2024, 1, 1), date(2024, 12, 31)), Day("r", date(2025, 3, 1), date(2025, 3, 31))
    six, twelve = Comparison(recurrence, dose, 6), Comparison(recurrence, dose, 12)
    assert Chronology().answers([six]) == (True, False)
    assert Chronology().plus([six], True).answers([twelve]) == (True,)
    assert Chronology().plus([six], False).answers([twelve]) == (True, False)
    assert Chronology().plus([twelve], False).answers([six]) == (False,)


def test_one_of_several_doses_is_enough_for_a_yes_and_none_for_a_no() -> None:
    early, late = Day("early", date(2023, 1, 1), date(2023, 1, 31)), Day("late", date(2024, 1, 1), date(2024, 12, 31))
    recurrence = Day("r", date(2024, 1, 15), date(2024, 1, 15))
    either = [Comparison(recurrence, early, 12), Comparison(recurrence, late, 12)]
    assert Chronology().answers(either) == (True,)
    assert Chronology().answers(either[:1]) == (True, False)
    assert Chronology().plus(either[:1], False).answers(either[1:]) == (True,)
