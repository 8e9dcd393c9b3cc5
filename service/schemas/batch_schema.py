"""The answer to one of many records: brief, or what is wrong with the record."""

from __future__ import annotations

from service.schemas.answer_fields import many, regimens, text
from service.schemas.answer_schema import DIGEST
from service.schemas.fields import Choice, Day, Integer, Object
from service.schemas.object_schema import ObjectSchema
from service.schemas.problem_schema import ProblemFault
from statemachine.record.codes import ACTIONS, OUTCOMES, VERDICTS, WARNINGS


class BriefGuideline(ObjectSchema):
    """The edition that answered."""

    id = text("The guideline.")
    edition = Day("The edition, by its date.", required=True)
    reviewed_by = text("The clinician who signed this edition; null: nobody has.", nullable=True)


class BriefOption(ObjectSchema):
    """One regimen of the decision, and whether it can be chosen."""

    regimen = text("Code for GET /v1/regimens/{code}.")
    rank = Integer("Place in the source's order; null: never preferred.", -1000, nullable=True, required=True)
    verdict = Choice(
        "permitted; undetermined: a fact is missing; excluded: a guard forbids it.", VERDICTS, required=True
    )


class BriefAsk(ObjectSchema):
    """A fact to find out first."""

    fact = text("JSON pointer into the record.")
    because = text("Why it matters.")
    decides = regimens("Regimens whose verdict depends on it.")


class BriefAction(ObjectSchema):
    """Something to do besides choosing a regimen."""

    code = Choice("What to do.", ACTIONS, required=True)
    text = text("The sentence.")


class BriefWarning(ObjectSchema):
    """Something to know about this answer."""

    code = Choice("What kind of warning.", WARNINGS, required=True)
    text = text("The sentence.")


class BriefAnswer(ObjectSchema):
    """What is decided, without the reasons for it; /v1/recommendations gives those for the same record."""

    decision_id = text("The same as of the whole answer to this record.", pattern=DIGEST)
    as_of = Day("The day of the question.", required=True)
    guideline = Object(BriefGuideline, "The edition that answered.", required=True)
    outcome = Choice("The kind of answer, as of the whole one.", OUTCOMES, required=True)
    says = text("The answer in one sentence.")
    state = text("The decision; null where the record could not be placed, or where it does not matter.", nullable=True)
    line_number = Integer("The line of treatment; null where it is left open.", 1, nullable=True, required=True)
    preferred = regimens("Permitted regimens of the best rank; empty unless the outcome is recommend.")
    options = many(BriefOption, "Every regimen of the decision.")
    ask_first = many(BriefAsk, "Facts to find out first.")
    actions = many(BriefAction, "What to do besides choosing a regimen.")
    warnings = many(BriefWarning, "What to know about this answer.")
    limits_of_use = text("How far this answer may be relied on.")


class RecordProblem(ObjectSchema):
    """Why a record was not answered."""

    status = Integer("The HTTP status that the record would have had by itself.", 400, 599, required=True)
    detail = text("What happened, in one sentence.")
    faults = many(ProblemFault, "Every fault of the record at once, the first hundred; the body is its line.")


class AnsweredRecord(ObjectSchema):
    """One line of the response: the answer to one record, or what is wrong with it."""

    line = Integer("The line of the record in the request, the first being 1.", 1, required=True)
    answer = Object(BriefAnswer, "The answer; null where there is a problem.", nullable=True, required=True)
    problem = Object(RecordProblem, "What is wrong; null where nothing is.", nullable=True, required=True)
