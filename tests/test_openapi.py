"""The committed description is what the code says, and the examples are what the description says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from openapi.__main__ import FILE, written
from openapi.answers import examples
from service.typed_description import CLOSED
from tests.closed_schemas import closed

EXAMPLES = Path(FILE).parent / "examples"
REQUESTS = sorted(EXAMPLES.glob("*.json"))
POLICY = FILE.parent.parent / "docs" / "api-policy.md"
OTHERS = [(path, file) for path, file in examples() if path != "/v1/recommendations"]


@pytest.fixture(scope="module")
def document() -> Any:
    """The committed description."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def check(document: Any, name: str, value: Any) -> None:
    """Judge a value by one schema of the description; a key that is not described is a fault, also of an answer."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": closed(document)}}
    Draft202012Validator(schema).validate(value)


def test_the_committed_description_is_current(app: Flask) -> None:
    assert written(app) == FILE.read_text(encoding="utf-8"), "run `make openapi`"


def test_the_description_is_valid_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document, cls=OpenAPIV31SpecValidator)


def test_every_operation_has_a_name_a_summary_and_its_problems(document: Any) -> None:
    operations = [
        operation for path in document["paths"].values() for method, operation in path.items() if method != "parameters"
    ]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names) >= 10
    for operation in operations:
        assert operation["summary"].endswith("."), operation["operationId"]
        assert operation["tags"]
        assert "500" in operation["responses"]
    assert {"400", "413", "415", "422"} <= set(document["paths"]["/v1/recommendations"]["post"]["responses"])
    for response in document["components"]["responses"].values():
        assert set(response["content"]) == {"application/problem+json"}


def test_every_property_is_described(document: Any) -> None:
    for name, schema in document["components"]["schemas"].items():
        for key, described in schema.get("properties", {}).items():
            assert described.get("description"), f"{name}.{key}"


def test_the_closed_lists_are_called_so_where_a_client_reads_of_them(client: FlaskClient) -> None:
    schemas = client.get("/openapi.json").get_json()["components"]["schemas"]
    assert {name for name, schema in schemas.items() if "A closed list" in schema.get("description", "")} == {*CLOSED}
    [told] = [line for line in POLICY.read_text("utf-8").splitlines() if line.startswith("- The closed lists")]
    assert {name for name, schema in schemas.items() if f"`{name}`" in told and "enum" in schema} == {*CLOSED}


@pytest.mark.parametrize("file", REQUESTS, ids=lambda file: file.stem)
def test_an_example_and_its_answer_are_as_described(document: Any, client: FlaskClient, file: Path) -> None:
    request = json.loads(file.read_text(encoding="utf-8"))
    check(document, "RecommendationRequest", request)
    response = client.post("/v1/recommendations", json=request)
    assert response.status_code == 200, response.get_data(as_text=True)
    check(document, "Recommendation", response.get_json())


@pytest.mark.parametrize(("path", "file"), OTHERS, ids=lambda part: getattr(part, "stem", part))
def test_an_example_of_another_operation_and_its_answer_are_as_described(
    document: Any, client: FlaskClient, path: str, file: Path
) -> None:
    described = document["paths"][path]["post"]
    request = json.loads(file.read_text(encoding="utf-8"))
    check(document, _schema_of(described["requestBody"]), request)
    response = client.post(path, json=request)
    assert response.status_code == 200, response.get_data(as_text=True)
    check(document, _schema_of(described["responses"]["200"]), response.get_json())


def _schema_of(described: Any) -> str:
    """The name of the schema of a body."""
    name: str = described["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return name
