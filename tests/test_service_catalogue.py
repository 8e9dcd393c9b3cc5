"""What the service knows can be read, kept by clients, and is found under every name that an answer uses."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from flask.testing import FlaskClient

from tests.records import LIBRARY


def test_every_listed_edition_can_be_read_and_drawn(client: FlaskClient) -> None:
    editions = client.get("/v1/guidelines").get_json()["guidelines"]
    assert "asco@2022-05-31" in {f"{edition['id']}@{edition['edition']}" for edition in editions}
    for edition in editions:
        whole = client.get(edition["href"]).get_json()
        itself = {key: value for key, value in edition.items() if key not in ("href", "page")}
        assert itself == {key: whole[key] for key in itself}
        assert client.get(edition["page"]).content_type == "text/html; charset=utf-8"
        assert client.get(f"{edition['href']}/diagram.svg").get_data(as_text=True).startswith("<svg")
        assert client.get(f"{edition['href']}/diagram.mmd").get_data(as_text=True).startswith("stateDiagram-v2")


def test_a_drawing_may_use_its_own_style_and_nothing_else(client: FlaskClient) -> None:
    response = client.get("/v1/guidelines/asco@2022-05-31/diagram.svg")
    style = re.findall(r"<style>(.*?)</style>", response.get_data(as_text=True), re.DOTALL)
    digests = [b64encode(sha256(sheet.encode()).digest()).decode() for sheet in style]
    policy = response.headers["Content-Security-Policy"]
    assert policy.endswith("; style-src " + " ".join(f"'sha256-{digest}'" for digest in digests))
    assert "<script" not in response.get_data(as_text=True)


def test_every_listed_regimen_can_be_read_with_its_sources(client: FlaskClient) -> None:
    regimens = client.get("/v1/regimens").get_json()["regimens"]
    assert "t_dxd" in {regimen["code"] for regimen in regimens}
    for summary in regimens:
        regimen = client.get(summary["href"]).get_json()
        assert regimen["label"] == summary["label"]
        for trial in regimen["trials"]:
            assert client.get(f"/v1/evidence/{trial['key']}").status_code == 200


def test_a_recommendation_of_a_guideline_can_be_read(client: FlaskClient) -> None:
    source = client.get("/v1/evidence/asco-2022-2.1").get_json()
    assert (source["kind"], source["of"]) == ("recommendation", "asco-2022")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/guidelines",
        "/v1/guidelines/asco@2022-05-31",
        "/guidelines/asco@2022-05-31",
        "/v1/guidelines/asco@2022-05-31/diagram.svg",
        "/v1/guidelines/asco@2022-05-31/diagram.mmd",
        "/v1/regimens",
        "/v1/regimens/t_dxd",
        "/v1/agents",
        "/v1/evidence/destiny-breast03",
        "/openapi.json",
    ],
)
def test_what_a_client_has_already_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert "max-age" in first.headers["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_service_says_when_it_lives_and_is_ready(client: FlaskClient) -> None:
    assert client.get("/livez").get_json() == {"status": "alive"}
    ready = client.get("/readyz").get_json()
    assert ready["status"] == "ready"
    assert "asco@2022-05-31" in ready["guidelines"]


def test_every_drug_can_be_charted_under_each_of_its_listed_codes_and_names(client: FlaskClient) -> None:
    listed = client.get("/v1/agents").get_json()
    catalogue = LIBRARY.catalogue
    for drug in listed["agents"]:
        assert {catalogue.agents_named(name) for name in (drug["code"], drug["label"], *drug["names"])} == {
            (drug["code"],)
        }
        for system, codes in drug["codes"].items():
            assert {catalogue.drug_names.coded(system, code) for code in codes} <= {(drug["code"],)}
    for product in listed["products"]:
        for system, codes in product["codes"].items():
            assert {catalogue.drug_names.coded(system, code) for code in codes} <= {tuple(product["agents"])}


def test_what_is_given_beside_a_treatment_never_counts_as_a_line(client: FlaskClient) -> None:
    listed = client.get("/v1/agents").get_json()
    counts = {drug["code"]: drug["counts_as_line"] for drug in listed["agents"]}
    named = ("goserelin", "denosumab", "dexamethasone", "letrozole", "everolimus", "capecitabine", "pyrotinib")
    assert [counts[code] for code in named] == [False, False, False, False, False, True, True]
    assert {one["class"]: one["counts_as_line"] for one in listed["classes"]}.items() >= {
        "supportive": False,
        "bone_agent": False,
        "ovarian_suppression": False,
        "her2_kinase_inhibitor": True,
        "other_cytotoxic": True,
        "unknown_anticancer": True,
    }.items()
