"""An assistant asks the service by the Model Context Protocol, with the protocol's own client, over real pipes."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from jsonschema import Draft202012Validator
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, Tool

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "openapi" / "examples"
RECORD: dict[str, Any] = json.loads((EXAMPLES / "early-relapse-second-line.json").read_bytes())
SERVER = StdioServerParameters(command=sys.executable, args=["-m", "service.mcp"], cwd=ROOT)
NAMES = ["recommend", "what_if", "compare", "explain_option", "list_guidelines"]

Answers = dict[str, CallToolResult]


def asked(question: Callable[[Client], Awaitable[None]]) -> None:
    """Ask in one session of a server of its own."""

    async def session() -> None:
        async with Client(SERVER, read_timeout_seconds=60) as client:
            await question(client)

    anyio.run(session)


@pytest.fixture(scope="module")
def told() -> tuple[list[Tool], Answers, str]:
    """The tools, the answers to some questions, and what is said about a tool that does not exist, of one session."""
    answers: Answers = {}
    tools: list[Tool] = []
    refusals: list[str] = []
    questions = {
        "recommend": ("recommend", RECORD),
        "what_if": ("what_if", json.loads(next((EXAMPLES / "what-if").glob("*.json")).read_bytes())),
        "compare": ("compare", json.loads(next((EXAMPLES / "comparisons").glob("*.json")).read_bytes())),
        "explain_option": ("explain_option", {"record": RECORD, "regimen": "neratinib_capecitabine"}),
        "list_guidelines": ("list_guidelines", {}),
        "a wrong fact": ("recommend", {**RECORD, "patient": {**RECORD["patient"], "ecog": "1"}}),
        "a wrong fact of the record": ("explain_option", {"record": {**RECORD, "as_of": 1}, "regimen": "t_dxd"}),
        "an unknown option": ("explain_option", {"record": RECORD, "regimen": "tdxd"}),
        "nothing": ("explain_option", {}),
    }

    async def ask(client: Client) -> None:
        tools.extend((await client.list_tools()).tools)
        for name, (tool, arguments) in questions.items():
            answers[name] = await client.call_tool(tool, arguments)
        with pytest.raises(MCPError) as refusal:
            await client.call_tool("prescribe", {})
        refusals.append(str(refusal.value))

    asked(ask)
    return tools, answers, refusals[0]


def faults(answer: CallToolResult) -> list[tuple[str, str]]:
    """Where the faults are that an answer tells, and what."""
    assert answer.is_error
    return [(fault["pointer"], fault["says"]) for fault in answer.structured_content["faults"]]


def test_the_tools_change_nothing_and_say_what_their_answers_are_not(told: tuple[list[Tool], Answers, str]) -> None:
    tools, _, refusal = told
    assert [tool.name for tool in tools] == NAMES
    for tool in tools:
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert tool.description is not None
        assert "no clinician has signed" in tool.description
        assert ("Fill in nothing from memory" in tool.description) == (tool.name != "list_guidelines")
        assert ("Send no name" in tool.description) == (tool.name != "list_guidelines")
    assert "recommend, what_if" in refusal


def test_the_arguments_are_described_as_the_service_judges_them(told: tuple[list[Tool], Answers, str]) -> None:
    schemas = {tool.name: tool.input_schema for tool in told[0]}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
        assert "#/components" not in json.dumps(schema)
    judge = Draft202012Validator(schemas["recommend"])
    judge.validate(RECORD)
    assert not judge.is_valid({**RECORD, "patient": {**RECORD["patient"], "ecog": "1"}})
    Draft202012Validator(schemas["explain_option"]).validate({"record": RECORD, "regimen": "t_dxd"})
    assert not Draft202012Validator(schemas["explain_option"]).is_valid({"record": {}, "regimen": "t_dxd"})


def test_the_answers_are_those_of_the_service_in_brief(told: tuple[list[Tool], Answers, str]) -> None:
    answers = told[1]
    answered = {name: answers[name].structured_content for name in NAMES}
    assert [answers[name].is_error for name in NAMES] == [False] * len(NAMES)
    assert (answered["recommend"]["outcome"], answered["recommend"]["preferred"]) == ("recommend", ["t_dxd"])
    assert answered["recommend"]["limits_of_use"].startswith("Linewise supports, and does not replace")
    assert answered["what_if"]["scenarios"][0]["result"] is not None
    assert len(answered["compare"]["answers"]) > 1
    option = answered["explain_option"]["option"]
    assert (option["regimen"], option["verdict"]) == ("neratinib_capecitabine", "excluded")
    assert any(finding["answer"] != finding["wanted"] for finding in option["findings"])
    assert answered["list_guidelines"]["default"] == "asco"
    for name in NAMES:
        [content] = answers[name].content
        assert json.loads(content.model_dump()["text"]) == answered[name]
    assert len(json.dumps(answered["recommend"])) < 8_000


def test_faults_are_told_as_errors_of_the_tool_with_their_places(told: tuple[list[Tool], Answers, str]) -> None:
    answers = told[1]
    [(pointer, says)] = faults(answers["a wrong fact"])
    assert pointer == "/patient/ecog"
    assert says.endswith('ecog must be a whole number from 0 to 4, not "1".')
    assert [pointer for pointer, _ in faults(answers["a wrong fact of the record"])] == ["/record/as_of"]
    assert faults(answers["an unknown option"]) == [("/regimen", "This decision has no such option.")]
    assert answers["an unknown option"].structured_content["faults"][0]["known"][0] == "t_dxd"
    assert "/record/patient" in [pointer for pointer, _ in faults(answers["nothing"])]
