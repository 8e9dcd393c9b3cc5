"""The library's machine as it was taught to explain itself, on a guideline of one fork."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from transitions import MachineError

from statemachine.answering.decision import settle
from statemachine.answering.explore_branches import walk
from statemachine.guards.read_so_far import Answer
from statemachine.machine.assumptions import Assumed, Assumptions
from statemachine.machine.case import FIRST_STATE, Case
from statemachine.machine.guard import Guard, Undetermined
from statemachine.machine.guideline import Edition, Guideline
from statemachine.machine.possible_facts import OPEN_BY_ITSELF
from statemachine.machine.question import Question
from statemachine.machine.step import Step
from statemachine.record.occurrences import HAPPENS, Occurrence
from statemachine.record.partial_dates import parse
from statemachine.record.read_record import read
from statemachine.record.reading_order import OrderUnknown
from statemachine.record.record import Event, Record
from tests.records import LIBRARY, Document, documents, examples

EDITION = Edition("toy", "2026-01-01", "Toy", "toy", "2026-01-01", None, "0" * 64, (), "Toy.")
CODES = ("thp", "th", "t_dxd", "t_dm1")
STATES: list[dict[str, Any]] = [
    {"name": "fork", "kind": "decision", "label": "Fork"},
    {"name": "pregnancy", "kind": "referral", "label": "Pregnancy"},
    {"name": "mass_effect", "kind": "referral", "label": "Mass effect"},
    *(
        {
            "name": f"fork.{code}",
            "kind": "treatment",
            "label": code,
            "decision": "fork",
            "regimen": LIBRARY.catalogue.regimen(code),
        }
        for code in CODES
    ),
]
RECORD = Record(
    parse("2026-11-20").first,
    True,
    read(
        {"as_of": "2026-11-20", "history_complete": True, "patient": {"her2_status": "positive"}, "history": []},
        LIBRARY.catalogue,
    ).patient,
    (),
    (),
    (),
)


def question(name: str, answer: bool | None) -> Question:
    """A question that always gets this answer."""
    return Question(name, lambda case: Answer(answer, {f"/patient/{name}": answer}), f"Is there {name}?")


def guard(name: str, answer: bool | None, wanted: bool = True, when_unknown: str = "ask") -> Guard:
    """A guard whose question always gets this answer."""
    return Guard(question(name, answer), wanted, when_unknown=when_unknown)


def step(dest: str, *guards: Guard, rank: int | None = 1, trigger: str = "treat") -> dict[str, Any]:
    """A step out of the fork."""
    return {"trigger": trigger, "source": "fork", "dest": dest, "guards": guards, "rank": rank}


def case_of(*steps: dict[str, Any], assumed: dict[str, bool] | None = None) -> Case:
    """A case at the fork of a guideline with these steps."""
    answers = {question: Assumed(OPEN_BY_ITSELF, answer) for question, answer in (assumed or {}).items()}
    guideline = Guideline(EDITION, LIBRARY.catalogue, STATES, list(steps))
    return Case(guideline, RECORD, Assumptions({}, answers), "fork")


def verdicts(*steps: dict[str, Any], assumed: dict[str, bool] | None = None) -> list[str]:
    """What the steps are worth."""
    case = case_of(*steps, assumed=assumed)
    return [found.weigh(case).verdict for found in case.guideline.steps("treat", "fork")]


def landing(*steps: dict[str, Any]) -> str:
    """Where the machine goes when an event is read whose steps these are."""
    case = case_of(*({**found, "trigger": "progression"} for found in steps))
    event = Event("/history/0", "progression", parse("2026-01-05"))
    case.read(Occurrence("progression", event.on, event.pointer, HAPPENS, 0, event))
    return case.state


YES, NO, UNKNOWN = True, False, None
VERDICTS = [
    # answer, wanted, when unknown, verdict
    (YES, True, "ask", "permitted"),
    (YES, False, "ask", "excluded"),
    (NO, True, "ask", "excluded"),
    (NO, False, "ask", "permitted"),
    (UNKNOWN, True, "ask", "undetermined"),
    (UNKNOWN, False, "ask", "undetermined"),
    (YES, True, "check", "permitted"),
    (YES, False, "check", "excluded"),
    (NO, True, "check", "excluded"),
    (NO, False, "check", "permitted"),
    (UNKNOWN, True, "check", "excluded"),
    (UNKNOWN, False, "check", "permitted"),
    (YES, True, "silent", "permitted"),
    (YES, False, "silent", "excluded"),
    (NO, True, "silent", "excluded"),
    (NO, False, "silent", "permitted"),
    (UNKNOWN, True, "silent", "excluded"),
    (UNKNOWN, False, "silent", "permitted"),
]


@pytest.mark.parametrize(("answer", "wanted", "when_unknown", "verdict"), VERDICTS)
def test_unknown_is_neither_yes_nor_no_unless_the_guard_says_how_to_read_it(
    answer: bool | None, wanted: bool, when_unknown: str, verdict: str
) -> None:
    assert [verdict] == verdicts(step("fork.thp", guard("fever", answer, wanted, when_unknown)))


def test_a_step_without_guards_is_permitted() -> None:
    assert verdicts(step("fork.thp")) == ["permitted"]


def test_one_no_closes_a_step_even_behind_an_unknown() -> None:
    unknown, against, fine = guard("fever", UNKNOWN), guard("cough", NO), guard("rest", YES)
    assert verdicts(step("fork.thp", unknown, against, fine)) == ["excluded"]
    assert verdicts(step("fork.thp", fine, against, unknown)) == ["excluded"]
    assert verdicts(step("fork.thp", fine, unknown)) == ["undetermined"]


def test_every_guard_is_asked_so_that_the_board_reads_every_reason() -> None:
    case = case_of(step("fork.thp", guard("fever", NO), guard("cough", UNKNOWN), guard("rest", YES)))
    (weighed,) = (found.weigh(case) for found in case.guideline.steps("treat", "fork"))
    assert [(finding.guard.func.name, finding.answer) for finding in weighed.findings] == [
        ("fever", NO),
        ("cough", UNKNOWN),
        ("rest", YES),
    ]
    assert [finding.facts for finding in weighed.findings] == [
        {"/patient/fever": NO},
        {"/patient/cough": UNKNOWN},
        {"/patient/rest": YES},
    ]


def test_an_unknown_step_does_not_fall_through_to_a_less_guarded_one() -> None:
    with pytest.raises(Undetermined, match=r"Is there fever\?"):
        landing(step("fork.t_dxd", guard("fever", UNKNOWN)), step("fork.t_dm1", rank=2))
    with pytest.raises(Undetermined, match=r"Is there fever\?"):
        landing(step("fork.t_dxd", guard("fever", UNKNOWN, wanted=False)), step("fork.t_dm1", rank=2))


def test_a_closed_step_lets_the_next_one_be_taken() -> None:
    assert landing(step("fork.t_dxd", guard("fever", YES, wanted=False)), step("fork.t_dm1", rank=2)) == "fork.t_dm1"
    closed_behind_unknown = step("fork.t_dxd", guard("cough", UNKNOWN), guard("fever", YES, wanted=False))
    assert landing(closed_behind_unknown, step("fork.t_dm1", rank=2)) == "fork.t_dm1"


def test_the_first_open_step_is_taken() -> None:
    assert landing(step("fork.t_dxd", guard("fever", NO, wanted=False)), step("fork.t_dm1", rank=2)) == "fork.t_dxd"


def test_an_unknown_fact_to_check_passes_a_prohibition_and_fails_a_condition() -> None:
    last = step("fork.th", rank=2)
    assert landing(step("fork.thp", guard("fever", UNKNOWN, wanted=False, when_unknown="check")), last) == "fork.thp"
    assert landing(step("fork.thp", guard("fever", UNKNOWN, wanted=True, when_unknown="check")), last) == "fork.th"


def test_an_assumption_answers_what_is_unknown_and_never_what_is_charted() -> None:
    assumed = {"Is there fever?": True, "Is there cough?": True}
    unknown, charted = guard("fever", UNKNOWN), guard("cough", NO)
    assert verdicts(step("fork.thp", unknown), step("fork.th", charted, rank=2), assumed=assumed) == [
        "permitted",
        "excluded",
    ]
    assert verdicts(step("fork.thp", unknown), assumed={"Is there fever?": False}) == ["excluded"]
    assert verdicts(step("fork.thp", unknown), assumed={"Is there rash?": True}) == ["undetermined"]


def settled(*steps: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The outcome and what is preferred."""
    found = settle(case_of(*steps))
    return found.outcome, found.preferred


