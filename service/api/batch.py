"""POST /v1/batch: many records in, one a line, and their brief answers out, each as soon as it is found."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from typing import Final

import structlog
from flask import Flask, Response, current_app, request
from flask_smorest import Blueprint

from service import metrics
from service.costly import a_place
from service.documentation import operation
from service.knowledge import settings
from service.problems import Refused
from service.record_lines import answers_to
from service.schemas.batch_schema import AnsweredRecord
from service.settings import BATCH_PATH
from statemachine import Effort

blueprint = Blueprint("batch", __name__, description="The decisions for many patients.")

MEDIA_TYPE: Final = "application/x-ndjson"
MOST_RECORDS: Final = 1_000
# Of the whole body; a line may be anything, as it is judged by itself.
LINES: Final = {"description": "One RecommendationRequest a line.", "contentMediaType": MEDIA_TYPE}
# Of one batch; a thousand usual records take a third of it, and a record by itself is bounded too.
MOST_WORK, MOST_SECONDS = 400_000, 12.0


@blueprint.route(BATCH_PATH, methods=["POST"])
@blueprint.doc(
    **operation(
        "recommendMany",
        takes=LINES,
        returns=AnsweredRecord,
        media=MEDIA_TYPE,
        says="A line for each record, in the order of the records.",
        problems=(400, 413, 415, 422, 503),
    )
)
def post_batch() -> Response:
    """Recommend the next line of therapy for up to 1,000 patients, in brief.

    The body is NDJSON: one record a line, as /v1/recommendations takes it, of all together at most 8 MB. Each line of
    the response answers one of them and is sent as soon as it is there. A record with faults is answered with those
    faults, and all the others are still answered; empty lines are not. Once the batch has taken all the work that one
    request may cost, the rest is answered with a problem of status 503. The order of the lines and `line` tell which
    record an answer is for: send nothing that names a patient. Whoever stops reading ends the work.
    """
    lines = _body()
    with ExitStack() as held:
        held.enter_context(a_place())
        release = held.pop_all().close
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the answer outlives the request
    response = Response(_answered(app, lines), content_type=MEDIA_TYPE)
    response.call_on_close(release)  # also where nobody has begun to read it
    return response


def _body() -> BytesIO:
    """The lines of the body; Refused where they are none, or too many."""
    if request.mimetype != MEDIA_TYPE:
        raise Refused(415, f"The body must be sent as {MEDIA_TYPE}: one record a line.")
    request.max_content_length = settings().batch_limit_bytes
    body = request.get_data(cache=False)
    records = sum(1 for line in BytesIO(body) if line.strip())
    if not records:
        raise Refused(400, "The body has no record.")
    if records > MOST_RECORDS:
        raise Refused(422, f"The body has {records:,} records; one request takes {MOST_RECORDS:,}.")
    return BytesIO(body)


def _answered(app: Flask, lines: BytesIO) -> Iterator[bytes]:
    """The lines of the answer; at their end, or where nobody wants more of them, it is told what they have cost."""
    began, effort, statuses, is_complete = time.perf_counter(), Effort(MOST_WORK, MOST_SECONDS), Counter[str](), False
    try:
        for answered in answers_to(app, enumerate(lines, start=1), effort):
            metrics.answered_in_a_batch(answered.status, answered.guideline, answered.outcome)
            statuses[str(answered.status)] += 1
            yield answered.written
        is_complete = True
    finally:
        seconds = time.perf_counter() - began
        metrics.batch_ended(BATCH_PATH, seconds, effort)
        milliseconds = round(seconds * 1000, 2)
        structlog.get_logger().info("batch", complete=is_complete, statuses=statuses, milliseconds=milliseconds)
