"""The question on the wire: one patient, what has happened, and the day the question is asked."""

from __future__ import annotations

from marshmallow import ValidationError

from service.faults import Fault, from_messages
from service.schemas.fields import Boolean, Choice, Day, Integer, Many, Object, Text
from service.schemas.history_schema import MOST_ENTRIES, HistoryEntry
from service.schemas.object_schema import ObjectSchema
from service.schemas.patient_schema import Patient
from statemachine.record.codes import DETAILS
from statemachine.record.likely_values import CONFIRMABLE

GUIDELINE_NAME = "[a-z][a-z0-9_-]*(@[0-9]{4}-[0-9]{2}-[0-9]{2})?"


def confirmed(description: str) -> Many:
    """Pointers to the measured facts whose unlikely values are right."""
    return Many(Choice("The pointer of a measured fact.", CONFIRMABLE), description, most=len(CONFIRMABLE))


def guideline_name(description: str) -> Text:
    """The name of a guideline or edition; one that nobody knows is refused with those that are known."""
    field = Text(description, pattern=GUIDELINE_NAME, examples=["asco", "asco@2022-05-31"])
    field.shape = None
    return field


def detail_wanted() -> Choice:
    """How much of the answer is wanted, in the body of a request."""
    return Choice("How much of the answer is told, if not reasons; the address may ask for it too.", DETAILS)


class ChartedRecord(ObjectSchema):
    """A patient's record and the day of the question."""

    as_of = Day("The day of the question; the service reads no clock.", required=True)
    guideline = guideline_name(
        "An edition such as asco@2022-05-31, or a guideline such as asco, which stands for its edition in force on "
        "as_of. If left out: the guideline that the service is configured for."
    )
    history_complete = Boolean(
        "true: what is not listed was not given. false: more may have been given, so every 'not received' is unknown.",
        required=True,
    )
    patient = Object(Patient, "What is charted; a key left out is unknown, never no.", required=True)
    history = Many(
        HistoryEntry("A treatment or an event."),
        "Treatments and events, in any order; the order matters only between equal dates.",
        most=MOST_ENTRIES,
        required=True,
    )
    confirmed = confirmed(
        "Values that are right although they are unlikely. One that is not named here is read as unknown, with "
        "the warning implausible_value."
    )
    line_asserted = Integer(
        "The line of treatment as the sender counts it; the answer shows its own and warns where they differ.", 1, 30
    )


class RecommendationRequest(ChartedRecord):
    """A patient's record and the day of the question, and how much of the answer is wanted."""

    detail = detail_wanted()


REQUEST = RecommendationRequest()


def faults_in(document: object, schema: ObjectSchema = REQUEST) -> tuple[list[Fault], int]:
    """What a schema finds wrong with a request: the first faults, and how many there are in all."""
    try:
        schema.load(document)
    except ValidationError as invalid:
        return from_messages(invalid.messages)
    return [], 0