def test_the_best_rank_is_preferred_with_all_its_equals() -> None:
    steps = step("fork.thp"), step("fork.th"), step("fork.t_dxd", rank=2)
    assert settled(*steps) == ("recommend", ("thp", "th"))


def test_a_closed_better_step_leaves_the_next_rank_preferred() -> None:
    assert settled(step("fork.thp", guard("fever", NO)), step("fork.th", rank=2)) == ("recommend", ("th",))


def test_a_permitted_option_behind_an_undetermined_better_one_is_not_preferred() -> None:
    with pytest.raises(Undetermined, match="fever"):
        settled(step("fork.thp", guard("fever", UNKNOWN)), step("fork.th", rank=2))


def test_an_undetermined_equal_holds_up_its_rank() -> None:
    with pytest.raises(Undetermined, match="fever"):
        settled(step("fork.thp"), step("fork.th", guard("fever", UNKNOWN)))


def test_an_undetermined_worse_option_holds_up_nothing() -> None:
    assert settled(step("fork.thp"), step("fork.th", guard("fever", UNKNOWN), rank=2)) == ("recommend", ("thp",))


def test_an_option_without_rank_is_never_preferred() -> None:
    assert settled(step("fork.thp", rank=None), step("fork.th", rank=5)) == ("recommend", ("th",))


