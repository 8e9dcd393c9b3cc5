"""POST /v1/sensitivity, /v1/standard-case and /v1/pathway: how firm a decision is, and where it leads."""

from __future__ import annotations

from flask import Response, request
from flask_smorest import Blueprint

from service import detail
from service.answers import json_answer
from service.costly import costly, effort
from service.documentation import operation
from service.edition_and_record import editions_and_record, judged, question
from service.json_body import read_json
from service.knowledge import library, settings
from service.metrics import told
from service.query import DETAIL
from service.schemas.pathway_schema import Pathway
from service.schemas.request_schema import RecommendationRequest
from service.schemas.sensitivity_schema import Sensitivity, StandardCase, StandardCaseRequest
from statemachine import pathway, sensitivity, standard_case

blueprint = Blueprint("robustness", __name__, description="How firm a decision is, and where it leads.")

STANDARD_CASE = StandardCaseRequest()
PROBLEMS = (400, 413, 415, 422, 503)


@blueprint.route("/v1/sensitivity", methods=["POST"], parameters=[DETAIL])
@blueprint.doc(
    **operation(
        "sensitivity",
        takes=RecommendationRequest,
        returns=Sensitivity,
        says="What would change the decision, and what forces it.",
        problems=PROBLEMS,
    )
)
@costly
def post_sensitivity() -> Response:
    """Find out what would change the decision.

    The response lists every smallest set of one or two changes to facts and dates that alters the answer, and sets of
    three as far as the bound on the search allows. It also gives the fewest facts that force the decision, and how far
    each date can move without changing it.
    """
    document = read_json(request)
    guideline, _ = question(document)
    asked = detail.asked(document)
    found = sensitivity(guideline, document, effort())
    told(guideline.reference, found.outcome)
    return json_answer(detail.sensitivity(found, asked))


@blueprint.route("/v1/standard-case", methods=["POST"])
@blueprint.doc(
    **operation(
        "standardCase",
        takes=StandardCaseRequest,
        returns=StandardCase,
        says="Whether the case is a standard one, and if not, why.",
        problems=PROBLEMS,
    )
)
@costly
def post_standard_case() -> Response:
    """Tell whether a case needs the board's discussion.

    In a standard case the answer stays the same under all guidelines, for every value that an uncharted fact may have,
    and when any date of the history is moved by up to 21 days. No caution stands on what is preferred or being given,
    no action but the bone-modifying agent is due, and no warning about the patient's safety is told.
    """
    document = judged(read_json(request), STANDARD_CASE)
    default = document.get("guideline", settings().default_guideline)
    named = [(default, "/guideline")]
    if "guidelines" in document:
        named += [(name, f"/guidelines/{number}") for number, name in enumerate(document["guidelines"])]
    else:
        in_force = {
            guideline.about.id
            for guideline in library().guidelines.values()
            if guideline.about.edition <= document["as_of"] and not guideline.about.for_comparison
        }
        named += [(name, "/guidelines") for name in sorted(in_force)]
    guidelines, _ = editions_and_record(document, named, "")
    distinct = {guideline.reference: guideline for guideline in guidelines}
    found = standard_case([*distinct.values()], document, effort())
    told(guidelines[0].reference, found.outcome)
    return json_answer(found)


@blueprint.route("/v1/pathway", methods=["POST"], parameters=[DETAIL])
@blueprint.doc(
    **operation(
        "pathway",
        takes=RecommendationRequest,
        returns=Pathway,
        says="The road ahead as a tree.",
        problems=PROBLEMS,
    )
)
@costly
def post_pathway() -> Response:
    """Show the road ahead: where each event leads and what would be preferred there, to the end of the guideline."""
    document = read_json(request)
    guideline, _ = question(document)
    asked = detail.asked(document)
    ahead = pathway(guideline, document, effort())
    told(guideline.reference, ahead.root.outcome)
    return json_answer(detail.pathway(ahead, asked))
