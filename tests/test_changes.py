"""What changed between two editions: the account is true, complete, and as small as it can be told."""

from __future__ import annotations

import copy
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from time import thread_time
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from statemachine.answering.recommend import recommend
from statemachine.changes import __main__ as changes_text
from statemachine.changes.account_file import read_account, write
from statemachine.changes.what_changed import Changes, what_changed
from statemachine.editions.library import FOLDER
from statemachine.record.edited_record import of_patient
from statemachine.record.read_record import read
from tests.records import LIBRARY

ASCO_2018, ASCO_2022 = "asco@2018-06-25", "asco@2022-05-31"
CONTEMPORARY = "contemporary@2026-05-15"
T_DXD_FOR_T_DM1 = "Second line: Trastuzumab deruxtecan (T-DXd) instead of Trastuzumab emtansine (T-DM1) is preferred."


def told(client: FlaskClient, before: str, after: str) -> Any:
    """What changed, as on the wire."""
    response = client.get(f"/v1/guidelines/{before}/changes/{after}")
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


@pytest.fixture(scope="module")
def anew() -> Changes:
    """From ASCO 2018 to ASCO 2022, worked out now."""
    return what_changed(LIBRARY, *(LIBRARY.guidelines[reference] for reference in (ASCO_2018, ASCO_2022)))


@pytest.fixture(scope="module")
def asco(client: FlaskClient) -> Any:
    """From ASCO 2018 to ASCO 2022."""
    return told(client, ASCO_2018, ASCO_2022)


@pytest.fixture(scope="module")
def consolidated(client: FlaskClient) -> Any:
    """From ASCO 2022 to the consolidation with its six-month rule, another order and a waived safety rule."""
    return told(client, ASCO_2022, CONTEMPORARY)


def standing(reference: str, document: Any) -> dict[str, Any]:
    """What an edition answers to a document, by the engine itself with labels and notices."""
    answer = recommend(LIBRARY.guidelines[reference], read(document, LIBRARY.catalogue))
    return {
        "outcome": answer.outcome,
        "state": answer.state,
        "line_number": answer.line.number,
        "preferred": list(answer.preferred),
        "permitted": [option.regimen for option in answer.options if option.verdict == "permitted"],
    }


def test_t_dxd_takes_the_place_of_t_dm1_in_second_line(asco: Any) -> None:
    (group,) = [group for group in asco["groups"] if group["says"] == T_DXD_FOR_T_DM1]
    assert (group["decision"], group["reason"]) == ("Second line", "row")
    assert (group["before"]["preferred"], group["after"]["preferred"]) == (["t_dm1"], ["t_dxd"])
    assert "t_dxd" in group["added"]
    assert "asco-2018-1.b.ii" in group["before"]["evidence"]
    assert "asco-2022-2.1" in group["after"]["evidence"]
    assert max(kind["count"] for kind in group["kinds"]) == group["kinds"][0]["count"]
    assert group["kinds"][0]["says"] == T_DXD_FOR_T_DM1


def test_the_third_line_list_is_longer(asco: Any) -> None:
    (third,) = [decision for decision in asco["decisions"] if decision["state"] == "third_line_or_later"]
    assert {
        "t_dxd",
        "tucatinib_trastuzumab_capecitabine",
        "neratinib_capecitabine",
        "margetuximab_chemotherapy",
        "abemaciclib_fulvestrant_trastuzumab",
    } == set(third["added"])
    assert third["removed"] == []
    assert len(third["before"]) + len(third["added"]) == len(third["after"])
    assert third["changed"] > 0


def test_a_regimen_that_both_list_with_another_grade_is_told_with_both_sources(asco: Any) -> None:
    regraded = {
        (decision["state"], regimen["regimen"]): (regimen["before"], regimen["after"])
        for decision in asco["decisions"]
        for regimen in decision["regraded"]
    }
    before, after = regraded["first_line", "endocrine_anti_her2"]
    assert before == {"strength": "moderate", "quality": "high", "evidence": ["asco-2018-2.a.ii"]}
    assert after == {"strength": "strong", "quality": "moderate", "evidence": ["asco-2022-6.0.2"]}
    assert ("first_line", "thp") not in regraded
    _, unseen = regraded["second_line", "t_dm1"]  # its grades of 2022 were not seen
    assert (unseen["strength"], unseen["quality"]) == (None, None)


