"""One JSON line per request on stderr: route, status, duration, request id; no payload, path or query."""

from __future__ import annotations

import re
import sys
import time
import uuid

import orjson
import structlog
from flask import Flask, Response, g, request

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def configure_logging(level: str) -> None:
    """Send structlog to stderr as JSON lines, from this level upwards."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # stderr is looked up at each line, so that whoever replaces it gets the lines.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def log_requests(app: Flask) -> None:
    """Give every request an id, echo it, and write its line."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of the present request: the client's X-Request-ID, else its trace id, else a new one."""
    return str(g.request_id)


def _begin() -> None:
    g.started = time.perf_counter()
    traced = _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))
    trace_id = traced.group(1) if traced else None
    offered = request.headers.get("X-Request-ID", "")
    g.request_id = offered if _REQUEST_ID.fullmatch(offered) else trace_id or uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    if trace_id:
        structlog.contextvars.bind_contextvars(trace_id=trace_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    structlog.get_logger().info(
        "request",
        method=request.method,
        # The rule, not the path: a path is whatever a client wrote.
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.started) * 1000, 2),
    )
    return response


def _line(event: dict[str, object], **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
