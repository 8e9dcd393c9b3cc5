"""A laboratory report is read as it comes, whatever its units, and shown as it came."""

from __future__ import annotations

from typing import Any

import pytest

from statemachine.answering.recommend import recommend
from statemachine.record.read_record import read
from statemachine.record.record_faults import RecordFaults
from statemachine.record.units import QUANTITIES
from tests.comparison import usual_patient
from tests.records import LIBRARY, Document

AFTER_THP = [
    {"event": "metastatic_diagnosis", "on": "2025-02-03"},
    {
        "treatment": {"regimen": "thp"},
        "setting": "metastatic",
        "started": "2025-02-17",
        "ended": "2026-10-26",
        "stopped_for": "progression",
    },
]
LIVER = ("ast_times_uln", "alt_times_uln", "bilirubin_times_uln")
# One blood sample: AST 3 times, ALT 2.6 times and bilirubin 1.6 times the upper limit, platelets 90.
READ_AS = {"ast_times_uln": 3, "alt_times_uln": 2.6, "bilirubin_times_uln": 1.6, "platelets_10e9_per_l": 90}
REPORTS: dict[str, list[tuple[float, str, float | None]]] = {
    "conventional": [(120, "U/L", 40), (104, "U/L", 40), (1.92, "mg/dL", 1.2), (90, "10^3/uL", None)],
    "SI": [(120, "IU/l", 40), (104, "iu/L", 40), (33.6, "µmol/L", 21), (90, "10^9/L", None)],
    "katal": [(2.1, "µkat/L", 0.7), (1.82, "ukat/l", 0.7), (33.6, "umol/l", 21), (90, "x10^9/L", None)],
    "counts per microlitre": [(105, "u/l", 35), (91, "U / L", 35), (1.76, "mg/dl", 1.1), (90000, "/µl", None)],
    "German": [(120, "U/l", 40), (104, "U/l", 40), (1.92, "mg/dl", 1.2), (90, "Gpt/l", None)],
    "a nanolitre": [(2.1, "µkat/l", 0.7), (104, "U/l", 40), (32, "µmol/l", 20), (90, "/nL", None)],
    "thousands": [(120, "U/l", 40), (104, "U/l", 40), (1.92, "mg/dl", 1.2), (90, "Tsd./µl", None)],
    "UCUM": [(120, "U/L", 40), (104, "U/L", 40), (32, "umol/L", 20), (90, "10*9/L", None)],
}


def charted(**facts: Any) -> Document:
    """A question after THP about the usual patient with these facts."""
    patient = {**usual_patient(), **facts}
    return {"as_of": "2026-11-02", "history_complete": True, "patient": patient, "history": AFTER_THP}


