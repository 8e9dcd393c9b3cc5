"""What whoever answers for the service's use has to know of it."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from service.answers import lasting
from service.documentation import operation
from service.knowledge import about
from service.schemas.about_schema import About

blueprint = Blueprint("about", __name__, description="What the service is for, and what it is not for.")


@blueprint.route("/v1/about")
@blueprint.doc(**operation("getAbout", returns=About, says="What the service is for.", lasting=True))
def get_about() -> Response:
    """Tell the intended use, users, population, limits, regulatory status, editions, proofs and source attributes."""
    return lasting(about(), "application/json")
