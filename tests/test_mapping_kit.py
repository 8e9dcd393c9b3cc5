"""The mapping kit: whole, with a trap in every case, and true of the service that wrote it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import AUTHORED
from tests.mapping_kit import write

NAMES = sorted(AUTHORED)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kit as it is written."""
    written = tmp_path_factory.mktemp("kit")
    write(written)
    return written


def content(file: Path) -> Any:
    """What a file of the kit holds."""
    return json.loads(file.read_text("utf-8"))


def test_every_authored_patient_is_a_case_and_has_a_trap_of_one_sentence(folder: Path) -> None:
    cases = content(folder / "index.json")["cases"]
    assert [case["name"] for case in cases] == NAMES
    assert len(NAMES) >= 20
    traps = [case["trap"] for case in cases]
    assert len({*traps}) == len(traps)
    assert [trap for trap in traps if not trap.endswith(".") or trap.count(". ")] == []
    assert len({case["outcome"] for case in cases}) > 1


@pytest.mark.parametrize("name", NAMES)
def test_the_record_of_a_case_gets_the_answer_that_is_written_beside_it(
    client: FlaskClient, folder: Path, name: str
) -> None:
    expected = content(folder / name / "answer.json")
    actual = client.post("/v1/recommendations", json=content(folder / name / "record.json")).get_json()
    assert expected == {key: actual[key] for key in expected}


@pytest.mark.parametrize("name", NAMES)
def test_the_bundle_of_a_case_gets_the_report_that_is_written_beside_it(
    client: FlaskClient, folder: Path, name: str
) -> None:
    as_of = content(folder / "index.json")["as_of"]
    actual = client.post(f"/v1/fhir/record?as_of={as_of}", json=content(folder / name / "bundle.json")).get_json()
    assert content(folder / name / "report.json") == actual["report"]
