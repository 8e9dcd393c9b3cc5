"""Not each procedure with the word of a local treatment is one: of the brain least of all."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.cancers import OF_WHICH
from service.fhir.procedure_names import ONLY_PREPARES, WHAT_WAS_DONE
from service.fhir.procedures import WHERE
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
        done("Mastectomy bra fitting"),
        done("Consent for mastectomy"),
        done("Einwilligung Mastektomie"),
        done("Pre-op assessment for mastectomy"),
        done("Mastectomy prosthesis supply"),
        done("Lumpectomy site wound check"),
        done("Mastectomy specimen pathology examination"),
        done("Surgical pathology, breast, mastectomy - partial/simple"),
        done("Anesthesia for mastectomy"),
        done("Narkose bei Mastektomie"),
        done("Consent for mastectomy", "172043006"),
        done("Radiotherapy to thyroid for Graves disease"),
        done("Radiofrequency ablation of thyroid nodule"),
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
        (done("Lumpectomy with specimen radiograph"), ("surgery", "breast")),
        (done("Mastectomy with drain placement"), ("surgery", "breast")),
        (done("Preoperative radiotherapy of the breast"), ("radiotherapy", "breast")),
    ],
    ids=str,
)
def test_what_treats_the_cancer_is_charted(client: FlaskClient, named: Any, charted: tuple[str, str | None]) -> None:
    told = shown(client, PATIENT, LIVER, named)
    assert (treated(told), asked(told, "/2")) == ([charted], [])


OPS = "http://fhir.de/CodeSystem/bfarm/ops"


@pytest.mark.parametrize(
    "named",
    [
        done("Gamma knife"),
        done("Bestraling hersenen (stereotactisch)"),
        done("Radiochirurgie"),
        done("Y-90 radioembolization"),
        done("TACE liver"),
        done("Borstsparende operatie"),
        {**done("Gamma-Knife"), "code": {"coding": [{"system": OPS, "code": "8-523.00"}], "text": "Einzeldosis"}},
    ],
    ids=str,
)
def test_local_treatment_that_is_not_recognised_is_asked_about_and_never_ignored(
    client: FlaskClient, named: Any
) -> None:
    told = shown(client, PATIENT, LIVER, named)
    assert (treated(told), verdict(told, "/2")[0], asked(told, "/2")) == ([], "not_understood", [WHAT_WAS_DONE])


def test_radiotherapy_for_a_metastasis_that_names_no_place_is_asked_where(client: FlaskClient) -> None:
    brain = {
        **LIVER,
        "id": "br",
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "C79.31"}]},
    }
    of_it = {**done("Radiotherapy"), "reasonReference": [{"reference": "Condition/br"}]}
    told = shown(client, PATIENT, brain, of_it)
    assert (treated(told), asked(told, "/2")) == ([("radiotherapy", None)], [WHERE])
