"""Why a drug was stopped: the kind of a toxicity is read where its words are known, and asked where they are not."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown

SNOMED = "http://snomed.info/sct"
NOT_TOLERATED = {"system": SNOMED, "code": "407563006", "display": "Treatment not tolerated (situation)"}
PROGRESSION = {"system": SNOMED, "code": "266721009"}
LUNG = "interstitial_lung_disease"


def stopped(client: FlaskClient, reason: Any, **keys: Any) -> tuple[dict[str, Any], list[str]]:
    """Why the only course of the record was stopped, and what is asked about it."""
    over = {"status": "stopped", "effectivePeriod": {"start": "2025-03-24", "end": "2025-06-02"}, **keys}
    told = shown(client, PATIENT, LIVER, medication(**over, statusReason=reason))
    (course,) = courses(told)
    return {name: course[name] for name in course if name.startswith(("stop", "tox"))}, asked(told, "/2")


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("Interstitial lung disease grade 2", LUNG, 2),
        ("Pneumonitis (G3)", LUNG, 3),
        ("ILD", LUNG, None),
        ("Neuropathy, CTCAE grade 3", "neuropathy", 3),
        ("Peripheral neuropathy, grade 3", "neuropathy", 3),
        ("Grade 2 diarrhea", "diarrhoea", 2),
    ],
)
def test_the_kind_of_a_toxicity_stands_in_known_words_beside_the_code(
    client: FlaskClient, text: str, kind: str, grade: int | None
) -> None:
    told = {"stopped_for": "toxicity", "toxicity_kind": kind, "toxicity_grade": grade}
    expected = {name: value for name, value in told.items() if value is not None}
    assert stopped(client, {"coding": [NOT_TOLERATED], "text": text}) == (expected, [])


def test_the_display_and_a_second_code_tell_the_kind_as_well(client: FlaskClient) -> None:
    expected = {"stopped_for": "toxicity", "toxicity_kind": LUNG}
    displayed = {"coding": [{**NOT_TOLERATED, "display": "Interstitial lung disease"}]}
    coded = {"coding": [NOT_TOLERATED, {"system": SNOMED, "code": "233703007"}]}
    assert [stopped(client, displayed)[0], stopped(client, coded)[0]] == [expected, expected]


@pytest.mark.parametrize(
    "text", ["No interstitial lung disease", "Pneumonitis ruled out", "Not tolerated", "Neuropathy or diarrhoea", ""]
)
def test_a_toxicity_of_a_kind_that_is_not_certain_is_charted_without_it_and_asked(
    client: FlaskClient, text: str
) -> None:
    charted, questions = stopped(client, {"coding": [NOT_TOLERATED], "text": text})
    assert charted == {"stopped_for": "toxicity"}
    assert questions == [
        "trastuzumab: which kind of toxicity was it stopped for, and of which grade? "
        "No word beside the code is known here."
    ]


def test_words_of_a_toxicity_beside_the_code_of_another_reason_are_asked(client: FlaskClient) -> None:
    charted, questions = stopped(client, {"coding": [PROGRESSION], "text": "Pneumonitis"})
    assert charted == {"stopped_for": "progression"}
    assert questions == [
        "trastuzumab: was it stopped for toxicity? The words beside the code say so, the code does not."
    ]


@pytest.mark.parametrize(
    "reason",
    [
        [{"coding": [PROGRESSION]}, {"coding": [NOT_TOLERATED]}],
        {"coding": [{"system": "urn:oid:1.2.3", "code": "7"}]},
    ],
    ids=["two reasons", "a code of the house"],
)
def test_a_reason_that_is_not_certain_is_none_and_is_asked(client: FlaskClient, reason: Any) -> None:
    assert stopped(client, reason) == (
        {},
        ["trastuzumab: why was it stopped? The reason is in words or codes that are not read here."],
    )


def test_why_a_drug_is_held_is_no_reason_for_a_stop(client: FlaskClient) -> None:
    open_ended = {"status": "on-hold", "effectivePeriod": {"start": "2025-03-24"}}
    reason = 'trastuzumab: it is held: "Treatment not tolerated (situation)". Since when, and for what?'
    assert stopped(client, {"coding": [NOT_TOLERATED]}, **open_ended) == ({}, [reason])
