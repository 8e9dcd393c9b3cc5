"""Sensitivity on the wire: what would change an answer, what forces it, and how far its dates hold it."""

from __future__ import annotations

from service.schemas.answer_fields import many, regimens, text, texts
from service.schemas.fields import Anything, Boolean, Choice, Day, Integer, Many, Object, PartialDay, Text
from service.schemas.object_schema import ObjectSchema
from service.schemas.request_schema import GUIDELINE_NAME, RecommendationRequest
from service.schemas.scenario_schema import HistoryEdit, MergePatch
from statemachine.record.codes import OUTCOMES

REASONS = ("outcome", "guideline", "unknown", "date")


class FactChange(ObjectSchema):
    """One fact or date set otherwise."""

    fact = text("JSON pointer into the request.")
    label = text("The fact in words.")
    before = Anything("The value as charted; null: not charted.", nullable=True, required=True)
    after = Anything("The value instead.", nullable=True, required=True)
    says = text("The change in words.")
    patient = MergePatch("The same change as the patch of a what-if scenario.", required=True)
    history = Many(HistoryEdit("An edit."), "The same change as the edits of a what-if scenario.", required=True)


class ChangeSet(ObjectSchema):
    """Changes that together, and in no part, change the answer."""

    size = Integer("How many changes.", 1, 3, required=True)
    changes = many(FactChange, "The changes.")
    outcome = Choice("Outcome with them.", OUTCOMES, required=True)
    state = text("Decision with them.", nullable=True)
    preferred = regimens("Preferred regimens with them.")
    says = text("In words.")


class Complete(ObjectSchema):
    """Whether every set of a size was looked at; false where the bound on the search was met."""

    one = Boolean("Every single change.", required=True)
    two = Boolean("Every two changes.", required=True)
    three = Boolean("Every three changes.", required=True)


class Turn(ObjectSchema):
    """The first day on which the answer is another one."""

    on = Day("The day.", required=True)
    outcome = Choice("Outcome then.", OUTCOMES, required=True)
    state = text("Decision then.", nullable=True)
    preferred = regimens("Preferred regimens then.")


class Clock(ObjectSchema):
    """How far a date can move before the answer is another one."""

    fact = text("JSON pointer into the request.")
    label = text("The date in words.")
    charted = PartialDay("The date as charted.", required=True)
    holds_from = Day("The earliest day; null: nothing turns before the order changes.", nullable=True, required=True)
    holds_to = Day("The latest day; null: nothing turns before the order changes.", nullable=True, required=True)
    earlier = Object(Turn, "What it becomes one day earlier.", nullable=True, required=True)
    later = Object(Turn, "What it becomes one day later.", nullable=True, required=True)
    says = text("In words.")


class Forcing(ObjectSchema):
    """The fewest facts that leave no other answer open, the history being as charted."""

    forced = Boolean("Whether the charted facts leave no other answer open.", required=True)
    facts = texts("Those facts.", "JSON pointer into the request.")
    smallest = Boolean("Whether it is proved that no fewer facts do.", required=True)
    says = text("In words.")


class Sensitivity(ObjectSchema):
    """The answer, what would change it and what would not."""

    outcome = Choice("Outcome for the record as charted.", OUTCOMES, required=True)
    state = text("Decision for the record as charted.", nullable=True)
    preferred = regimens("Preferred regimens for the record as charted.")
    sets = many(ChangeSet, "Every smallest set of changes to another outcome or other preferred regimens.")
    complete = Object(Complete, "Whether every set was looked at.", required=True)
    evaluations = Integer("How often the record was asked otherwise.", 0, required=True)
    forcing = Object(Forcing, "What forces the answer.", required=True)
    clocks = many(Clock, "The dates that hold the answer.")
    assumes = texts("What was taken for granted.", "A sentence.")


class StandardCaseRequest(RecommendationRequest):
    """A patient's record, and the guidelines that have to agree on it."""

    guidelines = Many(
        Text("An edition, or a guideline: then the edition in force on as_of.", pattern=GUIDELINE_NAME),
        "The guidelines that have to agree; left out: the edition in force on as_of of every guideline.",
        fewest=1,
        most=8,
    )


class Reason(ObjectSchema):
    """Why a case is not a standard one."""

    kind = Choice("What kind of reason.", REASONS, required=True)
    says = text("In words.")
    fact = text("JSON pointer into the request; null: no one fact.", nullable=True)
    guideline = text("The edition; null: no one edition.", nullable=True)


class StandardCase(ObjectSchema):
    """Whether every guideline, every completion and every near date gives one answer."""

    standard_case = Boolean("Whether they do.", required=True)
    outcome = Choice("Outcome for the record as charted.", OUTCOMES, required=True)
    preferred = regimens("Preferred regimens for the record as charted.")
    reasons = many(Reason, "Every reason why they do not.")
    checked = texts("What was looked at.", "A sentence.")
    complete = Boolean("Whether all of it was looked at; if a bound was met, it is no standard case.", required=True)
