"""Comparisons on the wire: one record under several editions, and where they part."""

from __future__ import annotations

from marshmallow import fields

from service.schemas.answer_fields import basis, detail, evidence, limits_of_use, many, text, texts, told_from
from service.schemas.answer_schema import AnswerBesideOthers
from service.schemas.fields import Boolean, Choice, Integer, Many, Object, Text
from service.schemas.object_schema import ObjectSchema
from service.schemas.option_schema import Finding
from service.schemas.request_schema import ChartedRecord, detail_wanted, guideline_name
from statemachine.record.codes import VERDICTS

MOST_GUIDELINES = 8
PLACES = ("trail", "decision", "nowhere")


class ComparisonRequest(ObjectSchema):
    """A record, and the guidelines to ask."""

    record = Object(ChartedRecord, "The record; a guideline that it names is ignored.", required=True)
    guidelines = Many(
        guideline_name("An edition, or a guideline, which stands for its edition in force on as_of."),
        "The guidelines to ask; the first one is what the others are compared with.",
        fewest=2,
        most=MOST_GUIDELINES,
        required=True,
    )
    detail = detail_wanted()


class LimitNamed(ObjectSchema):
    """A limit that decided."""

    name = text("Its name in the edition.")
    says = text("What it means.")
    value = Integer("The number, in months.", 0, required=True)
    clock = text("The dose from which it is counted.")
    evidence = evidence()


class Side(ObjectSchema):
    """What one edition does where two of them part ways."""

    guideline = text("The edition.")
    fact = text("JSON pointer to the entry that was read; null at the decision.", nullable=True)
    event = text("What was read; null at the decision.", nullable=True)
    source = Text("State before.", longest=None, data_key="from", required=True)
    to = text("State after.")
    regimen = text("The regimen that the row leads to, if any.", nullable=True)
    rank = Integer("Rank of the row; null on the trail.", -1000, nullable=True, required=True)
    limit = Object(LimitNamed, "The limit that decided, if one did.", nullable=True, required=True)
    basis = basis()
    evidence = evidence()
    findings = many(Finding, "What the guards of the row found.")


class Parting(ObjectSchema):
    """Where an edition parts from the first one."""

    first = text("The first edition.")
    second = text("The edition compared with it.")
    where = Choice(
        "At a step of the trail, at the decision, or nowhere.", ("trail", "decision", "nowhere"), required=True
    )
    says = text("The parting in words.")
    one = told_from(
        "reasons",
        Object(
            Side, "What the first edition does there; null if it has no such step, or more than one.", nullable=True
        ),
    )
    other = told_from(
        "reasons",
        Object(
            Side, "What the second edition does there; null if it has no such step, or more than one.", nullable=True
        ),
    )


class Agreement(ObjectSchema):
    """One regimen under every edition."""

    regimen = text("Code for GET /v1/regimens/{code}.")
    label = told_from("reasons", text("Its name."))
    verdicts = fields.Dict(
        keys=Text("The edition.", longest=None),
        values=Choice("Its verdict; null: not offered.", VERDICTS, nullable=True),
        required=True,
        metadata={"description": "The verdict by edition; null: not offered there."},
    )
    preferred_by = told_from("reasons", texts("The editions that prefer it.", "Reference of an edition."))
    same_verdict = told_from("reasons", Boolean("Whether every edition has the same verdict."))
    same_preference = told_from("reasons", Boolean("Whether all or none of the editions prefer it."))


class Comparison(ObjectSchema):
    """The answers side by side. Nothing is voted on: agreement among editions does not make an answer right."""

    detail = detail()
    answers = many(AnswerBesideOthers, "The answer of each edition, in the order in which they were named first.")
    partings = many(Parting, "Where each of the others parts from the first.")
    agreement = many(Agreement, "Every regimen that at least one edition lists.")
    complete = Boolean(
        "false: the last editions were not asked, as the others took all the work that one request may cost.",
        required=True,
    )
    limits_of_use = limits_of_use()
