"""The tools of an assistant: what each asks of the service, what it takes, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Flask

from service import description
from service.faults import nearest_or_all

Json = Mapping[str, Any]

CAUTION: Final = (
    "Decision support for professionals, which supports and does not replace their judgement: no clinician has signed "
    "its guideline files yet (`reviewed_by` is null), and it must not be used in patient care. Tell `says`, "
    "`limits_of_use` and the warnings along with any answer."
)
RECORD: Final = (
    "Chart only what the user or a document in front of you states, and leave out the rest: unknown is an answer here, "
    "and the tool tells what to ask. Fill in nothing from memory. Send no name, number or address of a patient."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the service says: an answer, or a problem document."""

    status: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AssistantTool:
    """One tool: its name, its title, what it does, the schema of its arguments, and how it is answered."""

    name: str
    title: str
    does: str
    takes: str | None  # the component of the description that its arguments are; None: it takes none
    answer: Callable[[Flask, Json], Told]

    @property
    def description(self) -> str:
        """What the assistant reads of it."""
        return " ".join((self.does, CAUTION) if self.takes is None else (self.does, RECORD, CAUTION))


def _asked(app: Flask, path: str, body: Json | None) -> Told:
    """The application's own answer, so that nothing is answered here in another way than over HTTP."""
    client = app.test_client()
    with client.get(path) if body is None else client.post(path, json=body) as response:
        return Told(response.status_code, response.get_json())


def _in_brief(path: str) -> Callable[[Flask, Json], Told]:
    return lambda app, question: _asked(app, f"{path}?detail=brief", question)


def _explain_option(app: Flask, question: Json) -> Told:
    """One option of the whole answer, with every finding; a problem names the regimens that the decision has."""
    told = _asked(app, "/v1/recommendations?detail=full", question.get("record") or {})
    if told.status != 200:
        faults = [{**fault, "pointer": f"/record{fault['pointer']}"} for fault in told.content["faults"]]
        return Told(told.status, {**told.content, "faults": faults})
    named = question.get("regimen")
    for option in told.content["options"]:
        if option["regimen"] == named:
            return Told(200, {name: told.content[name] for name in ABOUT_THE_ANSWER} | {"option": option})
    offered = tuple(option["regimen"] for option in told.content["options"])
    fault = {
        "code": "wrong_shape",
        "pointer": "/regimen",
        "says": "This decision has no such option.",
        "known": nearest_or_all(str(named), offered),
    }
    detail = "The decision has no option of this name; nothing was explained."
    return Told(422, {"status": 422, "detail": detail, "faults": [fault]})


def _list_guidelines(app: Flask, _: Json) -> Told:
    return _asked(app, "/v1/guidelines", None)


ABOUT_THE_ANSWER: Final = ("decision_id", "as_of", "guideline", "outcome", "says", "limits_of_use")
OPTION_OF_A_RECORD: Final = "OptionOfARecord"  # beside the components of the description
TOOLS: Final = (
    AssistantTool(
        "recommend",
        "Next line of therapy",
        "Find the next line of therapy that a published guideline gives for one patient with HER2-positive metastatic "
        "breast cancer: one outcome, every option with its verdict, what to ask first, to do and to beware of.",
        "RecommendationRequest",
        _in_brief("/v1/recommendations"),
    ),
    AssistantTool(
        "what_if",
        "What if",
        "Ask what changes in the answer for a record if something in it were different, in up to 100 scenarios.",
        "WhatIfRequest",
        _in_brief("/v1/what-if"),
    ),
    AssistantTool(
        "compare",
        "Compare guidelines",
        "Ask several guidelines or editions the same question, and where and why they part. Nothing is voted on.",
        "ComparisonRequest",
        _in_brief("/v1/comparisons"),
    ),
    AssistantTool(
        "explain_option",
        "Explain an option",
        "Tell everything that speaks for and against one regimen for one patient: each question that was asked, its "
        "answer, the charted facts behind it, the sources, cautions, label status, doses and trials.",
        OPTION_OF_A_RECORD,
        _explain_option,
    ),
    AssistantTool(
        "list_guidelines",
        "List the guidelines",
        "List the guideline editions that can be asked, with who has signed them and how current their evidence is.",
        None,
        _list_guidelines,
    ),
)


def schema_of(app: Flask, tool: AssistantTool) -> dict[str, Any]:
    """The JSON Schema of a tool's arguments: the component of the description, with all that it refers to."""
    components: dict[str, Any] = {
        OPTION_OF_A_RECORD: {
            "type": "object",
            "properties": {
                "record": {"$ref": "#/components/schemas/RecommendationRequest"},
                "regimen": {"type": "string", "description": "Code of one of the options of the answer."},
            },
            "required": ["record", "regimen"],
            "additionalProperties": False,
        },
        **description(app)["components"]["schemas"],
    }
    if tool.takes is None:
        return {"type": "object", "additionalProperties": False}
    used: dict[str, Any] = {}
    root = _local(components[tool.takes], components, used)
    return {**root, "$defs": used}


def _local(part: Any, components: Json, used: dict[str, Any]) -> Any:
    """The same schema with its references beside it."""
    if isinstance(part, list):
        return [_local(each, components, used) for each in part]
    if not isinstance(part, dict):
        return part
    if isinstance(reference := part.get("$ref"), str):
        name = reference.rpartition("/")[2]
        if name not in used:
            used[name] = {}
            used[name] = _local(components[name], components, used)
        part = {**part, "$ref": f"#/$defs/{name}"}
    return {
        key: value if key == "$ref" else _local(value, components, used)
        for key, value in part.items()
        if key != "discriminator"  # OpenAPI's alone
    }
