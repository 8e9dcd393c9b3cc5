"""A slip of the pen or of an interface is read right, refused or flagged; it never moves an answer without a word."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from statemachine.record.facts import FACTS, MEASURES
from statemachine.record.likely_values import CONFIRMABLE, LIKELY, is_likely
from tests.comparison import usual_patient
from tests.records import LIBRARY
from tests.test_measured_values import charted

ULN = "_times_uln"
RAW, FRACTION, THOUSANDS = "raw value sent as a multiple", "fraction sent for a percentage", "thousands"
DIGIT, BIRTH, CREATININE, UNITS = "digit", "year of birth", "creatinine itself", "different units"
REFUSED, FLAGGED = "refused", "flagged"
SLIPS: list[tuple[str, Any, str, str]] = [
    (f"ast{ULN}", 34, FLAGGED, RAW),
    (f"ast{ULN}", 640, REFUSED, RAW),
    (f"alt{ULN}", 21, FLAGGED, RAW),
    (f"alt{ULN}", 1210, REFUSED, RAW),
    (f"bilirubin{ULN}", 17, FLAGGED, RAW),
    (f"bilirubin{ULN}", 12.5, FLAGGED, RAW),
    (f"bilirubin{ULN}", 90, REFUSED, RAW),
    (f"ast{ULN}", {"value": 3000, "unit": "U/L", "upper_limit": 40}, FLAGGED, UNITS),
    (f"bilirubin{ULN}", {"value": 17, "unit": "mg/dl", "upper_limit": 1.2}, FLAGGED, UNITS),
    (f"bilirubin{ULN}", {"value": 90, "unit": "mg/dl", "upper_limit": 1.2}, REFUSED, UNITS),
    ("platelets_10e9_per_l", 210000, REFUSED, THOUSANDS),
    ("platelets_10e9_per_l", 2100, FLAGGED, THOUSANDS),
    ("platelets_10e9_per_l", 0.21, FLAGGED, THOUSANDS),
    ("platelets_10e9_per_l", {"value": 210, "unit": "/ul"}, FLAGGED, "another unit"),
    ("platelets_10e9_per_l", {"value": 210000, "unit": "10^9/l"}, REFUSED, "another unit"),
    ("lvef_percent", 0.62, REFUSED, FRACTION),
    ("lvef_percent", 6.2, FLAGGED, DIGIT),
    ("lvef_percent", 620, REFUSED, DIGIT),
    ("lvef_baseline_percent", 0.64, REFUSED, FRACTION),
    ("creatinine_clearance_ml_min", 0.9, FLAGGED, CREATININE),
    ("creatinine_clearance_ml_min", 300, FLAGGED, DIGIT),
    ("age_years", 1962, REFUSED, BIRTH),
    ("age_years", 6, FLAGGED, DIGIT),
]
NAMES = [f"{fact} {value}" for fact, value, *_ in SLIPS]
EDITIONS = sorted(LIBRARY.guidelines)


def answer(client: FlaskClient, edition: str, confirmed: tuple[str, ...] = (), **facts: Any) -> Any:
    """The answer of an edition about the usual patient with these facts, or the problem."""
    document = {**charted(**facts), "guideline": edition, "confirmed": [*confirmed]}
    return client.post("/v1/recommendations", json=document).get_json()


def choices(told: Any) -> set[tuple[str, ...]]:
    """Each outcome that an answer leaves possible, with its preferred regimens."""
    return {(one["outcome"], *one["preferred"]) for one in (told["branches"] or [told])}


@pytest.mark.parametrize(("fact", "value", "what", "looks_like"), SLIPS, ids=NAMES)
def test_a_slip_is_refused_or_flagged_and_named(
    client: FlaskClient, fact: str, value: Any, what: str, looks_like: str
) -> None:
    for edition in EDITIONS:
        told = answer(client, edition, **{fact: value})
        if what == REFUSED:
            [fault] = told["faults"]
            assert fault["pointer"] == f"/patient/{fact}{'/value' if isinstance(value, dict) else ''}"
            assert looks_like in fault["says"]
        else:
            [warning] = [one["text"] for one in told["warnings"] if one["code"] == "implausible_value"]
            charted_as = value["value"] if isinstance(value, dict) else value
            assert warning.lower().startswith(f"{FACTS[fact].words.lower()}: charted is {charted_as}")
            assert looks_like in warning
            assert f"/patient/{fact}" in [asking["fact"] for asking in told["ask_first"]]


@pytest.mark.parametrize(("fact", "value"), [slip[:2] for slip in SLIPS if slip[2] == FLAGGED])
def test_a_flagged_value_leaves_open_whether_it_is_right(client: FlaskClient, fact: str, value: Any) -> None:
    for edition in EDITIONS:
        doubted = answer(client, edition, **{fact: value})
        confirmed = answer(client, edition, (f"/patient/{fact}",), **{fact: value})
        assert choices(confirmed) | choices(answer(client, edition)) <= choices(doubted)
        shown = [
            finding["facts"][f"/patient/{fact}"]
            for option in doubted["options"]
            for finding in option["findings"]
            if f"/patient/{fact}" in finding["facts"]
        ]
        assert all(text.endswith("not confirmed") for text in shown)
        assert "implausible_value" not in [warning["code"] for warning in confirmed["warnings"]]


def test_a_bilirubin_of_17_moves_nobody_to_another_drug_without_a_word(client: FlaskClient) -> None:
    doubted = answer(client, "asco@2022-05-31", bilirubin_times_uln=17)
    believed = answer(client, "asco@2022-05-31", ("/patient/bilirubin_times_uln",), bilirubin_times_uln=17)
    assert choices(doubted) == {("recommend", "t_dxd"), ("refer",)}
    assert [warning["code"] for warning in doubted["warnings"]].count("implausible_value") == 1
    assert choices(believed) == {("refer",)}


def test_a_value_on_an_inner_bound_is_believed_and_the_next_one_is_not(client: FlaskClient) -> None:
    for fact, likely in LIKELY.items():
        if fact not in MEASURES:
            continue
        step = 1 if fact == "age_years" else 0.1
        for bound, sign in ((likely.lowest, -1), (likely.highest, 1)):
            beyond = round(bound + sign * step, 1)
            codes = [
                [warning["code"] for warning in answer(client, EDITIONS[0], (), **{fact: value}).get("warnings", [])]
                for value in (bound, beyond)
            ]
            is_possible = MEASURES[fact].lowest <= beyond <= MEASURES[fact].highest
            assert ["implausible_value" in found for found in codes] == [False, is_possible], (fact, bound)


def test_every_laboratory_value_and_every_percentage_has_a_likely_range_within_its_bounds() -> None:
    wanted = {name for name in MEASURES if FACTS[name].report == "laboratory" or FACTS[name].unit == "%"}
    assert wanted <= LIKELY.keys()
    for fact in MEASURES.keys() & LIKELY.keys():
        assert MEASURES[fact].lowest <= LIKELY[fact].lowest < LIKELY[fact].highest < MEASURES[fact].highest


def test_what_is_confirmed_must_be_charted_and_be_a_measured_fact(client: FlaskClient) -> None:
    document = {**charted(), "confirmed": ["/patient/lvef_baseline_percent", "/patient/ast_times_uln"]}
    [fault] = client.post("/v1/recommendations", json=document).get_json()["faults"]
    assert fault["pointer"] == "/confirmed/0"
    assert fault["says"].startswith("/patient/lvef_baseline_percent is not charted")
    for name in ("/patient/ecog", "ast_times_uln", "/patient/asat"):
        [fault] = client.post("/v1/recommendations", json={**charted(), "confirmed": [name]}).get_json()["faults"]
        assert fault["pointer"] == "/confirmed/0"
        assert set(fault["known"]) <= set(CONFIRMABLE)


def test_the_usual_patient_has_only_likely_values() -> None:
    facts = usual_patient()
    assert [fact for fact in MEASURES.keys() & facts.keys() if not is_likely(fact, facts[fact])] == []


@pytest.mark.parametrize("question", ["sensitivity", "pathway", "standard-case", "comparisons"])
def test_every_question_of_the_board_says_that_a_value_is_not_believed(client: FlaskClient, question: str) -> None:
    def asked(confirmed: list[str]) -> str:
        document = {**charted(platelets_10e9_per_l=0.21), "confirmed": confirmed}
        body = {"record": document, "guidelines": EDITIONS[:2]} if question == "comparisons" else document
        response = client.post(f"/v1/{question}", json=body)
        assert response.status_code == 200, response.get_json()
        return response.get_data(as_text=True)

    doubts = ("unlikely and not confirmed: platelets", "charted is 0.21 (10^9 per litre), which is unlikely")
    assert any(doubt in asked([]) for doubt in doubts)
    assert not any(doubt in asked(["/patient/platelets_10e9_per_l"]) for doubt in doubts)
