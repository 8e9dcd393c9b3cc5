"""One JSON line per request on stderr: route, status, duration, request id; no payload, path or query."""

from __future__ import annotations

import re
import time
import uuid

import orjson
import structlog
from flask import Flask, Response, g, request

from service.foreign_log import tell_by_kind_and_place
from service.log_lines import write_line

# A UUID, or its digits alone: free text could be a name or a hospital's number of a patient.
_REQUEST_ID = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Zeros alone, and the version ff, are invalid (W3C Trace Context).
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
# A method is any word that a client writes; these are told.
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class _Lines:
    """Where structlog hands each finished line, by the name of its level."""

    def msg(self, line: str) -> None:
        write_line(line)

    debug = info = warning = error = critical = msg


_LINES = _Lines()


def configure_logging(level: str) -> None:
    """Send our own events and those of libraries to stderr as JSON lines, from this level upwards."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _LINES,
        cache_logger_on_first_use=False,
    )
    tell_by_kind_and_place(level)


def log_requests(app: Flask) -> None:
    """Give every request an id, echo it, and write its line."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of the present request: the client's X-Request-ID if it is a UUID, else its trace id, else a new one."""
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
        structlog.contextvars.bind_contextvars(trace_id=trace_id, traceparent=request.headers["traceparent"])


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    structlog.get_logger().info(
        "request",
        method=request.method if request.method in _METHODS else "other",
        # The rule, not the path: a path is whatever a client wrote.
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        guideline=g.get("guideline"),
        outcome=g.get("outcome"),
        milliseconds=round((time.perf_counter() - g.started) * 1000, 2),
    )
    return response


def _line(event: dict[str, object], **_: object) -> str:
    return orjson.dumps(event, default=str).decode()
