"""Where the service ends: what it does not decide."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from service.answers import lasting_json
from service.documentation import operation
from service.knowledge import library
from service.schemas.catalogue_schema import Scope

blueprint = Blueprint("scope", __name__, description="What is not decided here.")


@blueprint.route("/v1/scope")
@blueprint.doc(**operation("getScope", returns=Scope, says="What is not decided here.", lasting=True))
def get_scope() -> Response:
    """List what is not decided here, such as early-stage choices, and what the sources say about each topic."""
    return lasting_json({"outside": [{"topic": topic, **row} for topic, row in library().scope.items()]})
