"""All places that one resource tells of a metastasis are charted or asked, and above all the brain and its meninges."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.metastasis_places import OF_THE_MENINGES, WHERE, WHERE_ELSE
from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, asked, medication, shown

SCT, ICD = "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd-10-cm"
GERMAN = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
TITLE = "Sekundäre bösartige Neubildung des Gehirns und der Hirnhäute"
ANY = "128462008"  # a metastasis of whatever place


def metastasis(*codes: str, text: str = "", sites: list[Any] | None = None, **keys: Any) -> dict[str, Any]:
    """A metastasis by codes, words and body sites."""
    coding = [{"system": ICD if code[0].isalpha() else SCT, "code": code} for code in codes]
    told = {"resourceType": "Condition", "code": {"coding": coding, "text": text}, "onsetDateTime": "2025-03-11"}
    return told | ({"bodySite": sites} if sites else {}) | keys


def site(text: str = "", code: str = "") -> dict[str, Any]:
    """A body site."""
    return {"text": text, "coding": [{"system": SCT, "code": code}] if code else []}


def charted(told: Any) -> tuple[list[str], str]:
    """The places of the record, and what it says of the brain."""
    patient = told["record"]["patient"]
    return patient.get("metastatic_sites", []), patient.get("brain_metastases", "")


@pytest.mark.parametrize(
    ("said", "places"),
    [
        (metastasis("94381002", "94225005"), ["brain", "liver"]),
        (metastasis("C78.7", "C78.00", "C79.31"), ["brain", "liver", "lung"]),
        (metastasis("C50.911", "C78.7", "C79.31"), ["brain", "liver"]),
        (metastasis(ANY, sites=[site(code="12738006"), site(code="39607008")]), ["brain", "lung"]),
        (metastasis(ANY, sites=[site("Left cerebellum"), site("Right adrenal gland")]), ["brain", "other"]),
        (metastasis("94381002", text="Metastases to liver and brain"), ["brain", "liver"]),
        (metastasis("C78.7", text="Breast cancer metastasized to liver, lung, and brain"), ["brain", "liver", "lung"]),
        (metastasis("C79.51", text="Bone and brain metastases (CMS/HCC)"), ["bone", "brain"]),
        (metastasis("C78.7", text="Leber- und Hirnmetastasen"), ["brain", "liver"]),
        (metastasis("C79.89", text="Metastasis to brain"), ["brain", "other"]),
        (metastasis("C78.00", text="Pulmonary and pleural metastases"), ["lung", "pleura"]),
        (metastasis(ANY, text="Hepatic metastases"), ["liver"]),
        (metastasis("C79.9", text="Metastases to bone and skin"), ["bone", "skin"]),
    ],
)
def test_every_place_is_charted(client: FlaskClient, said: Any, places: list[str]) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, said)
    assert charted(told)[0] == places
    assert not any("is it there" in each.lower() or each in (WHERE, WHERE_ELSE) for each in asked(told, "/2"))


@pytest.mark.parametrize(
    ("said", "places"),
    [
        (metastasis("94381002", sites=[site(code="12738006")]), ["brain", "liver"]),
        (metastasis("94222008", text="Brain metastasis"), ["bone", "brain"]),
    ],
)
def test_a_place_beside_another_one_of_the_code_is_charted_and_asked(
    client: FlaskClient, said: Any, places: list[str]
) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, said)
    assert charted(told)[0] == places
    assert any(each.startswith("Is it there (brain)") for each in asked(told, "/2"))


@pytest.mark.parametrize(
    "text", ["Liver metastases; MRI of the brain pending", "Metastasis of the liver or brain", "Lebermetastasen, Hirn?"]
)
def test_words_that_say_more_than_where_are_asked(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, metastasis("94381002", text=text))
    assert charted(told)[0] == ["liver"]
    assert any(each.startswith("Is there a metastasis there too (brain)") for each in asked(told, "/2"))


def test_a_body_site_that_is_not_read_is_asked_beside_one_that_is(client: FlaskClient) -> None:
    sites = [site(code="10200004"), site("Frontal lobe structure", "83251001")]
    told = shown(client, PATIENT, BREAST_CANCER, metastasis(ANY, sites=sites))
    assert (charted(told)[0], asked(told, "/2")) == (["liver"], [WHERE_ELSE])


@pytest.mark.parametrize(
    "said",
    [
        metastasis("C79.49", text="Leptomeningeal metastases"),
        metastasis("C79.31", "C79.32", text="Brain metastases with leptomeningeal disease"),
        metastasis("C79.31", text="Leptomeningeal carcinomatosis"),
        metastasis(ANY, sites=[site(code="10200004"), site("Meninges structure", "1231004")]),
        metastasis(
            code={
                "coding": [{"system": GERMAN, "code": "C79.3", "display": TITLE}],
                "text": "Meningeosis carcinomatosa",
            }
        ),
    ],
)
def test_the_meninges_are_charted_where_a_code_a_site_or_words_tell_them(client: FlaskClient, said: Any) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, said)
    assert charted(told)[1] == "leptomeningeal"
    assert OF_THE_MENINGES not in asked(told, "/2")


@pytest.mark.parametrize(
    ("said", "places"),
    [
        (metastasis("C79.40"), ["other"]),
        (metastasis("C79.49", text="Secondary malignant neoplasm of other parts of nervous system"), ["other"]),
        (metastasis("C79.40", text="CNS metastases"), ["other"]),
        (metastasis("C79.3"), ["brain"]),
        (metastasis("C79.3", text=TITLE), ["brain"]),
        (metastasis("C79.89", text="Dural metastases"), ["other"]),
    ],
)
def test_what_may_be_of_the_meninges_is_asked(client: FlaskClient, said: Any, places: list[str]) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, said)
    assert charted(told) == (places, "")
    assert OF_THE_MENINGES in asked(told, "/2")


@pytest.mark.parametrize(
    "said", [metastasis("C79.3", text="Hirnmetastasen"), metastasis("C79.31"), metastasis("C79.3", "94225005")]
)
def test_a_place_that_is_told_is_not_asked(client: FlaskClient, said: Any) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, said)
    assert charted(told)[0] == ["brain"]
    assert OF_THE_MENINGES not in asked(told, "/2")


def test_a_malignant_meningitis_of_a_code_that_is_not_read_is_no_other_cancer(client: FlaskClient) -> None:
    code = {"coding": [{"system": SCT, "code": "230156002", "display": "Malignant meningitis"}]}
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, metastasis(code=code))
    assert asked(told, "/2") == []
    assert any("a metastasis" in each for each in asked(told, "/3"))


@pytest.mark.parametrize("code", ["C79.8", "C79.81", "C79.88", "C79.9", "C78.9", "C80.0"])
def test_a_secondary_cancer_of_a_code_that_names_no_place_is_asked_and_maybe_new(
    client: FlaskClient, code: str
) -> None:
    said = metastasis(code, onsetDateTime="2026-11-05")
    questions = asked(shown(client, PATIENT, BREAST_CANCER, LIVER, medication(), said), "/4")
    assert WHERE in questions
    assert any("a progression of that day?" in each for each in questions)


def test_a_status_of_a_condition_of_two_places_is_of_neither_alone(client: FlaskClient) -> None:
    grown = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "97509-4"}]},
        "valueCodeableConcept": {"coding": [{"system": SCT, "code": "271299001"}]},
        "effectiveDateTime": "2026-11-01",
        "focus": [{"reference": "Condition/m"}],
    }
    told = shown(client, PATIENT, BREAST_CANCER, metastasis("C78.7", "C79.31", id="m"), grown)
    (event,) = (event for event in told["record"]["history"] if event["event"] == "disease_status")
    assert "site" not in event
