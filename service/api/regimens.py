"""The regimens: what they consist of, and what the sources say about giving them."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from service.answers import lasting_json
from service.documentation import operation, path_parameter
from service.knowledge import library
from service.problems import Refused
from service.schemas.catalogue_schema import Regimen, RegimenList
from statemachine.record.nearest_names import nearest

blueprint = Blueprint("regimens", __name__, description="The regimens this service knows.")

CODE = path_parameter("code", "Code of the regimen, such as t_dxd.", "[a-z0-9_]+")


@blueprint.route("/v1/regimens")
@blueprint.doc(**operation("listRegimens", returns=RegimenList, says="The regimens.", lasting=True))
def list_regimens() -> Response:
    """List every regimen, by code."""
    regimens = [
        {"code": code, "label": regimen["label"], "stage": regimen["stage"], "href": f"/v1/regimens/{code}"}
        for code, regimen in sorted(library().regimens.items())
    ]
    return lasting_json({"regimens": regimens})


@blueprint.route("/v1/regimens/<code>", parameters=[CODE])
@blueprint.doc(**operation("getRegimen", returns=Regimen, says="The regimen.", problems=(404,), lasting=True))
def get_regimen(code: str) -> Response:
    """Get one regimen: its drugs, doses, monitoring, warnings and the trials behind it."""
    regimens = library().regimens
    if code not in regimens:
        near = nearest(code, regimens, {name: row["label"] for name, row in regimens.items()})
        hint = f"the nearest known are {', '.join(near)}" if near else "/v1/regimens lists them"
        raise Refused(404, f"There is no such regimen; {hint}.")
    told = {name: regimens[code].get(name, []) for name in ("label", "stage", "agents", "partners")}
    regimen = library().catalogue.regimens[code]
    return lasting_json({"code": code, **told, "counts_as_line": regimen.counts_as_line, **regimen.card})
