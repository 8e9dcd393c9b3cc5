"""How an answer is sent: JSON that nobody keeps, or content that a client may keep for a while."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any

import orjson
from flask import Response, request

from service.fault_codes import PROBLEMS
from service.problems import Refused

# An edition never changes, but how it is shown may, with a new version of the service.
LASTING = "public, max-age=3600"
LEAST_COMPRESSED = 1_000  # bytes: what is smaller gains nothing
LEVEL = 5  # of gzip; a higher one costs more time than it saves bytes


def json_answer(answer: Any) -> Response:
    """An answer to this request alone, never kept by anybody on the way."""
    return compressed(Response(orjson.dumps(answer, default=dict), content_type="application/json"))


def compressed(response: Response) -> Response:
    """The same answer, compressed for those who take it so; nothing in it is a secret to be guessed from its length."""
    response.vary.add("Accept-Encoding")
    if _takes_gzip() and len(response.data) >= LEAST_COMPRESSED:
        response.data = gzip.compress(response.data, LEVEL, mtime=0)
        response.content_encoding = "gzip"
    return response


def lasting_json(answer: Any) -> Response:
    """JSON that a client may keep and ask about by its ETag."""
    return lasting(orjson.dumps(answer, default=dict), "application/json")


def lasting_packed(packed: bytes, media: str) -> Response:
    """Content that was compressed beforehand (gzip), for those who take it so, and unpacked for the others."""
    response = _lasting(packed if _takes_gzip() else gzip.decompress(packed), media)
    if _takes_gzip():
        response.content_encoding = "gzip"
    return response


def lasting(body: bytes, media: str) -> Response:
    """Content that a client may keep: 304 where it has it already."""
    response = _lasting(body, media)
    return response if response.status_code == 304 else compressed(response)


def _lasting(body: bytes, media: str) -> Response:
    response = Response(body, content_type=media)
    response.headers["Cache-Control"] = LASTING
    response.vary.add("Accept-Encoding")
    # Each form of the same content has a tag of its own.
    response.set_etag(f"{hashlib.sha256(body).hexdigest()[:32]}{'-gzip' if _takes_gzip() else ''}")
    response.make_conditional(request)
    if response.status_code == 412:
        raise Refused(412, PROBLEMS[412].says)
    return response


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0
