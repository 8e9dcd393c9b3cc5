"""What holds for every record, tried on some thousand random ones; EXAMPLES=20000 in the environment looks further."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import orjson
from hypothesis import assume, example, given
from hypothesis import strategies as st

from statemachine.answer import Recommendation
from statemachine.answering.explore_branches import walk
from statemachine.answering.recommend import recommend
from statemachine.machine.assumptions import Assumptions
from statemachine.machine.case import FIRST_STATE, Case
from statemachine.machine.guard import Undetermined
from statemachine.record.codes import OUTCOMES
from statemachine.record.facts import FACTS
from statemachine.record.likely_values import confirming
from statemachine.record.read_record import read
from statemachine.record.reading_order import OrderUnknown, in_reading_order
from statemachine.record.record import Record
from tests.recharted import without
from tests.records import FIT, LIBRARY, OFFERED, Document, documents, examples, patients

GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]
KINDS = {"refer": "referral", "need_data": "inquiry"}
ENTRY_FIELDS = {
    *(
        "started",
        "ended",
        "stopped_for",
        "toxicity_agent",
        "toxicity_kind",
        "toxicity_grade",
        "on",
        "agent",
        "kind",
        "grade",
        "resolved_on",
    ),
    "her2_status",
}
DECIDING = {  # an option that one of these has closed is never open without it
    "lvef_percent",
    "heart_failure",
    "cardio_oncology_clearance",
    "pregnant",
    "hormone_receptor",
    "history_complete",
}
IN_BETWEEN = {"lvef_percent": 45, "heart_failure": "none"}
UNFAVOURABLE: list[Document] = [
    {"lvef_percent": 39, "heart_failure": "none"},
    {"heart_failure": "symptomatic", "lvef_percent": 62},
    {"cardio_oncology_clearance": False, **IN_BETWEEN},
    {"pregnant": True, "sex": "female", "menopausal_status": "pre", "age_years": 40},
    {"hormone_receptor": "negative"},
    {"history_complete": True},
    {"interstitial_lung_disease": "current"},
    {"interstitial_lung_disease": "past", "interstitial_lung_disease_grade": 3},
    {"taxane_contraindicated": True},
    {"taxane_contraindicated": False},
    {"visceral_crisis": True, "hormone_receptor": "positive"},
    {"platelets_10e9_per_l": 60},
    {"ast_times_uln": 25, "alt_times_uln": 1, "bilirubin_times_uln": 1},
    {"bilirubin_times_uln": 4, "alt_times_uln": 1, "ast_times_uln": 1},
    {"child_pugh": "C"},
    {"creatinine_clearance_ml_min": 20},
    {"dpd_deficiency": "complete"},
]


NOTHING_LEFT: Document = {
    "as_of": "2026-11-20",
    "history_complete": True,
    "patient": {**FIT, "her2_status": "positive", "lvef_measured_on": "2026-11-01", "unavailable": [*OFFERED]},
    "history": [
        {"event": "metastatic_diagnosis", "on": "2023-01-01"},
        {
            "treatment": {"regimen": "thp"},
            "setting": "metastatic",
            "started": "2023-02-01",
            "ended": "2024-02-01",
            "stopped_for": "progression",
        },
        {
            "treatment": {"regimen": "t_dxd"},
            "setting": "metastatic",
            "started": "2024-03-01",
            "ended": "2025-02-01",
            "stopped_for": "progression",
        },
    ],
}


def record_of(document: Document) -> Record:
    """The record as the engine reads it."""
    return read(document, LIBRARY.catalogue)


def answer_to(document: Document) -> Recommendation:
    """The answer of ASCO 2022."""
    return recommend(GUIDELINE, record_of(document))


def walked(document: Document) -> Case | None:
    """The case at the end of a record that leaves nothing open on the way."""
    try:
        return walk(GUIDELINE, record_of(document))
    except (Undetermined, OrderUnknown):
        return None


def on_the_wire(answer: Recommendation) -> Any:
    """The answer as JSON."""
    return json.loads(orjson.dumps(answer))


def objects_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object of a JSON document, the inner ones too."""
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for found in inner:
        yield from objects_in(found)


