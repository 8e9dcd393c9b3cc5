"""What each kind of problem and of fault means: where the `type` of a problem leads to."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from service.answers import lasting_json
from service.documentation import operation, path_parameter
from service.fault_codes import BY_CODE, FAULTS, IN_THE_FORM, PROBLEMS
from service.faults import nearest_or_all
from service.problems import Refused
from service.schemas.problem_schema import Described, DescribedList

blueprint = Blueprint("problems", __name__, description="What can be wrong with a request.")

CODE = path_parameter("code", "Code of a problem or of a fault, such as unknown_drug.", "[a-z_]+")


@blueprint.route("/v1/problems")
@blueprint.doc(**operation("listProblems", returns=DescribedList, says="The kinds.", lasting=True))
def list_problems() -> Response:
    """List every kind of problem and of fault, by code."""
    return lasting_json({"problems": [_described(code) for code in (*BY_CODE, *FAULTS)]})


@blueprint.route("/v1/problems/<code>", parameters=[CODE])
@blueprint.doc(**operation("getProblem", returns=Described, says="The kind.", problems=(404,), lasting=True))
def get_problem(code: str) -> Response:
    """Tell what one kind of problem or of fault means, and what to do."""
    if code not in BY_CODE and code not in FAULTS:
        near = nearest_or_all(code, (*BY_CODE, *FAULTS))
        raise Refused(404, f"There is no such kind of problem; known are {', '.join(near)}.")
    return lasting_json(_described(code))


def _described(code: str) -> dict[str, Any]:
    is_problem = code in BY_CODE
    status = BY_CODE[code] if is_problem else 400 if code in IN_THE_FORM else 422
    says = PROBLEMS[status].says if is_problem else FAULTS[code]
    kind = "problem" if is_problem else "fault"
    return {"code": code, "kind": kind, "status": status, "title": PROBLEMS[status].title, "says": says}
