"""What the people who run the service ask: is it alive, is it ready, what did it do?"""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint
from prometheus_client import CONTENT_TYPE_LATEST

from service.answers import json_answer
from service.documentation import operation
from service.knowledge import library
from service.metrics import exposition
from service.schemas.catalogue_schema import Alive, Ready

blueprint = Blueprint("operations", __name__, description="Health of the service.")


@blueprint.route("/livez")
@blueprint.doc(**operation("live", returns=Alive, says="The process answers."))
def livez() -> Response:
    """Tell whether the process answers."""
    return json_answer({"status": "alive"})


@blueprint.route("/metrics")
@blueprint.doc(
    **operation("metrics", returns={"type": "string"}, media="text/plain", says="The counts of all workers.")
)
def get_metrics() -> Response:
    """Tell how many requests, outcomes and refusals there were and how long they took, in the format of Prometheus."""
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST)


@blueprint.route("/readyz")
@blueprint.doc(**operation("ready", returns=Ready, says="Every guideline is loaded and checked."))
def readyz() -> Response:
    """Tell whether questions can be answered, and by which editions."""
    return json_answer({"status": "ready", "guidelines": sorted(library().guidelines)})
