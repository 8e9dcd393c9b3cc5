"""The answer to one of many records, or what is wrong with the record."""

from __future__ import annotations

from service.schemas.answer_fields import many, text
from service.schemas.answer_schema import Recommendation
from service.schemas.fields import Integer, Object
from service.schemas.object_schema import ObjectSchema
from service.schemas.problem_schema import ProblemFault


class RecordProblem(ObjectSchema):
    """Why a record was not answered."""

    status = Integer("The HTTP status that the record would have had by itself.", 400, 599, required=True)
    detail = text("What happened, in one sentence.")
    faults = many(ProblemFault, "Every fault of the record at once, the first hundred; the body is its line.")


class AnsweredRecord(ObjectSchema):
    """One line of the response: the answer to one record, or what is wrong with it."""

    line = Integer("The line of the record in the request, the first being 1.", 1, required=True)
    answer = Object(
        Recommendation,
        "The answer, in brief unless the record asks for more; null where there is a problem.",
        nullable=True,
        required=True,
    )
    problem = Object(RecordProblem, "What is wrong; null where nothing is.", nullable=True, required=True)
