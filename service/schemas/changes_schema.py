"""What changed between two editions, on the wire."""

from __future__ import annotations

from service.schemas.answer_fields import evidence, many, regimens, text
from service.schemas.fields import Boolean, Choice, Integer, Object
from service.schemas.object_schema import ObjectSchema
from service.schemas.request_schema import RecommendationRequest
from statemachine import REASONS
from statemachine.record.codes import OUTCOMES


def count(description: str) -> Integer:
    """A number of situations."""
    return Integer(description, 0, required=True)


class ComparedEdition(ObjectSchema):
    """One of the two editions."""

    reference = text("The guideline, an at sign and the date.")
    title = text("Its title.")
    sha256 = text("Digest of the edition's content.")


class Standing(ObjectSchema):
    """What one edition answers to the example."""

    outcome = Choice("Its outcome.", OUTCOMES, required=True)
    state = text("Its decision; null where the record could not be placed.", nullable=True)
    line_number = Integer("Its line of treatment.", 1, nullable=True, required=True)
    preferred = regimens("Preferred regimens.")
    permitted = regimens("Permitted regimens, the best rank first.")
    evidence = evidence()


class ChangeKind(ObjectSchema):
    """One way in which situations of the group change."""

    count = count("Situations that change in this way.")
    says = text("The change in one sentence.")


class ChangeGroup(ObjectSchema):
    """Situations that change at one decision, with the same outcomes and for the same reason."""

    decision = text("The decision in words; both decisions where the editions reach different ones.")
    reason = Choice(
        " ".join(f"{code}: {says}." for code, says in REASONS.items()),
        tuple(REASONS),
        required=True,
    )
    count = count("Situations in the group.")
    says = text("The commonest change in one sentence.")
    before = Object(Standing, "What the first edition answers to the example.", required=True)
    after = Object(Standing, "What the second edition answers to the example.", required=True)
    added = regimens("Permitted by the second edition only.")
    removed = regimens("Permitted by the first edition only.")
    kinds = many(ChangeKind, "Every way in which situations of the group change, the commonest first.")
    example = Object(
        RecommendationRequest,
        "The smallest record that shows the commonest change, ready to be posted to /v1/recommendations; "
        "it names the second edition.",
        required=True,
    )


class LimitValue(ObjectSchema):
    """A limit in one edition."""

    months = Integer("Its value, in calendar months.", 0, required=True)
    clock = text("The dose from which it is counted.")
    decides = Boolean("true: a step depends on it; false: only a warning does.", required=True)
    evidence = evidence()


class LimitCompared(ObjectSchema):
    """A number of either edition, such as the timing rule."""

    name = text("Its name.")
    says = text("Whether it changed, in one sentence.")
    changed = Boolean("Whether its value or its clock changed.", required=True)
    before = Object(LimitValue, "In the first edition; null: not in it.", nullable=True, required=True)
    after = Object(LimitValue, "In the second edition; null: not in it.", nullable=True, required=True)


class Grade(ObjectSchema):
    """The grade that one edition gives to a regimen."""

    strength = text("Strength of the recommendation; null: not graded, or the grade was not seen.", nullable=True)
    quality = text("Quality of the evidence; null: not graded, or the grade was not seen.", nullable=True)
    evidence = evidence()


class Regraded(ObjectSchema):
    """A regimen that both editions list here, with different grades."""

    regimen = text("Its code.")
    before = Object(Grade, "In the first edition.", required=True)
    after = Object(Grade, "In the second edition.", required=True)


class DecisionCompared(ObjectSchema):
    """A decision of either edition."""

    state = text("Its name.")
    label = text("Its name for a reader.")
    asked = count("Situations that the first edition places here.")
    changed = count("Those among them that change.")
    before = regimens("Listed by the first edition, the best rank first, whatever the conditions.")
    after = regimens("Listed by the second edition, the best rank first, whatever the conditions.")
    added = regimens("Listed by the second edition only.")
    removed = regimens("Listed by the first edition only.")
    regraded = many(Regraded, "Listed by both, with another strength or quality.")


class EditionChanges(ObjectSchema):
    """What changed between two editions: which situations are answered differently, and why."""

    before = Object(ComparedEdition, "The first edition.", required=True)
    after = Object(ComparedEdition, "The second edition.", required=True)
    asked = count("Situations that both editions were asked about.")
    changed = count("Situations in which the outcome, decision, line, or preferred or permitted regimens differ.")
    same = count("Situations that both editions answer alike.")
    groups = many(ChangeGroup, "What changed, by decision and reason.")
    limits = many(LimitCompared, "The limits of both, including those that did not change.")
    decisions = many(DecisionCompared, "The decisions of both, including those that did not change.")
    limits_of_use = text("How far these answers may be relied on.")
