"""What guards find, asked one by one: an answer names the facts that it rests on, as they are charted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from inspect import getmembers, isfunction, signature
from typing import Any

import pytest
from hypothesis import given, reject

from statemachine.answering.explore_branches import walk
from statemachine.guards import Vocabulary
from statemachine.guards.read_so_far import Answer
from statemachine.machine.case import Case
from statemachine.machine.guard import Guard, Undetermined
from statemachine.machine.question import Question
from statemachine.machine.step import Step
from statemachine.record.partial_dates import PartialDate, parse
from statemachine.record.patient import Patient
from statemachine.record.read_record import read
from statemachine.record.reading_order import OrderUnknown
from statemachine.record.record import Record
from tests.records import LIBRARY, Document, documents, examples

GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]


def _guards() -> Iterator[Guard]:
    """Every guard of every edition: of its steps, its notices and the labels."""
    for guideline in LIBRARY.guidelines.values():
        for event in guideline.events.values():
            for steps in event.transitions.values():
                for step in steps:
                    if isinstance(step, Step):
                        yield from (*step.conditions, *step.cautions)
        yield from (guard for notice in guideline.about.notices for guard in notice.guards)
        for label in guideline.about.labels:
            yield from (guard for rows in label.indications.values() for row in rows for guard in row.guards)


# Without those about the entry that is being read, which nobody asks once all is read.
QUESTIONS: dict[str, Question] = {guard.question: guard.func for guard in _guards() if not guard.func.of_the_entry}


# These tell of a yes without the charted value that stands against it, and of a no without the one that stands for it.
# What rules a regimen out is told, and not what its other rules found.
PARTLY_NAMED = {
    "brain_regimen_is_ruled_out",
    "her2_results_disagree",
    "is_ruled_out",
    "lung_reports_disagree",
    "taxane_not_possible",
    "taxane_used_or_not_possible",
}


def walked(record: Record) -> Case:
    """The case at the end of a record that leaves nothing open on the way."""
    try:
        return walk(GUIDELINE, record)
    except (Undetermined, OrderUnknown):
        reject()


def charted_only(patient: Patient, names: frozenset[str]) -> Patient:
    """The patient of whom nothing but these facts is charted."""
    return Patient(**{name: getattr(patient, name) for name in names})


@examples(100)
@given(documents())
def test_a_yes_names_a_fact_and_an_open_answer_names_what_to_ask(document: Document) -> None:
    case = walked(read(document, LIBRARY.catalogue))
    for question in QUESTIONS.values():
        answer = question.ask(case)
        assert answer.value is False or answer.facts, question.sentence


@examples(100)
@given(documents())
def test_a_fact_is_told_as_charted_under_its_own_pointer(document: Document) -> None:
    case = walked(read(document, LIBRARY.catalogue))
    history = document["history"]
    for question in QUESTIONS.values():
        for pointer, told in question.ask(case).facts.items():
            _, root, *path = pointer.split("/")
            if root == "patient":
                charted = getattr(case.patient, path[0])
                # An ISH that was not done is asked for like one that nobody charted.
                expected = None if charted == "not_done" else charted
                assert (expected.text if isinstance(expected, PartialDate) else expected) == told or [*charted] == told
            elif root == "history" and len(path) == 2:
                assert (history[int(path[0])].get(path[1]) is None) == (told is None), (question.sentence, pointer)
            elif root == "history" and path[-1:] == ["toxicity_kind"]:
                assert (told, history[int(path[0])].get("dropped", history[int(path[0])]).get(path[-1])) == (None, None)
            elif root == "history" and path:
                assert told or "event" in history[int(path[0])], (question.sentence, pointer)
            else:
                assert (root, told) in (("history", None), ("history_complete", False), ("as_of", document["as_of"]))


@examples(100)
@given(documents())
def test_what_is_not_named_is_not_what_the_answer_rests_on(document: Document) -> None:
    record = read(document, LIBRARY.catalogue)
    case = walked(record)
    known: dict[frozenset[str], Case] = {}
    for question in QUESTIONS.values():
        answer = question.ask(case)
        if answer.value is None or question.name in PARTLY_NAMED:
            continue
        names = frozenset(pointer.split("/")[2] for pointer in answer.facts if pointer.startswith("/patient/"))
        if names not in known:
            known[names] = walked(replace(record, patient=charted_only(record.patient, names)))
        assert (answer.value, question.sentence) == (question.ask(known[names]).value, question.sentence)


ADJUVANT: Document = {
    "treatment": {"regimen": "trastuzumab"},
    "setting": "adjuvant",
    "started": "2023-02-01",
    "ended": "2024-01-10",
    "stopped_for": "completion",
}
TWELVE_MONTHS: Any = GUIDELINE.about.limits["early_recurrence_months"]
SHARED = GUIDELINE.about.shared_limits
HEART = tuple(SHARED[name] for name in ("lvef_too_low", "lvef_normal", "recovered_fall"))
LONGEST = SHARED["longest_early_course"]


def case_of(*history: Document) -> Case:
    """The case at the end of a history."""
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": {"her2_status": "positive"}}
    return walk(GUIDELINE, read({**document, "history": [*history]}, LIBRARY.catalogue))


@pytest.mark.parametrize(
    ("recurred", "near"),
    [
        ("2024-12-09", False),
        ("2024-12-10", True),  # 31 days before the boundary
        ("2025-02-10", True),
        ("2025-02-11", False),
        ("2024-11", False),
        ("2025-01", True),
        ("2024-12", None),
        ("2025-02", None),
        ("2025-03", False),
    ],
)
def test_a_recurrence_is_near_the_boundary_if_every_day_is_that_it_can_mean(recurred: str, near: bool | None) -> None:
    # A month that lies on both sides of the boundary would leave the way open, so the dates are set beside the walk.
    case = case_of(ADJUVANT, {"event": "recurrence", "on": "2024-06-01"})
    case.recurrence = parse(recurred)
    assert near is case.recurred_near(TWELVE_MONTHS, SHARED["near_a_boundary"], LONGEST).value


def test_without_a_recurrence_the_history_is_what_to_ask_for() -> None:
    assert case_of(ADJUVANT).recurred_within(TWELVE_MONTHS, LONGEST) == Answer(None, {"/history": None})


@pytest.mark.parametrize(
    ("agents", "dropped", "within"),
    [
        (["doxorubicin", "paclitaxel"], None, {"last_chemotherapy": True, "last_anti_her2": False}),
        (["trastuzumab"], None, {"last_chemotherapy": False, "last_anti_her2": True}),
        (["trastuzumab", "docetaxel"], "2023-06-01", {"last_chemotherapy": False, "last_anti_her2": True}),
    ],
)
def test_the_clock_of_chemotherapy_counts_no_antibody_and_ends_where_the_chemotherapy_was_dropped(
    agents: list[str], dropped: str | None, within: dict[str, bool]
) -> None:
    part = {"dropped": {"agents": agents[1:], "on": dropped, "for": "completion"}} if dropped else {}
    case = case_of({**ADJUVANT, "treatment": {"agents": agents}, **part}, {"event": "recurrence", "on": "2024-12-01"})
    counted_by = {clock: replace(TWELVE_MONTHS, clock=clock) for clock in within}
    assert within == {clock: case.recurred_within(limit, LONGEST).value for clock, limit in counted_by.items()}


def test_a_course_whose_end_nobody_charted_is_named_where_the_answer_rests_on_its_start() -> None:
    uncharted = {key: value for key, value in ADJUVANT.items() if key != "ended"}
    case = case_of({**uncharted, "stopped_for": "progression"}, {"event": "recurrence", "on": "2023-06-01"})
    found = case.recurred_within(TWELVE_MONTHS, LONGEST)
    told = "trastuzumab alone, adjuvant, 2023-02-01, end not charted, stopped for progression"
    assert (found.value, found.facts["/history/0"], found.facts["/history/0/ended"]) == (True, told, None)


@pytest.mark.parametrize(
    ("ended", "started", "paused"),
    [
        ("2025-03-10", "2025-05-01", True),
        ("2025-03-10", "2025-04-20", False),
        ("2025-03-10", "2025-07-01", False),
        ("2025-03", "2025-05-01", None),
        ("2025-03", "2025-04-05", False),
        ("2025-03", "2025-07-01", False),
    ],
)
def test_a_pause_is_as_long_as_its_dates_say_and_open_where_they_leave_it_open(
    ended: str, started: str, paused: bool | None
) -> None:
    course = {"treatment": {"regimen": "thp"}, "setting": "metastatic"}
    before = {**course, "started": "2024-06-01", "ended": ended, "stopped_for": "completion"}
    after = {**course, "started": started}
    case = case_of({"event": "metastatic_diagnosis", "on": "2024-05-01"}, before, after)
    assert paused is case.paused_for(shortest=43, longest=84).value


@pytest.mark.parametrize(
    ("lvef", "failure", "forbidden"),
    [(39, "none", True), (40, "none", False), (62, None, False), (62, "symptomatic", True), (None, "none", None)],
)
def test_going_on_is_forbidden_below_forty_per_cent_and_in_symptomatic_heart_failure(
    lvef: float | None, failure: str | None, forbidden: bool | None
) -> None:
    case = case_of(ADJUVANT)
    case.patient = Patient(lvef_percent=lvef, heart_failure=failure)
    facts = {"/patient/lvef_percent": lvef, "/patient/heart_failure": failure}
    if forbidden:  # only what forbids it is told
        del facts["/patient/heart_failure" if failure != "symptomatic" else "/patient/lvef_percent"]
    assert case.heart_forbids_going_on(SHARED["lvef_too_low"]) == Answer(forbidden, facts)


@pytest.mark.parametrize("charted", ["none", "past", "current", None])
@pytest.mark.parametrize("grade", [1, 4, None])
def test_grave_lung_disease_is_present(charted: str | None, grade: int | None) -> None:
    case = case_of(ADJUVANT)
    case.patient = replace(
        case.patient, interstitial_lung_disease=charted, interstitial_lung_disease_grade=grade if charted else None
    )
    limit = GUIDELINE.steps("treat", "second_line")
    grave = [guard for step in limit for guard in step.conditions if guard.func.name == "lung_disease_is_grave"]
    assert [guard.func.ask(case).value for guard in grave] == [
        None if charted is None or (charted == "current" and grade is None) else charted == "current" and grade == 4
    ]
    assert case.lung_disease_present().value or not grave[0].func.ask(case).value


@pytest.mark.parametrize(("grade", "told"), [({"grade": 2}, " of grade 2"), ({}, "")])
def test_lung_disease_told_by_an_event_is_named_with_its_grade(grade: Document, told: str) -> None:
    event = {"event": "toxicity", "kind": "interstitial_lung_disease", "on": "2023-05-01", **grade}
    found = case_of(ADJUVANT, event).lung_reports_disagree()
    assert found.facts == {"/history/1": f"interstitial lung disease{told} is charted, 1 May 2023, not as resolved"}


def test_a_part_dropped_for_toxicity_counts_as_stopped_for_toxicity_and_one_dropped_by_choice_does_not() -> None:
    thp = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2024-06-01"}
    for reason, stopped in (("toxicity", True), ("patient_choice", False)):
        dropped = {"agents": ["pertuzumab"], "on": "2024-09-01", "for": reason}
        case = case_of({"event": "metastatic_diagnosis", "on": "2024-05-01"}, {**thp, "dropped": dropped})
        found = case.stopped_for_toxicity(LIBRARY.catalogue.regimen("hp"), *HEART)
        assert found == (Answer(True, {"/history/1": "stopped for toxicity"}) if stopped else Answer(False, {}))


@pytest.mark.parametrize(
    ("regimen", "closed"),
    [
        ("tucatinib_trastuzumab_capecitabine", True),  # it needs either drug, and contains both
        ("lapatinib_capecitabine", None),
        ("trastuzumab_chemotherapy", None),  # another drug may take the place of capecitabine
        ("t_dxd", None),  # it contains trastuzumab
        ("hp_tucatinib", None),
        ("margetuximab_chemotherapy", False),
    ],
)
def test_toxicity_with_no_drug_named_closes_what_each_possible_cause_closes(regimen: str, closed: bool | None) -> None:
    given = {"treatment": {"agents": ["trastuzumab", "capecitabine"]}, "setting": "metastatic", "started": "2024-06-01"}
    course = {**given, "ended": "2024-09-01", "stopped_for": "toxicity"}
    status = {"event": "disease_status", "status": "stable", "on": "2024-09-01"}  # no response: the decision is open
    case = case_of({"event": "metastatic_diagnosis", "on": "2024-05-01"}, course, status)
    itself = regimen in case.metastatic[0].regimens
    found = (case.needs_the_toxic_drug if itself else case.stopped_for_toxicity)(
        LIBRARY.catalogue.regimen(regimen), *HEART
    )
    certain = {"/history/1": case.summary(case.metastatic[0])} if closed else {}
    assert found == Answer(closed, {"/history/1/toxicity_agent": None} if closed is None else certain)


@pytest.mark.parametrize("certain_first", [True, False])
def test_a_drug_that_certainly_failed_has_failed_whatever_another_course_may_have_contained(
    certain_first: bool,
) -> None:
    codes = ["lapatinib_capecitabine", "endocrine_anti_her2"]  # the second: lapatinib or trastuzumab
    first, second = codes if certain_first else reversed(codes)
    course = {"setting": "metastatic", "stopped_for": "progression"}
    case = case_of(
        {"event": "metastatic_diagnosis", "on": "2022-05-01"},
        {"treatment": {"regimen": first}, **course, "started": "2022-06-01", "ended": "2023-06-01"},
        {"treatment": {"regimen": second}, **course, "started": "2023-07-01", "ended": "2024-07-01"},
    )
    certain = case.record.treatments[0 if certain_first else 1]
    expected = Answer(True, {certain.pointer: case.summary(certain)})
    assert case.progressed_on("lapatinib") == expected
    assert case.failed(LIBRARY.catalogue.regimen("lapatinib_trastuzumab"), ["lapatinib"]) == expected
    assert case.progressed_on("trastuzumab").value is None


@pytest.mark.parametrize("cause", [{}, {"toxicity_agent": "whole_regimen"}])
@pytest.mark.parametrize(("code", "answers"), [("best_supportive_care", {False}), ("clinical_trial", {None})])
def test_a_course_that_names_no_drug_closes_no_drug_for_certain_when_it_was_stopped_for_toxicity(
    code: str, answers: set[bool | None], cause: dict[str, str]
) -> None:
    given = {"treatment": {"regimen": code}, "setting": "metastatic", "started": "2024-06-01", "ended": "2024-09-01"}
    course = {**given, "stopped_for": "toxicity", **cause}
    grown = {"event": "progression", "on": "2024-10-01"}
    case = case_of({"event": "metastatic_diagnosis", "on": "2024-05-01"}, course, grown)
    regimens = [regimen for regimen in LIBRARY.catalogue.regimens.values() if regimen.slots]
    assert {case.stopped_for_toxicity(regimen, *HEART).value for regimen in regimens} == answers


def test_a_question_that_is_asked_of_a_regimen_names_it() -> None:
    # Its sentence is its identity: without the name one regimen would have the answer of another.
    asked = {name: question for name, question in getmembers(Vocabulary, isfunction) if not name.startswith("_")}
    of_a_regimen = {name: question for name, question in asked.items() if "regimen" in signature(question).parameters}
    assert len(of_a_regimen) > 20
    assert [name for name, question in of_a_regimen.items() if "{regimen}" not in (question.__doc__ or "")] == []
