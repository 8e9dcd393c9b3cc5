"""How an answer is sent: JSON that nobody keeps, or content that a client may keep for a while."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from typing import Any, Final

import orjson
from flask import Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_options_header

from service.fault_codes import PROBLEMS
from service.problems import Refused

# An edition never changes, but how it is shown may, with a new version of the service.
LASTING = "public, max-age=3600"
FHIR: Final = "application/fhir+json"
FHIR_VERSION: Final = "4.0"
LEAST_COMPRESSED = 1_000  # bytes: what is smaller gains nothing
LEVEL = 5  # of gzip; a higher one costs more time than it saves bytes


def best_liked(offered: Sequence[str]) -> str:
    """The form that the client likes best, the first of several; Refused (406) where it takes none of them.

    Parameters such as a charset do not matter, but for another version of FHIR than is written here.
    """
    told = [(parse_options_header(value), quality) for value, quality in request.accept_mimetypes]
    liked = MIMEAccept(
        (media, q) for (media, given), q in told if given.get("fhirversion", FHIR_VERSION) == FHIR_VERSION
    )
    best = max(offered, key=liked.quality)
    if told and liked.quality(best) == 0:
        raise Refused(406, f"The answer can be had as {' or '.join(offered)}.")
    return best


def fhir_answer(answer: Any) -> Response:
    """The same in FHIR, of which the version is told."""
    return compressed(Response(orjson.dumps(answer), content_type=f"{FHIR}; fhirVersion={FHIR_VERSION}"))


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