def faults_of(document: Document) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is wrong with a record, each with what is known instead."""
    with pytest.raises(RecordFaults) as refused:
        read(document, LIBRARY.catalogue)
    return [(fault.pointer, fault.says, fault.known) for fault in refused.value.faults]


@pytest.mark.parametrize("system", REPORTS)
def test_a_report_means_the_same_in_every_system_of_units(system: str) -> None:
    measured = {
        fact: {"value": value, "unit": unit, **({"upper_limit": limit} if limit else {})}
        for fact, (value, unit, limit) in zip(READ_AS, REPORTS[system], strict=True)
    }
    record = read(charted(**measured), LIBRARY.catalogue)
    assert {fact: getattr(record.patient, fact) for fact in READ_AS} == READ_AS
    assert record.unlikely == ()
    in_multiples = read(charted(**READ_AS), LIBRARY.catalogue)
    for guideline in LIBRARY.guidelines.values():
        assert recommend(guideline, record).decision_id == recommend(guideline, in_multiples).decision_id


@pytest.mark.parametrize(
    ("fact", "unit", "meant"),
    [
        ("platelets_10e9_per_l", "10⁹/L", "10^9/l"),
        ("platelets_10e9_per_l", "x 10^9 / l", "10^9/l"),
        ("platelets_10e9_per_l", "×10⁹/l", "10^9/l"),  # noqa: RUF001  # as reports have it
        ("platelets_10e9_per_l", "10E9/L", "10^9/l"),
        ("platelets_10e9_per_l", "x109/L", "10^9/l"),
        ("platelets_10e9_per_l", "10^9/litre", "10^9/l"),
        ("platelets_10e9_per_l", "G/L", "G/l"),
        ("neutrophils_10e9_per_l", "10*3/uL", "10^3/ul"),
        ("neutrophils_10e9_per_l", "K/µL", "10^3/ul"),
        ("neutrophils_10e9_per_l", "10^3/mm³", "10^3/ul"),
        ("neutrophils_10e9_per_l", "x10^3/mcL", "10^3/ul"),
        ("neutrophils_10e9_per_l", "cells/µL", "/ul"),
        ("neutrophils_10e9_per_l", "/mm3", "/ul"),
        ("ast_times_uln", "μkat/l", "ukat/l"),
        ("alt_times_uln", "mckat/L", "ukat/l"),
        ("alt_times_uln", "xULN", "x ULN"),
        ("bilirubin_times_uln", "mcmol/L", "umol/l"),
        ("bilirubin_times_uln", "MG/DL", "mg/dl"),
        ("creatinine_clearance_ml_min", "mL/min", "ml/min"),
        ("bilirubin_times_uln", "mmol/l", None),
        ("ast_times_uln", "nkat/l", None),
        ("ast_times_uln", "mg/dl", None),
        ("platelets_10e9_per_l", "10^12/l", None),
        ("platelets_10e9_per_l", "10^6/ul", None),
        ("platelets_10e9_per_l", "xULN", None),
        ("creatinine_clearance_ml_min", "ml/min/1.73m2", None),
    ],
)
def test_a_unit_is_known_however_a_report_spells_it_and_no_other_is_taken_for_it(
    fact: str, unit: str, meant: str | None
) -> None:
    assert QUANTITIES[fact].unit(unit) == meant


def test_a_finding_names_the_fact_and_shows_the_value_as_charted() -> None:
    document = charted(bilirubin_times_uln={"value": 72, "unit": "µmol/L", "upper_limit": 20, "on": "2026-10-30"})
    answer = recommend(LIBRARY.guidelines["asco@2022-05-31"], read(document, LIBRARY.catalogue))
    [t_dxd] = [option for option in answer.options if option.regimen == "t_dxd"]
    assert t_dxd.verdict == "excluded"
    shown = [finding.facts for finding in t_dxd.findings if "/patient/bilirubin_times_uln" in finding.facts]
    assert {"/patient/bilirubin_times_uln": "72 µmol/L (upper limit 20), 2026-10-30"} in shown


def test_a_ratio_on_a_bound_is_on_it() -> None:
    record = read(charted(ast_times_uln={"value": 3.3, "unit": "ukat/l", "upper_limit": 1.1}), LIBRARY.catalogue)
    assert record.patient.ast_times_uln == 3


@pytest.mark.parametrize("fact", LIVER)
def test_without_the_upper_limit_of_the_laboratory_the_refusal_says_what_to_send(fact: str) -> None:
    unit = "mg/dL" if fact == "bilirubin_times_uln" else "U/L"
    [(pointer, says, _)] = faults_of(charted(**{fact: {"value": 1, "unit": unit}}))
    assert pointer == f"/patient/{fact}/upper_limit"
    assert says.lower().startswith(f"the upper limit is missing: send that of the laboratory in {unit.lower()}")


def test_an_unknown_unit_is_refused_with_those_that_are_known() -> None:
    [(pointer, says, known)] = faults_of(charted(ast_times_uln={"value": 34, "unit": "mg/l", "upper_limit": 40}))
    assert (pointer, known) == ("/patient/ast_times_uln/unit", ("U/L", "ukat/l", "x ULN"))
    assert says == "the unit mg/l is not known here; send one of U/L, ukat/l, x ULN"


@pytest.mark.parametrize(
    ("fact", "unit", "limit", "is_one"),
    [
        ("bilirubin_times_uln", "umol/l", 1.2, "mg/dl"),
        ("bilirubin_times_uln", "mg/dl", 21, "umol/l"),
        ("ast_times_uln", "U/L", 0.6, "ukat/l"),
        ("ast_times_uln", "ukat/l", 40, "U/L"),
    ],
)
def test_an_upper_limit_in_another_unit_than_the_value_is_refused(
    fact: str, unit: str, limit: float, is_one: str
) -> None:
    [(pointer, says, _)] = faults_of(charted(**{fact: {"value": 1, "unit": unit, "upper_limit": limit}}))
    assert pointer == f"/patient/{fact}/upper_limit"
    assert says.endswith(f"is the unit {is_one}?")


def test_a_multiple_has_no_upper_limit_of_its_own() -> None:
    [(pointer, _, _)] = faults_of(charted(ast_times_uln={"value": 34, "unit": "x ULN", "upper_limit": 40}))
    assert pointer == "/patient/ast_times_uln/upper_limit"


def test_blood_is_not_taken_after_the_day_of_the_question() -> None:
    [(pointer, _, _)] = faults_of(
        charted(platelets_10e9_per_l={"value": 90, "unit": "G/l", "on": "2026-11-03"}),
    )
    assert pointer == "/patient/platelets_10e9_per_l/on"


def test_no_upper_limit_of_one_unit_is_one_of_another() -> None:
    for quantity in QUANTITIES.values():
        if quantity.upper_limits is not None:
            lowest, highest = quantity.upper_limits
            smaller, larger = sorted(quantity.units.values())
            assert highest / larger < lowest / smaller


def test_what_is_asked_anew_names_the_old_value() -> None:
    document = charted(platelets_10e9_per_l={"value": 150, "unit": "10*9/L", "on": "2026-01-03"})
    answer = recommend(LIBRARY.guidelines["asco@2022-05-31"], read(document, LIBRARY.catalogue))
    because = {asking.fact: asking.because for asking in answer.ask_first}
    expected = (
        "Not certainly counted in the last three weeks (platelets: 150 10*9/L, 2026-01-03, 9 months ago): count the"
    )
    assert expected == because["/patient/platelets_10e9_per_l"].partition(" blood")[0]
