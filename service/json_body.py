"""Reading a request's body: strict JSON in UTF-8, or a problem that says why not."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from service.faults import Fault, echo
from service.problems import Refused


class _NotStrict(ValueError):
    """JSON that Python reads and a clinic must not; the message is the sentence shown."""


def read_json(request: Request) -> Any:
    """The document in the body; Refused (415 for another media type, 400 for loose JSON) or 413 for too much."""
    if request.mimetype != "application/json":
        raise Refused(415, "The body must be sent as application/json.")
    body = request.get_data(cache=False)
    limit = request.max_content_length
    if request.content_length is None and limit is not None and len(body) >= limit:
        # A body sent in chunks is cut at the limit without a word.
        raise RequestEntityTooLarge
    return decode(body)


def decode(body: bytes) -> Any:
    """The strict JSON document in these bytes; Refused (400) says why there is none."""
    try:
        return parse(body.decode("utf-8"))
    except UnicodeDecodeError:
        says = "The body is not UTF-8."
    except json.JSONDecodeError as broken:
        says = f"The body is not JSON: {broken.msg} (line {broken.lineno}, column {broken.colno})."
    except UnicodeEncodeError:
        says = "The body contains half of a surrogate pair, which is no character."
    except RecursionError:
        says = "The body is nested too deeply."
    except _NotStrict as loose:
        says = str(loose)
    except ValueError:
        # Python refuses to read integers of more than 4300 digits.
        says = "The body contains a number with too many digits."
    raise Refused(400, "The body could not be read as JSON.", [Fault("", says, code="unreadable_body")])


def parse(text: str) -> Any:
    """Parse strict JSON: no NaN, no Infinity, no key twice, no lone surrogates."""
    document = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    if "\\u" in text:
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    return document


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _NotStrict(f"The key {echo(twice)} stands twice in one object.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise _NotStrict(f"{name} is not a JSON number.")
