"""A saved case opens again as it was, and nothing of the patient is in its name."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from service.board.case_file import opened
from service.board.form import form_of
from tests.records import Document
from tests.test_board import CASES, example, names_and_values


def saved(client: FlaskClient, document: Document, kept: list[Document]) -> tuple[str, Document]:
    """The name and the text of the file of a case."""
    sent = MultiDict([*names_and_values(form_of(document, {})), ("do", "save"), ("kept", json.dumps(kept))])
    file = client.post("/", data=sent)
    assert file.content_type == "application/json; charset=utf-8"
    return file.headers["Content-Disposition"], file.get_json()


@pytest.mark.parametrize("name", CASES)
def test_a_saved_case_opens_again_as_it_was(client: FlaskClient, name: str) -> None:
    document = example(name)
    # The form says nothing of an empty list of drugs, which says the same as none.
    document["patient"] = {key: value for key, value in document["patient"].items() if value != []}
    disposition, case = saved(client, document, [])
    assert disposition == f'attachment; filename="case-{document["as_of"]}.json"'
    assert opened(case, []) == (document, [])
    page = client.post("/", data={"do": "json", "json": json.dumps(case)}).get_data(as_text=True)
    assert client.post("/v1/recommendations", json=document).get_json()["decision_id"] in page


def test_a_case_is_saved_with_what_was_supposed_beside_it(client: FlaskClient) -> None:
    charted = example("early-relapse-second-line")
    supposed = {**charted, "patient": {**charted["patient"], "lvef_percent": 38}}
    _, case = saved(client, charted, [charted, supposed])
    assert opened(case, []) == (charted, [charted, supposed])
    page = client.post("/", data={"do": "json", "json": json.dumps(case)}).get_data(as_text=True)
    assert "(%): 62 → 38" in page


def test_a_case_with_faults_is_saved_as_typed_under_a_name_without_what_was_typed(client: FlaskClient) -> None:
    document = {"as_of": "Jane Doe", "patient": {"lvef_percent": "62,5"}, "history": []}
    disposition, case = saved(client, document, [])
    assert disposition == 'attachment; filename="case.json"'
    assert case["record"] == document


def test_a_file_that_is_no_case_is_refused_with_its_faults(client: FlaskClient) -> None:
    for text, status in (
        ("[1", 400),
        ('{"linewise_case": 1}', 422),
        ('{"linewise_case": 1, "record": []}', 422),
        ("7", 422),
    ):
        assert client.post("/", data={"do": "json", "json": text}).status_code == status
