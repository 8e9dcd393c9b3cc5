"""A drug by its name, by its code or as unlisted, wherever a drug may stand, and what it is to a course."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from flask.testing import FlaskClient

from statemachine import read, recommend
from statemachine.answer import Recommendation
from statemachine.record.occurrences import Occurrence
from statemachine.record.reading_order import in_reading_order
from statemachine.record.record import Record
from tests.records import LIBRARY
from tests.test_bad_input import expect_problem

EDITION = LIBRARY.guidelines["asco@2022-05-31"]
FIT: dict[str, Any] = {"her2_status": "positive", "sex": "male", "lvef_percent": 62, "lvef_measured_on": "2026-11-01"}
FIT |= {"heart_failure": "none", "interstitial_lung_disease": "none", "brain_metastases": "none"}
PYROTINIB = {"other": "pyrotinib", "class": "her2_kinase_inhibitor"}
INVENTED = {"other": "inventinib", "class": "her2_kinase_inhibitor"}


def course(*agents: Any, **fields: Any) -> dict[str, Any]:
    """A metastatic course that begins in January."""
    return {"treatment": {"agents": list(agents)}, "setting": "metastatic", "started": "2026-01-05", **fields}


def document(*history: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A request of a fit patient with metastatic disease."""
    diagnosis = {"event": "metastatic_diagnosis", "on": "2026-01-02"}
    patient = {**FIT, **facts}
    return {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": [diagnosis, *history]}


def record(*history: dict[str, Any], **facts: Any) -> Record:
    """It as read."""
    return read(document(*history, **facts), LIBRARY.catalogue)


def answer(*history: dict[str, Any], **facts: Any) -> Recommendation:
    """The answer to it."""
    return recommend(EDITION, record(*history, **facts))


@pytest.mark.parametrize(
    ("system", "code", "agents"),
    [
        ("rxnorm", "224905", {"trastuzumab"}),
        ("rxnorm", "2103478", {"trastuzumab"}),
        ("rxnorm", "1371041", {"trastuzumab_emtansine"}),
        ("atc", "L01FD04", {"trastuzumab_deruxtecan"}),
        ("hemonc", "37557162", {"pertuzumab", "trastuzumab"}),
    ],
)
def test_a_code_stands_for_its_drug_or_for_both_drugs_of_a_product(system: str, code: str, agents: set[str]) -> None:
    [treatment] = record(course({"system": system, "code": code})).treatments
    assert agents == treatment.drugs


@pytest.mark.parametrize(
    ("drug", "says"),
    [
        (7, "must be a name, an object with system and code, or an object with other and class, not 7"),
        ({}, "must be a name, an object with system and code, or an object with other and class"),
        ({"system": "snomed", "code": "1"}, "must be one of rxnorm, atc, hemonc, ncit"),
        ({"system": "rxnorm"}, "is missing"),
        ({"other": "inventinib"}, "is missing"),
        ({"other": "inventinib", "class": "antibody"}, "must be one of anti_her2_antibody"),
        ({"other": "inventinib", "code": "1"}, "not both"),
        ({"system": "rxnorm", "code": "0"}, "is not known by this code of rxnorm"),
        ({"other": "Enhertu", "class": "anti_her2_antibody"}, "known as trastuzumab_deruxtecan"),
        ("inventinib", 'chart it as {"other": "its name", "class": "its class"}'),
    ],
)
@pytest.mark.parametrize("place", ["agents", "toxicity_agent", "dropped", "event", "declines", "unavailable"])
def test_a_drug_that_cannot_be_read_is_told_wherever_it_stands(
    client: FlaskClient, drug: Any, says: str, place: str
) -> None:
    thp: dict[str, Any] = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2026-01-05"}
    ended = {**thp, "ended": "2026-05-04", "stopped_for": "toxicity"}
    asked = {
        "agents": document(course(drug)),
        "toxicity_agent": document({**ended, "toxicity_agent": drug}),
        "dropped": document({**thp, "dropped": {"agents": [drug], "on": "2026-05-04"}}),
        "event": document(thp, {"event": "toxicity", "kind": "other", "on": "2026-05-04", "agent": drug}),
        "declines": document(thp, declines=[drug]),
        "unavailable": document(thp, unavailable=[drug]),
    }[place]
    faults = client.post("/v1/recommendations", json=asked).get_json()["faults"]
    assert [says in fault["says"] for fault in faults] == [True]


def test_an_unknown_drug_is_a_fault_of_its_own_kind_with_the_name_that_it_misspells(client: FlaskClient) -> None:
    answered = client.post("/v1/recommendations", json=document(course("tucatnib")))
    (fault,) = expect_problem(answered, 422, ["/history/1/treatment/agents/0"])["faults"]
    assert (fault["code"], fault["known"]) == ("unknown_drug", ["tucatinib"])
    scenario = {"name": "Another drug", "history": [{"add": course("tucatnib")}]}
    asked = client.post("/v1/what-if", json={"base": document(), "scenarios": [scenario]}).get_json()
    (fault,) = asked["scenarios"][0]["problem"]["faults"]
    assert (fault["pointer"], fault["code"], fault["known"]) == (
        "/scenarios/0/history/0/add/treatment/agents/0",
        "unknown_drug",
        ["tucatinib"],
    )


def test_an_unlisted_drug_is_answered_as_a_listed_one_of_its_class_but_for_its_name() -> None:
    stopped = {"ended": "2026-09-14", "stopped_for": "progression"}
    listed = answer(course("pyrotinib", "capecitabine", **stopped))
    unlisted = answer(course(INVENTED, "capecitabine", **stopped))
    assert [(option.regimen, option.verdict) for option in listed.options] == [
        (option.regimen, option.verdict) for option in unlisted.options
    ]
    assert (listed.outcome, listed.preferred, listed.line.number) == (
        unlisted.outcome,
        unlisted.preferred,
        unlisted.line.number,
    )
    assert list(unlisted.line.received) == ["capecitabine", "inventinib"]


def test_a_listed_drug_charted_as_unlisted_is_read_as_what_it_is() -> None:
    assert record(course(PYROTINIB)).treatments == record(course("pyrotinib")).treatments


def test_two_unlisted_drugs_of_a_class_are_both_named() -> None:
    [treatment] = record(course(INVENTED, {"other": "novatinib", "class": "her2_kinase_inhibitor"})).treatments
    assert treatment.name == "inventinib and novatinib"


def test_of_a_drug_that_nobody_names_every_exposure_is_unknown_and_its_own_name_is_shown() -> None:
    [treatment] = record(course("trastuzumab", {"other": "study drug", "class": "unknown_anticancer"})).treatments
    drugs = ("trastuzumab", "trastuzumab_deruxtecan", "docetaxel", "goserelin")
    assert [treatment.gave(drug) for drug in drugs] == [True, None, None, False]
    assert treatment.name == "study drug+trastuzumab"
    assert treatment.regimens == ()


def test_a_known_drug_dropped_leaves_the_unknown_one_going_on() -> None:
    unknown = {"other": "study drug", "class": "unknown_anticancer"}
    dropped = {"agents": ["docetaxel"], "on": "2026-05-04"}
    [treatment] = record(course("docetaxel", unknown, dropped=dropped)).treatments
    assert "trastuzumab" in treatment.left
    [treatment] = record(course("docetaxel", unknown, dropped={**dropped, "agents": [unknown]})).treatments
    assert treatment.left == {"docetaxel"}


def test_what_is_given_beside_a_treatment_is_in_no_slot_of_it_and_alone_it_is_no_treatment() -> None:
    read_as = record(course("docetaxel", "Phesgo", "dexamethasone", "Zometa"), course("goserelin", started="2026-02"))
    [treatment] = read_as.treatments
    assert "thp" in treatment.regimens
    assert [(one.pointer, one.words) for one in read_as.beside] == [
        ("/history/1", "dexamethasone, zoledronic acid"),
        ("/history/2", "goserelin"),
    ]


@pytest.mark.parametrize("setting", ["neoadjuvant", "adjuvant", "extended_adjuvant", "metastatic"])
def test_a_supportive_drug_adds_one_step_to_the_trail_and_changes_nothing_else(setting: str) -> None:
    history: list[dict[str, Any]] = [
        {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2026-01", "ended": "2026-06"},
        {"event": "progression", "on": "2026-07"},
    ]
    history[0]["stopped_for"] = "completion"
    plain = answer(*history)
    for drug in ("denosumab", {"other": "a mouthwash", "class": "supportive"}, "radiotherapy"):
        for started in ("2026", "2026-03", "2026-06-10"):
            more = answer(*history, course(drug, setting=setting, started=started))
            told = [step for step in more.trail if step.event not in ("supportive_treatment", "local_treatment")]
            assert len(more.trail) - len(told) == 1
            assert told == plain.trail
            assert (more.outcome, more.preferred, more.line, more.current, more.branches, more.options) == (
                plain.outcome,
                plain.preferred,
                plain.line,
                plain.current,
                plain.branches,
                plain.options,
            )


def test_nobody_is_asked_when_a_supportive_drug_or_local_treatment_was_begun() -> None:
    def asked(first: Occurrence, second: Occurrence) -> bool:
        raise AssertionError(f"{first.trigger} or {second.trigger} first")

    thp = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2026-01-05", "ended": "2026-06-01"}
    read_as = record(thp, course("denosumab", started="2026"), course("radiotherapy", started="2026-06"))
    triggers = [occurrence.trigger for occurrence in in_reading_order(read_as, LIBRARY.catalogue, asked)]
    assert sorted(triggers) == ["local_treatment", "metastatic_diagnosis", "start", "stopped", "supportive_treatment"]


def test_a_supportive_drug_may_be_dropped_or_blamed_and_closes_no_regimen() -> None:
    stopped = {"ended": "2026-05-04", "stopped_for": "toxicity", "toxicity_agent": "dexamethasone"}
    [treatment] = record(course("trastuzumab", "dexamethasone", **stopped)).treatments
    assert treatment.toxic_drug == "dexamethasone"
    dropped = {"agents": ["dexamethasone"], "on": "2026-05-04"}
    [treatment] = record(course("trastuzumab", "dexamethasone", dropped=dropped)).treatments
    assert treatment.dropped == ()


@pytest.mark.parametrize(
    ("charted", "kinds", "agents"),
    [
        (["radiotherapy"], ["radiotherapy"], []),
        (["SBRT to the liver", "left mastectomy"], ["surgery", "radiotherapy"], []),
        (["radiofrequency ablation"], ["ablation"], []),
        (["methotrexate intrathecal"], ["intrathecal"], []),
        (["capecitabine + radiotherapy"], ["radiotherapy"], ["capecitabine"]),
        ([{"other": "gamma knife", "class": "supportive"}], ["radiotherapy"], []),
    ],
)
def test_local_treatment_charted_as_a_drug_is_an_event_at_its_start(
    charted: list[Any], kinds: list[str], agents: list[str]
) -> None:
    read_as = record(course(*charted))
    told = [(event.kind, event.on.text, event.pointer) for event in read_as.events if event.name == "local_treatment"]
    assert told == [(kind, "2026-01-05", "/history/1") for kind in kinds]
    assert [sorted(treatment.drugs) for treatment in read_as.treatments] == ([agents] if agents else [])


def test_the_document_that_was_asked_is_left_as_it_is() -> None:
    asked = document(course(INVENTED, {"system": "rxnorm", "code": "224905"}, "radiotherapy", "goserelin"))
    before = copy.deepcopy(asked)
    read(asked, LIBRARY.catalogue)
    assert before == asked
