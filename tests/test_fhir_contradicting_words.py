"""Where the words of a concept say the opposite of its code neither is charted, and a person is asked."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from service.fhir.contradicting_words import IS_IT_SO, SPEAK_AGAINST_EACH_OTHER
from service.fhir.results import WHICH_STATUS
from service.fhir.status_sites import WHERE
from tests.fhir_resources import BREAST_CANCER, LIVER, PATIENT, asked, shown, verdict

SCT, LOINC, ICD = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"
GROWN, STABLE, FULL = "271299001", "359746009", "103338009"
NOTHING = {"sex": "female", "her2_status": "unknown"}


def status(*codes: str, text: str = "", display: str = "") -> dict[str, Any]:
    """A status of the disease by codes and words."""
    label = {"display": display} if display else {}
    value = {"coding": [{"system": SCT, "code": code, **label} for code in codes], "text": text}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "97509-4"}]},
        "effectiveDateTime": "2026-11-01",
        "valueCodeableConcept": value,
    }


def condition(code: str, text: str, state: str = "active") -> dict[str, Any]:
    """A condition by a code and its words."""
    system = ICD if code[0].isalpha() else SCT
    lasts = {"coding": [{"code": state}]}
    code_and_text = {"coding": [{"system": system, "code": code}], "text": text}
    return {"resourceType": "Condition", "code": code_and_text, "clinicalStatus": lasts, "onsetDateTime": "2026-03-01"}


@pytest.mark.parametrize(
    "said",
    [
        status(STABLE, text="Progressive disease in the liver"),
        status(GROWN, text="Stable disease"),
        status(GROWN, text="No progression"),
        status(GROWN, text="Kein Anhalt für Progress"),
        status(GROWN, text="Progression-free"),
        status(GROWN, display="Patient's condition stable"),
        status(FULL, text="Partial response"),
        status(STABLE, text="Not stable"),
        status(STABLE, text="Stable in the bones, progressive in the liver"),
        status(GROWN, STABLE),
        status(GROWN, text="Suspected progression"),
        status(GROWN, text="?progression"),
        status(GROWN, text="Pseudoprogression"),
        status(GROWN, text="Oligoprogression, brain only"),
        status(STABLE, text="New lesions"),
        status(STABLE, text="Neue Läsionen in der Leber"),
        status(STABLE, text="Possible progression"),
        status(FULL, text="Near complete response"),
        {**status(STABLE), "interpretation": [{"text": "Worse"}]},
        status(GROWN, text="SD"),
        status(GROWN, text="Responding"),
        status(GROWN, text="Equivocal, recheck in 8 weeks"),
        status(GROWN, text="Flare reaction"),
        status(GROWN, text="Progression, unconfirmed"),
        status(GROWN, text="Possible new lesions"),
        status(STABLE, text="PD"),
        status(STABLE, text="SD in liver, PD in brain"),
        status(GROWN, text="SD in liver, PD in brain"),
        status(STABLE, text="Increase in size of liver mets"),
        status(STABLE, text="Interval growth of liver metastases"),
        status(STABLE, text="PR"),
        status(FULL, text="PR, new brain met"),
    ],
)
def test_a_status_whose_words_say_another_one_is_not_charted(client: FlaskClient, said: Any) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, said)
    assert not any(event["event"] == "disease_status" for event in told["record"]["history"])
    assert verdict(told, "/3") == ("not_understood", SPEAK_AGAINST_EACH_OTHER)
    assert asked(told, "/3") == [WHICH_STATUS]


@pytest.mark.parametrize(
    ("said", "charted"),
    [
        (status(STABLE, text="Stable disease, no progression"), "stable"),
        (status(GROWN, text="Progressive disease in the liver"), "progression"),
        (status(GROWN, display="Patient's condition worsened"), "progression"),
        (status(STABLE, text="Restaging of November"), "stable"),
        (status(FULL, text="In full remission"), "complete_response"),
        (status(STABLE, text="Stable, no new lesions"), "stable"),
        (status(GROWN, text="Progression in the liver, no new lesions"), "progression"),
        (status(GROWN, text="PD"), "progression"),
        (status(GROWN, text="Progression after initial response"), "progression"),
        (status(GROWN, text="No response"), "progression"),
        (status(STABLE, text="SD, no growth"), "stable"),
        (status(STABLE, text="SD, ER+/PR-"), "stable"),
        (status(text="PD"), "progression"),
        (status("103337004", text="PR, unconfirmed"), "partial_response"),
    ],
)
def test_a_status_whose_words_say_the_same_or_nothing_is_charted(client: FlaskClient, said: Any, charted: str) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, said)
    assert [event["status"] for event in told["record"]["history"] if "status" in event] == [charted]
    assert asked(told, "/3") == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("J84.9", "Rule out ILD"),
        ("J84.10", "Family history of pulmonary fibrosis"),
        ("J70.4", "History of drug-induced pneumonitis"),
        ("J84.9", "Pneumonitis ruled out"),
        ("84114007", "History of heart failure"),
        ("I50.9", "V.a. Herzinsuffizienz"),
        ("77386006", "Not pregnant"),
        ("C79.31", "No evidence of brain metastasis"),
        ("C79.31", "Suspected brain metastasis"),
        ("C78.7", "Ausschluss Lebermetastasen"),
        ("J84.9", "?ILD"),
        ("J84.9", "Query ILD"),
        ("J84.9", "FH of pulmonary fibrosis"),
        ("J84.9", "Mother had ILD"),
        ("J84.9", "ILD in a sister"),
        ("J84.9", "Monitoring for ILD on Enhertu"),
        ("J84.9", "Pneumonitis, resolved"),
        ("J84.9", "Pneumonitis vs infection"),
        ("77386006", "Pregnancy test negative"),
        ("77386006", "Wants pregnancy"),
        ("77386006", "Planning pregnancy"),
        ("77386006", "Kinderwunsch, Schwangerschaft gewünscht, Wunsch nach Schwangerschaft"),
        ("84114007", "Heart failure screening"),
        ("84114007", "Heart failure with recovered EF"),
        ("C79.31", "? brain mets"),
        ("C79.31", "Query brain metastases"),
        ("C79.31", "Brain mets - excluded on MRI"),
        ("C79.31", "Brain metastases not seen"),
        ("C79.31", "Hirnmetastasen nicht nachweisbar"),
        ("C79.31", "MRI brain negative"),
        ("C79.31", "Surveillance for brain metastases"),
        ("C79.31", "Concern for brain metastases"),
        ("C79.31", "Geen hersenmetastasen"),
        ("C79.31", "Verdenking hersenmetastasen"),
    ],
)
def test_a_condition_whose_words_deny_doubt_or_end_it_is_not_charted(client: FlaskClient, code: str, text: str) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, condition(code, text))
    assert told["record"]["patient"] == NOTHING
    assert verdict(told, "/2") == ("not_understood", SPEAK_AGAINST_EACH_OTHER)
    assert asked(told, "/2") == [IS_IT_SO]


@pytest.mark.parametrize(
    ("code", "text", "state", "charted"),
    [
        ("84114007", "Heart failure, not otherwise specified", "active", {"heart_failure": "symptomatic"}),
        ("84114007", "History of heart failure", "resolved", {"heart_failure": "history"}),
        (
            "J84.9",
            "Interstitielle Lungenkrankheit, nicht näher bezeichnet",
            "active",
            {"interstitial_lung_disease": "current"},
        ),
        ("C78.7", "Liver metastases, history of breast cancer", "active", {"metastatic_sites": ["liver"]}),
        ("77386006", "Pregnancy, no complication", "active", {"pregnant": True}),
        ("C78.7", "Liver metastases, HER2 negative", "active", {"metastatic_sites": ["liver"]}),
        ("C78.7", "Liver metastases planned for resection", "active", {"metastatic_sites": ["liver"]}),
        ("J84.9", "ILD due to Enhertu, not otherwise specified", "active", {"interstitial_lung_disease": "current"}),
        ("J84.9", "ILD (grade 2, under steroids)", "active", {"interstitial_lung_disease": "current"}),
        ("J84.9", "Pneumonitis, recovered", "resolved", {"interstitial_lung_disease": "past"}),
    ],
)
def test_words_that_deny_something_else_deny_nothing(
    client: FlaskClient, code: str, text: str, state: str, charted: dict[str, Any]
) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, condition(code, text, state))
    assert told["record"]["patient"] == NOTHING | charted
    assert IS_IT_SO not in asked(told, "/2")


def test_a_place_of_metastases_whose_words_deny_it_is_not_charted(client: FlaskClient) -> None:
    places = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/CodeSystem/mii-cs-onko-fernmetastasen"
    found = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": SCT, "code": "385421009"}]},
        "effectiveDateTime": "2026-11-01",
        "valueCodeableConcept": {"coding": [{"system": places, "code": "BRA"}], "text": "Hirn: ausgeschlossen"},
    }
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, found)
    assert told["record"]["patient"]["metastatic_sites"] == ["liver"]
    assert (verdict(told, "/3"), asked(told, "/3")) == (("not_understood", SPEAK_AGAINST_EACH_OTHER), [IS_IT_SO])


@pytest.mark.parametrize(
    ("code", "text", "charted"),
    [
        ("C78.7", "Liver metastases, no brain metastases", {"metastatic_sites": ["liver"]}),
        ("C78.7", "Liver metastases without bone metastases", {"metastatic_sites": ["liver"]}),
        ("C78.7", "Lebermetastasen, keine Knochenmetastasen", {"metastatic_sites": ["liver"]}),
        ("C79.31", "Brain metastases, no leptomeningeal disease", {"metastatic_sites": ["brain"]}),
        ("C79.31", "Hirnmetastasen (3), frontal, keine Meningeosis", {"metastatic_sites": ["brain"]}),
    ],
)
def test_a_denial_of_another_place_leaves_the_metastasis(
    client: FlaskClient, code: str, text: str, charted: dict[str, Any]
) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, condition(code, text))
    assert told["record"]["patient"] == NOTHING | charted
    assert all(each not in says for says in asked(told, "/2") for each in ("deny", "there too", "meninges"))


def test_a_doubted_other_place_is_asked_and_leaves_the_metastasis(client: FlaskClient) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, condition("C78.7", "Liver metastases, suspected bone metastases"))
    assert told["record"]["patient"] == NOTHING | {"metastatic_sites": ["liver"]}
    assert any("there too (bone)" in says for says in asked(told, "/2"))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("C79.31", "Liver metastases, no brain metastases"),
        ("C78.7", "No brain metastases"),
        ("C78.7", "Liver metastases, no metastases"),
        ("C78.7", "Liver and brain: no metastases"),
    ],
)
def test_a_denial_of_its_own_place_or_of_none_still_counts(client: FlaskClient, code: str, text: str) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, condition(code, text))
    assert (told["record"]["patient"], asked(told, "/2")) == (NOTHING, [IS_IT_SO])


@pytest.mark.parametrize(
    ("text", "site", "is_asked"),
    [
        ("Progression in brain only", "brain", False),
        ("Brain only progression", "brain", False),
        ("Progression of brain metastases", "brain", False),
        ("Progress der Hirnmetastasen", "brain", False),
        ("PD in the liver", "liver", False),
        ("Progression in liver and brain", None, False),
        ("Progressive disease, no brain metastases", None, False),
        ("Progression", None, False),
        ("Progression with known brain metastases", None, True),
        ("Progression, brain metastases under treatment", None, True),
        ("CNS progression", None, True),
    ],
)
def test_the_place_in_the_words_of_a_progression_is_charted_or_asked(
    client: FlaskClient, text: str, site: str | None, is_asked: bool
) -> None:
    told = shown(client, PATIENT, BREAST_CANCER, LIVER, status(GROWN, text=text))
    assert [each.get("site") for each in told["record"]["history"] if "status" in each] == [site]
    assert (WHERE in asked(told, "/3")) is is_asked


def test_a_place_in_words_that_is_not_the_body_site_is_asked(client: FlaskClient) -> None:
    said = {**status(GROWN, text="Progression in brain only"), "bodySite": {"text": "Liver"}}
    assert asked(shown(client, PATIENT, BREAST_CANCER, LIVER, said), "/3") == [WHERE]
