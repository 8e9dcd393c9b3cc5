"""What the service knows can be read, kept by clients, and is found under every name that an answer uses."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from flask.testing import FlaskClient

from service import create_app


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A client of an application with the shipped guidelines."""
    return create_app().test_client()


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
