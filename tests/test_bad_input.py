"""Every bad record is refused with its status and pointers, and nothing of it reaches the log."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

CANARY = "canary-name"
CANARY_NUMBER = 61.73
RECORD: dict[str, Any] = {
    "as_of": "2026-11-20",
    "guideline": "asco@2022-05-31",
    "history_complete": True,
    "patient": {
        "her2_status": "positive",
        "her2_ihc": "3+",
        "her2_ish": "not_done",
        "ecog": 1,
        "age_years": 58,
        "lvef_percent": CANARY_NUMBER,
        "lvef_measured_on": "2026-10",
        "pregnant": False,
        "platelets_10e9_per_l": 210,
        "metastatic_sites": ["bone"],
        "declines": [],
    },
    "history": [
        {
            "treatment": {"agents": ["trastuzumab", "pertuzumab", "docetaxel"]},
            "setting": "metastatic",
            "started": "2025-10-02",
            "ended": "2026-10-28",
            "stopped_for": "progression",
        },
        {"event": "recurrence", "on": "2025-09-20"},
        {"event": "toxicity", "on": "2026-01", "kind": "diarrhoea", "grade": 2, "agent": "docetaxel"},
        {"event": "her2_retest", "on": "2026-02", "her2_ihc": "3+", "site": "liver"},
    ],
}
COURSE = RECORD["history"][0]

Change = Callable[[dict[str, Any]], object]


def put(path: str, value: object) -> Change:
    """Set one value of the record, named by its JSON pointer."""

    def change(record: dict[str, Any]) -> None:
        *before, last = [int(step) if step.isdigit() else step for step in path.split("/")[1:]]
        place: Any = record
        for step in before:
            place = place[step]
        place[last] = value

    return change


def drop(path: str) -> Change:
    """Leave out one key of the record, named by its JSON pointer."""

    def change(record: dict[str, Any]) -> None:
        *before, last = [int(step) if step.isdigit() else step for step in path.split("/")[1:]]
        place: Any = record
        for step in before:
            place = place[step]
        del place[last]

    return change


def add(entry: object) -> Change:
    """One more entry of the history: the fifth."""
    return lambda record: record["history"].append(entry)


WRONG_VALUES: list[tuple[str, Change, list[str]]] = [
    ("a number as text", put("/patient/lvef_percent", "62"), ["/patient/lvef_percent"]),
    ("true for a number", put("/patient/lvef_percent", True), ["/patient/lvef_percent"]),
    ("a fraction for a whole number", put("/patient/ecog", 3.9), ["/patient/ecog"]),
    ("a whole number as text", put("/patient/age_years", "62"), ["/patient/age_years"]),
    ("true for a whole number", put("/patient/ecog", True), ["/patient/ecog"]),
    ("a number far too large", put("/patient/lvef_percent", 10**400), ["/patient/lvef_percent"]),
    ("a whole number far too large", put("/patient/age_years", 10**400), ["/patient/age_years"]),
    ("a number below what is possible", put("/patient/lvef_percent", 0), ["/patient/lvef_percent"]),
    (
        "a negative laboratory value",
        put("/patient/platelets_10e9_per_l", -1),
        ["/patient/platelets_10e9_per_l"],
    ),
    (
        "a grade of a lung disease that is charted as none",
        put(
            "/patient",
            {"her2_status": "positive", "interstitial_lung_disease": "none", "interstitial_lung_disease_grade": 2},
        ),
        ["/patient/interstitial_lung_disease_grade"],
    ),
    (
        "the brain as a site and as free",
        put("/patient", {"her2_status": "positive", "metastatic_sites": ["brain"], "brain_metastases": "none"}),
        ["/patient/brain_metastases"],
    ),
    ("an ECOG of five", put("/patient/ecog", 5), ["/patient/ecog"]),
    ("yes for true", put("/patient/pregnant", "yes"), ["/patient/pregnant"]),
    ("one for true", put("/patient/pregnant", 1), ["/patient/pregnant"]),
    ("null for an unknown fact", put("/patient/pregnant", None), ["/patient/pregnant"]),
    ("a code that does not exist", put("/patient/her2_status", "postive"), ["/patient/her2_status"]),
    ("a code in capitals", put("/patient/her2_status", "Positive"), ["/patient/her2_status"]),
    ("an IHC score as a number", put("/patient/her2_ihc", 3), ["/patient/her2_ihc"]),
    ("a list for a code", put("/patient/her2_status", ["positive"]), ["/patient/her2_status"]),
    ("a text for a list", put("/patient/metastatic_sites", "bone"), ["/patient/metastatic_sites"]),
    ("an unknown site", put("/patient/metastatic_sites", ["bone", "toe"]), ["/patient/metastatic_sites/1"]),
    ("an empty drug name", put("/patient/declines", [""]), ["/patient/declines/0"]),
    (
        "more refused drugs than there are",
        put("/patient/declines", ["trastuzumab"] * 51),
        ["/patient/declines"],
    ),
    ("a patient that is a list", put("/patient", []), ["/patient"]),
    ("a patient that is null", put("/patient", None), ["/patient"]),
    ("a history that is an object", put("/history", {}), ["/history"]),
    ("an entry that is a text", put("/history/1", "recurrence"), ["/history/1"]),
    ("completeness as text", put("/history_complete", "true"), ["/history_complete"]),
    ("a guideline as a number", put("/guideline", 2022), ["/guideline"]),
    ("a guideline that is a path", put("/guideline", "../asco"), ["/guideline"]),
    ("a guideline nobody knows", put("/guideline", "nccn"), ["/guideline"]),
    ("an edition nobody knows", put("/guideline", "asco@2022-06-01"), ["/guideline"]),
]

MISSING: list[tuple[str, Change, list[str]]] = [
    ("no day of the question", drop("/as_of"), ["/as_of"]),
    ("no history", drop("/history"), ["/history"]),
    ("no word about completeness", drop("/history_complete"), ["/history_complete"]),
    ("no patient", drop("/patient"), ["/patient"]),
    ("nothing about HER2", put("/patient", {"ecog": 1}), ["/patient/her2_status"]),
    ("no setting", drop("/history/0/setting"), ["/history/0/setting"]),
    ("an event without its day", drop("/history/1/on"), ["/history/1/on"]),
    ("a retest without a result", drop("/history/3/her2_ihc"), ["/history/3/her2_status"]),
    ("a toxicity of no kind", drop("/history/2/kind"), ["/history/2/kind"]),
    ("a treatment of nothing", put("/history/0/treatment", {}), ["/history/0/treatment"]),
    ("a treatment of no drugs", put("/history/0/treatment/agents", []), ["/history/0/treatment/agents"]),
    (
        "a dropped part without a day",
        put("/history/0/dropped", {"agents": ["docetaxel"]}),
        ["/history/0/dropped/on"],
    ),
]

UNKNOWN_KEYS: list[tuple[str, Change, list[str]]] = [
    ("an unknown key of the body", put("/pateint", {}), ["/pateint"]),
    ("the key that marshmallow reserves", put("/_schema", 1), ["/_schema"]),
    ("an unknown key of the patient", put("/patient/lvef", 62), ["/patient/lvef"]),
    ("a name of the patient", put("/patient/name", CANARY), ["/patient/name"]),
    ("an unknown key of a treatment entry", put("/history/0/dose", 1), ["/history/0/dose"]),
    ("an unknown key of a treatment", put("/history/0/treatment/brand", "x"), ["/history/0/treatment/brand"]),
    (
        "an unknown key of a dropped part",
        put("/history/0/dropped", {"agents": ["docetaxel"], "on": "2026-03", "why": "x"}),
        ["/history/0/dropped/why"],
    ),
    ("a key of another event", put("/history/1/grade", 2), ["/history/1/grade"]),
    ("a result of HER2 on a toxicity", put("/history/2/her2_ihc", "3+"), ["/history/2/her2_ihc"]),
    ("a key of a treatment on an event", put("/history/1/started", "2025"), ["/history/1/started"]),
    (
        "a treatment and an event in one entry",
        put("/history/1/treatment", {"regimen": "thp"}),
        ["/history/1"],
    ),
    ("neither treatment nor event", put("/history/1", {"on": "2025-09-20"}), ["/history/1"]),
    ("a regimen and drugs", put("/history/0/treatment/regimen", "thp"), ["/history/0/treatment"]),
    ("an event that does not exist", put("/history/1/event", "progresion"), ["/history/1/event"]),
    ("an event that is a number", put("/history/1/event", 4), ["/history/1/event"]),
    (
        "a key that needs escaping",
        lambda record: record["patient"].update({"a/b~c": 1}),
        ["/patient/a~1b~0c"],
    ),
]

DATES: list[tuple[str, Change, list[str]]] = [
    ("a question asked in a month", put("/as_of", "2026-11"), ["/as_of"]),
    ("a question asked on no day", put("/as_of", "2026-02-30"), ["/as_of"]),
    ("a question asked at a time", put("/as_of", "2026-11-20T10:00:00Z"), ["/as_of"]),
    ("a date as a number", put("/history/0/started", 2025), ["/history/0/started"]),
    ("a date that does not exist", put("/history/0/started", "2025-02-29"), ["/history/0/started"]),
    ("a thirteenth month", put("/history/0/started", "2025-13"), ["/history/0/started"]),
    ("a date with a line break", put("/history/0/started", "2025\n"), ["/history/0/started"]),
    ("a date of another alphabet", put("/history/0/started", "٢٠٢٥"), ["/history/0/started"]),
    ("a date of another country", put("/history/0/started", "02.10.2025"), ["/history/0/started"]),
    ("a year before anybody alive", put("/history/0/started", "1899"), ["/history/0/started"]),
    ("the last year of the calendar", put("/as_of", "9999-12-31"), ["/as_of"]),
]

CONTRADICTIONS: list[tuple[str, Change, list[str]]] = [
    ("HER2 low with IHC 3+", put("/patient/her2_status", "low"), ["/patient/her2_status"]),
    (
        "HER2 positive with IHC 1+ and a negative ISH",
        lambda record: record["patient"].update({"her2_ihc": "1+", "her2_ish": "negative"}),
        ["/patient/her2_status"],
    ),
    ("a retest that contradicts itself", put("/history/3/her2_status", "low"), ["/history/3/her2_status"]),
    ("a treatment that ends before it starts", put("/history/0/ended", "2025-09"), ["/history/0/ended"]),
    ("a treatment in the future", put("/history/0/started", "2027"), ["/history/0/started"]),
    ("an event in the future", put("/history/1/on", "2026-11-21"), ["/history/1/on"]),
    (
        "an ejection fraction of tomorrow",
        put("/patient/lvef_measured_on", "2026-11-21"),
        ["/patient/lvef_measured_on"],
    ),
    (
        "a toxicity that resolves before it begins",
        put("/history/2/resolved_on", "2025"),
        ["/history/2/resolved_on"],
    ),
    (
        "a drug nobody knows",
        put("/history/0/treatment/agents", ["trastuzumab", "trastuzumax"]),
        ["/history/0/treatment/agents/1"],
    ),
    (
        "a regimen nobody knows",
        put("/history/0/treatment", {"regimen": "thpp"}),
        ["/history/0/treatment/regimen"],
    ),
    ("a declined drug nobody knows", put("/patient/declines", ["aspirin"]), ["/patient/declines/0"]),
    (
        "the toxicity of a drug not given",
        put("/history/0/toxicity_agent", "neratinib"),
        ["/history/0/toxicity_agent"],
    ),
    (
        "a part dropped that was not given",
        put("/history/0/dropped", {"agents": ["neratinib"], "on": "2026-03"}),
        ["/history/0/dropped/agents"],
    ),
    (
        "a question before the first edition",
        lambda record: (
            record.update({"guideline": "asco", "as_of": "1995-01-01", "history": []})
            or record["patient"].pop("lvef_measured_on")
        ),
        ["/as_of"],
    ),
]

SEVERAL: list[tuple[str, Change, list[str]]] = [
    (
        "several faults of shape",
        lambda record: record["patient"].update({"ecog": 9, "pregnant": "no"}) or record.pop("as_of"),
        ["/as_of", "/patient/ecog", "/patient/pregnant"],
    ),
    (
        "several contradictions",
        lambda record: record["history"][0].update({"ended": "2024", "toxicity_agent": "neratinib"}),
        ["/history/0/ended", "/history/0/toxicity_agent"],
    ),
    ("201 entries", lambda record: record.update({"history": [COURSE] * 201}), ["/history"]),
    (
        "13 drugs at once",
        put("/history/0/treatment/agents", ["docetaxel"] * 13),
        ["/history/0/treatment/agents"],
    ),
]


def expect_problem(response: Any, status: int, pointers: list[str] | None) -> dict[str, Any]:
    """The problem document, after checking what every problem has in common."""
    problem: dict[str, Any] = response.get_json(force=True)
    assert status == response.status_code, problem
    assert response.content_type == "application/problem+json"
    assert set(problem) == {"type", "title", "status", "detail", "request_id", "faults"}
    assert problem["status"] == status
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert response.headers["Cache-Control"] == "no-store"
    if pointers is not None:
        assert sorted(pointers) == sorted(fault["pointer"] for fault in problem["faults"])
    for fault in problem["faults"]:
        assert len(fault["says"]) > 10
    return problem


def test_the_unchanged_record_is_answered(client: FlaskClient) -> None:
    response = client.post("/v1/recommendations", json=RECORD)
    assert response.status_code == 200, response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "pointers"),
    [
        pytest.param(change, pointers, id=name)
        for name, change, pointers in (WRONG_VALUES + MISSING + UNKNOWN_KEYS + DATES + CONTRADICTIONS + SEVERAL)
    ],
)
def test_a_bad_record_is_refused_where_it_is_bad(
    client: FlaskClient, capfd: pytest.CaptureFixture[str], change: Change, pointers: list[str]
) -> None:
    record = copy.deepcopy(RECORD)
    change(record)
    response = client.post("/v1/recommendations", json=record)
    expect_problem(response, 422, pointers)
    logged = capfd.readouterr()
    assert '"status":422' in logged.err
    for value in (CANARY, str(CANARY_NUMBER), "docetaxel", "2025-10-02"):
        assert value not in logged.out + logged.err


def text_of(record: dict[str, Any]) -> str:
    """The record as JSON text."""
    return json.dumps(record)


UNREADABLE = [
    pytest.param(b"", id="an empty body"),
    pytest.param(b"her2=positive", id="not JSON"),
    pytest.param(text_of(RECORD).encode()[:-1], id="JSON cut short"),
    pytest.param(text_of(RECORD).encode() + b"{}", id="two documents"),
    pytest.param(text_of(RECORD).encode("utf-16"), id="UTF-16"),
    pytest.param(b"\xef\xbb\xbf" + text_of(RECORD).encode(), id="a byte order mark"),
    pytest.param(b'{"as_of": "\xff"}', id="bytes that are not UTF-8"),
    pytest.param(b'{"patient": {"lvef_percent": NaN}}', id="NaN"),
    pytest.param(b'{"patient": {"lvef_percent": -Infinity}}', id="Infinity"),
    pytest.param(b'{"patient": {"ecog": 1, "ecog": 2}}', id="a key twice"),
    pytest.param(b'{"as_of": "\\ud800"}', id="half a surrogate pair"),
    pytest.param(b'{"\\udc00": 1}', id="half a surrogate pair in a key"),
    pytest.param(b"[" * 200_000, id="lists nested too deeply"),
    pytest.param(b'{"patient":' * 80_000, id="objects nested too deeply"),
    pytest.param(b"[" * 100_000 + b"]" * 100_000, id="well-formed lists nested too deeply"),
    pytest.param(b'{"patient": {"lvef_percent": ' + b"9" * 5000 + b"}}", id="a number of 5000 digits"),
]


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_is_not_strict_json_is_refused_as_a_whole(client: FlaskClient, body: bytes) -> None:
    response = client.post("/v1/recommendations", data=body, content_type="application/json")
    expect_problem(response, 400, [""])


@pytest.mark.parametrize("body", ["[]", "null", "1", '"text"', "true"])
def test_a_body_that_is_no_object_is_refused_as_a_whole(client: FlaskClient, body: str) -> None:
    response = client.post("/v1/recommendations", data=body, content_type="application/json")
    expect_problem(response, 422, [""])


def test_a_number_that_overflows_to_infinity_is_refused_at_its_place(client: FlaskClient) -> None:
    body = text_of(RECORD).replace(str(CANARY_NUMBER), "1e999")
    response = client.post("/v1/recommendations", data=body, content_type="application/json")
    expect_problem(response, 422, ["/patient/lvef_percent"])


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "application/fhir+json", ""])
def test_another_media_type_is_refused(client: FlaskClient, media: str) -> None:
    response = client.post("/v1/recommendations", data=text_of(RECORD), content_type=media)
    expect_problem(response, 415, [])


def test_a_body_of_two_megabytes_is_refused(client: FlaskClient) -> None:
    response = client.post("/v1/recommendations", data=b" " * 2_000_000, content_type="application/json")
    expect_problem(response, 413, [])


def test_a_body_of_two_megabytes_in_chunks_is_refused(client: FlaskClient) -> None:
    response = client.post(
        "/v1/recommendations",
        input_stream=io.BytesIO(text_of(RECORD).encode() + b" " * 2_000_000),
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )
    expect_problem(response, 413, [])


def test_a_body_full_of_unknown_keys_is_refused_without_working_through_it(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["patient"].update({f"k{number}": 1 for number in range(60_000)})
    problem = expect_problem(client.post("/v1/recommendations", json=record), 422, ["/patient"])
    assert len(json.dumps(problem)) < 1000


def test_a_body_full_of_faults_shows_the_first_hundred(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["history"] = [{"event": "recurrence"}] * 200
    problem = expect_problem(client.post("/v1/recommendations", json=record), 422, None)
    assert [fault["pointer"] for fault in problem["faults"]] == [f"/history/{index}/on" for index in range(100)]
    assert "200 faults" in problem["detail"]


def test_an_unknown_key_names_the_nearest_known_ones(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["patient"]["her2_statu"] = "positive"
    (fault,) = expect_problem(client.post("/v1/recommendations", json=record), 422, None)["faults"]
    assert fault["known"][0] == "her2_status"
    assert "did you mean her2_status" in fault["says"]


def test_an_unknown_code_names_the_nearest_known_one(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["patient"]["her2_status"] = "equivokal"
    (fault,) = expect_problem(client.post("/v1/recommendations", json=record), 422, None)["faults"]
    assert fault["known"] == ["equivocal"]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("LVEF", "lvef_percent"),
        ("ejection_fraction", "lvef_percent"),
        ("ILD", "interstitial_lung_disease"),
        ("performance_status", "ecog"),
        ("menopause", "menopausal_status"),
        ("brain_mets", "brain_metastases"),
    ],
)
def test_an_unknown_key_is_also_looked_up_by_word_and_label_and_never_read_as_what_it_may_mean(
    client: FlaskClient, key: str, meant: str
) -> None:
    record = copy.deepcopy(RECORD)
    record["patient"][key] = 1
    (fault,) = expect_problem(client.post("/v1/recommendations", json=record), 422, [f"/patient/{key}"])["faults"]
    assert fault["known"][0] == meant
    assert f"did you mean {meant}" in fault["says"]


def test_none_in_a_list_is_told_to_be_an_empty_list(client: FlaskClient) -> None:
    for fact in ("metastatic_sites", "declines", "unavailable"):
        record = copy.deepcopy(RECORD)
        record["patient"][fact] = ["none"]
        (fault,) = expect_problem(client.post("/v1/recommendations", json=record), 422, [f"/patient/{fact}"])["faults"]
        assert fault["says"] == f'The value of {fact} must be an empty list where there is none, not ["none"].'


@pytest.mark.parametrize(
    ("change", "pointer", "hint"),
    [
        (put("/patient/declines", ["chemo"]), "/patient/declines/0", "the nearest known names are chemotherapy"),
        (put("/history/0/treatment", {"regimen": "chemo"}), "/history/0/treatment/regimen", "names are chemotherapy,"),
        (
            put("/history/0/treatment", {"agents": ["chemoterapy"]}),
            "/history/0/treatment/agents/0",
            "knows chemotherapy",
        ),
        (put("/history/0/treatment", {"agents": ["thp"]}), "/history/0/treatment/agents/0", "regimen knows thp"),
        (put("/history/0/treatment", {"regimen": "Enhertu"}), "/history/0/treatment/regimen", "under the key agents"),
        (put("/history/0/treatment", {"regimen": "T-DM1 x"}), "/history/0/treatment/regimen", "names are t_dm1"),
    ],
)
def test_an_unknown_treatment_is_refused_with_what_may_have_been_meant(
    client: FlaskClient, change: Change, pointer: str, hint: str
) -> None:
    record = copy.deepcopy(RECORD)
    change(record)
    (fault,) = expect_problem(client.post("/v1/recommendations", json=record), 422, [pointer])["faults"]
    assert hint in fault["says"]


def test_a_code_in_capitals_names_the_code_that_it_may_be(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["patient"]["her2_status"] = "Positive"
    record["history"][0]["setting"] = "Metastatic disease"
    told = expect_problem(client.post("/v1/recommendations", json=record), 422, None)["faults"]
    assert [fault["known"] for fault in told] == [["metastatic"], ["positive"]]


def test_an_unknown_guideline_is_told_together_with_the_other_faults(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["guideline"] = "nccn"
    record["history"][0]["ended"] = "2024"
    expect_problem(client.post("/v1/recommendations", json=record), 422, ["/guideline", "/history/0/ended"])


def test_a_problem_repeats_nothing_but_the_faulty_value(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["patient"]["ecog"] = 17
    body = client.post("/v1/recommendations", json=record).get_data(as_text=True)
    assert "17" in body
    for value in (str(CANARY_NUMBER), "2025-10-02", "docetaxel"):
        assert value not in body


def test_a_long_faulty_value_is_shortened(client: FlaskClient) -> None:
    record = copy.deepcopy(RECORD)
    record["patient"]["her2_status"] = "x" * 100_000
    body = client.post("/v1/recommendations", json=record).get_data(as_text=True)
    assert len(body) < 1000
