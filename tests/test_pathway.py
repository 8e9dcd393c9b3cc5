"""The road ahead is what the same question answers after each event, bounded, with its dead ends marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from statemachine.answering.recommend import recommend
from statemachine.board.pathway import DEEPEST, MOST_NODES, Node, pathway
from statemachine.record.read_record import read
from tests.comparison import facts_of
from tests.records import LIBRARY, Document, documents, examples

EXAMPLES = Path(__file__).parent.parent / "openapi" / "examples"
GUIDELINE = LIBRARY.guidelines["asco@2022-05-31"]


def example(name: str) -> Document:
    """The request of an example."""
    document: Document = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return document


def nodes(root: Node) -> Iterator[Node]:
    """Every node of a tree."""
    yield root
    for child in root.children:
        yield from nodes(child)


def after(node: Node, *events: str) -> Node:
    """The node that a way of events leads to."""
    for event in events:
        [node] = [child for child in node.children if child.event == event]
    return node


def test_the_road_from_the_first_line_goes_by_maintenance_or_progression_to_t_dxd() -> None:
    root = pathway(GUIDELINE, example("de-novo-first-line")).root
    assert (root.event, root.preferred) == (None, ("thp",))
    maintained = after(root, "completion")
    assert (maintained.state, maintained.preferred) == ("first_line_maintenance", ("hp",))
    for way in (("progression",), ("completion", "progression")):
        second = after(root, *way)
        assert (second.state, second.line_number, second.preferred) == ("second_line", 2, ("t_dxd",))
    third = after(root, "progression", "progression")
    assert (third.state, third.line_number) == ("third_line_or_later", 3)


def test_progression_in_the_brain_leaves_the_treatment_and_ends_the_way() -> None:
    brain = after(pathway(GUIDELINE, example("de-novo-first-line")).root, "cns_progression")
    assert (brain.outcome, brain.state, brain.children, brain.truncated) == ("continue", "first_line", (), False)


def test_a_dead_end_for_want_of_evidence_is_marked_as_both() -> None:
    gap = after(pathway(GUIDELINE, example("de-novo-first-line")).root, "toxicity")
    assert (gap.outcome, gap.dead_end, gap.evidence_gap, gap.children) == ("refer", True, True, ())


def test_a_present_treatment_is_what_the_events_come_on() -> None:
    document = example("on-treatment-continue")
    root = pathway(GUIDELINE, document).root
    assert root.outcome == "continue"
    present = [entry["treatment"]["regimen"] for entry in document["history"] if entry.get("setting") == "metastatic"]
    assert {child.treatment for child in root.children} == set(present[-1:])


@pytest.mark.parametrize("name", ["exhausted", "pregnancy-refer", "her2-equivocal-need-data"])
def test_where_nothing_can_follow_the_tree_is_its_root_and_says_so(name: str) -> None:
    ahead = pathway(GUIDELINE, example(name))
    assert (ahead.nodes, ahead.root.children, ahead.root.dead_end, ahead.truncated) == (1, (), True, False)


def test_no_regimen_is_followed_twice_on_one_way() -> None:
    def ways(node: Node, given: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        chosen = given if node.treatment is None else (*given, node.treatment)
        yield chosen
        for child in node.children:
            yield from ways(child, chosen)

    for way in ways(pathway(GUIDELINE, example("early-relapse-second-line")).root, ()):
        assert len(way) == len(set(way)), way


@examples(40)
@given(documents())
def test_the_root_is_the_answer_now_and_the_bounds_hold(document: Document) -> None:
    ahead = pathway(GUIDELINE, document)
    answer = recommend(GUIDELINE, read(document, LIBRARY.catalogue))
    now = (ahead.root.outcome, ahead.root.state, ahead.root.line_number, ahead.root.preferred)
    assert now == (answer.outcome, answer.state, answer.line.number, answer.preferred)
    found = list(nodes(ahead.root))
    assert (len(found), len(found) <= MOST_NODES) == (ahead.nodes, True)
    assert ahead.truncated == any(node.truncated for node in found)
    assert ahead.deepest == DEEPEST


def test_a_treatment_charted_drug_by_drug_ends_as_one() -> None:
    drugs = (["trastuzumab", "pertuzumab", "docetaxel"], ["letrozole"])
    thp, letrozole = (
        {"treatment": {"agents": agents}, "setting": "metastatic", "started": started}
        for agents, started in zip(drugs, ("2025-01-27", "2025-08-25"), strict=True)
    )
    dropped = {"agents": ["docetaxel"], "on": "2025-08-04", "for": "completion"}
    document = {
        "as_of": "2026-11-09",
        "history_complete": True,
        "patient": {**facts_of({"usual": True}), "hormone_receptor": "positive"},
        "history": [{"event": "metastatic_diagnosis", "on": "2025-01-13"}, {**thp, "dropped": dropped}, letrozole],
    }
    tree = pathway(LIBRARY.guidelines["asco@2022-05-31"], document)
    assert tree.root.state == "first_line_maintenance"
    progressed = next(child for child in tree.root.children if child.event == "progression")
    assert (progressed.state, progressed.preferred) == ("second_line", ("t_dxd",))


def of_metastatic_disease(*entries: Document) -> Document:
    """A record of these treatments of a usual patient."""
    history = [
        {"event": "metastatic_diagnosis", "on": "2026-01-02"},
        *({**one, "setting": "metastatic"} for one in entries),
    ]
    patient = facts_of({"usual": True})
    return {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}


def test_what_ended_of_a_treatment_before_keeps_its_end_when_the_rest_ends() -> None:
    document = of_metastatic_disease(
        {"treatment": {"agents": ["trastuzumab", "pertuzumab"]}, "started": "2026-01-05"},
        {
            **{"treatment": {"agents": ["docetaxel"]}, "started": "2026-01-05", "ended": "2026-03-05"},
            **{"stopped_for": "toxicity", "toxicity_kind": "neuropathy", "toxicity_grade": 3},
        },
        {"treatment": {"agents": ["paclitaxel"]}, "started": "2026-03-20"},
    )
    progressed = after(pathway(GUIDELINE, document).root, "progression")
    assert (progressed.state, progressed.preferred) == ("second_line", ("t_dxd",))


def test_what_was_held_is_held_no_more_when_it_is_stopped() -> None:
    document = of_metastatic_disease(
        {"treatment": {"agents": ["trastuzumab", "pertuzumab"]}, "started": "2026-01-05"},
        {"treatment": {"agents": ["docetaxel"]}, "started": "2026-01-05", "held_since": "2026-11-02"},
    )
    progressed = after(pathway(GUIDELINE, document).root, "progression")
    assert (progressed.state, progressed.preferred) == ("second_line", ("t_dxd",))