@examples(200)
@given(documents())
def test_firing_treat_on_the_machine_lands_where_the_recommendation_says(document: Document) -> None:
    case = walked(document)
    assume(case is not None)
    assert case is not None
    before = case.state
    try:
        GUIDELINE.fire("treat", case)
    except Undetermined:
        return
    answer = answer_to(document)
    regimen = case.stage.regimen
    match answer.outcome:
        case "recommend":
            assert case.state in {f"{answer.state}.{code}" for code in answer.preferred}
        case "continue":
            assert before == case.state
        case "provisional":  # an equal of the option it landed on is still open
            assert regimen is not None
            assert regimen.code in {code for branch in answer.branches for code in branch.preferred}
        case "outside_pathway" | "exhausted":
            assert answer.outcome == case.state
        case outcome:
            assert KINDS[outcome] == case.stage.kind


@examples(100)
@given(documents())
def test_a_verdict_follows_from_the_findings_shown_with_it(document: Document) -> None:
    for option in answer_to(document).options:
        against = [found for found in option.findings if found.answer is not None and found.answer != found.wanted]
        unknown = [found for found in option.findings if found.answer is None]
        match option.verdict:
            case "permitted":
                assert against == []
                assert [found for found in unknown if found.wanted] == []
            case "undetermined":
                assert against == []
                assert unknown != []
            case verdict:
                assert verdict == "excluded"
                assert against or [found for found in unknown if found.wanted]


@examples(175)
@given(documents())
def test_a_step_is_closed_by_one_wrong_answer_and_an_unknown_fact_to_check_counts_as_a_no(document: Document) -> None:
    case = walked(document)
    assume(case is not None)
    assert case is not None
    for step in [*GUIDELINE.steps("treat", case.decision), *GUIDELINE.steps("treat", case.state)]:
        weighed = step.weigh(case)
        answers = [
            (False if found.answer is None and found.guard.when_unknown != "ask" else found.answer, found.guard.target)
            for found in weighed.findings
        ]
        if any(given is not None and given != wanted for given, wanted in answers):
            assert weighed.verdict == "excluded"
        elif any(given is None for given, _ in answers):
            assert weighed.verdict == "undetermined"
        else:
            assert weighed.verdict == "permitted"


@examples(100)
@given(documents(precise=True), st.data())
def test_the_order_in_which_a_history_is_told_changes_nothing(document: Document, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(document["history"]))))
    shuffled = {**document, "history": [document["history"][place] for place in order]}
    told, retold = answer_to(document), answer_to(shuffled)
    assert told.decision_id == retold.decision_id
    retold_text = re.sub(
        r"/history/(\d+)", lambda found: f"/history/{order[int(found[1])]}", json.dumps(on_the_wire(retold))
    )
    assert on_the_wire(told) == json.loads(retold_text)


@examples(100)
@given(documents(), st.sampled_from(UNFAVOURABLE))
def test_forgetting_what_excludes_an_option_never_opens_it_in_silence(document: Document, charted: Document) -> None:
    fact = next(iter(charted))  # the others only make it count
    informed = {**document, "patient": {**document["patient"], **charted}}
    forgetful = {**document, "patient": {name: told for name, told in informed["patient"].items() if name != fact}}
    if fact == "history_complete":
        informed, forgetful = {**document, fact: True}, {**document, fact: False}
    reported = any(entry.get("kind") == "interstitial_lung_disease" for entry in document["history"])
    assume(not (reported and fact == "interstitial_lung_disease"))  # then the event is what is known
    known, unknown = answer_to(informed), answer_to(forgetful)
    assume(known.state == unknown.state)
    before = {option.regimen: option.verdict for option in known.options}
    for option in unknown.options:
        if before.get(option.regimen) == "excluded" and option.verdict == "permitted":
            assert fact not in DECIDING
            assert not (fact == "interstitial_lung_disease" and option.regimen.startswith("t_dxd"))
            assert [found.facts[f"/patient/{fact}"] for found in option.cautions if f"/patient/{fact}" in found.facts][
                :1
            ] == [None]


@examples(175)
@given(documents())
def test_the_line_never_falls_and_progression_on_a_counting_regimen_raises_it_by_one(document: Document) -> None:
    case = Case(GUIDELINE, record_of(document), Assumptions({}), FIRST_STATE)
    counted = False
    try:
        for occurrence in in_reading_order(case.record, LIBRARY.catalogue, case.assumptions.came_before):
            before = case.line
            case.read(occurrence)
            if case.stage.kind == "referral":
                return
            assert (before or 0) <= (case.line or 0)
            if occurrence.trigger == "progression":
                assert before is not None
                assert before + counted == case.line
                counted = False
            elif occurrence.trigger == "start" and occurrence.treatment is not None:
                counted |= occurrence.treatment.counts_as_line
    except (Undetermined, OrderUnknown):
        return