def test_a_longer_list_is_a_change_although_the_same_is_preferred(asco: Any) -> None:
    listed = [group for group in asco["groups"] if group["before"]["preferred"] == group["after"]["preferred"]]
    assert any("newly permitted" in group["says"] and group["added"] != [] for group in listed)


def test_the_timing_rule_has_not_changed(asco: Any) -> None:
    limits = {limit["name"]: limit for limit in asco["limits"]}
    rule = limits["early_recurrence_months"]
    assert rule["says"].startswith("Unchanged: 12 months from the last dose of (neo)adjuvant anti-HER2 treatment.")
    assert not rule["changed"]
    assert (rule["before"]["months"], rule["after"]["months"]) == (12, 12)
    assert rule["before"]["decides"]
    assert rule["after"]["decides"]
    assert rule["after"]["evidence"] == ["asco-2022-5.0", "asco-2022-5.1"]
    assert [group["says"] for group in asco["groups"] if group["reason"] == "limit"] == []
    (first,) = [decision for decision in asco["decisions"] if decision["state"] == "first_line"]
    assert first["asked"] > 500
    assert first["changed"] == 0


def test_a_limit_of_warnings_alone_is_told_as_one_that_decides_nothing(consolidated: Any) -> None:
    (label,) = [limit for limit in consolidated["limits"] if limit["name"] == "label_recurrence_months"]
    assert label["says"].startswith(f"Only in {ASCO_2022}: 6 months")
    assert (label["before"]["decides"], label["after"]) == (False, None)


def test_another_time_limit_is_told_as_the_reason(consolidated: Any) -> None:
    limits = {limit["name"]: limit for limit in consolidated["limits"]}
    assert limits["early_recurrence_months"]["says"].startswith("Changed from 12 months")
    early = [group for group in consolidated["groups"] if group["reason"] == "limit"]
    assert ("second_line", "first_line") in {(group["before"]["state"], group["after"]["state"]) for group in early}
    for group in early:
        if group["before"]["state"] == "second_line" and group["after"]["state"] == "first_line":
            assert group["before"]["evidence"] == ["asco-2022-5.0"]
            assert "destiny-breast09" in group["after"]["evidence"]


def test_the_waived_safety_rule_is_told_as_the_reason(consolidated: Any) -> None:
    waived = [group for group in consolidated["groups"] if group["reason"] == "safety"]
    assert waived != []
    for group in waived:
        assert {"th", "thp", "t_dxd_pertuzumab"} & set(group["added"]), group["says"]
        drugs = [entry.get("treatment", {}).get("regimen") for entry in group["example"]["history"]]
        assert {"thp", "t_dxd_pertuzumab", "hp", "hp_vinorelbine"} & set(drugs), group["says"]


def test_the_same_options_in_another_order_are_told_as_such(consolidated: Any) -> None:
    ranked = [group for group in consolidated["groups"] if group["reason"] == "rank"]
    third = [group for group in ranked if group["before"]["state"] == "third_line_or_later"]
    assert third != []
    for group in third:
        assert set(group["after"]["preferred"]) <= set(group["before"]["permitted"])
        assert set(group["after"]["preferred"]) != set(group["before"]["preferred"])


@pytest.fixture(params=["asco", "consolidated"])
def changed(request: pytest.FixtureRequest) -> Any:
    """Each of the two accounts."""
    return request.getfixturevalue(request.param)


def test_every_situation_is_counted_once(changed: Any) -> None:
    assert changed["asked"] > 2000
    assert changed["asked"] == changed["changed"] + changed["same"]
    assert changed["changed"] == sum(group["count"] for group in changed["groups"])
    for group in changed["groups"]:
        assert group["count"] == sum(kind["count"] for kind in group["kinds"])
        assert len({kind["says"] for kind in group["kinds"]}) == len(group["kinds"])


