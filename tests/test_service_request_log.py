"""Each request has one line in the log, and an id that the client sees too."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_the_id_of_the_client_is_used_and_echoed(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    for offered in ("5f0c954e-7d3c-4f0b-9a43-1b1f6c1a2d3e", TRACE):
        response = client.get("/livez", headers={"X-Request-ID": offered})
        assert response.headers["X-Request-ID"] == offered
        assert json.loads(capfd.readouterr().err)["request_id"] == offered


def test_a_trace_gives_its_id(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    response = client.get("/livez", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    assert response.headers["X-Request-ID"] == TRACE
    assert json.loads(capfd.readouterr().err)["trace_id"] == TRACE


@pytest.mark.parametrize(
    "invalid",
    [f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-{TRACE}-{'0' * 16}-01", f"ff-{TRACE}-00f067aa0ba902b7-01"],
)
def test_a_trace_of_zeros_is_none(client: FlaskClient, capfd: pytest.CaptureFixture[str], invalid: str) -> None:
    response = client.get("/livez", headers={"traceparent": invalid})
    assert response.headers["X-Request-ID"] not in (TRACE, "0" * 32)
    assert "trace_id" not in json.loads(capfd.readouterr().err)


@pytest.mark.parametrize("offered", ["", "Mustermann-1961-04-03", "19610403", "x" * 32, '"}', "a\tb", f"{TRACE}0"])
def test_an_id_that_could_name_a_patient_or_forge_a_line_is_replaced(
    client: FlaskClient, capfd: pytest.CaptureFixture[str], offered: str
) -> None:
    given = client.get("/livez", headers={"X-Request-ID": offered}).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", given)
    assert json.loads(capfd.readouterr().err)["request_id"] == given


def test_a_method_that_is_none_is_not_told(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    assert client.open("/livez", method="MUSTERMANN").status_code == 405
    assert json.loads(capfd.readouterr().err)["method"] == "other"


def test_a_line_names_the_route_and_not_the_path(client: FlaskClient, capfd: pytest.CaptureFixture[str]) -> None:
    client.get("/v1/evidence/somebody-s-name?born=1968")
    logged = capfd.readouterr().err
    line = json.loads(logged)
    assert (line["method"], line["route"], line["status"]) == ("GET", "/v1/evidence/<key>", 400)
    assert "somebody" not in logged
    assert "1968" not in logged
