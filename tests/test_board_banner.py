"""The first screen: the decision apart from what comes before it, buttons for what is asked, and who checks what."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.rendered import Element, rendered

STOPPED_FOR_LUNG_DISEASE: dict[str, Any] = {
    "as_of": "2026-11-27",
    "history_complete": True,
    "patient": {
        "her2_status": "positive",
        "hormone_receptor": "negative",
        "sex": "female",
        "age_years": 66,
        "ecog": 1,
        "brain_metastases": "none",
        "lvef_percent": 58,
        "heart_failure": "none",
        "interstitial_lung_disease": "current",
        "interstitial_lung_disease_grade": 2,
    },
    "history": [
        {"event": "metastatic_diagnosis", "on": "2024-05-02"},
        {
            "treatment": {"regimen": "thp"},
            "setting": "metastatic",
            "started": "2024-05-20",
            "ended": "2025-05-30",
            "stopped_for": "progression",
        },
        {
            "treatment": {"regimen": "t_dxd"},
            "setting": "metastatic",
            "started": "2025-06-16",
            "ended": "2026-10-30",
            "stopped_for": "toxicity",
            "toxicity_kind": "interstitial_lung_disease",
            "toxicity_grade": 2,
        },
    ],
}


def answered(client: FlaskClient, document: dict[str, Any]) -> Element:
    return rendered(client.post("/", data={"do": "json", "json": json.dumps(document)}).get_data(as_text=True))


def test_the_decision_stands_apart_from_what_comes_before_it(client: FlaskClient) -> None:
    banner = answered(client, STOPPED_FOR_LUNG_DISEASE).one(id="banner")
    title = banner.one(id="answer-title")
    assert title.one(class_="decision").text.startswith("Stay off treatment, if the disease was in response")
    assert "called" in title.attributes["class"]
    assert title.one(class_="lead").text == "The multidisciplinary team should discuss this first."
    assert "Interstitial lung disease at present (" in title.one(class_="beside-the-lead").text
    assert "interstitial lung disease of grade 2 of trastuzumab deruxtecan" in title.one(class_="beside-the-lead").text
    assert title.text == client.post("/v1/recommendations", json=STOPPED_FOR_LUNG_DISEASE).get_json()["says"]
    short = rendered(client.get("/?example=de-novo-first-line").get_data(as_text=True)).one(id="answer-title")
    assert short.children == [short.text]


def test_how_the_disease_was_when_treatment_stopped_is_charted_by_a_button(client: FlaskClient) -> None:
    [asked] = answered(client, STOPPED_FOR_LUNG_DISEASE).one(id="banner").all(class_="waiting")
    told = [(button.text, button.attributes["value"]) for button in asked.all("button")]
    assert told == [
        ("complete response", "line:complete response 2026-10-30"),
        ("partial response", "line:partial response 2026-10-30"),
        ("stable", "line:stable 2026-10-30"),
        ("progression", "line:progression 2026-10-30"),
    ]


def test_what_to_check_stands_once_and_says_who_can_tell_it(client: FlaskClient) -> None:
    box = answered(client, STOPPED_FOR_LUNG_DISEASE).one(class_="checks")
    assert box.one("h3").text == "Check before the first dose"
    told = box.one("p").without("details").text
    assert told.startswith("date of the ejection fraction (cardiology); AST, ALT, bilirubin")
    assert "some options" not in told
    named = [name for part in told.split("; ") for name in part.partition(" (")[0].split(", ")]
    assert len(set(named)) == len(named) > 5


def test_no_option_looks_free_to_be_given_while_something_holds_it(client: FlaskClient) -> None:
    page = answered(client, STOPPED_FOR_LUNG_DISEASE)
    assert page.one("p", "wait").text == "All of them: only after the team."
    marks = {each.one(class_="mark").text for each in page.all("li", "option") if each.all("span", class_="rank")}
    assert marks == {"waits", "to consider"}
    low = {**STOPPED_FOR_LUNG_DISEASE["patient"], "interstitial_lung_disease": "past", "platelets_10e9_per_l": 30}
    apart = answered(client, {**STOPPED_FOR_LUNG_DISEASE, "patient": low})
    assert apart.all("p", "wait") == []
    marks = {each.one(class_="mark").text for each in apart.all("li", "option") if each.all("span", class_="rank")}
    assert {"only once settled", "only after the team"} <= marks
    assert "can be given" not in marks


NINE_MONTHS: list[dict[str, Any]] = [
    {"treatment": {"regimen": "tchp"}, "setting": "neoadjuvant", "ended": "2025-05-05", "stopped_for": "completion"},
    {"treatment": {"regimen": "hp"}, "setting": "adjuvant", "ended": "2026-02-09", "stopped_for": "completion"},
    {"event": "recurrence", "on": "2026-11-10"},
]
ON_THP: list[dict[str, Any]] = [
    {"event": "metastatic_diagnosis", "on": "2026-05-04"},
    {"treatment": {"regimen": "thp"}, "setting": "metastatic", "started": "2026-05-18"},
]


@pytest.mark.parametrize("history", [NINE_MONTHS, ON_THP], ids=["before a treatment", "on it"])
def test_newer_evidence_of_this_decision_is_named_and_never_denied(
    client: FlaskClient, history: list[dict[str, Any]]
) -> None:
    patient = {"her2_status": "positive", "brain_metastases": "active", "pregnant": False}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}
    told = answered(client, document).one(id="banner").text
    assert "Newer, not weighed here: " in told
    assert "No newer evidence" not in told
    if history is NINE_MONTHS:
        assert "Newer, not weighed here: The FDA approval of T-DXd with pertuzumab on 2025-12-15" in told
        assert "Active brain metastases responded to T-DXd in DESTINY-Breast12" in told


def test_ranks_are_told_without_gaps_and_shared_ones_are_marked(client: FlaskClient) -> None:
    page = rendered(client.get("/?example=de-novo-first-line").get_data(as_text=True))
    ranks = [each.text for each in page.all("span", class_="rank") if each.text.startswith("rank")]
    assert [text.removeprefix("rank").strip() for text in ranks] == [str(place + 1) for place in range(len(ranks))]
    shared = [each.text for each in answered(client, STOPPED_FOR_LUNG_DISEASE).all("span", class_="rank")]
    assert {"".join(text.split()) for text in shared[:6]} == {"rank1sidebyside="}


def test_what_is_not_charted_is_told_in_one_place_and_all_newer_evidence_is_named(client: FlaskClient) -> None:
    patient = {"her2_status": "positive", "brain_metastases": "active"}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": NINE_MONTHS}
    page = answered(client, document)
    to_do = next(card for card in page.all("section") if card.attributes.get("aria-labelledby") == "actions-title")
    assert len([each for each in to_do.one("ul").children if isinstance(each, Element)]) == 2
    assert "Not charted" not in to_do.text
    checks = page.one(class_="checks").one("p").without("details").text
    for fact in ("DPD deficiency", "platelets", "AST", "ALT", "bilirubin"):
        assert checks.count(fact) == 1
    assert "Active brain metastases responded to T-DXd in DESTINY-Breast12" in page.one(id="banner").text


def test_every_fact_that_decides_is_named_beside_the_sentence_and_checked_nowhere_else(client: FlaskClient) -> None:
    patient = {"her2_status": "positive", "brain_metastases": "active"}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": NINE_MONTHS}
    page = answered(client, document)
    asked = page.one(class_="waits")
    assert len(asked.all(class_="waiting")) == 4
    links = {each.text: each.attributes["href"] for each in asked.all("a") if each.attributes.get("class") != "button"}
    assert links == {
        "interstitial lung disease": "#field-patient-interstitial_lung_disease",
        "worst grade of interstitial lung disease": "#field-patient-interstitial_lung_disease_grade",
    }
    assert "interstitial lung disease" not in page.one(class_="checks").one("p").without("details").text


def test_the_case_is_read_back_under_the_sentence(client: FlaskClient) -> None:
    told = answered(client, STOPPED_FOR_LUNG_DISEASE).one(class_="charted")
    assert told.without("details").text == (
        "As charted: diagnosis of metastatic disease 2 May 2024; "
        "THP (metastatic) 20 May 2024 to 30 May 2025, progression; "
        "T-DXd (metastatic) 16 June 2025 to 30 October 2026, interstitial lung disease grade 2; HER2 positive; "
        "interstitial lung disease current; hormone receptor status negative; ECOG performance status 1; "
        "left ventricular ejection fraction (%) 58; brain metastases none; sex female"
    )
    others = told.one("details")
    assert others.one("summary").text == "and 3 more"
    for fact in ("worst grade of interstitial lung disease 2", "age in years 66", "heart failure none"):
        assert fact in others.text


def test_whatever_is_charted_is_read_back_in_words(client: FlaskClient) -> None:
    document = {
        **STOPPED_FOR_LUNG_DISEASE,
        "patient": {"her2_ihc": "2+", "her2_ish": "positive", "declines": ["chemotherapy", "Xeloda"]},
        "history": [
            {"event": "toxicity", "on": "2026-04-01", "kind": "hypersensitivity", "grade": 2, "agent": "pertuzumab"},
            {"treatment": {"agents": ["Herceptin", "docetaxel"]}, "setting": "metastatic", "started": "2025"},
            {
                "treatment": {"agents": [{"other": "studymab", "class": "immunotherapy"}, "capecitabine"]},
                "setting": "metastatic",
                "started": "2026-02",
                "dropped": {
                    "agents": ["capecitabine"],
                    "on": "2026-05",
                    "for": "toxicity",
                    "toxicity_kind": "diarrhoea",
                },
            },
            {"event": "metastatic_diagnosis", "on": "2024-12-20"},
        ],
    }
    told = answered(client, document).one(class_="charted").text
    assert told == (
        "As charted: diagnosis of metastatic disease 20 December 2024; "
        "trastuzumab + docetaxel (metastatic) 2025 to now; "
        "studymab + capecitabine (metastatic) February 2026 to now, capecitabine until May 2026 (diarrhoea); "
        "hypersensitivity grade 2 (pertuzumab), 1 April 2026; HER2 positive (IHC 2+, ISH positive); "
        "declines chemotherapy, capecitabine"
    )


def test_the_lines_before_a_progression_that_names_no_treatment_are_named(client: FlaskClient) -> None:
    thp = {"treatment": {"regimen": "thp"}, "setting": "metastatic", "ended": "2025-05", "stopped_for": "progression"}
    lung = {"stopped_for": "toxicity", "toxicity_kind": "interstitial_lung_disease", "toxicity_grade": 2}
    t_dxd = {"treatment": {"regimen": "t_dxd"}, "setting": "metastatic", "ended": "2026-08", **lung}
    history = [thp, t_dxd, {"event": "progression", "on": "2026-11"}]
    patient = {"her2_status": "positive", "hormone_receptor": "negative"}
    document = {"as_of": "2026-11-20", "history_complete": True, "patient": patient, "history": history}
    counted = answered(client, document).one(id="banner").text
    assert "Third line or later, counted as line 3, after THP and T-DXd: progression 2026-11." in counted
