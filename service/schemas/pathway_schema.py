"""The road ahead on the wire: a tree of events and what each leads to."""

from __future__ import annotations

from marshmallow import fields

from service.schemas.answer_fields import detail, evidence, regimens, text, texts, told_from
from service.schemas.fields import Boolean, Choice, Integer, Many, Object
from service.schemas.object_schema import ObjectSchema
from statemachine import DETOURS
from statemachine.record.codes import OUTCOMES


class PathwayNode(ObjectSchema):
    """What would be answered after an event; at the root, what is answered now."""

    event = Choice("The event; null at the root.", tuple(DETOURS), nullable=True, required=True)
    treatment = text("The regimen on which it happens; null at the root and off protocol.", nullable=True)
    label = told_from("reasons", text("The event in words."))
    alternatives = told_from("reasons", regimens("Other preferred regimens, whose road is not followed here."))
    outcome = Choice("Outcome there.", OUTCOMES, required=True)
    state = told_from("reasons", text("Decision there.", nullable=True))
    line_number = told_from("reasons", Integer("Line there.", 1, nullable=True, required=True))
    preferred = regimens("Preferred regimens there.")
    says = told_from("reasons", text("The node in words."))
    dead_end = told_from("reasons", Boolean("Whether the guideline goes no further from there.", required=True))
    evidence_gap = told_from("reasons", Boolean("Whether it is a dead end because evidence is lacking.", required=True))
    evidence = told_from("reasons", evidence())
    truncated = told_from(
        "reasons", Boolean("Whether more events could follow that the bounds cut off.", required=True)
    )
    children = Many(fields.Nested(lambda: PathwayNode()), "Where each event that can come next leads.", required=True)


class Pathway(ObjectSchema):
    """The tree with its bounds."""

    detail = detail()
    root = Object(PathwayNode, "The present state.", required=True)
    nodes = Integer("The number of nodes.", 1, required=True)
    most_nodes = Integer("The largest number of nodes allowed.", 1, required=True)
    deepest = Integer("The largest number of events allowed on one path.", 1, required=True)
    truncated = Boolean("Whether a bound cut it off somewhere.", required=True)
    assumes = told_from("reasons", texts("What was taken for granted.", "A sentence."))
