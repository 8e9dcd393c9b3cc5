"""How much of an answer is told: the sizes, that more detail tells more, and how it is asked for."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from openapi import answers
from statemachine import brief, read, recommend
from statemachine.record.codes import DETAILS
from tests.records import LIBRARY, Document, documents, examples

KB = 1_000
MOST = {"brief": 8 * KB, "reasons": 35 * KB, "full": 410 * KB}
MOST_PACKED = {"brief": 2.5 * KB, "reasons": 5 * KB, "full": 50 * KB}
# What is told the same in every detail has no detail to ask for.
EXAMPLES = [(path, file) for path, file in answers.examples() if path != "/v1/standard-case"]
NAMES = [f"{path.removeprefix('/v1/')}/{file.stem}" for path, file in EXAMPLES]
RECORD = json.loads(next(file for path, file in EXAMPLES if file.stem == "early-relapse-second-line").read_text())


@pytest.fixture(scope="module")
def schemas(client: FlaskClient) -> dict[str, Any]:
    """The schemas of the description."""
    described: dict[str, Any] = client.get("/openapi.json").get_json()["components"]["schemas"]
    return described


def answered(client: FlaskClient, path: str, file: Path, detail: str) -> bytes:
    """The answer to an example in one detail."""
    response = client.post(f"{path}?detail={detail}", data=file.read_bytes(), content_type="application/json")
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_data()


@pytest.mark.parametrize(("path", "file"), EXAMPLES, ids=NAMES)
def test_no_example_is_larger_than_its_detail_allows(client: FlaskClient, path: str, file: Path) -> None:
    raw = {detail: answered(client, path, file, detail) for detail in DETAILS}
    sizes = {detail: (len(answer), len(gzip.compress(answer, 5))) for detail, answer in raw.items()}
    print(
        f"{path:>20} {file.stem:<40}",
        *(f"{detail} {size:>7,} {packed:>6,}" for detail, (size, packed) in sizes.items()),
    )
    assert [
        (detail, size, packed)
        for detail, (size, packed) in sizes.items()
        if size > MOST[detail] or packed > MOST_PACKED[detail]
    ] == []


# A longer list in more detail: its shorter form is a part of it.
GROWING = {"cautions", "findings"}


@pytest.mark.parametrize(("path", "file"), EXAMPLES, ids=NAMES)
def test_each_detail_tells_all_that_the_one_before_tells(client: FlaskClient, path: str, file: Path) -> None:
    brief, reasons, full = (json.loads(answered(client, path, file, detail)) for detail in DETAILS)
    assert list(missing(brief, reasons)) == []
    assert list(missing(reasons, full)) == []


def missing(less: Any, more: Any, place: str = "") -> Iterator[str]:
    """The places of what one answer tells and the more detailed one does not."""
    if isinstance(less, dict) and isinstance(more, dict):
        for key, value in less.items():
            here = f"{place}/{key}"
            if key not in more:
                yield here
            elif key in GROWING:
                yield from (f"{here}/{number}" for number, one in enumerate(value) if one not in more[key])
            elif here != "/detail":
                yield from missing(value, more[key], here)
    elif isinstance(less, list) and isinstance(more, list) and len(less) == len(more):
        for number, pair in enumerate(zip(less, more, strict=True)):
            yield from missing(*pair, f"{place}/{number}")
    elif less != more:
        yield place


@pytest.mark.parametrize("detail", DETAILS)
def test_an_answer_and_its_options_have_the_keys_that_the_description_names_for_the_detail(
    client: FlaskClient, schemas: dict[str, Any], detail: str
) -> None:
    answer = client.post("/v1/recommendations", json={**RECORD, "detail": detail}).get_json()
    for name, told in (("Recommendation", answer), ("Option", answer["options"][0])):
        told_from = {key: each.get("x-detail", "brief") for key, each in schemas[name]["properties"].items()}
        told_now = {key for key, first in told_from.items() if DETAILS.index(first) <= DETAILS.index(detail)}
        assert told_now == set(told)
        assert {key for key, first in told_from.items() if first == "brief"} == set(schemas[name]["required"])


def test_what_is_told_in_full_alone_stands_at_the_address_that_an_option_names(client: FlaskClient) -> None:
    answer = client.post("/v1/recommendations?detail=full", json=RECORD).get_json()
    option = answer["options"][0]
    regimen = client.get(option["href"]).get_json()
    catalogue = {"route", "schedule", "dosing", "continuation", "monitoring", "boxed_warnings", "toxicities", "notes"}
    assert {key: option[key] for key in (*catalogue, "trials")} == {key: regimen[key] for key in (*catalogue, "trials")}


def test_the_reasons_are_told_unless_something_else_is_asked_for(client: FlaskClient) -> None:
    unasked = client.post("/v1/recommendations", json=RECORD).get_json()
    assert unasked["detail"] == "reasons"
    assert unasked == client.post("/v1/recommendations?detail=reasons", json=RECORD).get_json()
    assert client.post("/v1/recommendations", json={**RECORD, "detail": "brief"}).get_json()["detail"] == "brief"


def test_a_caution_about_what_is_charted_is_told_in_brief_too(client: FlaskClient) -> None:
    patient = {**RECORD["patient"], "platelets_10e9_per_l": 90}
    del patient["creatinine_clearance_ml_min"]
    record = {**RECORD, "patient": patient}
    brief = client.post("/v1/recommendations?detail=brief", json=record).get_json()
    told = [caution["text"] for option in brief["options"] for caution in option["cautions"]]
    assert any(text.startswith("Platelets below 100") for text in told)
    assert not any(text.startswith("Not charted") for text in told)
    reasons = client.post("/v1/recommendations", json=record).get_json()
    assert any(
        caution["text"].startswith("Not charted") for option in reasons["options"] for caution in option["cautions"]
    )


def test_a_brief_answer_made_without_what_it_does_not_tell_is_the_same(client: FlaskClient) -> None:
    for path, file in EXAMPLES[:11]:
        document = json.loads(file.read_text("utf-8"))
        record = read(document, LIBRARY.catalogue)
        edition = LIBRARY.pick(document.get("guideline", "asco"), record.as_of)
        whole, short = recommend(edition, record), recommend(edition, record, in_brief=True)
        assert brief(short) == brief(whole)
        assert short.branches == [] == [option for option in short.options if option.labels]
        assert answered(client, path, file, "brief") == orjson.dumps({"detail": "brief", **brief(whole)}, default=dict)


@examples(75)
@given(documents(), st.sampled_from(sorted(LIBRARY.guidelines)))
def test_no_record_is_answered_otherwise_in_brief(document: Document, edition: str) -> None:
    whole, short = (
        recommend(LIBRARY.guidelines[edition], read(document, LIBRARY.catalogue), in_brief=each)
        for each in (False, True)
    )
    assert brief(short) == brief(whole)


def test_an_option_that_is_not_permitted_names_what_it_owes_that_to(client: FlaskClient) -> None:
    for path, file in EXAMPLES[:11]:
        for option in json.loads(answered(client, path, file, "full"))["options"]:
            findings = {(each["guard"], each["question"]): each for each in option["findings"]}
            deciding = option["deciding"]
            assert (deciding is None) == (option["verdict"] == "permitted")
            if deciding is not None:
                finding = findings[deciding["guard"], deciding["question"]]
                assert finding["answer"] is deciding["answer"] is not finding["wanted"]


@pytest.mark.parametrize(
    ("address", "body", "parameter", "says"),
    [
        ("?detial=brief", {}, "detial", 'The parameter "detial" is not known at this address; did you mean detail?'),
        ("?detail=short", {}, "detail", 'The parameter detail must be one of brief, reasons, full, not "short".'),
        ("?detail=brief&detail=full", {}, "detail", "The parameter detail stands twice in the address."),
    ],
)
def test_a_parameter_that_cannot_be_read_is_refused_by_name(
    client: FlaskClient, address: str, body: dict[str, Any], parameter: str, says: str
) -> None:
    refused = client.post(f"/v1/recommendations{address}", json={**RECORD, **body})
    [fault] = refused.get_json()["faults"]
    assert (refused.status_code, fault["parameter"], fault["pointer"], fault["says"]) == (400, parameter, "", says)


def test_a_body_that_asks_for_another_detail_than_the_address_is_refused(client: FlaskClient) -> None:
    refused = client.post("/v1/recommendations?detail=brief", json={**RECORD, "detail": "full"})
    assert (refused.status_code, refused.get_json()["faults"][0]["pointer"]) == (422, "/detail")


def test_a_detail_that_does_not_exist_is_refused_with_those_that_do(client: FlaskClient) -> None:
    refused = client.post("/v1/recommendations", json={**RECORD, "detail": "breif"})
    [fault] = refused.get_json()["faults"]
    assert (refused.status_code, fault["pointer"], fault["known"]) == (422, "/detail", ["brief"])


def test_no_address_takes_a_parameter_that_it_does_not_know(client: FlaskClient) -> None:
    addresses = [rule.rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    assert len(addresses) > 15
    for rule in addresses:
        refused = client.get(f"{rule.replace('<', '').replace('>', '')}?verbose=1")
        [fault] = refused.get_json(force=True)["faults"]
        assert (refused.status_code, fault["parameter"]) == (400, "verbose"), rule


def test_an_answer_is_compressed_for_those_who_take_it_so(client: FlaskClient) -> None:
    plain = client.post("/v1/recommendations", json=RECORD)
    packed = client.post("/v1/recommendations", json=RECORD, headers={"Accept-Encoding": "gzip"})
    assert [plain.content_encoding, packed.content_encoding] == [None, "gzip"]
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert client.get("/livez", headers={"Accept-Encoding": "gzip"}).content_encoding is None


def test_what_a_client_may_keep_has_a_tag_for_each_form(client: FlaskClient) -> None:
    address, takes = "/v1/guidelines", {"Accept-Encoding": "gzip"}
    plain, packed = client.get(address), client.get(address, headers=takes)
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert plain.headers["ETag"] != packed.headers["ETag"]
    again = client.get(address, headers={**takes, "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["Vary"] == "Accept-Encoding"
