"""POST /v1/recommendations: one record in, one decision out."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from service.answer_schema import Recommendation
from service.answers import json_answer
from service.documentation import operation
from service.faults import MOST_FAULTS, Fault
from service.json_body import read_json
from service.knowledge import library, settings
from service.problems import Refused
from service.request_schema import RecommendationRequest, faults_in
from statemachine.answer import Recommendation as Answer
from statemachine.guideline import Guideline
from statemachine.library import UnknownGuideline
from statemachine.reading import RecordFaults, read
from statemachine.recommend import recommend
from statemachine.record import Record

_WIRE_NAMES = {"source": "from", "dest": "to"}

blueprint = Blueprint("recommendations", __name__, description="The decision for one patient.")


@blueprint.route("/v1/recommendations", methods=["POST"])
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
    """Read a patient's record through a guideline edition.

    The answer has exactly one outcome. It depends on the request and the edition alone; nothing is stored.
    """
    guideline, record = question(read_json(request))
    return json_answer(as_wire(recommend(guideline, record)))


def as_wire(answer: Answer) -> dict[str, Any]:
    """The answer under its wire names: a step of the trail leads `from` and `to`; Python reserves `from`."""
    wire = {name: getattr(answer, name) for name in answer.__slots__}
    wire["trail"] = [
        {_WIRE_NAMES.get(name, name): getattr(step, name) for name in step.__slots__} for step in answer.trail
    ]
    return wire


def question(document: Any) -> tuple[Guideline, Record]:
    """The edition and the record that a request names; Refused with every fault at once."""
    faults, count = faults_in(document)
    if faults:
        raise Refused(422, summary(count, len(faults)), faults)
    picked: Guideline | None = None
    try:
        picked = library().pick(
            document.get("guideline", settings().default_guideline), date.fromisoformat(document["as_of"])
        )
    except UnknownGuideline as unknown:
        faults.append(Fault(_place(document), str(unknown), tuple(unknown.known)))
    try:
        record = read(document, library().catalogue)
    except RecordFaults as wrong:
        faults += [Fault(fault.pointer, fault.says) for fault in wrong.faults]
    if faults or picked is None:
        shown = faults[:MOST_FAULTS]
        raise Refused(422, summary(len(faults), len(shown)), shown)
    return picked, record


def summary(count: int, shown: int) -> str:
    """How many faults there are, and that not all are shown where they are too many."""
    if count == 1:
        return "The record has a fault; nothing was recommended."
    more = f", of which the first {shown} are shown" if shown < count else ""
    return f"The record has {count} faults{more}; nothing was recommended."


def _place(document: dict[str, Any]) -> str:
    """Where an edition that cannot be picked is at fault: its name, or a day before its first edition."""
    name = document.get("guideline", settings().default_guideline)
    known = {guideline.about.id for guideline in library().guidelines.values()}
    return "/as_of" if name in known else "/guideline"
