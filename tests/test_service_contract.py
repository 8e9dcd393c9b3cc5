"""The service keeps to its own description, whatever is sent to it."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import positive_data_acceptance

from service import create_app
from tests.records import consistent

APP = create_app()
CLIENT = APP.test_client()
DOCUMENT = CLIENT.get("/openapi.json").get_json()
SCHEMAS = DOCUMENT["components"]["schemas"]
PATIENT = SCHEMAS["Patient"]["properties"]
REGIMENS = SCHEMAS["NamedTreatment"]["properties"]["regimen"]["enum"]
ANSWER = Draft202012Validator({"$ref": "#/components/schemas/Recommendation", "components": {"schemas": SCHEMAS}})
schema = schemathesis.openapi.from_wsgi("/openapi.json", APP)


@schema.parametrize()
@settings(max_examples=30, derandomize=True, deadline=None)
def test_every_operation_answers_as_described(case: Any) -> None:
    # A schema cannot tell that dates contradict each other, or which names a drug has.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


def fact(described: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values of one fact of the patient, as its description allows them."""
    if "enum" in described:
        return st.sampled_from(described["enum"])
    if described["type"] == "boolean":
        return st.booleans()
    if described["type"] == "integer":
        return st.integers(described["minimum"], described["maximum"])
    return st.floats(described["minimum"], described["maximum"])


PATIENTS = st.fixed_dictionaries(
    {"her2_status": st.sampled_from(PATIENT["her2_status"]["enum"])},
    optional={
        name: fact(described)
        for name, described in PATIENT.items()
        if described.get("type") in ("string", "boolean", "integer", "number")
        and not name.startswith(("her2", "lvef_measured"))
    },
)
MONTHS = [f"{year}-{month:02}" for year in range(2018, 2026) for month in range(1, 13)]
ENTRIES = st.tuples(
    st.sampled_from(MONTHS),
    st.one_of(
        st.sampled_from(SCHEMAS["Event"]["properties"]["event"]["enum"]).map(lambda name: {"event": name}),
        st.fixed_dictionaries(
            {
                "treatment": st.sampled_from(REGIMENS).map(lambda code: {"regimen": code}),
                "setting": st.sampled_from(SCHEMAS["TreatmentEntry"]["properties"]["setting"]["enum"]),
            },
            optional={"stopped_for": st.sampled_from(SCHEMAS["TreatmentEntry"]["properties"]["stopped_for"]["enum"])},
        ),
    ),
)


def entry(month: str, told: dict[str, Any]) -> dict[str, Any]:
    """An entry of the history: what is told, with its month."""
    if "event" in told:
        return told | {"on": month}
    return told | {"started": month} | ({"ended": month} if "stopped_for" in told else {})


@given(PATIENTS, st.lists(ENTRIES, max_size=6), st.booleans())
# Without the phase that explains a failure, which takes minutes.
@settings(max_examples=150, derandomize=True, deadline=None, phases=(Phase.generate, Phase.shrink))
def test_every_record_without_contradictions_gets_an_answer_as_described(
    patient: dict[str, Any], told: list[tuple[str, dict[str, Any]]], complete: bool
) -> None:
    record = {
        "as_of": "2026-11-20",
        "history_complete": complete,
        "patient": consistent(patient),
        "history": [entry(month, what) for month, what in told],
    }
    response = CLIENT.post("/v1/recommendations", json=record)
    assert response.status_code == 200, response.get_data(as_text=True)
    ANSWER.validate(response.get_json())
