"""What the service says about itself is complete, and true of the editions loaded and of what a record holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.schemas.about_schema import About
from statemachine.record.facts import FACTS

ROOT = Path(__file__).parent.parent
EXAMPLE = json.loads((ROOT / "openapi" / "examples" / "early-relapse-second-line.json").read_text("utf-8"))

# The subjects of 45 CFR 170.315(b)(11)(iv)(A), (1) to (13), as public software that implements the rule lists them.
SUBJECTS = [
    "Bibliographic citation of the intervention",
    "Developer of the intervention",
    "Funding source of the technical implementation",
    "Release and, if applicable, revision dates",
    "race",
    "ethnicity",
    "language",
    "sexual orientation",
    "gender identity",
    "sex",
    "date of birth",
    "social determinants of health data",
    "health status assessments data",
]
NOT_READ = ("race", "ethnicity", "language", "sexual_orientation", "gender_identity", "date_of_birth", "birth_date")


@pytest.fixture(scope="module")
def said(client: FlaskClient) -> dict[str, Any]:
    """What the service says about itself."""
    answer: dict[str, Any] = client.get("/v1/about").get_json()
    return answer


def attributes(said: dict[str, Any]) -> list[dict[str, Any]]:
    """The source attributes, in order."""
    listed: list[dict[str, Any]] = said["source_attributes"]["attributes"]
    return listed


def test_it_has_exactly_the_described_keys(said: dict[str, Any]) -> None:
    assert About().validate(said) == {}


def test_nothing_is_claimed_and_nobody_has_signed(said: dict[str, Any]) -> None:
    assert (said["regulatory_status"]["claims"], said["reviewers"]) == ([], [])
    assert said["not_for"][0].startswith("Patient care, as long as no clinician has signed")


def test_every_edition_is_named_with_its_digest_and_the_proof_of_that_text(
    client: FlaskClient, said: dict[str, Any]
) -> None:
    listed = client.get("/v1/guidelines").get_json()["guidelines"]
    assert [(each["href"], each["sha256"]) for each in listed] == [
        (each["href"], each["sha256"]) for each in said["editions"]
    ]
    for edition in said["editions"]:
        certificate = client.get(edition["certificate"]["href"]).get_json()
        assert edition["sha256"] == certificate["guideline"]["sha256"]
        assert (edition["certificate"]["holds"], edition["certificate"]["situations"]) == (
            certificate["holds"],
            certificate["situations"],
        )


def test_the_thirteen_source_attributes_stand_in_the_order_of_the_rule(said: dict[str, Any]) -> None:
    shown = attributes(said)
    assert [f"({number})" for number in range(1, 14)] == [each["paragraph"] for each in shown]
    assert [
        (subject, each["attribute"])
        for subject, each in zip(SUBJECTS, shown, strict=True)
        if each["attribute"].removeprefix("Use of ") != subject and not each["attribute"].startswith(subject)
    ] == []


def test_an_attribute_is_said_to_be_used_exactly_where_a_fact_of_the_record_is_named(said: dict[str, Any]) -> None:
    shown = attributes(said)
    named = [fact.removeprefix("/patient/") for each in shown for fact in each["facts"]]
    assert [fact for fact in named if fact not in FACTS] == []
    assert [each["paragraph"] for each in shown if each["facts"]] == ["(10)", "(11)", "(13)"]
    unused = [each["paragraph"] for each in shown if each["says"].startswith("Not used")]
    assert unused == ["(5)", "(6)", "(7)", "(8)", "(9)", "(12)"]


@pytest.mark.parametrize("key", NOT_READ)
def test_a_record_cannot_hold_what_is_said_not_to_be_used(client: FlaskClient, key: str) -> None:
    record = {**EXAMPLE, "patient": {**EXAMPLE["patient"], key: "unknown"}}
    refused = client.post("/v1/recommendations", json=record)
    assert refused.status_code == 422
    assert f"/patient/{key}" in [fault["pointer"] for fault in refused.get_json()["faults"]]


def test_a_client_may_keep_it(client: FlaskClient) -> None:
    first = client.get("/v1/about")
    assert client.get("/v1/about", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
