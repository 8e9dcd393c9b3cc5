"""The decision id: the same for the same patient however told, another one for every other fact."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from statemachine.answering.decision_id import canonical, decision_id
from statemachine.record.facts import FACTS
from statemachine.record.read_record import read
from statemachine.record.record import Record
from tests.records import FIT, LIBRARY, VALUES, Document, documents, examples

EDITION = "0" * 64
ANSWER = {"outcome": "recommend", "state": "second_line", "preferred": ["t_dxd"], "verdicts": {"t_dxd": "permitted"}}
EXAMPLE: Document = {
    "as_of": "2026-11-20",
    "history_complete": True,
    "patient": {"her2_status": "positive", "lvef_percent": 62, "ecog": 0, "pregnant": False, "unavailable": ["Tukysa"]},
    "history": [
        {"event": "recurrence", "on": "2025-09"},
        {"treatment": {"agents": ["Phesgo", "docetaxel"]}, "setting": "metastatic", "started": "2025-10-02"},
    ],
}
# Written by hand after RFC 8785: no blanks, keys in order; numbers are text, so that no writer can differ on them.
CANONICAL = (
    '{"answer":{"outcome":"recommend","preferred":["t_dxd"],"state":"second_line","verdicts":{"t_dxd":"permitted"}},'
    '"edition":"' + EDITION + '",'
    '"record":{"as_of":"2026-11-20",'
    '"events":[{"name":"recurrence","on":"2025-09"}],'
    '"history_complete":true,'
    '"patient":{"ecog":"0.0","her2_status":"positive","lvef_percent":"62.0","pregnant":false,"unavailable":["tucatinib"]},'
    '"treatments":[{"dropped":[],"ended":null,"given":[["docetaxel"],["pertuzumab"],["trastuzumab"]],'
    '"regimens":["thp"],"setting":"metastatic","started":"2025-10-02","stopped_for":null,"toxicity_agent":null}]}}'
)


def record(document: Document) -> Record:
    """The record of a document."""
    return read(document, LIBRARY.catalogue)


def identity(document: Document, edition: str = EDITION, **answer: Any) -> str:
    """The id of a document with the answer of the example."""
    return decision_id(record(document), edition, {**ANSWER, **answer})


def changed(**patient: Any) -> Document:
    """The example with other facts."""
    return {**EXAMPLE, "patient": {**EXAMPLE["patient"], **patient}}


def test_the_id_is_the_hash_of_the_canonical_question_and_answer() -> None:
    assert "sha256:" + hashlib.sha256(CANONICAL.encode()).hexdigest() == identity(EXAMPLE)


def test_the_id_of_the_example_is_the_same_on_every_machine() -> None:
    assert identity(EXAMPLE) == "sha256:054ad96d5160a02ad945a6695b65f0375d9de57d4a818d11edac1c23b42479fa"


@examples(200)
@given(documents())
def test_any_writer_of_rfc_8785_finds_the_same_id(document: Document) -> None:
    question: Any = {"record": canonical(record(document)), "edition": EDITION, "answer": ANSWER}
    assert "sha256:" + hashlib.sha256(rfc8785.dumps(question)).hexdigest() == identity(document)


@examples(200)
@given(documents(), st.data())
def test_the_order_of_the_telling_is_no_part_of_the_id(document: Document, data: st.DataObject) -> None:
    def in_another_order(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: in_another_order(value[key]) for key in data.draw(st.permutations(sorted(value)))}
        return data.draw(st.permutations(value)) if isinstance(value, list) else value

    retold = in_another_order(document)
    retold["history"] = [in_another_order(entry) for entry in retold["history"]]
    assert identity(document) == identity(retold)


@pytest.mark.parametrize(
    "agents",
    [
        ["docetaxel", "Phesgo"],
        ["Herceptin", "Perjeta", "docetaxel"],
        ["DOCETAXEL", "trastuzumab-dkst", "pertuzumab"],
        ["trastuzumab", "pertuzumab", "docetaxel", "Herzuma"],
    ],
)
def test_brands_and_biosimilars_are_no_part_of_the_id(agents: list[str]) -> None:
    document = copy.deepcopy(EXAMPLE)
    document["history"][1]["treatment"]["agents"] = agents
    assert identity(EXAMPLE) == identity(document)


def test_an_empty_fact_and_an_equal_number_are_the_same_fact() -> None:
    assert identity(EXAMPLE) == identity(changed(heart_failure=None, declines=[], lvef_percent=62.0))
    sites = {"metastatic_sites": ["bone", "liver"]}, {"metastatic_sites": ["liver", "bone", "liver"]}
    assert identity(changed(**sites[0])) == identity(changed(**sites[1]))


@pytest.mark.parametrize("fact", sorted(VALUES))
def test_every_value_of_every_fact_gives_another_id(fact: str) -> None:
    values = (
        ["2026-10-30", "2026-10", "2026"]
        if fact == "lvef_measured_on"
        else [value for value in VALUES[fact] if value != []]
    )
    told = [identity({**EXAMPLE, "patient": {"her2_status": "positive", fact: value}}) for value in values]
    told.append(identity({**EXAMPLE, "patient": {"her2_status": "positive"}}))
    assert len(values) + 1 == len(set(told))


def test_no_fact_of_the_patient_is_left_out() -> None:
    facts = {**FIT, "lvef_measured_on": "2026", "her2_status": "positive", "her2_ihc": "3+", "her2_ish": "not_done"}
    facts |= {
        "interstitial_lung_disease": "past",
        "interstitial_lung_disease_grade": 1,
        "declines": ["oral"],
        "unavailable": ["lapatinib"],
        "antibody_rechallenge_cleared": True,
        "declines_conjugates": False,
    }
    assert set(FACTS) == set(canonical(record({**EXAMPLE, "patient": facts}))["patient"])


COURSE = {"setting": "metastatic", "started": "2025-10-02", "ended": "2026-03", "stopped_for": "toxicity"}
DROPPED = {"agents": ["docetaxel"], "on": "2026-01", "for": "toxicity"}
TOXICITY = {
    "event": "toxicity",
    "on": "2026-01-05",
    "kind": "hepatic",
    "grade": 2,
    "agent": "Tukysa",
    "resolved_on": "2026-02",
}
RETEST = {"event": "her2_retest", "on": "2026-01-05", "her2_ihc": "2+", "her2_ish": "positive", "site": "liver"}


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (COURSE, {"setting": "adjuvant"}),
        (COURSE, {"started": "2025-10"}),
        (COURSE, {"ended": "2026-03-01"}),
        (COURSE, {"ended": None}),
        (COURSE, {"stopped_for": "access"}),
        (COURSE, {"toxicity_agent": "docetaxel"}),
        (COURSE, {"toxicity_kind": "neuropathy"}),
        (COURSE, {"dropped": DROPPED}),
        ({**COURSE, "dropped": DROPPED}, {"dropped": {**DROPPED, "toxicity_kind": "neuropathy"}}),
        ({**COURSE, "dropped": DROPPED}, {"dropped": {**DROPPED, "on": "2026-02"}}),
        ({**COURSE, "dropped": DROPPED}, {"dropped": {**DROPPED, "for": "access"}}),
        ({**COURSE, "dropped": DROPPED}, {"dropped": {**DROPPED, "agents": ["pertuzumab"]}}),
        (COURSE, {"treatment": {"regimen": "th"}}),
        (COURSE, {"treatment": {"agents": ["docetaxel", "Phesgo"]}}),  # the code leaves the taxane open
        (TOXICITY, {"kind": "neuropathy"}),
        (TOXICITY, {"grade": 3}),
        (TOXICITY, {"agent": "lapatinib"}),
        (TOXICITY, {"on": "2026-01-06"}),
        (TOXICITY, {"resolved_on": "2026-02-01"}),
        (RETEST, {"her2_ish": "negative"}),
        (RETEST, {"her2_ihc": "3+"}),
        (RETEST, {"site": "bone"}),
    ],
)
def test_every_other_thing_in_the_history_gives_another_id(entry: Document, other: Document) -> None:
    first = entry if "event" in entry else {"treatment": {"regimen": "thp"}, **entry}
    told = [identity({**EXAMPLE, "history": [told]}) for told in (first, {**first, **other})]
    assert len(set(told)) == 2


def test_the_question_the_edition_and_the_answer_are_part_of_the_id() -> None:
    told = [
        identity(EXAMPLE),
        identity({**EXAMPLE, "as_of": "2026-11-21"}),
        identity({**EXAMPLE, "history_complete": False}),
        identity({**EXAMPLE, "history": EXAMPLE["history"][:1]}),
        identity({**EXAMPLE, "history": [*EXAMPLE["history"], EXAMPLE["history"][0]]}),
        identity(EXAMPLE, edition="1" * 64),
        identity(EXAMPLE, outcome="refer"),
        identity(EXAMPLE, state=None),
        identity(EXAMPLE, preferred=[]),
        identity(EXAMPLE, verdicts={"t_dxd": "excluded"}),
    ]
    assert len(told) == len(set(told))
