"""POST /v1/fhir/recommendations and /v1/fhir/record: a FHIR bundle in, the record built of it and its answer out.

The answer is JSON as everywhere, or a FHIR bundle for those who accept that.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError

from service import detail
from service.answers import FHIR, best_liked, fhir_answer, json_answer
from service.costly import costly, effort
from service.documentation import operation
from service.edition_and_record import edition_and_record, judged
from service.faults import Fault, echo
from service.fhir.answer_bundle import bundle_of
from service.fhir.bundle import BUNDLES
from service.fhir.reading import Read, read_bundle
from service.json_body import JSON, read_json
from service.knowledge import library, settings
from service.metrics import told
from service.problems import Refused
from service.query import DETAIL
from service.schemas.fhir_schema import FhirRecommendation, MappedRecord
from service.schemas.fields import FULL_DATE, Day
from service.schemas.request_schema import GUIDELINE_NAME
from service.settings import FHIR_PATHS
from statemachine import recommend

blueprint = Blueprint("fhir", __name__, description="The decision for one patient whose record is held as FHIR.")

MEDIA_TYPES: Final = (JSON, FHIR)
AS_OF: Final[dict[str, Any]] = {
    "name": "as_of",
    "in": "query",
    "required": True,
    "description": "The day of the question; what is charted for a later day is not read.",
    "schema": {"type": "string", "format": "date", "pattern": f"^{FULL_DATE}$"},
}
GUIDELINE: Final[dict[str, Any]] = {
    "name": "guideline",
    "in": "query",
    "description": "A guideline or an edition, as in the body of /v1/recommendations.",
    "schema": {"type": "string", "pattern": f"^{GUIDELINE_NAME}$", "maxLength": 100},
}
COMPLETE: Final[dict[str, Any]] = {
    "name": "history_complete",
    "in": "query",
    "description": "Whether the caller vouches that nothing was given beside what the record will hold. If left out: "
    "only where there are medications, and each is understood.",
    "schema": {"type": "string", "enum": ["true", "false"]},
}
BUNDLE: Final[Any] = {
    "description": "A FHIR R4 Bundle (collection, transaction, searchset or document), or an array of resources.",
    "anyOf": [
        {
            "type": "object",
            "required": ["resourceType", "entry"],
            "properties": {
                "resourceType": {"const": "Bundle"},
                "type": {"type": "string", "enum": [*filter(None, BUNDLES)]},
                "entry": {"type": "array", "items": {}, "minItems": 1},
            },
            "additionalProperties": True,
        },
        {"type": "array", "items": {}, "minItems": 1},
    ],
}
GUIDANCE: Final[Any] = {
    "description": "A FHIR R4 Bundle (collection) with a GuidanceResponse. It holds a RequestGroup with proposed "
    "MedicationRequests only where something is recommended, DetectedIssues, and an OperationOutcome.",
    "externalDocs": {"url": "https://hl7.org/fhir/R4/guidanceresponse.html"},
    "type": "object",
    "additionalProperties": True,
}
RECOMMENDATIONS, RECORD = FHIR_PATHS
_DAY: Final = Day("The day of the question.", required=True)


@blueprint.route(RECOMMENDATIONS, methods=["POST"], parameters=[AS_OF, GUIDELINE, COMPLETE, DETAIL])
@blueprint.doc(
    **operation(
        "recommendFromFhir",
        takes=BUNDLE,
        returns=FhirRecommendation,
        says="The decision, the record that it was given for, and how that was built of the bundle.",
        problems=(400, 413, 415, 422, 503),
        or_else={FHIR: GUIDANCE},
    )
)
@costly
def post_fhir_recommendation() -> Response:
    """Recommend the next line of therapy for one patient whose record is a FHIR bundle of at most 8 MB.

    The bundle is read leniently; the report tells what became of each resource. Nothing is guessed: what the bundle
    leaves open is asked. Correct the record where it is wrong, and send it to /v1/recommendations. Pointers of faults
    lead into the bundle. Who likes application/fhir+json best gets the answer as a FHIR bundle: with detail=full it
    tells how regimens are given, and the record and what was understood are left to /v1/fhir/record.
    """
    form = best_liked(MEDIA_TYPES)
    read = _read()
    asked = detail.asked({})
    try:
        guideline, record = edition_and_record(judged(read.record))
    except Refused as refused:
        raise _into_the_bundle(refused, read) from None
    answer = recommend(guideline, record, effort(), in_brief=asked == detail.BRIEF and form == JSON)
    told(guideline.reference, answer.outcome)
    if form == FHIR:
        in_full = asked == detail.FULL
        shown = bundle_of(answer, library(), in_full=in_full, patient=read.patient, report=read.report)
        response = fhir_answer(shown)
    else:
        shown = {"answer": detail.recommendation(answer, asked), "record": read.record, "report": read.report.as_json()}
        response = json_answer(shown)
    response.vary.add("Accept")
    return response


@blueprint.route(RECORD, methods=["POST"], parameters=[AS_OF, COMPLETE])
@blueprint.doc(
    **operation(
        "recordFromFhir",
        takes=BUNDLE,
        returns=MappedRecord,
        says="The record, and how it was built of the bundle.",
        problems=(400, 413, 415, 422, 503),
    )
)
@costly
def post_fhir_record() -> Response:
    """Build the plain record of one patient out of a FHIR bundle of at most 8 MB, and tell how."""
    read = _read()
    try:
        judged(read.record)
    except Refused as refused:
        raise _into_the_bundle(refused, read) from None
    return json_answer({"record": read.record, "report": read.report.as_json()})


def _read() -> Read:
    """What the body holds; Refused where it is no bundle of one patient, or the day of the question is missing."""
    as_of = _as_of()
    request.max_content_length = settings().fhir_limit_bytes
    document = read_json(request, media=MEDIA_TYPES)
    complete = request.args.get("history_complete")
    read = read_bundle(document, as_of, library().catalogue, None if complete is None else complete == "true")
    if "guideline" in request.args:
        read.record["guideline"] = request.args["guideline"]
    return read


def _as_of() -> str:
    given = request.args.get("as_of")
    if given is None:
        fault = Fault("", "The parameter as_of is missing: the day of the question.", (), "missing_key", "as_of")
    else:
        try:
            _DAY.deserialize(given)
        except ValidationError:
            says = f"The parameter as_of must be a day that exists, written YYYY-MM-DD, not {echo(given)}."
            fault = Fault("", says, (), "not_a_date", "as_of")
        else:
            return given
    raise Refused(400, "The address has parameters that cannot be read.", [fault])


def _into_the_bundle(refused: Refused, read: Read) -> Refused:
    """The same refusal, each fault at the resource that it comes from, or of the parameter."""
    faults = []
    for fault in refused.faults:
        first = fault.pointer.split("/")[1] if fault.pointer else ""
        if first in ("as_of", "guideline"):
            faults.append(Fault("", fault.says, fault.known, fault.code, first))
        else:
            faults.append(Fault(read.report.source_of(fault.pointer), fault.says, fault.known, fault.code))
    return Refused(refused.status, refused.detail, faults, refused.headers)