@examples(175)
@given(documents(), st.data())
def test_what_is_charted_about_the_patient_today_never_changes_the_way_here(
    document: Document, data: st.DataObject
) -> None:
    today = data.draw(patients(record_of(document).as_of))
    ways = []
    for patient in (document["patient"], today):
        try:
            charted = {**without(document, "confirmed"), "patient": patient, **confirming(patient)}
            case = walk(GUIDELINE, record_of(charted))
        except (Undetermined, OrderUnknown) as stopped:
            ways.append([str(stopped)])
        else:
            ways.append([f"{taken.trigger}: {taken.step.source} to {taken.step.dest}" for taken in case.trail])
    assert ways[0] == ways[1]


@examples(140)
@given(documents())
@example(NOTHING_LEFT)  # random records are rarely exhausted
def test_every_record_gets_exactly_one_typed_outcome(document: Document) -> None:
    answer = answer_to(document)
    assert answer.outcome in OUTCOMES
    assert (answer.outcome == "recommend") == bool(answer.preferred)
    assert (answer.outcome == "provisional") == bool(answer.branches)
    assert (answer.outcome == "provisional") <= bool(answer.ask_first)
    assert (answer.outcome == "continue") <= (answer.current is not None)
    assert (document == NOTHING_LEFT) <= (answer.outcome == "exhausted")
    if answer.outcome == "exhausted":
        assert answer.line.number is not None
        assert answer.line.number >= 3
    verdicts = {option.regimen: option.verdict for option in answer.options}
    assert {"permitted"} >= {verdicts[code] for code in answer.preferred}
    for earlier, later in pairwise(answer.trail):
        assert None in (earlier.dest, later.source) or earlier.dest == later.source


@examples(100)
@given(documents())
def test_no_two_branches_tell_the_same_to_do(document: Document) -> None:
    branches = answer_to(document).branches
    to_do = [(one.outcome, one.preferred, tuple(one.permitted), tuple(one.actions)) for one in branches]
    assert len(branches) == len(set(to_do))


@examples(100)
@given(documents())
def test_every_evidence_key_and_every_interpretation_of_an_answer_resolves(document: Document) -> None:
    for shown in objects_in(on_the_wire(answer_to(document))):
        assert set(shown.get("evidence", [])) <= LIBRARY.evidence.keys()
        assert set(shown.get("interpretation", [])) <= LIBRARY.interpretations.keys()
        if "basis" in shown and shown["basis"] != "service":
            assert shown["evidence"] != []


@examples(100)
@given(documents())
def test_every_fact_points_into_the_request_or_at_a_field_that_it_could_have(document: Document) -> None:
    answer = on_the_wire(answer_to(document))
    facts = [shown["facts"] for shown in objects_in(answer) if "facts" in shown]
    pointers = {pointer: value for found in facts if isinstance(found, dict) for pointer, value in found.items()}
    pointers |= {pointer: None for found in facts if isinstance(found, list) for pointer in found}
    pointers |= {asked["fact"]: None for asked in answer["ask_first"]}
    pointers |= {step["fact"]: None for step in answer["trail"]}
    for pointer, value in pointers.items():
        place: Any = document
        *path, name = pointer.removeprefix("/").split("/")
        for part in path:
            place = place[int(part) if isinstance(place, list) else part]
        if isinstance(place, list):
            assert 0 <= int(name) < len(place)
        elif name not in place:
            assert name in (FACTS if path == ["patient"] else ENTRY_FIELDS)
            assert value in (None, []) or name == "her2_status"  # which is also read from IHC and ISH


@examples(100)
@given(documents())
def test_nothing_is_shown_as_found_that_nobody_has_charted(document: Document) -> None:
    answer = answer_to(document)
    shown = [*(option.findings for option in answer.options), *(step.findings for step in answer.trail)]
    for finding in [found for findings in shown for found in findings]:
        # A no may rest on a complete history alone, and a toxicity without an end has not resolved.
        facts = {
            name: value for name, value in finding.facts.items() if not name.endswith(("/history", "/resolved_on"))
        }
        if finding.answer is not None and facts:
            assert any(value is not None for value in facts.values()), finding.question
