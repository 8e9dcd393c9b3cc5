"""Every error of every status as RFC 9457 `application/problem+json`, made in this one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import orjson
import structlog
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from service import metrics
from service.fault_codes import PROBLEMS, type_of
from service.faults import Fault
from service.foreign_log import places
from service.request_log import request_id

MEDIA_TYPE = "application/problem+json"

RETRY_AFTER = 2  # seconds: what a costly question takes at the most


class Refused(Exception):
    """A request that is answered with a problem of this status instead."""

    def __init__(
        self, status: int, detail: str, faults: Iterable[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.faults = status, detail, list(faults)
        self.headers = headers or {}


def problem(status: int, detail: str, faults: Iterable[Fault] = ()) -> Response:
    """The problem document as a response."""
    faults = [*faults]
    metrics.refused(status, (fault.code for fault in faults))
    document = {
        "type": type_of(status),
        "title": title_of(status),
        "status": status,
        "detail": detail,
        "request_id": request_id(),
        "faults": [fault.as_json() for fault in faults],
    }
    response = Response(orjson.dumps(document), status, content_type=MEDIA_TYPE)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def title_of(status: int) -> str:
    """The status in words."""
    return PROBLEMS[status].title if status in PROBLEMS else "Error"


def from_refusal(refused: Refused) -> Response:
    """The answer to a request that one of our own modules refused."""
    response = problem(refused.status, refused.detail, refused.faults)
    response.headers.update(refused.headers)
    return response


def from_http(error: HTTPException) -> Response | HTTPException:
    """The answer to an error of the framework, with its headers (405 has Allow); a redirect stays one."""
    status = error.code or 500
    if status < 400:
        return error
    response = problem(status, PROBLEMS[status].says if status in PROBLEMS else "The request was refused.")
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def from_failure(failure: Exception) -> Response:
    """The answer to a mistake of ours: logged by type and place, as its message may quote the patient."""
    structlog.get_logger().error("failure", type=type(failure).__name__, at=places(failure.__traceback__))
    return problem(500, PROBLEMS[500].says)


def handle_errors(app: Flask) -> None:
    """Let every error of an application become a problem document."""
    app.register_error_handler(Refused, from_refusal)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, from_failure)
