"""What is refused before the application is asked: the same problem documents, with nothing of the request in them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from email.utils import formatdate
from typing import Final

import orjson
import structlog
from gunicorn.http.errors import (
    ExpectationFailed,
    ForbiddenProxyRequest,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
    UnsupportedTransferCoding,
)

from service.fault_codes import PROBLEMS, type_of
from service.headers import HEADERS

# Where the worker refuses for another reason than the application does.
DETAILS: Final[Mapping[int, str]] = {
    400: "This is no HTTP request; is Content-Length the number of bytes of the body?",
    503: "Too much has arrived at once; ask again.",
}
_STATUSES: Final = (
    ((InvalidResponseHeader, InvalidResponseHeaderName), 500),
    (LimitRequestLine, 414),
    (LimitRequestHeaders, 431),
    (ExpectationFailed, 417),
    (UnsupportedTransferCoding, 501),
    (ForbiddenProxyRequest, 403),
    (ParseException, 400),
)


def status_of(error: BaseException) -> int:
    """The status that answers an error of gunicorn's: what is no fault of the client's is ours."""
    return next((status for kinds, status in _STATUSES if isinstance(error, kinds)), 500)


def refusal(status: int, kind: str, at: list[str] | None = None) -> bytes:
    """The whole answer to a connection that ends with it; its line in the log names the kind, never a text."""
    _, title, says = PROBLEMS[status]
    request_id = uuid.uuid4().hex
    more = {"at": at} if status == 500 else {}
    log = structlog.get_logger().bind(request_id=request_id)
    (log.error if status == 500 else log.info)("refused", status=status, kind=kind, **more)
    problem = {
        "type": type_of(status),
        "title": title,
        "status": status,
        "detail": DETAILS.get(status, says),
        "request_id": request_id,
        "faults": [],
    }
    body = orjson.dumps(problem)
    headers = {
        "Date": formatdate(usegmt=True),
        "Connection": "close",
        "Content-Type": "application/problem+json",
        "Content-Length": str(len(body)),
        "X-Request-ID": request_id,
        **({"Retry-After": "5"} if status == 503 else {}),
        **HEADERS,
    }
    lines = [f"HTTP/1.1 {status} {title}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
