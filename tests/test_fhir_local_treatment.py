"""Local treatment in FHIR: every place that was treated is charted or asked, of the brain above all."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import LIVER, PATIENT, asked, shown, verdict

SNOMED = "http://snomed.info/sct"
OPS = "http://fhir.de/CodeSystem/bfarm/ops"
RADIATED = {"coding": [{"system": SNOMED, "code": "1217123003"}]}
BRAIN, BONE = ({"coding": [{"system": SNOMED, "code": code}]} for code in ("12738006", "272673000"))
CEREBELLUM = {"coding": [{"system": SNOMED, "code": "113305005"}]}
PROFILE = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-cancer-related-radiation-procedure"


def procedure(code: Any, **keys: Any) -> dict[str, Any]:
    """A procedure that was done."""
    done = {"resourceType": "Procedure", "status": "completed", "performedDateTime": "2026-08-10"}
    return {**done, "code": code, **keys}


def german(text: str) -> dict[str, Any]:
    """A code of OPS that is not read here, with its title."""
    return {"coding": [{"system": OPS, "code": "5-999.9"}], "text": text}


def treated(told: Any) -> list[tuple[str, str | None]]:
    """The local treatments of a record by their kind and place."""
    events = [entry for entry in told["record"]["history"] if entry.get("event") == "local_treatment"]
    return [(each["kind"], each.get("site")) for each in events]


def test_radiotherapy_of_two_places_is_one_event_of_each(client: FlaskClient) -> None:
    told = shown(client, PATIENT, LIVER, procedure(RADIATED, bodySite=[BRAIN, BONE]))
    assert sorted(treated(told), key=str) == [("radiotherapy", "bone"), ("radiotherapy", "brain")]
    assert verdict(told, "/2") == ("used", "Read as radiotherapy (brain, bone).")


@pytest.mark.parametrize(
    ("sites", "charted"), [([CEREBELLUM], [None]), ([BONE, CEREBELLUM], ["bone"])], ids=["alone", "beside another"]
)
def test_a_place_that_is_not_read_is_asked(client: FlaskClient, sites: Any, charted: Any) -> None:
    told = shown(client, PATIENT, LIVER, procedure(RADIATED, bodySite=sites))
    assert [site for _, site in treated(told)] == charted
    assert [question.startswith("Which place was treated here") for question in asked(told, "/2")] == [True]


@pytest.mark.parametrize(
    ("text", "kind", "site"),
    [
        ("Ganzhirnbestrahlung", "radiotherapy", "brain"),
        ("WBRT", "radiotherapy", "brain"),
        ("Kraniotomie, Resektion Hirnmetastase", "surgery", "brain"),
        ("Lungenmetastasenresektion", "surgery", "lung"),
        ("Cyberknife Kleinhirn", "radiotherapy", "brain"),
    ],
)
def test_the_title_of_a_procedure_tells_kind_and_place(client: FlaskClient, text: str, kind: str, site: str) -> None:
    assert treated(shown(client, PATIENT, LIVER, procedure(german(text)))) == [(kind, site)]


@pytest.mark.parametrize(
    "text", ["Kraniotomie", "Lebersegmentresektion", "Ablatio mammae links", "Brusterhaltende Operation"]
)
def test_what_may_be_surgery_of_the_cancer_is_asked(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, LIVER, procedure(german(text)))
    assert treated(told) == []
    assert verdict(told, "/2")[0] == "not_understood"
    assert asked(told, "/2") == ["What was done here: surgery or radiotherapy of the cancer, or something else?"]


@pytest.mark.parametrize("text", ["Craniotomy", "Kraniotomie, Metastasenexstirpation"])
def test_surgery_that_may_be_of_the_brain_is_asked_for_its_place(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, LIVER, procedure(german(text)))
    assert treated(told) == [("surgery", None)]
    assert [question.startswith("Which place was treated here") for question in asked(told, "/2")] == [True]


@pytest.mark.parametrize("text", ["Stanzbiopsie Mamma links", "cMRT Hirn", "Mammographie", "Portanlage", "CT brain"])
def test_what_only_looks_or_takes_a_sample_is_ignored(client: FlaskClient, text: str) -> None:
    told = shown(client, PATIENT, LIVER, procedure(german(text)))
    assert (treated(told), verdict(told, "/2")[0], asked(told, "/2")) == ([], "ignored", [])


@pytest.mark.parametrize("flag", ["notDone", "notPerformed"])
def test_what_was_not_done_is_none(client: FlaskClient, flag: str) -> None:
    told = shown(client, PATIENT, LIVER, procedure({"text": "Lumpectomy"}, **{flag: True}))
    assert (treated(told), verdict(told, "/2")[0]) == ([], "ignored")


@pytest.mark.parametrize("status", ["unknown", "aborted", "stopped"])
def test_what_may_have_been_done_is_asked(client: FlaskClient, status: str) -> None:
    told = shown(client, PATIENT, LIVER, procedure(RADIATED, status=status, bodySite=[BRAIN]))
    assert (treated(told), verdict(told, "/2")[0]) == ([], "not_understood")
    assert asked(told, "/2") == ["Was this radiotherapy done as a whole, and when?"]


@pytest.mark.parametrize("keys", [{"code": "108290001"}, {"code": "33195004"}, {"code": "152198000"}], ids=str)
def test_radiotherapy_of_the_first_mcode_editions_is_read_by_its_profile(client: FlaskClient, keys: Any) -> None:
    done = procedure({"coding": [{"system": SNOMED, **keys}]}, bodySite=[BRAIN], meta={"profile": [PROFILE]})
    assert treated(shown(client, PATIENT, LIVER, done)) == [("radiotherapy", "brain")]
