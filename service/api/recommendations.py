"""POST /v1/recommendations: one record in, one decision out."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint

from service import detail
from service.answers import json_answer
from service.costly import effort
from service.documentation import operation
from service.edition_and_record import question
from service.json_body import read_json
from service.metrics import told
from service.query import DETAIL
from service.schemas.answer_schema import Recommendation
from service.schemas.request_schema import RecommendationRequest
from statemachine import recommend

blueprint = Blueprint("recommendations", __name__, description="The decision for one patient.")


@blueprint.route("/v1/recommendations", methods=["POST"], parameters=[DETAIL])
@blueprint.doc(
    **operation(
        "recommend",
        takes=RecommendationRequest,
        returns=Recommendation,
        says="The decision, with its reasons, alternatives and sources.",
        problems=(400, 413, 415, 422),
    )
)
def post_recommendation() -> Response:
    """Recommend the next line of therapy for one patient, by a guideline edition.

    The answer has exactly one outcome. It depends only on the request and the edition; nothing is stored.
    """
    document = read_json(request)
    guideline, record = question(document)
    asked = detail.asked(document)
    answer = recommend(guideline, record, effort(), in_brief=asked == detail.BRIEF)
    told(guideline.reference, answer.outcome)
    return json_answer(detail.recommendation(answer, asked))
