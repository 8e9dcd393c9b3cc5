"""The Model Context Protocol over the tools: they are listed, called, and answered with what the service says."""

from __future__ import annotations

import json
from typing import Any, Final

from anyio.to_thread import run_sync
from flask import Flask
from mcp.server import Server, ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from service.documentation import API_VERSION
from service.mcp.tools import CAUTION, RECORD, TOOLS, AssistantTool, schema_of

# Nothing is changed or kept, the same question has the same answer, and nobody else is asked.
HARMLESS: Final = {"read_only_hint": True, "destructive_hint": False, "idempotent_hint": True, "open_world_hint": False}
Context = ServerRequestContext[Any]


def server_of(app: Flask) -> Server[Any]:
    """A server of the application's answers."""
    by_name = {tool.name: tool for tool in TOOLS}
    listed = [_listed(app, tool) for tool in TOOLS]

    async def list_tools(_: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=listed)

    async def call_tool(_: Context, params: CallToolRequestParams) -> CallToolResult:
        tool = by_name.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"There is no such tool; there are {', '.join(by_name)}.")
        told = await run_sync(tool.answer, app, params.arguments or {})
        text = TextContent(type="text", text=json.dumps(told.content, ensure_ascii=False))
        return CallToolResult(content=[text], structured_content=told.content, is_error=told.status != 200)

    return Server(
        "linewise",
        version=API_VERSION,
        title="Linewise",
        instructions=f"{CAUTION} {RECORD}",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _listed(app: Flask, tool: AssistantTool) -> Tool:
    return Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=schema_of(app, tool),
        annotations=ToolAnnotations(title=tool.title, **HARMLESS),
    )
