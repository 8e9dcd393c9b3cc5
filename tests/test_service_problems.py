"""Every error is a problem document, and a failure of ours tells nothing of the patient."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api import recommendations

CANARY = "canary-81"
RECORD: dict[str, Any] = {
    "as_of": "2026-11-20",
    "history_complete": True,
    "patient": {"her2_status": "positive"},
    "history": [{"event": "metastatic_diagnosis", "on": "2026-11-04"}],
}


def test_an_address_without_anything_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/v2")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.get_json(force=True)["title"] == "Not Found"


def test_the_wrong_method_is_a_problem_that_names_the_right_ones(client: FlaskClient) -> None:
    response = client.get("/v1/recommendations")
    assert response.status_code == 405
    assert response.content_type == "application/problem+json"
    assert set(response.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/v1/evidence/destiny-breast3", "destiny-breast03"),
        ("/v1/regimens/tdxd", "t_dxd"),
        ("/v1/guidelines/asco@2022-05-30", "asco@2022-05-31"),
        ("/v1/guidelines/asco", "asco@2022-05-31"),
        ("/v1/guidelines/asco/diagram.svg", "asco@2022-05-31"),
        ("/v1/guidelines/asco/diagram.mmd", "asco@2022-05-31"),
        ("/v1/guidelines/asco/certificate", "asco@2022-05-31 at /v1/guidelines/asco@2022-05-31"),
        ("/v1/guidelines/asco/changes/asco@2022-05-31", "asco@2018-06-25 at /v1/guidelines/asco@2018-06-25"),
        ("/v1/guidelines/asco@2018-06-25/changes/asco", "asco@2022-05-31 at /v1/guidelines/asco@2022-05-31"),
        ("/guidelines/asco@2018-06-25/changes/nccn", "overview@2017-07-17 at /v1/guidelines/overview@2017-07-17"),
        ("/v1/evidence/PHEOBE", "phelab"),
        ("/v1/regimens/Enhertu", "/v1/regimens lists them"),
        ("/v1/regimens/deruxtecan", "t_dxd"),
    ],
)
def test_something_unknown_is_a_problem_that_names_the_nearest_known(
    client: FlaskClient, path: str, named: str
) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert named in response.get_json(force=True)["detail"]


def test_a_guideline_without_its_edition_is_answered_with_its_editions_alone(client: FlaskClient) -> None:
    detail = client.get("/v1/guidelines/asco").get_json(force=True)["detail"]
    assert detail == (
        "This names a guideline, not an edition; known: asco@2018-06-25 at /v1/guidelines/asco@2018-06-25, "
        "asco@2022-05-31 at /v1/guidelines/asco@2022-05-31."
    )
    for address in re.findall(r"/v1/\S+?(?=[,.](?:\s|$))", detail):
        assert client.get(address).status_code == 200


def test_a_source_like_no_other_is_not_answered_with_the_first_of_the_alphabet(client: FlaskClient) -> None:
    detail = client.get("/v1/evidence/foo").get_json(force=True)["detail"]
    assert detail == "There is no such source; no known key is like it; answers name theirs."


def test_a_failure_is_logged_by_type_and_place_without_what_it_quotes(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError(CANARY)

    monkeypatch.setattr(recommendations, "recommend", fail)
    response = client.post("/v1/recommendations", json=RECORD)
    assert response.status_code == 500
    assert response.content_type == "application/problem+json"
    problem = response.get_json(force=True)
    assert set(problem) == {"type", "title", "status", "detail", "request_id", "faults"}
    assert CANARY not in response.get_data(as_text=True)
    assert "ZeroDivisionError" not in response.get_data(as_text=True)
    logged = capfd.readouterr()
    assert CANARY not in logged.err + logged.out
    failure = json.loads(logged.err.splitlines()[0])
    assert failure["type"] == "ZeroDivisionError"
    assert failure["at"][-1].startswith("test_service_problems.py:")
    assert failure["request_id"] == problem["request_id"]


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    for response in (
        client.get("/livez"),
        client.get("/nowhere"),
        client.get("/docs"),
        client.post("/v1/recommendations", json=RECORD),
    ):
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/static//x", "//v1//scope", "/v1//scope", "/docs/", "/static/../docs"])
def test_no_address_redirects_to_the_host_that_a_request_names(client: FlaskClient, path: str) -> None:
    response = client.open(environ_overrides={"PATH_INFO": path}, headers={"Host": "elsewhere.example"})
    assert response.status_code == 404
    assert "Location" not in response.headers


def test_an_answer_about_a_patient_is_never_kept(client: FlaskClient) -> None:
    assert client.post("/v1/recommendations", json=RECORD).headers["Cache-Control"] == "no-store"
