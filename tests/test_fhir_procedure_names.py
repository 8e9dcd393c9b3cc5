"""Not each procedure with the word of a local treatment is one: of the brain least of all."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.cancers import OF_WHICH
from service.fhir.procedure_names import ONLY_PREPARES, WHAT_WAS_DONE
from tests.fhir_resources import LIVER, PATIENT, asked, shown, verdict

SNOMED = "http://snomed.info/sct"


def done(text: str, *codes: str) -> dict[str, Any]:
    """A procedure of this name, and with codes."""
    coding = [{"system": SNOMED, "code": code} for code in codes]
    code = {"text": text, **({"coding": coding} if coding else {})}
    return {"resourceType": "Procedure", "status": "completed", "performedDateTime": "2026-08-10", "code": code}


def treated(told: Any) -> list[tuple[str, str | None]]:
    """The local treatments of a record by their kind and place."""
    events = [entry for entry in told["record"]["history"] if entry.get("event") == "local_treatment"]
    return [(each["kind"], each.get("site")) for each in events]


@pytest.mark.parametrize(
    "text",
    [
        "CT simulation for stereotactic radiosurgery of the brain",
        "Fabrication of an immobilization mask for brain radiotherapy",
        "Bestrahlungsplanung",
        "Bestrahlungssimulation Gehirn",
        "Dosimetry for brain radiotherapy",
        "Counselling before mastectomy",
    ],
)
def test_what_only_prepares_a_local_treatment_is_none(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, LIVER, done(text))
    assert (treated(told), verdict(told, "/2"), asked(told, "/2")) == ([], ("ignored", ONLY_PREPARES), [])


@pytest.mark.parametrize(
    "named",
    [
        done("Follow-up after radiotherapy"),
        done("Patient declined radiotherapy"),
        done("Strahlentherapie abgelehnt"),
        done("No radiotherapy"),
        done("Wound revision after mastectomy"),
        done("Bestrahlungsplanung und Bestrahlung des Gehirns"),
        done("Catheter ablation of atrial fibrillation"),
        done("Endometrial ablation"),
        done("Ovarian ablation"),
        done("Follow-up after radiotherapy", "1217123003"),
    ],
    ids=str,
)
def test_what_may_be_none_of_the_cancer_is_asked_about(client: FlaskClient, named: Any) -> None:
    told = shown(client, PATIENT, LIVER, named)
    assert (treated(told), verdict(told, "/2")[0], asked(told, "/2")) == ([], "not_understood", [WHAT_WAS_DONE])


def test_a_name_of_another_cancer_is_asked_about(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, done("Radiotherapy of basal cell carcinoma of the nose"))
    assert (treated(told), asked(told, "/2")) == ([], [OF_WHICH])


@pytest.mark.parametrize(
    ("named", "charted"),
    [
        (done("Radiofrequency ablation of the liver"), ("ablation", "liver")),
        (done("Microwave ablation of a tumour"), ("ablation", None)),
        (done("Stereotactic radiotherapy of the brain"), ("radiotherapy", "brain")),
        (done("Postoperative radiotherapy of the breast"), ("radiotherapy", "breast")),
        (done("Mastectomy for breast cancer"), ("surgery", "breast")),
    ],
    ids=str,
)
def test_what_treats_the_cancer_is_charted(client: FlaskClient, named: Any, charted: tuple[str, str | None]) -> None:
    told = shown(client, PATIENT, LIVER, named)
    assert (treated(told), asked(told, "/2")) == ([charted], [])
