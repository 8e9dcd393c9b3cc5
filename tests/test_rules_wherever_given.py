"""What holds or stops a drug is told wherever the drug is given: in early-stage disease, after a locoregional
recurrence, and where the record cannot be read, as it is told of a treatment for metastatic disease.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import pytest

from statemachine.answer import Recommendation
from statemachine.answering.recommend import recommend
from statemachine.record.codes import TOXICITIES
from statemachine.record.read_record import read
from tests.records import FIT, LIBRARY
from tests.test_grave_values import GRAVE, MORE_GRAVE

Facts = Mapping[str, Any]
History = Sequence[Mapping[str, Any]]
EDITION = "contemporary@2026-05-15"
ORDERS = ("hold", "stop_permanently", "adjust_dose", "cardio_oncology_review")
PATIENT = {"her2_status": "positive", **FIT, "lvef_measured_on": "2026-11-02", "lvef_baseline_percent": 62}
GIVEN: Mapping[str, Facts] = {
    code: {"regimen": code} for code in ("hp", "thp", "t_dxd", "t_dm1", "hp_tucatinib", "lapatinib_capecitabine")
} | {"neratinib": {"agents": ["neratinib"]}, "a drug that nobody named": {"agents": ["unknown_anticancer"]}}
FACTS: Mapping[str, tuple[Facts, ...]] = {
    **{name: charts for name, (_, charts) in GRAVE.items()},
    "heart failure": (MORE_GRAVE["heart failure"][1],),
    "a fall of the ejection fraction": tuple({"lvef_percent": percent} for percent in (46, 44, 41)),
    "a great fall": ({"lvef_percent": 52, "lvef_baseline_percent": 75},),
    "DPD deficiency": ({"dpd_deficiency": "complete"}, {"dpd_deficiency": "partial"}),
    "pregnancy": ({"pregnant": True, "sex": "female", "age_years": 34, "menopausal_status": "pre"},),
    "very high liver values": ({"alt_times_uln": 19, "ast_times_uln": 18, "bilirubin_times_uln": 11},),
}
DIAGNOSIS = {"event": "metastatic_diagnosis", "on": "2026-01-12"}
RECURRENCE = {"event": "locoregional_recurrence", "on": "2026-11-16"}
BEGAN = "2026-02-02"
# By the state that answers: what stands before the course, its setting, and what stands after it.
STATES: Mapping[str, tuple[History, str, History]] = {
    "early stage": ([], "adjuvant", []),
    "locoregional recurrence": ([], "adjuvant", [RECURRENCE]),
    "unreadable": ([DIAGNOSIS], "metastatic", [RECURRENCE]),
    "unreadable from the start on": ([RECURRENCE | {"on": "2026-01-19"}, DIAGNOSIS], "adjuvant", []),
}
# Where another treatment is to be chosen, what holds or stops the one that is charted as going on is told beside it.
DECIDED: Mapping[str, tuple[History, str, History]] = {
    "progression": ([DIAGNOSIS], "metastatic", [{"event": "progression", "on": "2026-11-16"}]),
    "recurrence": ([], "adjuvant", [{"event": "recurrence", "on": "2026-11-16"}]),
}
WITHIN = {
    "tucatinib": "tucatinib_trastuzumab_capecitabine",
    "capecitabine": "tucatinib_trastuzumab_capecitabine",
    "trastuzumab_deruxtecan": "t_dxd_pertuzumab",
    "trastuzumab": "hp",
}
ORDERS_BESIDE = ("hold", "stop_permanently")


def answer(edition: str, facts: Facts, history: History) -> Recommendation:
    """What is answered where all of this is charted."""
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": {**PATIENT, **facts}, "history": history}
    return recommend(LIBRARY.guidelines[edition], read(document, LIBRARY.catalogue))


def orders(told: Recommendation) -> set[tuple[str, str]]:
    """Each sentence of what holds or stops a drug, with its code."""
    return {
        (action.code, sentence.strip(" ."))
        for action in told.actions
        if action.code in ORDERS
        for sentence in action.text.split(". ")
    }


@cache
def of_metastatic_disease(edition: str, given: str, at: int, name: str) -> set[tuple[str, str]]:
    return orders(answer(edition, FACTS[name][at], [DIAGNOSIS, _course(given, "metastatic")]))


def _course(given: str, setting: str) -> Facts:
    return {"treatment": GIVEN[given], "setting": setting, "started": BEGAN}


def silent(edition: str, state: str, name: str) -> Iterator[str]:
    """What is ordered of a treatment for metastatic disease, and not of the same one in this state."""
    before, setting, after = {**STATES, **DECIDED}[state]
    for given, (at, facts) in product(GIVEN, enumerate(FACTS[name])):
        told = answer(edition, facts, [*before, _course(given, setting), *after])
        lacking = of_metastatic_disease(edition, given, at, name) - orders(told)
        if state in DECIDED:
            lacking = {order for order in lacking if order[0] in ORDERS_BESIDE}
        if lacking:
            yield f"{given}, {facts}: {sorted(lacking)}; {told.outcome}, {told.says}"


@pytest.mark.parametrize("name", FACTS)
@pytest.mark.parametrize("state", [*STATES, *DECIDED])
@pytest.mark.parametrize("edition", ["asco@2022-05-31", EDITION])
def test_a_grave_fact_orders_the_same_wherever_the_drug_is_given(edition: str, state: str, name: str) -> None:
    assert list(silent(edition, state, name)) == []


def test_the_orders_that_are_compared_are_given() -> None:
    told = {(given, name): of_metastatic_disease(EDITION, given, 0, name) for given, name in product(GIVEN, FACTS)}
    assert [name for name in FACTS if not any(told[given, name] for given in GIVEN)] == ["Child-Pugh class"]
    assert [given for given in GIVEN if not any(told[given, name] for name in FACTS)] == []


@pytest.mark.parametrize("kind", TOXICITIES)
@pytest.mark.parametrize("state", [*STATES, *DECIDED])
def test_a_grave_toxicity_orders_the_same_wherever_the_drug_is_given(state: str, kind: str) -> None:
    before, setting, after = {**STATES, **DECIDED}[state]
    lacking = []
    for drug, grade in product(("trastuzumab", "trastuzumab_deruxtecan", "trastuzumab_emtansine", "tucatinib"), (3, 4)):
        event = {"event": "toxicity", "kind": kind, "grade": grade, "agent": drug, "on": "2026-10-20"}
        course = {"treatment": {"agents": [drug]}, "started": BEGAN}
        usual = answer(EDITION, {}, [DIAGNOSIS, {**course, "setting": "metastatic"}, event])
        told = answer(EDITION, {}, [*before, {**course, "setting": setting}, event, *after])
        missing = orders(usual) - orders(told)
        if state in DECIDED:
            missing = {order for order in missing if order[0] in ORDERS_BESIDE}
        lacking += [f"{drug}, grade {grade}: {sorted(missing)}; {told.outcome}, {told.says}"] if missing else []
    assert lacking == []


@pytest.mark.parametrize("kind", TOXICITIES)
@pytest.mark.parametrize("state", DECIDED)
def test_a_grave_toxicity_of_one_drug_of_a_regimen_orders_the_same_beside_a_decision(state: str, kind: str) -> None:
    before, setting, after = DECIDED[state]
    lacking = []
    for (drug, regimen), grade in product(WITHIN.items(), (3, 4)):
        event = {"event": "toxicity", "kind": kind, "grade": grade, "agent": drug, "on": "2026-10-20"}
        course = {"treatment": {"regimen": regimen}, "started": BEGAN}
        usual = answer(EDITION, {}, [DIAGNOSIS, {**course, "setting": "metastatic"}, event])
        told = answer(EDITION, {}, [*before, {**course, "setting": setting}, event, *after])
        missing = {order for order in orders(usual) - orders(told) if order[0] in ORDERS_BESIDE}
        lacking += [f"{drug}, grade {grade}: {sorted(missing)}; {told.outcome}, {told.says}"] if missing else []
    assert lacking == []


@pytest.mark.parametrize("state", STATES)
def test_a_pregnant_patient_is_referred_whatever_is_charted_of_the_treatment(state: str) -> None:
    before, setting, after = STATES[state]
    for given in (*GIVEN, None):
        course = [_course(given, setting)] if given is not None else []
        told = answer(EDITION, FACTS["pregnancy"][0], [*before, *course, *after])
        assert told.outcome == "refer", told.says
        assert "regnancy" in told.says or "unborn" in told.says, told.says
