"""Reading a request's body: strict JSON in UTF-8, or a problem that says why not."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from typing import Any, Final, NoReturn

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from service.faults import Fault, echo
from service.problems import Refused

JSON: Final = "application/json"
CHARSETS: Final = frozenset({"utf-8", "utf8", "us-ascii"})
EXACT: Final = 2**53  # below it a float holds every whole number
# How the parser begins to say what is wrong, in every Python, and what that means.
BROKEN: Final = (
    ("Expecting value", "a value is missing, or is none that JSON knows"),
    ("Expecting property name", "a key in double quotes is missing"),
    ("Expecting ':'", "the colon after a key is missing"),
    ("Expecting ','", "a comma, or the end of a list or an object, is missing"),
    ("Illegal trailing comma", "a comma stands before the end of a list or an object"),
    ("Extra data", "something follows after its end"),
    ("Unterminated string", "a text has no end"),
    ("Invalid control character", "a text holds a control character, such as a line break"),
    ("Invalid \\", "a text holds a backslash that escapes nothing"),
)


class _NotStrict(ValueError):
    """JSON that Python reads and a clinic must not; the message is the sentence shown."""


def read_json(request: Request, *, media: tuple[str, ...] = (JSON,)) -> Any:
    """The document in the body; Refused (415 for another form, 400 for loose JSON) or 413 for too much."""
    if request.mimetype not in media:
        says = f"The body must be sent as {' or '.join(media)}."
        raise Refused(415, says, headers={"Accept": ", ".join(media)})
    if request.mimetype_params.get("charset", "utf-8").lower() not in CHARSETS:
        raise Refused(415, "The body must be sent in UTF-8, which is what JSON is written in.")
    if request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise Refused(415, "The body must be sent as it is, not compressed.", headers={"Accept-Encoding": "identity"})
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
        says = "The body is not UTF-8: send it in that encoding."
    except json.JSONDecodeError as broken:
        says = _why_broken(body, broken)
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


def _why_broken(body: bytes, broken: json.JSONDecodeError) -> str:
    """Why this is no JSON, in words that need no knowledge of the parser."""
    if not body.strip():
        return "The body is empty: send one JSON object."
    if body.startswith(BOM_UTF8):
        return "The body begins with a byte order mark: send it as UTF-8 without one."
    why = next((words for said, words in BROKEN if broken.msg.startswith(said)), "it is malformed")
    return f"The body is not JSON: {why} (line {broken.lineno}, column {broken.colno})."


def parse(text: str) -> Any:
    """Parse strict JSON: no NaN, no Infinity, no key twice, no lone surrogates; 1.0 is the whole number 1."""
    document = json.loads(text, object_pairs_hook=_object, parse_float=_number, parse_constant=_refuse_constant)
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


def _number(text: str) -> int | float:
    """The number, whole where it is: JSON knows no other difference, and many write 1.0 for 1."""
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < EXACT else number


def _refuse_constant(name: str) -> NoReturn:
    raise _NotStrict(f"{name} is not a JSON number.")
