"""A FHIR bundle opened on the page: the chart that is built of it, and beside it how."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fhir_resources import AUTHORED

DAY = "2026-11-20"


def opened(client: FlaskClient, document: Any, day: str = DAY) -> str:
    """The page with a document opened, in one line."""
    page = client.post("/", data={"do": "json", "json": json.dumps(document), "as_of": day}).get_data(as_text=True)
    return re.sub(r"\s+", " ", page)


def told(page: str) -> str:
    """What the page tells of the mapping, without its markup."""
    part = re.search(r'<details id="read-from-fhir".*?(?=<div id="view")', page)
    assert part is not None
    return re.sub(r"<[^>]+>", "", part.group())


@pytest.mark.parametrize("name", sorted(AUTHORED))
def test_a_bundle_fills_the_chart_that_its_record_fills(client: FlaskClient, name: str) -> None:
    bundle = AUTHORED[name]["bundle"]
    read = client.post(f"/v1/fhir/record?as_of={DAY}", json=bundle).get_json()
    of_the_bundle, of_the_record = opened(client, bundle), opened(client, read["record"])
    form = re.compile(r'<form id="record".*?</form>')
    assert form.findall(of_the_bundle) == form.findall(of_the_record)
    assert told(of_the_record).strip() == ""
    for each in (*read["report"]["resources"], *read["report"]["asked"], *read["report"]["conflicts"]):
        assert re.sub(r"\s+", " ", each["says"]) in told(of_the_bundle).replace("&#39;", "'").replace("&#34;", '"')


def test_the_answer_of_the_fhir_door_opens_as_its_bundle_does(client: FlaskClient) -> None:
    bundle = AUTHORED["contradictory_results"]["bundle"]
    read = client.post(f"/v1/fhir/record?as_of={DAY}", json=bundle).get_json()
    assert opened(client, read) == opened(client, bundle)


def test_what_a_person_must_settle_is_open_to_view(client: FlaskClient) -> None:
    page = opened(client, AUTHORED["contradictory_results"]["bundle"])
    assert '<details id="read-from-fhir" class="card" open>' in page
    assert "HER2 results disagree: the most recent one of a metastasis decides" in told(page)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "The body holds no resource."),
        ({"resourceType": "Patient"}, "The body must be a FHIR Bundle or an array of resources."),
        (
            [{"resourceType": "Patient", "id": "a"}, {"resourceType": "Patient", "id": "b"}],
            "send the record of one person.",
        ),
    ],
)
def test_a_bundle_that_cannot_be_read_is_refused_in_words(client: FlaskClient, document: Any, says: str) -> None:
    assert says in opened(client, document)


def test_a_report_that_is_none_is_no_report(client: FlaskClient) -> None:
    page = opened(client, {"record": {}, "report": {"resources": "<script>"}})
    assert "The key &#34;report&#34; is not a key of the body" in page
    assert told(page).strip() == ""