def test_a_gate_that_certainly_applies_is_not_held_up_by_an_unknown_better_one() -> None:
    unknown = step("pregnancy", guard("pregnancy", UNKNOWN), rank=-90)
    certain = step("mass_effect", guard("pressure", YES), rank=-80)
    found = settle(case_of(unknown, certain, step("fork.thp")))
    assert (found.outcome, found.best and found.best.dest, found.preferred) == ("refer", "mass_effect", ())


def test_an_unknown_gate_comes_before_every_option() -> None:
    with pytest.raises(Undetermined, match="pregnancy"):
        settled(step("pregnancy", guard("pregnancy", UNKNOWN), rank=-90), step("fork.thp"))


def test_a_gate_that_certainly_does_not_apply_is_passed() -> None:
    assert settled(step("pregnancy", guard("pregnancy", NO), rank=-90), step("fork.thp")) == ("recommend", ("thp",))


def test_an_unknown_gate_to_check_is_passed() -> None:
    gate = step("mass_effect", guard("pressure", UNKNOWN, when_unknown="check"), rank=-80)
    assert settled(gate, step("fork.thp")) == ("recommend", ("thp",))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Guideline(EDITION, LIBRARY.catalogue, STATES, [{**step("fork.thp"), "rnak": 1}]),
        lambda: Guideline(EDITION, LIBRARY.catalogue, [{**STATES[0], "knid": "decision"}], []),
        lambda: Guard(question("fever", YES), when_unkown="check"),  # type: ignore[call-arg]
    ],
    ids=["key of a step", "key of a state", "key of a guard"],
)
def test_a_misspelt_word_stops_the_start(wrong: Callable[[], object]) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        wrong()


def test_an_event_that_a_state_cannot_read_is_never_skipped_in_silence() -> None:
    case = case_of(step("fork.thp"), {"trigger": "treat", "source": "fork.th", "dest": "fork"})
    case.state = "pregnancy"
    with pytest.raises(MachineError, match="pregnancy"):
        case.guideline.fire("treat", case)


def test_no_state_can_be_entered_but_by_the_rows_of_the_guideline() -> None:
    for guideline in LIBRARY.guidelines.values():
        assert [trigger for trigger in guideline.events if trigger.startswith("to_")] == []


def test_one_case_leaves_no_trace_for_the_next() -> None:
    guideline = Guideline(EDITION, LIBRARY.catalogue, STATES, [step("fork.thp", trigger="progression")])
    event = Event("/history/0", "progression", parse("2026-01-05"))
    for _ in range(2):
        case = Case(guideline, RECORD, Assumptions({}), "fork")
        case.read(Occurrence("progression", event.on, event.pointer, HAPPENS, 0, event))
        assert (case.state, len(case.trail)) == ("fork.thp", 1)
    assert guideline.models == []


def test_the_library_does_not_log_what_would_name_a_patient() -> None:
    assert not logging.getLogger("transitions.core").isEnabledFor(logging.INFO)


@examples(100)
@given(documents())
def test_every_guard_answers_true_false_or_nobody_has_said(document: Document) -> None:
    record = read(document, LIBRARY.catalogue)
    for guideline in LIBRARY.guidelines.values():
        try:
            case = walk(guideline, record)
        except (Undetermined, OrderUnknown):
            case = Case(guideline, record, Assumptions({}), FIRST_STATE)
        steps: list[Step] = [found for state in guideline.states for found in guideline.steps("treat", state)]
        answers = [finding.answer for found in steps for finding in found.weigh(case).findings]
        assert {bool, type(None)} >= {type(answer) for answer in answers}


def test_a_question_of_several_guards_is_asked_once_and_anew_for_another_patient() -> None:
    asked = []

    def ask(chart: Any) -> Answer:
        asked.append(chart.patient.ecog)
        return Answer(chart.patient.ecog == 1, {})

    one = Question("ecog", ask, "Is the performance status 1?")
    case = case_of(step("fork.thp", Guard(one)), step("fork.th", Guard(one, False)))
    other = case.of(replace(RECORD.patient, ecog=1))
    assert [weighed.verdict for weighed in case.weigh("fork")] == ["excluded", "permitted"]
    assert [weighed.verdict for weighed in other.weigh("fork")] == ["permitted", "excluded"]
    assert asked == [None, 1]


def test_rows_that_ask_the_same_hold_one_question() -> None:
    questions = [guard.func for guideline in LIBRARY.guidelines.values() for guard in guideline.guards()]
    assert len({question.identity for question in questions}) == len({id(question) for question in questions})
