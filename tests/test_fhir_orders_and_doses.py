"""An order and its own doses are one course, which the doses date; an order that waits for its first dose is none."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown, verdict

SNOMED = "http://snomed.info/sct"
NOT_TOLERATED = {"coding": [{"system": SNOMED, "code": "407563006"}], "text": "Neuropathy grade 3"}
PROGRESSION = {"coding": [{"system": SNOMED, "code": "266721009"}]}
TOXICITY = {"stopped_for": "toxicity", "toxicity_kind": "neuropathy", "toxicity_grade": 3}
DOCETAXEL, TRASTUZUMAB, TUCATINIB, T_DXD = "72962", "224905", "2361285", "2267574"


def order(code: str = DOCETAXEL, on: str = "2026-03-01", **keys: Any) -> dict[str, Any]:
    """An order that was written on a day."""
    order = {"resourceType": "MedicationRequest", "intent": "order", "effectivePeriod": None, "authoredOn": on}
    return medication(code, **{**order, **keys})


def dose(on: str, code: str = DOCETAXEL, **keys: Any) -> dict[str, Any]:
    """A dose that was given on a day."""
    given = {"resourceType": "MedicationAdministration", "status": "completed", "effectivePeriod": None}
    return medication(code, **{**given, "effectiveDateTime": on, **keys})


def bounds(start: str, end: str | None = None) -> dict[str, Any]:
    """The dosage of an order from one day to another."""
    return {"dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"start": start, "end": end}}}}]}


def of(number: int) -> dict[str, Any]:
    """What refers to an order by its id."""
    return {"request": {"reference": f"MedicationRequest/{number}"}}


def read(client: FlaskClient, *resources: dict[str, Any]) -> list[dict[str, Any]]:
    """The courses, without their setting and drugs."""
    told = courses(shown(client, PATIENT, LIVER, *resources))
    return [{name: course[name] for name in course if name not in ("treatment", "setting")} for course in told]


DOSES = [dose("2026-03-04"), dose("2026-03-25"), dose("2026-04-15")]


@pytest.mark.parametrize("link", [{}, of(1)], ids=["by its days", "by reference"])
@pytest.mark.parametrize("keys", [{}, bounds("2026-03-01"), {"statusReason": NOT_TOLERATED}])
def test_a_stopped_order_without_an_end_and_its_doses_are_one_course(
    client: FlaskClient, link: dict[str, Any], keys: dict[str, Any]
) -> None:
    doses = [{**each, **link} for each in DOSES]
    expected = {"started": "2026-03-04", "ended": "2026-04-15"} | (TOXICITY if "statusReason" in keys else {})
    assert read(client, order(id="1", status="stopped", **keys), *doses) == [expected]


def test_a_stopped_statement_without_an_end_and_the_doses_are_one_course(client: FlaskClient) -> None:
    stated = medication(
        DOCETAXEL, status="stopped", statusReason=[NOT_TOLERATED], effectivePeriod={"start": "2026-03-01"}
    )
    assert read(client, stated, *DOSES) == [{"started": "2026-03-01", "ended": "2026-04-15", **TOXICITY}]


def test_an_order_that_was_written_before_metastases_were_found_does_not_date_the_treatment(
    client: FlaskClient,
) -> None:
    found = {**LIVER, "onsetDateTime": "2026-03-02"}
    told = shown(client, PATIENT, found, order(id="1", status="stopped"), *DOSES)
    assert [(each["setting"], each["started"]) for each in courses(told)] == [("metastatic", "2026-03-04")]
    assert told["record"]["history_complete"] is True


def test_orders_alone_are_courses_as_they_are_dated(client: FlaskClient) -> None:
    assert read(client, order(status="active")) == [{"started": "2026-03-01"}]
    assert read(client, order(status="active", on="2026-11-18")) == [{"started": "2026-11-18"}]
    ended = order(status="stopped", statusReason=NOT_TOLERATED, **bounds("2026-03-03", "2026-05-06"))
    assert read(client, ended) == [{"started": "2026-03-03", "ended": "2026-05-06", **TOXICITY}]


def test_an_order_for_each_cycle_leaves_the_next_one_due(client: FlaskClient) -> None:
    days = ("2026-09-22", "2026-10-13", "2026-11-03")
    cycles = [order(id=str(number), on=day, status="completed") for number, day in enumerate(days)]
    later = [dose(day.replace("-03", "-04"), **of(number)) for number, day in enumerate(days)]
    assert read(client, *cycles, *later) == [{"started": "2026-09-22"}]
    assert read(client, *cycles, *[{**each, "request": None} for each in later]) == [{"started": "2026-09-22"}]


def test_cycles_that_are_all_ordered_beforehand_begin_with_the_first_dose(client: FlaskClient) -> None:
    cycles = [order(on=day, status="completed") for day in ("2026-02-20", "2026-02-21", "2026-02-22")]
    assert read(client, *cycles, *DOSES) == [{"started": "2026-03-04", "ended": "2026-04-15"}]


def test_an_order_that_is_completed_after_several_doses_ends_the_course(client: FlaskClient) -> None:
    recent = [dose("2026-10-13"), dose("2026-11-03")]
    assert read(client, order(status="completed", on="2026-10-12"), *recent) == [
        {"started": "2026-10-13", "ended": "2026-11-03"}
    ]


@pytest.mark.parametrize(
    ("end", "expected"), [("2026-05-06", "2026-04-15"), ("2026-04-01", "2026-04-15"), ("2026-10-01", "2026-10-01")]
)
def test_the_last_dose_ends_a_course_unless_it_is_far_from_the_end_of_the_order(
    client: FlaskClient, end: str, expected: str
) -> None:
    doses = [{**each, **of(1)} for each in DOSES]
    (course,) = read(client, order(id="1", status="stopped", **bounds("2026-03-01", end)), *doses)
    assert course == {"started": "2026-03-04", "ended": expected}


def test_doses_that_begin_long_after_the_bounds_of_their_order_do_not_begin_the_course(client: FlaskClient) -> None:
    doses = [{**each, **of(1)} for each in DOSES]
    (course,) = read(client, order(id="1", status="stopped", **bounds("2025-04-01")), *doses)
    assert course == {"started": "2025-04-01", "ended": "2026-04-15"}


def test_an_order_that_stands_long_after_its_last_dose_is_asked_about(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, order(status="active"), *DOSES)
    assert [(each["started"], each["ended"]) for each in courses(told)] == [("2026-03-04", "2026-04-15")]
    assert asked(told, "/2") == ["docetaxel: is it still given? It is ordered, and its last dose is of 2026-04-15."]
    recent = shown(client, PATIENT, LIVER, order(status="active"), *DOSES, dose("2026-07-01"), dose("2026-09-01"))
    assert [each.get("ended") for each in courses(recent)] == [None]
    assert asked(recent, "/2") == []


def test_a_drug_that_is_given_again_after_a_stop_is_another_course(client: FlaskClient) -> None:
    again = order(id="2", on="2026-04-14", status="active")
    doses = [*DOSES[:2], dose("2026-04-15"), dose("2026-11-04")]
    told = shown(client, PATIENT, LIVER, order(status="stopped", statusReason=NOT_TOLERATED), again, *doses)
    assert [(each["started"], each.get("ended"), each.get("stopped_for")) for each in courses(told)] == [
        ("2026-03-04", "2026-03-25", "toxicity"),
        ("2026-04-15", "2026-04-15", None),
        ("2026-11-04", None, None),
    ]
    assert asked(told, "/3") == []


def test_doses_are_of_the_setting_of_their_order(client: FlaskClient) -> None:
    url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"
    intent = {"url": url, "valueCodeableConcept": {"coding": [{"system": SNOMED, "code": "373846009"}]}}
    told = shown(client, PATIENT, order(status="completed", extension=[intent]), *DOSES)
    assert [(each["setting"], each["started"]) for each in courses(told)] == [("adjuvant", "2026-03-04")]


def test_a_dose_that_was_broken_off_ends_nothing_where_another_follows(client: FlaskClient) -> None:
    broken = dose("2026-03-25", status="stopped", statusReason=[NOT_TOLERATED])
    told = shown(client, PATIENT, LIVER, DOSES[0], broken, DOSES[2])
    assert [each.get("stopped_for") for each in courses(told)] == [None]
    assert asked(told, "/3") == ["docetaxel: a dose was broken off, and it went on. Was that a toxicity?"]
    assert read(client, DOSES[0], broken) == [{"started": "2026-03-04", "ended": "2026-03-25", **TOXICITY}]


def test_reasons_that_contradict_each_other_are_asked(client: FlaskClient) -> None:
    stated = medication(
        DOCETAXEL, status="stopped", statusReason=[PROGRESSION], effectivePeriod={"start": "2026-03-01"}
    )
    told = shown(client, PATIENT, LIVER, order(status="stopped", statusReason=NOT_TOLERATED), stated, *DOSES)
    assert [each.get("stopped_for") for each in courses(told)] == [None]
    assert asked(told, "/2") == ["docetaxel: why was it stopped? The reasons contradict each other."]


def test_a_drug_of_which_another_order_stands_is_not_stopped_and_is_asked(client: FlaskClient) -> None:
    stopped = order(status="stopped", statusReason=NOT_TOLERATED)
    told = shown(client, PATIENT, LIVER, stopped, order(status="active"))
    assert [set(each) & {"ended", "stopped_for"} for each in courses(told)] == [set()]
    assert asked(told, "/2") == ["docetaxel: was it stopped? One order has a reason, and another stands."]


def test_an_order_that_waits_for_its_first_dose_is_no_treatment_and_is_asked(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, order(T_DXD, "2026-11-18", status="active"), *DOSES)
    assert [each["treatment"]["agents"] for each in courses(told)] == [["docetaxel"]]
    assert verdict(told, "/2")[0] == "not_understood"
    assert asked(told, "/2") == ["trastuzumab_deruxtecan: was it begun, and when? It was ordered on 2026-11-18."]
    assert told["record"]["history_complete"] is False


@pytest.mark.parametrize(
    ("resources", "is_charted"),
    [
        ([order(T_DXD, "2026-10-23", status="active")], False),
        ([order(T_DXD, "2026-10-22", status="active")], True),
        ([order(TUCATINIB, "2026-11-18", status="active")], True),
        ([order(TUCATINIB, "2026-11-18", status="active"), dose("2026-10-01", TUCATINIB)], True),
        ([order(T_DXD, "2026-11-18", status="active"), dose("2026-11-18", T_DXD)], True),
        ([order(T_DXD, "2026-11-18", status="active"), dose("2026-10-28", T_DXD)], True),
        ([order(T_DXD, "2026-11-18", status="active"), order(T_DXD, "2026-10-28", status="completed")], True),
        ([order(T_DXD, "2026-11-18", status="active"), order(T_DXD, "2026-11-11", status="active")], False),
        ([order(T_DXD, "2026-11-18", status="active"), medication(T_DXD)], True),
        ([order(T_DXD, "2026-11-18", status="on-hold")], True),
        ([order("77655", "2026-11-18", status="active")], True),
    ],
    ids=[
        *("new", "older", "by mouth", "by mouth but administered", "given", "the next cycle"),
        *("ordered before", "ordered twice", "stated", "held", "given beside"),
    ],
)
def test_an_order_waits_only_where_its_dose_would_be_told(
    client: FlaskClient, resources: list[dict[str, Any]], is_charted: bool
) -> None:
    told = shown(client, PATIENT, LIVER, *DOSES, *resources)
    assert (verdict(told, "/5")[0] == "used") is is_charted


def test_a_drug_by_mouth_waits_among_dispenses(client: FlaskClient) -> None:
    handed = dose("2026-03-04", "194000", resourceType="MedicationDispense", whenHandedOver="2026-03-04")
    told = shown(client, PATIENT, LIVER, order(TUCATINIB, "2026-11-18", status="active"), handed)
    assert verdict(told, "/2")[0] == "not_understood"
