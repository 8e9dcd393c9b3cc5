"""How an answer is sent: JSON that nobody keeps, or content that a client may keep for a while."""

from __future__ import annotations

import gzip
import hashlib
from typing import Any, Final

import orjson
from flask import Response, request

from statemachine.answer import Recommendation

# An edition never changes, but how it is shown may, with a new version of the service.
LASTING = "public, max-age=3600"


WIRE_NAMES: Final = {"source": "from", "dest": "to"}


def as_wire(answer: Recommendation) -> dict[str, Any]:
    """The answer under its wire names: a step of the trail leads `from` and `to`; Python reserves `from`."""
    wire = {name: getattr(answer, name) for name in answer.__slots__}
    wire["trail"] = [
        {WIRE_NAMES.get(name, name): getattr(step, name) for name in step.__slots__} for step in answer.trail
    ]
    return wire


def json_answer(answer: Any) -> Response:
    """An answer to this request alone, never kept by anybody on the way."""
    return Response(orjson.dumps(answer, default=dict), content_type="application/json")


def lasting_json(answer: Any) -> Response:
    """JSON that a client may keep and ask about by its ETag."""
    return lasting(orjson.dumps(answer, default=dict), "application/json")


def lasting_packed(packed: bytes, media: str) -> Response:
    """Content that was compressed beforehand (gzip), for those who take it so, and unpacked for the others."""
    takes_gzip = request.accept_encodings["gzip"] > 0
    response = lasting(packed if takes_gzip else gzip.decompress(packed), media)
    response.vary.add("Accept-Encoding")
    if takes_gzip:
        response.content_encoding = "gzip"
    return response


def lasting(body: bytes, media: str) -> Response:
    """Content that a client may keep: 304 where it has it already."""
    response = Response(body, content_type=media)
    response.headers["Cache-Control"] = LASTING
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