def test_each_example_is_answered_as_told(client: FlaskClient, changed: Any) -> None:
    for group in changed["groups"]:
        for side in ("before", "after"):
            reference = changed[side]["reference"]
            response = client.post("/v1/recommendations", json=group["example"] | {"guideline": reference})
            assert response.status_code == 200, response.get_data(as_text=True)
            answer = response.get_json()
            assert {
                "outcome": answer["outcome"],
                "state": answer["state"],
                "line_number": answer["line"]["number"],
                "preferred": answer["preferred"],
                "permitted": [option["regimen"] for option in answer["options"] if option["verdict"] == "permitted"],
                "evidence": group[side]["evidence"],
            } == group[side]


def test_nothing_can_be_left_out_of_an_example(changed: Any) -> None:
    references = [changed[side]["reference"] for side in ("before", "after")]
    for group in changed["groups"]:
        shown = differs(references, group["example"])
        for smaller in without_one(group["example"]):
            assert differs(references, smaller) != shown, (group["says"], smaller)


def differs(references: list[str], document: Any) -> object:
    """The states and outcomes of two editions, and what became preferred or stopped being so, else permitted."""
    one, other = (standing(reference, document) for reference in references)
    what = "preferred" if set(one["preferred"]) != set(other["preferred"]) else "permitted"
    return (
        [(answer["state"], answer["outcome"]) for answer in (one, other)],
        what,
        set(one[what]) - set(other[what]),
        set(other[what]) - set(one[what]),
        one == other,
    )


def without_one(document: Any) -> Iterator[Any]:
    """The document without each entry and without each fact but HER2."""
    for index in range(len(document["history"])):
        smaller = copy.deepcopy(document)
        del smaller["history"][index]
        yield smaller
    for fact in document["patient"]:
        if fact != "her2_status":
            facts = {name: value for name, value in document["patient"].items() if name != fact}
            yield of_patient(copy.deepcopy(document), facts)


def test_the_account_is_as_described(client: FlaskClient, changed: Any) -> None:
    schemas = client.get("/openapi.json").get_json()["components"]["schemas"]
    described = {"$ref": "#/components/schemas/EditionChanges", "components": {"schemas": schemas}}
    Draft202012Validator(described).validate(changed)


def test_every_source_of_the_account_can_be_read(client: FlaskClient, changed: Any) -> None:
    keys = {key for group in changed["groups"] for side in ("before", "after") for key in group[side]["evidence"]}
    keys |= {
        key
        for limit in changed["limits"]
        for side in ("before", "after")
        if limit[side] is not None
        for key in limit[side]["evidence"]
    }
    assert keys
    assert [key for key in sorted(keys) if client.get(f"/v1/evidence/{key}").status_code != 200] == []


def test_every_two_editions_have_an_account_of_their_present_texts() -> None:
    """The rest of what makes a file current is the engine: each of its examples is asked again above and below."""
    editions = LIBRARY.guidelines.values()
    for before, after in product(editions, repeat=2):
        assert read_account(before, after) is not None, f"{before.reference} to {after.reference}: make changes"
    names = {f"{before.reference}_{after.reference}.json.gz" for before, after in product(editions, repeat=2)}
    assert {path.name for path in (FOLDER / "changes").iterdir()} == names


@pytest.mark.proof
def test_the_file_of_two_editions_is_what_is_worked_out_anew(anew: Changes, asco: Any) -> None:
    assert json.loads(orjson.dumps(anew, default=dict)) == asco


def test_every_example_of_every_account_is_answered_as_told() -> None:
    for before, after in product(LIBRARY.guidelines.values(), repeat=2):
        account = read_account(before, after)
        assert account is not None
        for group in account["groups"]:
            for side, edition in (("before", before), ("after", after)):
                told = {name: value for name, value in group[side].items() if name != "evidence"}
                assert standing(edition.reference, group["example"]) == told, (before.reference, group["says"])


@pytest.mark.proof
def test_an_account_of_another_text_is_not_served(anew: Changes, tmp_path: Path) -> None:
    before, after = (LIBRARY.guidelines[reference] for reference in (ASCO_2018, ASCO_2022))
    write(anew, tmp_path)
    assert read_account(before, after, tmp_path) == read_account(before, after)
    write(replace(anew, after=replace(anew.after, sha256="0" * 64)), tmp_path)
    assert read_account(before, after, tmp_path) is None
    assert read_account(after, before, tmp_path) is None


