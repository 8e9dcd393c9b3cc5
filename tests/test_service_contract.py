"""The service keeps to its own description, whatever is sent to it."""

from __future__ import annotations

from random import Random
from time import process_time
from typing import Any

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.application import APP
from tests.closed_schemas import closed
from tests.contract import hooks
from tests.records import LIBRARY, Document, consistent
from tests.samples import one_in

CLIENT = APP.test_client()
DOCUMENT = CLIENT.get("/openapi.json").get_json()
SCHEMAS = closed(DOCUMENT)
PATIENT = SCHEMAS["Patient"]["properties"]
REGIMENS = SCHEMAS["RegimenCode"]["enum"]
EDITIONS = [*LIBRARY.guidelines]
schema = schemathesis.openapi.from_wsgi("/openapi.json", APP)

OF_MEANING = [hooks.a_request_of_the_right_shape_is_refused_for_its_meaning_alone]
PLAIN = {"Accept-Encoding": "identity"}  # schemathesis asks for gzip and does not unpack it

# They take the record that recommendations take, answer it in many ways, and are each asked a few times only.
LABORIOUS = ["/v1/sensitivity", "/v1/standard-case", "/v1/pathway", "/v1/comparisons"]


@schema.exclude(path=LABORIOUS).parametrize()
@settings(max_examples=30, derandomize=True, deadline=None)
def test_every_operation_answers_as_described(case: Any) -> None:
    case.call_and_validate(headers=PLAIN, additional_checks=OF_MEANING, excluded_checks=[positive_data_acceptance])


@schema.include(path=LABORIOUS).parametrize()
# Without the examples and the boundary cases, some eight hundred for each, which recommendations are sent.
@settings(max_examples=15, derandomize=True, deadline=None, phases=(Phase.generate, Phase.shrink))
def test_every_laborious_operation_answers_as_described(case: Any) -> None:
    case.call_and_validate(headers=PLAIN, additional_checks=OF_MEANING, excluded_checks=[positive_data_acceptance])


