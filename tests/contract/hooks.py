"""What schemathesis is told for `make contract`: lines of JSON, and what only meaning refuses."""

from __future__ import annotations

import json
from typing import Any

import schemathesis

# A schema cannot tell that dates contradict each other, which names a drug has, or which editions are loaded.
OF_MEANING = {
    "after_as_of",
    "contradiction",
    "missing_key",  # one of three keys about HER2
    "not_a_date",
    "not_charted",
    "out_of_range",  # a laboratory value in its own unit
    "unknown_drug",
    "unknown_guideline",
    "unknown_unit",
    "unknown_value",
    "wrong_edit",
    "wrong_length",  # a bundle in which there is no resource
    "wrong_upper_limit",
}


@schemathesis.serializer("application/x-ndjson")
def one_record_a_line(_: Any, value: Any) -> bytes:
    """A batch of one line."""
    return json.dumps(value).encode()


@schemathesis.deserializer("application/x-ndjson")
def one_answer_a_line(_: Any, response: Any) -> Any:
    """The only line of the answer to it."""
    return json.loads(response.content)


@schemathesis.check
def a_request_of_the_right_shape_is_refused_for_its_meaning_alone(_: Any, response: Any, case: Any) -> None:
    """A body that is as described is answered, or refused with the codes of its meaning."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 422:
        return
    codes = {fault["code"] for fault in response.json()["faults"]}
    assert codes, "no fault is named"
    assert codes <= OF_MEANING, f"refused for its shape: {sorted(codes - OF_MEANING)}"
