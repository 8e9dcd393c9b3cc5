"""Sensitivity on the wire: what would change an answer, what forces it, and how far its dates hold it."""

from __future__ import annotations

from service.schemas.answer_fields import detail, many, regimens, text, texts, told_from
from service.schemas.fields import Anything, Boolean, Choice, Day, Integer, Many, Object, PartialDay
from service.schemas.object_schema import ObjectSchema
from service.schemas.request_schema import ChartedRecord, guideline_name
from service.schemas.scenario_schema import HistoryEdit, MergePatch
from statemachine.record.codes import OUTCOMES

REASONS = ("outcome", "refusal", "shortage", "guideline", "unknown", "date", "caution", "action", "warning")


class FactChange(ObjectSchema):
    """One fact or date changed to another value."""

    fact = text("JSON pointer into the request.")
    label = text("The fact in words.")
    before = Anything(
        "The value as charted, a measured one in the unit of its fact; null: not charted, or not confirmed.",
        nullable=True,
        required=True,
    )
    after = Anything("The value in its place.", nullable=True, required=True)
    says = text("The change in words.")
    patient = MergePatch("The same change as the patch of a what-if scenario.", required=True)
    history = Many(HistoryEdit("An edit."), "The same change as the edits of a what-if scenario.", required=True)


class ChangeSet(ObjectSchema):
    """Changes that alter the answer together, while no smaller part of them does."""

    size = Integer("How many changes.", 1, 3, required=True)
    changes = told_from("reasons", many(FactChange, "The changes."))
    outcome = Choice("Outcome with these changes.", OUTCOMES, required=True)
    state = text("Decision with these changes.", nullable=True)
    preferred = regimens("Preferred regimens with these changes.")
    says = text("The changes and what they lead to, in words.")


class Complete(ObjectSchema):
    """For each size, whether every set of changes was tried; false where the bound on the search was reached."""

    one = Boolean("Every single change.", required=True)
    two = Boolean("Every two changes.", required=True)
    three = Boolean("Every three changes.", required=True)


class Turn(ObjectSchema):
    """The first day on which the answer is a different one."""

    on = Day("The day.", required=True)
    outcome = Choice("Outcome then.", OUTCOMES, required=True)
    state = text("Decision then.", nullable=True)
    preferred = regimens("Preferred regimens then.")


class Clock(ObjectSchema):
    """How far a date can move before the answer becomes a different one."""

    fact = text("JSON pointer into the request.")
    label = text("The date in words.")
    charted = PartialDay("The date as charted.", required=True)
    holds_from = Day(
        "The earliest day that leaves the answer as it is; null: the order would change first.",
        nullable=True,
        required=True,
    )
    holds_to = Day(
        "The latest day that leaves the answer as it is; null: the order would change first.",
        nullable=True,
        required=True,
    )
    earlier = Object(Turn, "The answer one day before holds_from.", nullable=True, required=True)
    later = Object(Turn, "The answer one day after holds_to.", nullable=True, required=True)
    says = text("How far the date can move, in words.")


class Forcing(ObjectSchema):
    """The fewest facts that leave no other answer possible while the history stays as charted."""

    forced = Boolean("Whether the charted facts leave no other answer possible.", required=True)
    facts = texts("Those facts.", "JSON pointer into the request.")
    smallest = Boolean("Whether it is proved that fewer facts cannot.", required=True)
    says = text("What forces the answer, in words.")
    or_facts = Many(
        texts("As few facts.", "JSON pointer into the request."),
        "The other sets of as few facts that force it, each as good as the first.",
        required=True,
    )


class Sensitivity(ObjectSchema):
    """The answer, what would change it and what would not."""

    detail = detail()
    outcome = Choice("Outcome for the record as charted.", OUTCOMES, required=True)
    state = text("Decision for the record as charted.", nullable=True)
    preferred = regimens("Preferred regimens for the record as charted.")
    sets = many(ChangeSet, "Every smallest set of changes that leads to another outcome or other preferred regimens.")
    complete = Object(Complete, "Whether every set of changes was tried.", required=True)
    evaluations = Integer("How many changed records were asked about.", 0, required=True)
    forcing = Object(Forcing, "What forces the answer.", required=True)
    clocks = many(Clock, "The dates on which the answer depends.")
    assumes = texts("What is taken for granted.", "A sentence.")


class StandardCaseRequest(ChartedRecord):
    """A patient's record, and the guidelines that have to agree on it."""

    guidelines = Many(
        guideline_name("An edition, or a guideline, which stands for its edition in force on as_of."),
        "The guidelines that have to agree; if left out: every guideline in its edition in force on as_of, without "
        "those that are shown for comparison only.",
        fewest=1,
        most=8,
    )


class Reason(ObjectSchema):
    """Why a case is not a standard one."""

    kind = Choice("What kind of reason.", REASONS, required=True)
    says = text("The reason in words.")
    fact = text("JSON pointer into the request; null: no one fact.", nullable=True)
    guideline = text("The edition; null: no one edition.", nullable=True)


class StandardCase(ObjectSchema):
    """Whether the answer stays the same under every guideline, with every unknown fact and on every nearby date, and
    says nothing that the board has to see.
    """

    standard_case = Boolean("Whether it is a standard case.", required=True)
    outcome = Choice("Outcome for the record as charted.", OUTCOMES, required=True)
    preferred = regimens("Preferred regimens for the record as charted.")
    reasons = many(Reason, "Every reason why it is not a standard case.")
    checked = texts("What was checked.", "A sentence.")
    complete = Boolean(
        "Whether everything was checked; where a bound was reached, the case is not a standard one.", required=True
    )
