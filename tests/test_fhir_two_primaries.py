"""Of two tumours of the breast the one that has spread decides; where nobody says which that is, it is asked."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.her2 import WHICH_HAS_SPREAD
from service.fhir.primaries import HAS_IT_SPREAD, OF_ANOTHER_BREAST
from tests.fhir_resources import LIVER, MASTECTOMY, PATIENT, asked, courses, medication, shown, verdict

RELATED = "http://hl7.org/fhir/StructureDefinition/condition-related"
SCT, LOINC, ICD = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"
POSITIVE, NEGATIVE = "10828004", "260385009"


def tumour(name: str, code: str = "254837009", system: str = SCT, **keys: Any) -> dict[str, Any]:
    """A cancer of the breast."""
    return {"resourceType": "Condition", "id": name, "code": {"coding": [{"system": system, "code": code}]}, **keys}


def result(on: str, said: str, *focus: str, code: str = "48676-1", **keys: Any) -> dict[str, Any]:
    """A result of HER2 or of a receptor, and the tumours that it names."""
    return {
        "resourceType": "Observation",
        "id": f"{code}-{on}",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "effectiveDateTime": on,
        "valueCodeableConcept": {"coding": [{"system": SCT, "code": said}]},
        "focus": [{"reference": f"Condition/{name}"} for name in focus],
        **keys,
    }


def spread_from(name: str) -> dict[str, Any]:
    """A metastasis of the liver that says of which primary it is."""
    return {**LIVER, "extension": [{"url": RELATED, "valueReference": {"reference": f"Condition/{name}"}}]}


LEFT = tumour("left", bodySite=[{"text": "Left breast"}])
TOLD_APART = [
    (LEFT, tumour("other", bodySite=[{"text": "Mamma rechts"}])),
    (tumour("left", "C50.412", ICD), tumour("other", "C50.911", ICD)),
    (tumour("left", "353431000119107"), tumour("other", "353511000119101")),
]
OF_OTHER_DAYS = (tumour("left", onsetDateTime="2012-03"), tumour("other", onsetDateTime="2021-06-01"))


@pytest.mark.parametrize(("spread", "other"), TOLD_APART)
def test_a_newer_result_of_the_tumour_that_did_not_spread_is_charted_as_of_another_primary(
    client: FlaskClient, spread: Any, other: Any
) -> None:
    older, newer = result("2019-01-10", POSITIVE, "left"), result("2024-01-10", NEGATIVE, "other")
    told = shown(client, PATIENT, spread, other, spread_from("left"), older, newer)
    assert told["record"]["patient"]["her2_status"] == "positive"
    assert told["record"]["history"][1:] == [
        {"event": "her2_retest", "on": "2024-01-10", "her2_status": "negative", "tumour": "other_primary"}
    ]
    assert verdict(told, "/5") == ("used", "HER2 of another tumour of the breast: negative.")


def test_the_specimen_and_the_evidence_of_a_condition_tell_of_which_tumour_a_result_is(client: FlaskClient) -> None:
    right = tumour("right", bodySite=[{"text": "Right breast"}])
    taken = {"resourceType": "Specimen", "id": "s", "collection": {"bodySite": {"text": "Brust rechts"}}}
    sampled = result("2024-01-10", NEGATIVE, specimen={"reference": "Specimen/s"})
    told = shown(client, PATIENT, LEFT, right, spread_from("left"), result("2019-01-10", POSITIVE), sampled, taken)
    assert told["record"]["history"][-1] | {"her2_status": "-"} == {
        **{"event": "her2_retest", "on": "2024-01-10", "her2_status": "-", "site": "breast"},
        "tumour": "other_primary",
    }
    rests = {**right, "evidence": [{"detail": [{"reference": "Observation/48676-1-2024-01-10"}]}]}
    named = shown(client, PATIENT, LEFT, rests, spread_from("left"), result("2024-01-10", NEGATIVE))["record"]
    assert named["history"][-1]["tumour"] == "other_primary"


@pytest.mark.parametrize(
    "bundle",
    [
        (*TOLD_APART[0], LIVER, result("2019-01-10", POSITIVE, "left"), result("2024-01-10", NEGATIVE, "other")),
        (*TOLD_APART[0], LIVER, result("2019-01-10", NEGATIVE, "left"), result("2024-01-10", POSITIVE, "other")),
        (
            *OF_OTHER_DAYS,
            spread_from("left"),
            result("2019-01-10", POSITIVE, "left"),
            result("2024-01-10", NEGATIVE, "other"),
        ),
        (*TOLD_APART[0], LIVER, result("2019-01-10", NEGATIVE), result("2024-01-10", POSITIVE)),
        (
            tumour("left"),
            tumour("other"),
            spread_from("left"),
            result("2019-01-10", POSITIVE, "left"),
            result("2024-01-10", NEGATIVE, "other"),
        ),
        (
            LEFT,
            LIVER,
            result("2019-01-10", NEGATIVE, bodySite={"text": "Left breast"}),
            result("2024-01-10", POSITIVE, bodySite={"text": "Right breast"}),
        ),
    ],
)
def test_results_that_disagree_are_asked_about_where_nobody_says_which_tumour_has_spread(
    client: FlaskClient, bundle: tuple[Any, ...]
) -> None:
    told = shown(client, PATIENT, *bundle)
    assert told["record"]["patient"]["her2_status"] == "unknown"
    assert [event["event"] for event in told["record"]["history"]] == ["metastatic_diagnosis"]
    for pointer in (f"/{len(bundle) - 1}", f"/{len(bundle)}"):
        assert WHICH_HAS_SPREAD in asked(told, pointer)
        assert verdict(told, pointer)[1].endswith("It decides nothing: see the conflicts.")


@pytest.mark.parametrize(
    "bundle",
    [
        (LEFT, LIVER, result("2019-01-10", POSITIVE), result("2024-01-10", NEGATIVE)),
        (
            LEFT,
            {**LEFT, "id": "twice"},
            LIVER,
            result("2019-01-10", POSITIVE, "left"),
            result("2024-01-10", NEGATIVE, "twice"),
        ),
        (*TOLD_APART[0], spread_from("left"), result("2019-01-10", POSITIVE), result("2024-01-10", NEGATIVE, "left")),
    ],
)
def test_the_newest_result_of_one_tumour_decides_as_before(client: FlaskClient, bundle: tuple[Any, ...]) -> None:
    record = shown(client, PATIENT, *bundle)["record"]
    assert record["patient"]["her2_status"] == "positive"
    assert record["history"][-1] == {"event": "her2_retest", "on": "2024-01-10", "her2_status": "negative"}


def test_results_of_two_tumours_that_agree_are_charted(client: FlaskClient) -> None:
    results = (result("2019-01-10", POSITIVE, "left"), result("2024-01-10", POSITIVE, "other"))
    assert shown(client, PATIENT, *TOLD_APART[0], LIVER, *results)["record"]["patient"]["her2_status"] == "positive"


def test_the_receptors_of_the_other_tumour_decide_nothing_either(client: FlaskClient) -> None:
    older = result("2019-01-10", POSITIVE, "left", code="16112-5")
    newer = result("2024-01-10", NEGATIVE, "other", code="16112-5")
    told = shown(client, PATIENT, *TOLD_APART[0], spread_from("left"), older, newer)
    assert told["record"]["patient"]["hormone_receptor"] == "positive"
    assert verdict(told, "/5")[0] == "ignored"
    open_one = shown(client, PATIENT, *TOLD_APART[0], LIVER, older, newer)
    assert "hormone_receptor" not in open_one["record"]["patient"]
    assert len(asked(open_one, "/5")) == 1


def test_the_side_of_a_sample_and_the_only_tumour_are_one(client: FlaskClient) -> None:
    named = result("2019-01-10", POSITIVE, "left")
    sampled = result("2024-01-10", NEGATIVE, bodySite={"text": "Left breast"})
    record = shown(client, PATIENT, tumour("left"), LIVER, named, sampled)["record"]
    assert record["history"][-1]["her2_status"] == "negative"


def test_a_cancer_that_is_told_at_every_visit_is_one_and_takes_no_long_time(client: FlaskClient) -> None:
    visits = [tumour(f"v{number}") for number in range(2000)]
    results = [result(f"2019-01-{1 + day % 28:02}", POSITIVE, f"v{day}", id=f"h{day}") for day in range(1500)]
    later = result("2024-01-10", NEGATIVE, "v7")
    record = shown(client, PATIENT, *visits, LIVER, *results, later)["record"]
    assert record["history"][-1]["her2_status"] == "negative"


def test_a_result_that_names_a_tumour_and_one_that_names_none_may_be_of_two(client: FlaskClient) -> None:
    first, second = (
        tumour("first", onsetDateTime="2024-01-10"),
        tumour("second", "C50.911", ICD, onsetDateTime="2026-08"),
    )
    results = result("2024-01-15", POSITIVE), result("2026-08-10", NEGATIVE, "second")
    told = shown(client, PATIENT, first, second, LIVER, *results)
    assert told["record"]["patient"]["her2_status"] == "unknown"
    assert asked(told, "/5") == [WHICH_HAS_SPREAD]


def test_a_receptor_of_one_of_two_tumours_is_asked_where_nothing_says_which_has_spread(client: FlaskClient) -> None:
    spread, other = TOLD_APART[0]
    receptor = result("2024-01-15", POSITIVE, "other", code="16112-5")
    told = shown(client, PATIENT, spread, other, LIVER, receptor)
    assert asked(told, "/4") == [
        "Which tumour of the breast has spread? This result of a hormone receptor is of one of two."
    ]
    assert asked(shown(client, PATIENT, spread, other, spread_from("other"), receptor), "/4") == []


RIGHT = tumour("right", bodySite=[{"text": "Right breast"}])
ADJUVANT = {
    "url": "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent",
    "valueCodeableConcept": {"coding": [{"system": SCT, "code": "373846009"}]},
}
EARLY = medication(
    "1371041", status="completed", effectivePeriod={"start": "2023-03-01", "end": "2024-01-15"}, extension=[ADJUVANT]
)
OF_THE_LEFT: list[dict[str, Any]] = [
    {"reasonReference": [{"reference": "Condition/left"}]},
    {"reasonCode": [{"coding": [{"system": ICD, "code": "C50.412"}]}]},
    {"reasonCode": [{"text": "Cancer of the left breast"}]},
    {"reason": [{"reference": {"reference": "Condition/left"}}]},
]


@pytest.mark.parametrize("reason", OF_THE_LEFT)
def test_early_treatment_of_a_tumour_that_has_not_spread_is_none_of_the_one_that_has(
    client: FlaskClient, reason: Any
) -> None:
    told = shown(client, PATIENT, LEFT, RIGHT, spread_from("right"), {**EARLY, **reason})
    assert [entry.get("event") for entry in told["record"]["history"]] == ["metastatic_diagnosis"]
    assert verdict(told, "/4")[1].endswith(OF_ANOTHER_BREAST)
    (question,) = asked(told, "/4")
    assert question.startswith("trastuzumab_emtansine: is it given for the breast cancer too?")


@pytest.mark.parametrize("reason", OF_THE_LEFT)
def test_early_treatment_of_the_tumour_that_has_spread_is_charted(client: FlaskClient, reason: Any) -> None:
    told = shown(client, PATIENT, LEFT, RIGHT, spread_from("left"), {**EARLY, **reason})
    assert [course["setting"] for course in courses(told)] == ["adjuvant"]
    assert asked(told, "/4") == []


def test_treatment_of_one_of_two_tumours_of_which_nobody_says_which_has_spread_is_asked(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LEFT, RIGHT, LIVER, {**EARLY, **OF_THE_LEFT[0]})
    assert [course["setting"] for course in courses(told)] == ["adjuvant"]
    assert asked(told, "/4") == [f"trastuzumab_emtansine: is it given for the breast cancer too? {HAS_IT_SPREAD}"]


OF_THE_LEFT_BREAST = [
    {"bodySite": [{"text": "Left breast"}]},
    {"code": {"text": "Mastectomy left"}},
    {"reasonReference": [{"reference": "Condition/left"}]},
]


@pytest.mark.parametrize("side", OF_THE_LEFT_BREAST)
def test_an_operation_of_a_breast_without_the_tumour_that_has_spread_settles_nothing(
    client: FlaskClient, side: Any
) -> None:
    told = shown(client, PATIENT, LEFT, RIGHT, spread_from("right"), {**MASTECTOMY, **side})
    assert [entry["event"] for entry in told["record"]["history"]] == ["metastatic_diagnosis"]
    assert verdict(told, "/4") == ("ignored", OF_ANOTHER_BREAST)


@pytest.mark.parametrize("side", OF_THE_LEFT_BREAST[:2])
def test_an_operation_of_the_breast_in_which_no_tumour_is_told_is_asked_about(client: FlaskClient, side: Any) -> None:
    told = shown(client, PATIENT, RIGHT, LIVER, {**MASTECTOMY, **side})
    assert [entry["event"] for entry in told["record"]["history"]] == ["metastatic_diagnosis"]
    assert asked(told, "/3") == [HAS_IT_SPREAD]
    told = shown(client, PATIENT, LEFT, LIVER, {**MASTECTOMY, **side})
    assert [entry["event"] for entry in told["record"]["history"]] == ["recurrence", "local_treatment"]
