"""By its route or its form a cancer drug may act in one place alone: then it is no line of treatment."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, courses, medication, shown, verdict

SNOMED = "http://snomed.info/sct"
FLUOROURACIL, METHOTREXATE, CAPECITABINE = "4492", "6851", "194000"
TRASTUZUMAB = "224905"


def by(code: str = "", text: str = "", **keys: Any) -> dict[str, Any]:
    """A dosage by a route."""
    coded = {"coding": [{"system": SNOMED, "code": code}]} if code else {}
    return {"route": coded | ({"text": text} if text else {}), **keys}


IN_ONE_PLACE = {
    "a cream by its route": medication(FLUOROURACIL, dosage=[by("6064005")]),
    "a cream by its route in words": medication(FLUOROURACIL, dosage=[by(text="Topical use")]),
    "a cream by its name": medication(FLUOROURACIL, "fluorouracil 5 % cream"),
    "a cream by its form": {
        **medication(),
        "medicationCodeableConcept": None,
        "medicationReference": {"reference": "#m"},
        "contained": [
            {
                "resourceType": "Medication",
                "id": "m",
                "code": {"text": "Fluorouracil"},
                "form": {"text": "Cream"},
            }
        ],
    },
    "into the eye": medication("", "bevacizumab", dosage=[by("418401004")]),
    "into the bladder": medication("", "Mitomycin", dosage=[by("372471009")]),
    "into the bladder in words": medication("", "Mitomycin", dosage=[{"text": "40 mg instilled once a week"}]),
    "an order": medication(
        FLUOROURACIL,
        resourceType="MedicationRequest",
        intent="order",
        authoredOn="2026-02-15",
        effectivePeriod=None,
        dosageInstruction=[by("6064005")],
    ),
}


@pytest.mark.parametrize("what", IN_ONE_PLACE)
def test_what_acts_in_one_place_is_no_line_and_asked(client: FlaskClient, what: str) -> None:
    told = shown(client, PATIENT, LIVER, IN_ONE_PLACE[what])
    assert courses(told) == []
    assert verdict(told, "/2")[0] == "ignored"
    (question,) = asked(told, "/2")
    assert "is it given for the breast cancer?" in question


@pytest.mark.parametrize("drug", [METHOTREXATE, TRASTUZUMAB])
def test_what_was_given_into_the_cerebrospinal_fluid_is_local_treatment(client: FlaskClient, drug: str) -> None:
    given: dict[str, Any] = {"resourceType": "MedicationAdministration", "status": "completed", "effectivePeriod": None}
    doses = [
        medication(drug, **given, effectiveDateTime=on, dosage=by("72607000")) for on in ("2026-10-15", "2026-10-22")
    ]
    told = shown(client, PATIENT, LIVER, *doses)
    assert courses(told) == []
    local = [entry for entry in told["record"]["history"] if entry.get("event") == "local_treatment"]
    assert local == [{"event": "local_treatment", "on": "2026-10-15", "kind": "intrathecal"}]
    assert "is there leptomeningeal disease?" in asked(told, "/2")[0]


def test_a_dose_has_the_route_of_its_order(client: FlaskClient) -> None:
    order = medication(
        METHOTREXATE,
        resourceType="MedicationRequest",
        id="o",
        intent="order",
        authoredOn="2026-10-14",
        effectivePeriod=None,
        dosageInstruction=[by(text="Intrathecal")],
    )
    dose = medication(
        METHOTREXATE,
        resourceType="MedicationAdministration",
        status="completed",
        effectivePeriod=None,
        effectiveDateTime="2026-10-15",
        request={"reference": "MedicationRequest/o"},
    )
    assert courses(shown(client, PATIENT, LIVER, order, dose)) == []


@pytest.mark.parametrize(
    ("drug", "dosage"),
    [
        (METHOTREXATE, [by("47625008")]),
        (CAPECITABINE, [by("26643006")]),
        (METHOTREXATE, [by(text="Intravenous")]),
        (METHOTREXATE, [{"text": "1 x a day"}]),
    ],
    ids=str,
)
def test_another_route_or_none_is_of_a_line(client: FlaskClient, drug: str, dosage: list[dict[str, Any]]) -> None:
    told = shown(client, PATIENT, LIVER, medication(drug, dosage=dosage))
    assert len(courses(told)) == 1
    assert asked(told, "/2") == []


@pytest.mark.parametrize(
    ("name", "dosage"),
    [("", [by("47625008"), by("72607000")]), ("fluorouracil cream", [by("47625008")])],
)
def test_of_two_routes_nothing_is_charted_and_the_history_stays_open(
    client: FlaskClient, name: str, dosage: list[dict[str, Any]]
) -> None:
    told = shown(client, PATIENT, LIVER, medication(FLUOROURACIL, name, dosage=dosage))
    assert courses(told) == []
    assert "by which route was it given?" in asked(told, "/2")[0]
    assert told["record"]["history_complete"] is False


def test_what_is_given_into_a_cavity_leaves_the_history_open(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, medication("", "cisplatin", dosage=[by("38239002")]))
    assert courses(told) == []
    assert told["record"]["history_complete"] is False
