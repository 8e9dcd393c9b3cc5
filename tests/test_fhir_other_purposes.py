"""Drugs that no list here has: which are certainly none of the cancer, so that the history is complete all the same."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, RXNORM, asked, courses, medication, shown, verdict

ATC = "http://www.whocc.no/atc"


def drug(code: str, text: str = "", system: str = ATC) -> dict[str, Any]:
    """A concept by its code."""
    return {"coding": [{"system": system, "code": code}]} | ({"text": text} if text else {})


def beside(client: FlaskClient, concept: dict[str, Any], **keys: Any) -> tuple[str, bool, bool]:
    """What becomes of a drug beside trastuzumab, whether it is asked about, and whether the history is complete."""
    told = shown(client, PATIENT, LIVER, medication(), medication(medicationCodeableConcept=concept, **keys))
    assert len(courses(told)) == 1 or verdict(told, "/3")[0] == "used"
    return verdict(told, "/3")[0], bool(asked(told, "/3")), told["record"]["history_complete"]


@pytest.mark.parametrize(
    "concept",
    [
        drug("C09AA03", "lisinopril"),
        drug("A10BA02", "Metformin 500 mg"),
        drug("H03AA01"),
        drug("A02BC02", system="http://fhir.de/CodeSystem/bfarm/atc"),
        drug("C09", system="ATC"),
        {"coding": [*drug("C09AA03")["coding"], {"system": RXNORM, "code": "29046", "display": "lisinopril"}]},
    ],
)
def test_a_drug_of_another_group_of_atc_is_ignored_and_leaves_the_history_complete(
    client: FlaskClient, concept: dict[str, Any]
) -> None:
    assert beside(client, concept) == ("ignored", False, True)


@pytest.mark.parametrize(
    "concept",
    [
        {"text": "lisinopril 10 MG"},
        drug("29046", "lisinopril", system=RXNORM),
        *[drug(code) for code in ("L03AX03", "G03AC05", "H01CB02", "H02AB07", "M05BA04", "V10XX03", "QC09AA03")],
        {"coding": drug("C09AA03")["coding"] + drug("L04AX02")["coding"]},
        drug("C09AA03", "trastuzumab examplotecan"),
        drug("C09AA03", system="http://hospital.example/batc"),
    ],
)
def test_a_drug_that_may_be_for_the_cancer_is_asked_and_leaves_the_history_incomplete(
    client: FlaskClient, concept: dict[str, Any]
) -> None:
    assert beside(client, concept) == ("not_understood", True, False)


def test_what_supports_or_serves_a_diagnosis_by_its_intent_is_ignored(client: FlaskClient) -> None:
    def meant(code: str) -> tuple[str, bool, bool]:
        concept = {"coding": [{"system": "http://snomed.info/sct", "code": code}]}
        url = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-procedure-intent"
        return beside(client, {"text": "Blue tablets"}, extension=[{"url": url, "valueCodeableConcept": concept}])

    assert meant("399707004") == meant("261004008") == ("ignored", False, True)
    assert meant("363676003") == ("not_understood", True, False)


def test_a_solvent_of_another_group_is_no_unknown_ingredient(client: FlaskClient) -> None:
    def charted(*parts: dict[str, Any]) -> tuple[list[Any], bool]:
        product = {
            "resourceType": "Medication",
            "id": "m",
            "ingredient": [{"itemCodeableConcept": each} for each in parts],
        }
        order = medication(medicationReference={"reference": "Medication/m"}, medicationCodeableConcept=None)
        told = shown(client, PATIENT, LIVER, product, order, medication())
        return [course["treatment"]["agents"] for course in courses(told)], told["record"]["history_complete"]

    solvent = drug("B05BB01", "Natriumchlorid 0,9 %")
    assert charted(drug("L01CD02"), solvent) == ([["docetaxel"], ["trastuzumab"]], True)
    assert charted(solvent, drug("C09AA03")) == ([["trastuzumab"]], True)
    assert charted(solvent, {"text": "Examplimab"}) == ([["trastuzumab"]], False)


def test_drugs_of_other_groups_alone_are_no_history_of_the_treatment(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, medication(medicationCodeableConcept=drug("C09AA03")))
    assert told["record"]["history_complete"] is False
