"""The proof itself: its sets against counting one by one, its reduction against the engine, its assumptions too."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Final

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from statemachine.answering.explore_branches import walk
from statemachine.editions.library import FOLDER
from statemachine.machine.case import Case
from statemachine.machine.guard import Guard, Undetermined
from statemachine.record.read_record import read
from statemachine.record.reading_order import OrderUnknown
from statemachine.verification import certificate
from statemachine.verification.diagram import ALWAYS, ANSWERS, NEVER, Diagrams
from statemachine.verification.implications import HER2_ANSWERS
from statemachine.verification.proof import SAMPLED_PER_PLACE, prove
from statemachine.verification.sampling import by_engine, differences, draw, situation
from statemachine.verification.space import Space, read_space
from tests.proofs import histories_of, space_of
from tests.records import LIBRARY, Document, documents, examples

EDITIONS: Final = sorted(LIBRARY.guidelines)
QUESTIONS: Final = 5
SETS: Final = st.recursive(
    st.tuples(st.integers(0, QUESTIONS - 1), st.sets(st.sampled_from(ANSWERS))),
    lambda inner: st.tuples(st.sampled_from(("both", "either", "outside")), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=12,
)


@pytest.fixture(scope="module", params=EDITIONS)
def space(request: pytest.FixtureRequest) -> Space:
    """The decision space of one shipped edition."""
    reference: str = request.param
    return space_of(reference)


@pytest.mark.proof
def test_every_shipped_edition_is_proved_and_its_certificate_can_be_reproduced(space: Space) -> None:
    proof = prove(space, histories_of(space.guideline.reference))
    assert [held.refuted for held in proof.invariants if held.refuted] == []
    assert proof.holds
    assert certificate.read_certificate(space.guideline) == certificate.certificate(proof)


def build(sets: Diagrams, described: object) -> int:
    """The set that a description means."""
    assert isinstance(described, tuple)
    kind, of = described
    match kind:
        case "both":
            return sets.both(*(build(sets, one) for one in of))
        case "either":
            return sets.either(build(sets, one) for one in of)
        case "outside":
            return sets.outside(build(sets, of[0]))
        case _:
            return sets.where(kind, of)


def contains(described: object, answers: tuple[bool | None, ...]) -> bool:
    """The same, for one situation at a time and without a diagram."""
    assert isinstance(described, tuple)
    kind, of = described
    match kind:
        case "both":
            return all(contains(one, answers) for one in of)
        case "either":
            return any(contains(one, answers) for one in of)
        case "outside":
            return not contains(of[0], answers)
        case _:
            return answers[kind] in of


@examples(75)
@given(SETS, st.integers(0, QUESTIONS - 1), st.sampled_from(ANSWERS))
def test_a_diagram_is_the_set_that_counting_every_situation_gives(
    described: object, question: int, answer: bool | None
) -> None:
    sets = Diagrams(QUESTIONS)
    built = build(sets, described)
    situations = list(product(ANSWERS, repeat=QUESTIONS))
    expected = [contains(described, answers) for answers in situations]
    assert expected == [sets.contains(built, answers) for answers in situations]
    assert sum(expected) == sets.count(built)
    assert (built == NEVER, built == ALWAYS) == (not any(expected), all(expected))
    given_answer = sets.given(built, question, answer)
    for answers in situations:
        as_told = (*answers[:question], answer, *answers[question + 1 :])
        assert contains(described, as_told) == sets.contains(given_answer, answers)
    if built != NEVER:
        example = sets.example(built, {})
        assert contains(described, tuple(example.get(level, True) for level in range(QUESTIONS)))


def test_every_situation_is_counted_once(space: Space) -> None:
    for place in space.decisions.values():
        outcomes = {place.outcome(step) for step in place.best}
        settled = sum(place.sets.count(place.settled(outcome)) for outcome in outcomes)
        assert 3 ** len(place.questions) == settled + place.sets.count(place.asked)


def test_the_engine_answers_thousands_of_situations_as_the_diagrams_say(space: Space) -> None:
    compared, differing = differences(space, 150, ())
    assert compared > 1_000
    assert differing == []


def test_an_answer_that_the_engine_settles_stays_when_what_it_would_ask_is_known(space: Space) -> None:
    random, tried = Random(7), 0  # noqa: S311  # the same situations in every run
    for place in space.of_kind("decision"):
        ask = situation(space.guideline, place)
        gates = {step.dest for step in place.best if step.is_gate}
        for _ in range(300):
            answers = draw(place, random)
            before = by_engine(ask(answers))
            asking = [level for level, guards in enumerate(place.guards.values()) if asks(guards, answers[level])]
            if before.outcome == "ask" or not asking:
                continue
            for level in asking:
                answers[level] = random.choice((True, False))
            after = by_engine(ask(answers))
            assert before == after or (before.preferred | after.preferred <= gates)
            tried += 1
    assert tried > 20


def asks(guards: list[Guard], answer: bool | None) -> bool:
    """Is this an open question that every guard asks for?"""
    return answer is None and all(guard.when_unknown == "ask" for guard in guards)


def test_a_wrong_reduction_would_be_found_by_comparing_with_the_engine() -> None:
    space = read_space(LIBRARY.guidelines["overview@2017-07-17"], FOLDER)
    place = space.decisions["second_line"]
    step = next(step for step in place.best if step.dest == "second_line.t_dm1")
    place.best[step], place.asked = NEVER, place.sets.either([place.asked, place.best[step]])
    _, differing = differences(space, SAMPLED_PER_PLACE, histories_of(space.guideline.reference))
    assert {difference.by_engine.outcome for difference in differing} == {"recommend"}


def walked(document: Document, reference: str) -> Case | None:
    """The case at the end of a record; none where an open question decides the way."""
    guideline = LIBRARY.guidelines[reference]
    try:
        return walk(guideline, read(document, guideline.catalogue))
    except (Undetermined, OrderUnknown):
        return None


@examples(125)
@given(documents(), st.sampled_from(EDITIONS))
def test_her2_has_one_status_in_every_record(document: Document, reference: str) -> None:
    case = walked(document, reference)
    if case is not None:
        answers = {name: getattr(case, name)().value for name in HER2_ANSWERS[True]}
        assert answers in [dict(expected) for expected in HER2_ANSWERS.values()]


def failed_and_answered_so(case: Case, space: Space) -> set[str]:
    """The drugs of which `failed` was asked after certain progression on them; each question must be answered yes."""
    certain = {agent for agent, answer in case.failed_drugs.items() if answer.value}
    assert all(case.progressed_on(agent).value and case.something_was_given().value for agent in certain)
    asked_of: set[str] = set()
    for guard in space.decisions[case.decision].named("failed"):
        asked = guard.func.arguments
        for agent in certain.intersection(asked["agents"]):
            if asked["regimen"].cannot_do_without({agent}):
                asked_of.add(agent)
                assert guard.func.ask(case).value is True
    return asked_of


@examples(150)
@given(documents(), st.sampled_from(EDITIONS))
def test_certain_progression_on_a_drug_answers_the_questions_about_it_with_yes(
    document: Document, reference: str
) -> None:
    case = walked(document, reference)
    if case is not None:
        failed_and_answered_so(case, space_of(reference))


def test_the_stories_fail_on_every_drug_that_is_never_offered_again() -> None:
    space = space_of("asco@2022-05-31")
    failed = {agent for story in histories_of("asco@2022-05-31") for agent in failed_and_answered_so(story.case, space)}
    never_again = {"trastuzumab_deruxtecan", "trastuzumab_emtansine", "tucatinib", "lapatinib", "neratinib"}
    assert {*never_again, "margetuximab", "pertuzumab", "abemaciclib", "fulvestrant"} == failed


@pytest.mark.parametrize("reference", EDITIONS)
def test_the_certificate_of_an_edition_is_served_as_committed(client: FlaskClient, reference: str) -> None:
    served = client.get(f"/v1/guidelines/{reference}/certificate")
    assert (200, certificate.read_certificate(LIBRARY.guidelines[reference])) == (served.status_code, served.get_json())
    edition = client.get(f"/v1/guidelines/{reference}").get_json()
    assert edition["sha256"] == served.get_json()["guideline"]["sha256"]


def test_an_unknown_edition_has_no_certificate(client: FlaskClient) -> None:
    answer = client.get("/v1/guidelines/asco@1999-01-01/certificate")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert "asco@2022-05-31" in answer.get_json()["detail"]