def fact(described: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of one fact of the patient, as its description allows them; of a measured one bare numbers."""
    described = described.get("oneOf", [described])[0]
    described |= SCHEMAS.get(described.get("$ref", "").rpartition("/")[2], {})
    if "enum" in described:
        return st.sampled_from(described["enum"])
    if described["type"] == "boolean":
        return st.booleans()
    if described["type"] == "integer":
        return st.integers(described["minimum"], described["maximum"])
    return st.floats(described["minimum"], described["maximum"])


PATIENTS = st.fixed_dictionaries(
    {"her2_status": st.sampled_from(SCHEMAS["Her2Status"]["enum"])},
    optional={
        name: fact(described)
        for name, described in PATIENT.items()
        if (described.keys() & {"oneOf", "$ref"} or described.get("type") in ("string", "boolean", "integer", "number"))
        and not name.startswith(("her2", "lvef_measured"))
    },
)
MONTHS = [f"{year}-{month:02}" for year in range(2018, 2026) for month in range(1, 13)]
ENTRIES = st.tuples(
    st.sampled_from(MONTHS),
    st.one_of(
        st.sampled_from(SCHEMAS["EventName"]["enum"]).map(lambda name: {"event": name}),
        st.fixed_dictionaries(
            {
                "treatment": st.sampled_from(REGIMENS).map(lambda code: {"regimen": code}),
                "setting": st.sampled_from(SCHEMAS["Setting"]["enum"]),
            },
            optional={"stopped_for": st.sampled_from(SCHEMAS["StopReason"]["enum"])},
        ),
    ),
)


def entry(month: str, told: dict[str, Any]) -> dict[str, Any]:
    """An entry of the history: what is told, with its month."""
    if "event" in told:
        return told | {"on": month}
    return told | {"started": month} | ({"ended": month} if "stopped_for" in told else {})


RECORDS = st.builds(
    lambda patient, told, complete: {
        "as_of": "2026-11-20",
        "history_complete": complete,
        "patient": consistent(patient),
        "history": [entry(month, what) for month, what in told],
    },
    PATIENTS,
    st.lists(ENTRIES, max_size=6),
    st.booleans(),
)


def body(path: str, record: Document) -> Document:
    """What an operation takes that asks about this record."""
    if path == "/v1/comparisons":
        return {"record": record, "guidelines": EDITIONS}
    if path == "/v1/what-if":
        facts = [{}, {"ecog": 2}, {"lvef_percent": 45}, {"pregnant": True}, {"sex": "male"}]
        scenarios = [{"name": str(number), "patient": facts[number % len(facts)]} for number in range(100)]
        return {"base": record, "scenarios": scenarios}
    return record


def answered(path: str, record: Document) -> None:
    """Ask one operation about a record, and hold its answer against the description."""
    response = CLIENT.post(path, json=body(path, record))
    assert response.status_code == 200, response.get_data(as_text=True)
    described = DOCUMENT["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = Draft202012Validator({**described, "components": {"schemas": SCHEMAS}})
    answer.validate(response.get_json())


@given(RECORDS)
# Without the phase that explains a failure, which takes minutes.
@settings(max_examples=150, derandomize=True, deadline=None, phases=(Phase.generate, Phase.shrink))
def test_every_record_without_contradictions_gets_an_answer_as_described(record: Document) -> None:
    answered("/v1/recommendations", record)


@pytest.mark.parametrize("path", LABORIOUS)
@given(RECORDS)
@settings(max_examples=8, derandomize=True, deadline=None, phases=(Phase.generate, Phase.shrink))
def test_every_question_of_the_board_gets_an_answer_as_described(path: str, record: Document) -> None:
    answered(path, record)


def long_record(kinds: tuple[str, ...], digits: int, entries: int) -> Document:
    """A record as long as one may be, its dates charted by so many digits: the day, the month or the year alone."""
    chance = Random(f"{kinds} {digits}")  # noqa: S311  # the same record in every run

    def dates() -> list[str]:
        return sorted(
            f"{chance.randint(2015, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"[:digits] for _ in "ab"
        )

    history: list[Document] = []
    for _ in range(entries):
        kind, (first, last) = chance.choice(kinds), dates()
        course = {"treatment": {"regimen": chance.choice(REGIMENS)}, "started": first}
        if kind == "toxicity":
            history.append({"event": kind, "kind": "neuropathy", "on": first, "resolved_on": last})
        elif kind == "going_on":
            history.append({**course, "setting": "metastatic"})
        elif kind in ("adjuvant", "metastatic"):
            history.append({**course, "setting": kind, "ended": last})
        else:
            history.append({"event": kind, "on": first})
    return {"as_of": "2026-11-20", "history_complete": True, "patient": {"her2_status": "positive"}, "history": history}


LONG = {
    "everything by the year": (("recurrence", "progression", "toxicity", "adjuvant", "metastatic"), 4, 200),
    "everything by the day": (("recurrence", "progression", "toxicity", "adjuvant", "metastatic"), 10, 200),
    "thirty entries by the year": (("recurrence", "progression", "toxicity", "adjuvant", "metastatic"), 4, 30),
    "courses by the year": (("metastatic",), 4, 200),
    "courses that go on": (("going_on",), 4, 200),
    "toxicities by the year": (("toxicity", "toxicity", "toxicity", "metastatic"), 4, 200),
    "early courses by the day": (("adjuvant", "adjuvant", "adjuvant", "recurrence"), 10, 200),
}
MOST_SECONDS = 4  # of processor time; twice what an answer may take, since others use the machine too


@pytest.mark.parametrize("path", ["/v1/recommendations", "/v1/what-if", *LABORIOUS])
@pytest.mark.parametrize("name", one_in(4, LONG))
def test_no_record_however_long_keeps_the_service_busy(name: str, path: str) -> None:
    record = long_record(*LONG[name])
    before = process_time()
    answered(path, record)
    assert process_time() - before < MOST_SECONDS
