"""What may be a treatment and is not charted leaves the history incomplete, and the report says which it is."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.values import NO_STATUS
from tests.fhir_resources import AS_OF, LIVER, MASTECTOMY, PATIENT, RECORD, RXNORM, asked, courses, medication, shown
from tests.fhir_resources import verdict as said_of

ATC, SCT, LOINC = "http://fhir.de/CodeSystem/bfarm/atc", "http://snomed.info/sct", "http://loinc.org"
SAID_COMPLETE = f"{RECORD}?{AS_OF}&history_complete=true"
MODIFIED = {"modifierExtension": [{"url": "https://hospital.example/not-as-it-seems", "valueBoolean": True}]}
STOPPED_PLAN = {
    "resourceType": "MedicationRequest",
    **{"status": "stopped", "intent": "plan", "authoredOn": "2026-10-01"},
    "statusReason": {"coding": [{"system": SCT, "code": "266721009"}]},
}


def told_as_complete(client: FlaskClient, *resources: Any) -> tuple[bool, list[tuple[str, list[str]]]]:
    """Whether the history is complete where the caller says so, and what the report says of that."""
    told = shown(client, PATIENT, LIVER, *resources, address=SAID_COMPLETE)
    conflicts = [each for each in told["report"]["conflicts"] if each["about"] == "history_complete"]
    return told["record"]["history_complete"], [(each["says"], each["from"]) for each in conflicts]


def coded(system: str, code: str, text: str) -> dict[str, Any]:
    """A statement of a drug by a code and a text."""
    return medication(medicationCodeableConcept={"coding": [{"system": system, "code": code}], "text": text})


@pytest.mark.parametrize(
    ("system", "code", "text", "named"),
    [
        (RXNORM, "224905", "Enhertu", "Trastuzumab and Trastuzumab deruxtecan"),
        (RXNORM, "2267577", "Herceptin", "Trastuzumab and Trastuzumab deruxtecan"),
        (ATC, "L01FD01", "Kadcyla 100 mg", "Trastuzumab and Trastuzumab emtansine"),
        (ATC, "L01FD01", "Enhertu, as prescribed", "Trastuzumab and Trastuzumab deruxtecan"),
        (ATC, "L01FD01", "Trastuzumab (als Emtansin)", "Trastuzumab"),
        (ATC, "L01EH03", "lapatinib", "Lapatinib and Tucatinib"),
        (ATC, "A04AA01", "Enhertu 100 mg", "Trastuzumab deruxtecan"),
        (RXNORM, "72962", "Paclitaxel, weekly, see order", "Docetaxel and Paclitaxel"),
    ],
)
def test_a_drug_whose_code_and_text_disagree_is_neither_of_the_two(
    client: FlaskClient, system: str, code: str, text: str, named: str
) -> None:
    told = shown(client, PATIENT, LIVER, coded(system, code, text))
    assert courses(told) == []
    assert told["record"]["history_complete"] is False
    verdict, says = said_of(told, "/2")
    assert verdict == "not_understood"
    assert all(label in says for label in named.split(" and "))
    assert len(asked(told, "/2")) == 1
    assert told_as_complete(client, coded(system, code, text)) == (
        False,
        [(f"Not charted: {named}. So the history is not complete, whatever the address says.", ["/2"])],
    )


@pytest.mark.parametrize(
    ("system", "code", "text", "drug"),
    [
        (RXNORM, "2267577", "Enhertu 100 mg", "trastuzumab_deruxtecan"),
        (ATC, "L01CD01", "Abraxane", "nab_paclitaxel"),
        (ATC, "L01FD04", "Enhertu, as prescribed", "trastuzumab_deruxtecan"),
        (ATC, "L01FD01", "Trastuzumab of a local manufacturer", "trastuzumab"),
        (ATC, "H02AB02", "dexamethasone", "dexamethasone"),
    ],
)
def test_a_text_that_says_what_the_code_says_is_read(
    client: FlaskClient, system: str, code: str, text: str, drug: str
) -> None:
    told = shown(client, PATIENT, LIVER, coded(system, code, text))
    assert [course["treatment"]["agents"] for course in courses(told)] == [[drug]]
    assert told["record"]["history_complete"] is True


@pytest.mark.parametrize(
    ("resources", "named", "pointer"),
    [
        ([medication(text="Enhertu", code="", **MODIFIED)], "Trastuzumab deruxtecan", "/2"),
        ([{**STOPPED_PLAN, "medicationCodeableConcept": {"text": "Kadcyla"}}], "Trastuzumab emtansine", "/2"),
        (
            [
                medication("72962", resourceType="MedicationAdministration", status="completed"),
                medication("", "Perjeta", resourceType="MedicationRequest", intent="order", effectivePeriod=None)
                | {"authoredOn": "2026-11-10"},
            ],
            "Pertuzumab",
            "/3",
        ),
        ([medication(status=None)], "Trastuzumab", "/2"),
        ([medication(effectivePeriod=None), medication("72962", status="unknown")], "Trastuzumab; Docetaxel", "/2"),
    ],
    ids=["a modifier", "a stopped plan", "a waiting order", "no status", "no date and an unknown status"],
)
def test_the_caller_cannot_complete_a_history_from_which_a_known_treatment_was_left_out(
    client: FlaskClient, resources: list[dict[str, Any]], named: str, pointer: str
) -> None:
    is_complete, told = told_as_complete(client, *resources)
    assert is_complete is False
    ((says, sources),) = told
    assert says == f"Not charted: {named}. So the history is not complete, whatever the address says."
    assert sources[0] == pointer


def test_an_order_of_a_medication_with_a_modifier_is_not_read_through_its_reference(client: FlaskClient) -> None:
    modified = {"resourceType": "Medication", "id": "m", "code": {"text": "Enhertu"}, **MODIFIED}
    order = medication(medicationReference={"reference": "Medication/m"}, medicationCodeableConcept=None)
    told = shown(client, PATIENT, LIVER, modified, order)
    assert courses(told) == []
    assert said_of(told, "/2")[0] == "not_understood"
    assert told_as_complete(client, modified, order)[0] is False


def test_many_treatments_that_were_left_out_are_told_in_one_sentence(client: FlaskClient) -> None:
    names = ("Enhertu", "Kadcyla", "Perjeta", "Tukysa", "Xeloda", "docetaxel", "eribulin")
    _, ((says, sources),) = told_as_complete(client, *(medication("", name, status=None) for name in names))
    assert says.endswith(" and 2 more. So the history is not complete, whatever the address says.")
    assert len(sources) == len(names)


@pytest.mark.parametrize(
    "resource", [medication("", "lisinopril", **MODIFIED), medication("", "ondansetron", status=None)]
)
def test_what_is_no_treatment_of_the_cancer_leaves_it_to_the_caller(client: FlaskClient, resource: Any) -> None:
    assert told_as_complete(client, resource) == (True, [])


@pytest.mark.parametrize(
    "kind", ["MedicationAdministration", "MedicationRequest", "MedicationStatement", "MedicationDispense"]
)
def test_a_medication_without_a_status_was_not_certainly_given(client: FlaskClient, kind: str) -> None:
    told = shown(client, PATIENT, LIVER, medication(resourceType=kind, status=None, intent="order"))
    assert courses(told) == []
    assert NO_STATUS in said_of(told, "/2")[1]
    assert asked(told, "/2") == ["Was this drug given, and when?"]


def test_an_order_of_the_first_editions_needs_no_status(client: FlaskClient) -> None:
    order = {**medication(resourceType="MedicationOrder", status=None), "dateWritten": "2025-03-24"}
    assert len(courses(shown(client, PATIENT, LIVER, order))) == 1


@pytest.mark.parametrize("status", [None, "unknown", "in-doubt"])
def test_a_result_without_a_status_is_not_final(client: FlaskClient, status: str | None) -> None:
    ecog = {"resourceType": "Observation", "status": status, "valueInteger": 1, "effectiveDateTime": "2026-10-01"}
    told = shown(client, PATIENT, ecog | {"code": {"coding": [{"system": LOINC, "code": "89247-1"}]}})
    assert "ecog" not in told["record"]["patient"]
    assert said_of(told, "/1")[0] == "not_understood"
    assert asked(told, "/1") == ["Is this final (ECOG performance status)?"]


@pytest.mark.parametrize("status", [None, "unknown"])
def test_a_surgery_without_a_status_was_not_certainly_done(client: FlaskClient, status: str | None) -> None:
    told = shown(client, PATIENT, {**MASTECTOMY, "status": status})
    assert told["record"]["history"] == []
    assert said_of(told, "/1")[0] == "not_understood"
    assert asked(told, "/1") == ["Was this surgery done as a whole, and when?"]


def test_a_display_that_disagrees_is_seen_however_many_stand_before_it(client: FlaskClient) -> None:
    displays = [f"docetaxel {dose} MG Injection" for dose in (20, 80, 140, 160)]
    coding = [{"system": "urn:oid:1.2", "code": str(number), "display": text} for number, text in enumerate(displays)]
    concept = {"coding": [*coding, {"system": "urn:oid:1.2", "code": "5", "display": "Enhertu"}]}
    assert courses(shown(client, PATIENT, LIVER, medication(medicationCodeableConcept={"coding": coding}))) != []
    assert courses(shown(client, PATIENT, LIVER, medication(medicationCodeableConcept=concept))) == []


def test_thousands_of_long_names_that_nobody_knows_take_no_long_time(client: FlaskClient) -> None:
    texts = (" ".join(f"word{number}x{part}" for part in range(40)) for number in range(1500))
    told = shown(client, PATIENT, LIVER, *(medication("", text) for text in texts))
    assert courses(told) == []
