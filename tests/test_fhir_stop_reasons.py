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


def coded(code: str, text: str = "", display: str = "") -> dict[str, Any]:
    """A reason by a code and words."""
    return {"coding": [{"system": SNOMED, "code": code, **({"display": display} if display else {})}], "text": text}


@pytest.mark.parametrize(
    "reason",
    [
        coded("266721009", "Pneumonitis"),
        coded("266721009", "No progression; planned break"),
        coded("266721009", "Therapieende regulär"),
        coded("266721009", "Toxicity"),
        coded("182992009", "Stopped due to progression"),
        coded("182992009", display="Disease progression"),
        coded("182992009", "Stopped due to pneumonitis", "Treatment completed"),
        coded("182992009", "Insurance denied"),
        coded("443729008", "Progress of disease"),
        coded("443729008", "Lack of efficacy"),
        coded("105480006", "PD, patient declined further"),
        coded("105480006", "Refused due to neuropathy"),
        coded("160932005", "Progression", "Financial problem"),
        coded("407563006", "Progressive disease"),
        coded("182992009", "Switched to second line for new liver lesions", "Treatment completed"),
        coded("182992009", "Rising CA 15-3, new bone mets"),
        coded("182992009", "Therapy failure"),
        coded("182992009", "Rezidiv"),
        coded("182992009", "EF drop to 38%"),
        coded("443729008", "Relapse"),
        coded("407563006", "New liver metastases"),
    ],
    ids=lambda reason: reason["text"],
)
def test_words_that_contradict_the_code_leave_the_reason_open_and_are_asked(client: FlaskClient, reason: Any) -> None:
    asks = "why was it stopped? The words beside the code say otherwise than the code; neither is charted."
    assert stopped(client, reason) == ({}, [f"trastuzumab: {asks}"])


@pytest.mark.parametrize(
    ("reason", "charted"),
    [
        (coded("266721009", "Progression of hepatic metastases", "No response to treatment"), "progression"),
        (coded("266721009", "Progressive disease in liver on CT 10/2026"), "progression"),
        (coded("266721009", "Tumorprogress"), "progression"),
        (coded("266721009", "New bone mets", "Absent response to treatment (situation)"), "progression"),
        (coded("182992009", "Completed as planned, without progression"), "completion"),
        (coded("182992009", "Treatment completed per protocol, no new lesions", "Treatment completed"), "completion"),
        (coded("182992009", "Completed 6 of 6 cycles in March 2026, well tolerated, no toxicity"), "completion"),
        (coded("182992009", "Completed therapy without progression or recurrence"), "completion"),
        (coded("182992009", "Treatment completed, no evidence of disease"), "completion"),
        (coded("182992009", "Treatment completed, no evidence of disease progression"), "completion"),
        (coded("182992009", "Reguläres Therapieende"), "completion"),
        (coded("182992009", "Therapie planmäßig abgeschlossen, klinisch komplette Remission"), "completion"),
        (coded("443729008", "Planned course completed", "Completion of planned treatment"), "planned_end"),
        (coded("443729008", "Completion of clinical trial"), "planned_end"),
        (coded("105480006", "Patient declined", "Refusal of treatment by patient"), "patient_choice"),
        (coded("309846006", "Treatment not available"), "access"),
        (coded("105480006", "Patient preference", "Refusal of treatment by patient"), "patient_choice"),
        (coded("309846006", "Formulary change", "Treatment not available"), "access"),
        (coded("160932005", "Insurance denied"), "access"),
    ],
)
def test_words_that_say_the_same_contradict_nothing(client: FlaskClient, reason: Any, charted: str) -> None:
    assert stopped(client, reason) == ({"stopped_for": charted}, [])


@pytest.mark.parametrize(
    "reason",
    [
        coded("182992009", "Stopped because of a long journey"),
        coded("182992009", "Switched to second line", "Treatment completed"),
        coded("182992009", "Rising CA 15-3", "Treatment completed"),
        coded("182992009", "6 cycles completed, then changed to capecitabine"),
        coded("182992009", "Hospice"),
        coded("443729008", "Change of therapy"),
        coded("266721009", "Switch to second line"),
        coded("266721009", "Stable disease, treatment holiday", "Absent response to treatment"),
        coded("266721009", "Patient preference", "Absent response to treatment"),
        coded("105480006", "Hospice"),
    ],
    ids=lambda reason: reason["text"],
)
def test_words_that_are_not_known_to_agree_leave_the_reason_open_and_are_asked(
    client: FlaskClient, reason: Any
) -> None:
    asks = "why was it stopped? The words beside the code say more than is read here; neither is charted."
    assert stopped(client, reason) == ({}, [f"trastuzumab: {asks}"])


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
