"""POST /v1/comparisons: one record under several guidelines or editions."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint

from service import detail, metrics
from service.answers import json_answer
from service.costly import costly, effort
from service.documentation import operation
from service.edition_and_record import editions_and_record, judged
from service.json_body import read_json
from service.query import DETAIL
from service.schemas.comparison_schema import Comparison, ComparisonRequest
from statemachine import compare

blueprint = Blueprint("comparisons", __name__, description="The decisions of several guidelines for one patient.")

REQUEST = ComparisonRequest()


@blueprint.route("/v1/comparisons", methods=["POST"], parameters=[DETAIL])
@blueprint.doc(
    **operation(
        "compare",
        takes=ComparisonRequest,
        returns=Comparison,
        says="The decisions side by side, and where they part ways.",
        problems=(400, 413, 415, 422, 503),
    )
)
@costly
def post_comparison() -> Response:
    """Ask several guidelines or editions the same question; an edition that is named twice is asked once.

    The response holds the whole answers, the first step or row at which each of them parts from the first, with the
    sources of both sides, and the editions that permit and prefer each regimen. Nothing is voted on.
    """
    document = judged(read_json(request), REQUEST, "/record")
    named = [(name, f"/guidelines/{number}") for number, name in enumerate(document["guidelines"])]
    guidelines, record = editions_and_record(document["record"], named, "/record")
    asked = detail.asked(document)
    answer = compare(guidelines, record, effort())
    metrics.told(guidelines[0].reference, answer.answers[0].outcome)
    return json_answer(detail.comparison(answer, asked))
