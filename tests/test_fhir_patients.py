"""FHIR patients written for this project: each gets the decision of the plain record that it was written from."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import AUTHORED


def answered(client: FlaskClient, bundle: Any) -> Any:
    """The answer to a bundle, with the record and the report."""
    response = client.post("/v1/fhir/recommendations?as_of=2026-11-20", json=bundle)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


@pytest.mark.parametrize("name", AUTHORED)
def test_a_bundle_gets_the_decision_of_its_plain_record(client: FlaskClient, name: str) -> None:
    case = AUTHORED[name]
    expected = client.post("/v1/recommendations", json=case["record"]).get_json()
    actual = answered(client, case["bundle"])
    assert (expected["outcome"], expected["preferred"]) == (actual["answer"]["outcome"], actual["answer"]["preferred"])
    assert expected["decision_id"] == actual["answer"]["decision_id"], actual["record"]


@pytest.mark.parametrize("name", AUTHORED)
def test_the_record_that_was_built_gets_the_same_decision_when_it_is_sent(client: FlaskClient, name: str) -> None:
    shown = answered(client, AUTHORED[name]["bundle"])
    again = client.post("/v1/recommendations", json=shown["record"]).get_json()
    assert shown["answer"] == again


@pytest.mark.parametrize("name", AUTHORED)
def test_every_resource_is_in_the_report_and_every_fact_has_a_source(client: FlaskClient, name: str) -> None:
    bundle = AUTHORED[name]["bundle"]
    shown = answered(client, bundle)
    top = [resource["pointer"] for resource in shown["report"]["resources"] if "/contained/" not in resource["pointer"]]
    entries = bundle if isinstance(bundle, list) else bundle["entry"]
    assert len(entries) == len(set(top)) == len(top)
    told = {fact["pointer"]: fact["from"] for fact in shown["report"]["facts"]}
    charted = {f"/patient/{name}" for name, value in shown["record"]["patient"].items() if value != "unknown"}
    charted |= {f"/history/{index}" for index, _ in enumerate(shown["record"]["history"])}
    assert charted == {pointer for pointer in told if shown["record"]["patient"].get(pointer[9:]) != "unknown"}
    assert [pointer for pointer, sources in told.items() if not sources] == []
