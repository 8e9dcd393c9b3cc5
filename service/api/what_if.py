"""POST /v1/what-if: one record and its scenarios in, what each scenario changes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from service import detail, metrics
from service.answers import json_answer
from service.costly import costly, effort
from service.documentation import operation
from service.edition_and_record import edition_and_record, judged
from service.faults import Fault
from service.json_body import read_json
from service.knowledge import library
from service.query import DETAIL
from service.scenarios import scenario_record
from service.schemas.scenario_schema import WhatIf, WhatIfRequest
from statemachine import Record, what_if

blueprint = Blueprint("what-if", __name__, description="The decision for a record in which something is different.")

REQUEST = WhatIfRequest()
NOT_ASKED = "The scenarios before this one took all the work that one request may cost: ask it in a request of its own."


@blueprint.route("/v1/what-if", methods=["POST"], parameters=[DETAIL])
@blueprint.doc(
    **operation(
        "whatIf",
        takes=WhatIfRequest,
        returns=WhatIf,
        says="The decision for the base, and what each scenario changes.",
        problems=(400, 413, 415, 422, 503),
    )
)
@costly
def post_what_if() -> Response:
    """Ask the same question for a record and for up to a hundred scenarios of it.

    A scenario is a JSON Merge Patch on the patient and a list of edits of the history. The response tells what differs
    from the answer for the base; `answers` asks for their answers as well. A scenario with faults is answered with
    those faults, and all the other scenarios are still answered.
    """
    document = judged(read_json(request), REQUEST, "/base")
    base, wanted = document["base"], detail.asked(document)
    guideline, record = edition_and_record(base, "/base")
    told = document["scenarios"]
    faults: dict[int, list[Fault]] = {}
    asked: list[int] = []
    records = _read(base, told, asked, faults)
    answer = what_if(guideline, record, records, full=document.get("answers", False), effort=effort())
    metrics.told(guideline.reference, answer.base.outcome)
    results = dict(zip(asked, answer.scenarios, strict=True))
    scenarios: list[dict[str, Any]] = []
    for number, scenario in enumerate(told):
        result = results.get(number)
        not_answered = faults.get(number) or [Fault(f"/scenarios/{number}", NOT_ASKED, code="not_asked")]
        scenarios.append(
            {
                "name": _name(scenario),
                "result": None if result is None else detail.scenario(result, wanted),
                "problem": _problem(not_answered) if result is None else None,
            }
        )
    complete = answer.complete and len(asked) + len(faults) == len(told)
    told_base = detail.beside_others(answer.base, wanted)
    return json_answer(
        {
            "detail": wanted,
            "base": told_base,
            "scenarios": scenarios,
            "complete": complete,
            "limits_of_use": answer.base.limits_of_use,
        }
    )


def _read(
    base: Mapping[str, Any], told: Sequence[Any], asked: list[int], faults: dict[int, list[Fault]]
) -> Iterator[tuple[str, Record]]:
    """The readable scenarios, each read when it is asked, as reading a long one costs as much; fills both by number."""
    for number, scenario in enumerate(told):
        if effort().is_used_up:
            return
        effort().spend(len(base["history"]))
        found = scenario_record(base, scenario, f"/scenarios/{number}", library().catalogue)
        if isinstance(found, Record):
            asked.append(number)
            yield _name(scenario) or "", found
        else:
            faults[number] = found


def _name(scenario: Any) -> str | None:
    name = scenario.get("name") if isinstance(scenario, dict) else None
    return name if isinstance(name, str) else None


def _problem(faults: list[Fault]) -> dict[str, Any]:
    how_many = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
    return {
        "detail": f"The scenario has {how_many} and was not answered.",
        "faults": [fault.as_json() for fault in faults],
    }
