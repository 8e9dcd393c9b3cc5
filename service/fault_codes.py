"""Every kind of fault and of problem, by its code: a closed list, which a client may rely on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class ProblemType(NamedTuple):
    """A kind of problem: its code, the status in words, and what happened.

    The titles are our own: the standard library renamed some between Python versions.
    """

    code: str
    title: str
    says: str


PROBLEMS: Final[Mapping[int, ProblemType]] = {
    400: ProblemType("unreadable_request", "Bad Request", "The request cannot be read; its faults say why."),
    403: ProblemType("forbidden", "Forbidden", "This service takes no requests in this form."),
    404: ProblemType(
        "not_found", "Not Found", "Nothing is at this address; /openapi.json names every address there is."
    ),
    405: ProblemType(
        "method_not_allowed",
        "Method Not Allowed",
        "This address does not answer to this method; the header Allow names those it does.",
    ),
    406: ProblemType(
        "not_acceptable",
        "Not Acceptable",
        "The request accepts no form in which this is answered; ask for application/json.",
    ),
    408: ProblemType("too_slow", "Request Timeout", "The request did not arrive in time; nothing was recommended."),
    412: ProblemType(
        "precondition_failed",
        "Precondition Failed",
        "The content has another ETag than If-Match names; ask again without If-Match.",
    ),
    413: ProblemType("too_large", "Content Too Large", "The body is larger than this service reads."),
    414: ProblemType("address_too_long", "URI Too Long", "The address is longer than this service reads."),
    415: ProblemType(
        "unsupported_form",
        "Unsupported Media Type",
        "The body is sent in a form that this service does not read: it reads JSON in UTF-8, as it is.",
    ),
    417: ProblemType(
        "expectation_failed", "Expectation Failed", "The only expectation that this service knows is 100-continue."
    ),
    422: ProblemType(
        "faulty_request",
        "Unprocessable Content",
        "The request can be read, and something in it is wrong: see its faults.",
    ),
    431: ProblemType(
        "header_too_large", "Request Header Fields Too Large", "The header fields are more than this service reads."
    ),
    500: ProblemType(
        "failure",
        "Internal Server Error",
        "The service failed and recommended nothing; the request id finds the failure in its log.",
    ),
    501: ProblemType(
        "not_implemented", "Not Implemented", "The only transfer coding that this service reads is chunked."
    ),
    503: ProblemType(
        "busy",
        "Service Unavailable",
        "As many costly questions as one worker answers at once are waiting; Retry-After tells when to ask again.",
    ),
}
BY_CODE: Final = {problem.code: status for status, problem in PROBLEMS.items()}

IN_THE_FORM: Final[Mapping[str, str]] = {
    "unreadable_body": "The body is no JSON document in UTF-8, or one that can be read in two ways.",
    "unknown_parameter": "The address has a parameter that it does not know; leave it out.",
    "repeated_parameter": "A parameter stands twice in the address; send it once.",
}
IN_THE_RECORD: Final[Mapping[str, str]] = {
    "missing_key": "A key is missing that is required.",
    "unknown_key": "A key is not known here; nothing is read from it, so leave it out.",
    "null_value": "The value is null; leave out what nobody has charted.",
    "wrong_type": "The value is of another type than is read here: a text is no number, and yes is not true.",
    "wrong_length": "A text or a list is too short or too long.",
    "wrong_shape": "The value does not have the shape, or the keys, that is read here.",
    "out_of_range": "The number lies beyond what can be; often it is in another unit.",
    "not_a_date": "The value is no date that exists, as precise as the chart: YYYY-MM-DD, YYYY-MM or YYYY.",
    "unknown_value": "The code is not one of the closed list that `known` names.",
    "unknown_drug": "The drug is not known under this name or code; chart it as other, with its class.",
    "unknown_regimen": "The regimen is not known; GET /v1/regimens lists those that are, or name the drugs.",
    "unknown_guideline": "The guideline or its edition is not known, or was not in force on the day of the question.",
    "unknown_unit": "The unit is not one in which this value can be sent.",
    "wrong_upper_limit": "The upper limit of normal is missing, or is none of this unit.",
    "after_as_of": "A date lies after the day of the question.",
    "contradiction": "Two things that are charted cannot both be so; correct one of them.",
    "not_charted": "A value is confirmed that is not charted.",
    "wrong_edit": "An edit of the history cannot be made, as there is no such entry or date.",
    "not_asked": "The scenarios before this one took all the work that one request may cost.",
}
FAULTS: Final[Mapping[str, str]] = {**IN_THE_FORM, **IN_THE_RECORD}


def type_of(status: int) -> str:
    """The address at which a problem of this status is described."""
    return f"/v1/problems/{PROBLEMS[status].code}" if status in PROBLEMS else "about:blank"