@pytest.mark.parametrize("address", ["/v1/guidelines/{}/changes/{}", "/guidelines/{}/changes/{}"])
def test_an_account_is_sent_in_milliseconds_compressed_and_kept_by_clients(client: FlaskClient, address: str) -> None:
    path = address.format(ASCO_2018, CONTEMPORARY)
    plain = client.get(path)
    began = thread_time()
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert thread_time() - began < 0.1
    assert packed.content_encoding == "gzip"
    assert plain.content_encoding is None
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    assert len(packed.get_data()) * 4 < len(plain.get_data())
    for sent in (plain, packed):
        assert "max-age" in sent.headers["Cache-Control"]
        assert sent.headers["Vary"] == "Accept-Encoding"
        again = {"Accept-Encoding": sent.content_encoding or "", "If-None-Match": sent.headers["ETag"]}
        assert client.get(path, headers=again).status_code == 304
    assert plain.headers["ETag"] != packed.headers["ETag"]


def test_the_page_tells_the_same_and_loads_nothing_but_its_style(client: FlaskClient, asco: Any) -> None:
    response = client.get(f"/guidelines/{ASCO_2018}/changes/{ASCO_2022}")
    page = response.get_data(as_text=True)
    assert page.startswith("<!doctype html>")
    assert all(group["says"] in page for group in asco["groups"])
    assert all(limit["says"] in page for limit in asco["limits"])
    assert f"<strong>{asco['changed']}</strong> change" in page
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("style-src 'self'")
    assert "<script" not in page
    assert "style=" not in page
    assert 'href="/static/changes.css"' in page
    with client.get("/static/changes.css") as style:
        assert (style.status_code, style.mimetype) == (200, "text/css")


@pytest.mark.parametrize("address", ["/v1/guidelines/{}/changes/{}", "/guidelines/{}/changes/{}"])
@pytest.mark.parametrize("pair_of_names", [("asco@2019-01-01", ASCO_2022), (ASCO_2018, "asco"), ("<b>", ASCO_2018)])
def test_an_edition_that_is_not_there_is_told_with_the_known_ones(
    client: FlaskClient, address: str, pair_of_names: tuple[str, str]
) -> None:
    response = client.get(address.format(*pair_of_names))
    assert (response.status_code, response.content_type) == (404, "application/problem+json")
    assert ASCO_2018 in response.get_json()["detail"]


@pytest.mark.proof
def test_the_terminal_tells_the_same(anew: Changes, asco: Any) -> None:
    labels = {code: regimen.label for code, regimen in LIBRARY.catalogue.regimens.items()}
    text = changes_text.markdown(anew, labels)
    assert text.startswith(f"# From {ASCO_2018} to {ASCO_2022}\n")
    assert f"Asked: {asco['asked']} situations. Changed: {asco['changed']}. The same: {asco['same']}." in text
    assert all(f"### {group['says']}\n" in text for group in asco["groups"])
    assert "`early_recurrence_months`: Unchanged: 12 months" in text


def test_the_terminal_names_the_known_editions_where_one_is_not_known() -> None:
    with pytest.raises(SystemExit, match=r"not known: \['asco'\]; known: asco@2018-06-25"):
        changes_text.main(["asco", ASCO_2022])


def test_a_sentence_agrees_in_number_with_the_regimens_that_it_names(asco: Any, consolidated: Any) -> None:
    said = [group["says"] for changes in (asco, consolidated) for group in changes["groups"]]
    several, one = (
        "Lapatinib and capecitabine; Lapatinib and trastuzumab; Margetuximab and chemotherapy; Neratinib and "
        "capecitabine are no longer permitted.",
        "Third line or later: an answer that waits for a fact instead of a recommendation; Trastuzumab emtansine "
        "(T-DM1) is no longer preferred.",
    )
    assert [each for each in said if each.endswith(several)]
    assert one in said
    for each in said:
        if each.endswith(("preferred.", "permitted.")):
            assert re.search(r" (is|are) (newly |no longer )?(preferred|permitted)\.$", each), each
