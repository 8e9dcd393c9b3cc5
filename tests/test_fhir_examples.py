"""FHIR resources that others wrote, from a folder outside the project: none of them makes the service fail.

The folder is named by the variable FHIR_EXAMPLES, which `.ci/run` sets where it exists; what is read is only asked for
its outcome and copied nowhere.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

FOLDER = os.environ.get("FHIR_EXAMPLES", "")
FILES = sorted(Path(FOLDER).glob("*/*.json")) if FOLDER else []
HER2_NEGATIVE = (
    "mcode-pathways/Maryam.json",
    "mcode-ctm-app/TrialMatching_Patient01.json",
    "mcode-ig-4.0.0-examples/Bundle-mcode-patient-bundle-jenny-m.json",
)
pytestmark = pytest.mark.skipif(not FOLDER, reason="FHIR_EXAMPLES names no folder of FHIR resources")


def answered(client: FlaskClient, file: Path) -> Any:
    """The answer to a Bundle or an array, or to a single resource as an array of one."""
    document = json.loads(file.read_text("utf-8"))
    is_whole = isinstance(document, list) or document.get("resourceType") == "Bundle"
    body = document if is_whole else [document]
    return client.post("/v1/fhir/recommendations?as_of=2026-11-20&detail=brief", json=body)


def test_every_example_is_read(client: FlaskClient) -> None:
    assert len(FILES) > 100
    statuses = {file.name: answered(client, file).status_code for file in FILES}
    assert {name: status for name, status in statuses.items() if status != 200} == {}


@pytest.mark.parametrize("name", HER2_NEGATIVE)
def test_a_patient_without_her2_is_outside_the_pathway(client: FlaskClient, name: str) -> None:
    assert answered(client, Path(FOLDER) / name).get_json()["answer"]["outcome"] == "outside_pathway"


def test_early_disease_lacks_data_and_its_antibody_under_the_skin_is_recognised(client: FlaskClient) -> None:
    shown = answered(client, Path(FOLDER) / "mcode-pathways/Maureen.json").get_json()
    assert shown["answer"]["outcome"] == "need_data"
    assert shown["record"]["patient"]["her2_status"] == "positive"
    assert shown["record"]["history_complete"] is False
    orders = [each for each in shown["report"]["resources"] if each["resource"].startswith("MedicationOrder/")]
    assert [order["says"].startswith("Read as Trastuzumab.") for order in orders].count(True) == 1
