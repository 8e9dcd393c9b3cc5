"""Serve one assistant over stdin and stdout: `python -m service.mcp`."""

from __future__ import annotations

import anyio
from mcp.server.stdio import stdio_server

from service import create_app
from service.mcp.server import server_of


async def serve() -> None:
    """Answer until the assistant ends the connection."""
    server = server_of(create_app())
    async with stdio_server() as (requests, answers):
        await server.run(requests, answers, server.create_initialization_options())


if __name__ == "__main__":
    anyio.run(serve)
