"""What is told of a FHIR bundle: the record that was built of it, how, and the answer to it."""

from __future__ import annotations

from service.fhir.report import VERDICTS
from service.schemas.answer_fields import many, text, texts
from service.schemas.answer_schema import Recommendation
from service.schemas.fields import Choice, Object
from service.schemas.object_schema import ObjectSchema
from service.schemas.request_schema import ChartedRecord

_FROM = "Where they stand in the body."
_POINTER = "JSON pointer into the body."


class MappedResource(ObjectSchema):
    """What became of one resource."""

    pointer = text(_POINTER)
    resource = text("Its kind and id, or its kind alone.")
    verdict = Choice(
        "used: something of it is in the record; ignored: nothing is, and `says` why that is safe; not_understood: "
        "somebody should look at it.",
        VERDICTS,
        required=True,
    )
    says = text("Why, or as what it was read.")


class MappedFact(ObjectSchema):
    """Where a fact of the record comes from."""

    pointer = text("JSON pointer into the record.")
    sources = texts(_FROM, _POINTER)
    sources.data_key = "from"


class MappingConflict(ObjectSchema):
    """Resources that contradict each other."""

    about = text("The fact that they are about.")
    says = text("How it was settled.")
    sources = texts(_FROM, _POINTER)
    sources.data_key = "from"


class MappingQuestion(ObjectSchema):
    """What the resources leave open: say it in the record, and send that."""

    says = text("The question.")
    sources = texts(_FROM, _POINTER)
    sources.data_key = "from"


class MappingReport(ObjectSchema):
    """How the record was built."""

    resources = many(MappedResource, "Each resource of the body.")
    facts = many(MappedFact, "Each fact of the record; as_of is the caller's.")
    conflicts = many(MappingConflict, "Resources that contradict each other.")
    asked = many(MappingQuestion, "What they leave open.")


class MappedRecord(ObjectSchema):
    """The record that was built of a bundle, to be corrected and sent to /v1/recommendations."""

    record = Object(ChartedRecord, "The record.", required=True)
    report = Object(MappingReport, "How it was built.", required=True)


class FhirRecommendation(MappedRecord):
    """The answer to a bundle, with the record that it was given for."""

    answer = Object(Recommendation, "The answer, as /v1/recommendations gives it to the record.", required=True)
