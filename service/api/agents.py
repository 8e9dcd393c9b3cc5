"""The drugs: under which names and codes they may be charted, and the classes for those that are not listed."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from service.answers import lasting_json
from service.documentation import operation
from service.knowledge import library
from service.schemas.catalogue_schema import AgentList
from statemachine.record.catalogue import stand_in
from statemachine.record.codes import CODE_SYSTEMS

blueprint = Blueprint("agents", __name__, description="The drugs this service knows, and their classes.")


@blueprint.route("/v1/agents")
@blueprint.doc(**operation("listAgents", returns=AgentList, says="The drugs, products and classes.", lasting=True))
def list_agents() -> Response:
    """List every drug by its code, every combination product by its name, and every class of drugs."""
    known = library()
    counted = known.catalogue.counted
    agents = [
        {
            "code": code,
            "label": row["label"],
            "class": row["class"],
            "names": row["names"],
            "codes": _codes(row["codes"]),
            "counts_as_line": code in counted,
        }
        for code, row in sorted(known.agents.items())
    ]
    products = [
        {"name": name, "names": row["names"], "agents": row["agents"], "codes": _codes(row["codes"])}
        for name, row in sorted(known.products.items())
    ]
    classes = [
        {"class": name, "label": row["label"], "says": row["says"], "counts_as_line": stand_in(name) in counted}
        for name, row in known.drug_classes.items()
    ]
    return lasting_json({"agents": agents, "products": products, "classes": classes})


def _codes(listed: dict[str, list[str]]) -> dict[str, Any]:
    return {system: listed.get(system, []) for system in CODE_SYSTEMS}
