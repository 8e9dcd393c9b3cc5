"""What an assumed answer leaves possible for other questions about the same facts."""

from __future__ import annotations

from itertools import product

from statemachine.machine.assumptions import Assumptions
from statemachine.machine.possible_facts import OPEN_BY_ITSELF, PossibleFacts

HEIGHTS = (1, 2, 3)
AT_LEAST_TWO = PossibleFacts(("height",), tuple(((height,), height >= 2) for height in HEIGHTS))
AT_LEAST_THREE = PossibleFacts(("height",), tuple(((height,), height >= 3) for height in HEIGHTS))
SAME = PossibleFacts(
    ("height", "width"), tuple(((height, width), height == width) for height, width in product(HEIGHTS, repeat=2))
)
WIDE = PossibleFacts(("width",), tuple(((width,), width >= 3) for width in HEIGHTS))
RED = PossibleFacts(("colour",), ((("red",), True), (("blue",), False)))


def test_questions_about_one_fact_settle_each_other() -> None:
    assert Assumptions({}).answers("two?", AT_LEAST_TWO) == (True, False)
    assert Assumptions({}).plus("three?", AT_LEAST_THREE, True).answers("two?", AT_LEAST_TWO) == (True,)
    assert Assumptions({}).plus("three?", AT_LEAST_THREE, False).answers("two?", AT_LEAST_TWO) == (True, False)
    assert Assumptions({}).plus("two?", AT_LEAST_TWO, False).answers("three?", AT_LEAST_THREE) == (False,)


def test_facts_that_a_third_question_binds_together_settle_each_other() -> None:
    assumed = Assumptions({}).plus("three?", AT_LEAST_THREE, True)
    assert assumed.answers("wide?", WIDE) == (True, False)
    assert assumed.plus("same?", SAME, True).answers("wide?", WIDE) == (True,)
    assert assumed.plus("same?", SAME, False).answers("wide?", WIDE) == (False,)


def test_a_question_about_other_facts_stays_open() -> None:
    assert Assumptions({}).plus("three?", AT_LEAST_THREE, True).answers("red?", RED) == (True, False)


def test_a_question_that_is_open_by_itself_has_the_answer_that_is_supposed() -> None:
    assert Assumptions({}).answers("why?", OPEN_BY_ITSELF) == (True, False)
    assert Assumptions({}).plus("why?", OPEN_BY_ITSELF, False).answers("why?", OPEN_BY_ITSELF) == (False,)


def test_what_is_supposed_agrees_with_charted_facts_if_all_of_it_can_be_so_together() -> None:
    assumed = Assumptions({}).plus("same?", SAME, True).plus("wide?", WIDE, False)
    assert assumed.agree_with({"height": 2})
    assert not assumed.agree_with({"height": 3})  # each of the two questions alone would allow it
    assert assumed.agree_with({"colour": "red"})
