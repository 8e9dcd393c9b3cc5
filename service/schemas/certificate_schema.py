"""The certificate of an edition on the wire, for the documentation and its tests."""

from __future__ import annotations

from marshmallow import fields

from service.schemas.answer_fields import many, text
from service.schemas.fields import Boolean, Integer, Object, Text
from service.schemas.object_schema import ObjectSchema

COUNT = "[0-9]+"  # numbers of situations are texts, because they exceed what JSON readers hold exactly


def count(description: str) -> Text:
    """A number of situations, written in full."""
    return text(description, pattern=COUNT)


class CertifiedText(ObjectSchema):
    """The text of an edition that a certificate is about."""

    id = text("The guideline.")
    edition = text("Its day of publication.")
    sha256 = text("Digest of the edition with everything joined to it.")


class CertifiedDecision(ObjectSchema):
    """One decision or phase with the treatments and pauses that belong to it."""

    decision = text("Its name.")
    places = Integer("How many states belong to it, itself included.", 1, required=True)
    questions = Integer("The largest number of questions asked in one of them.", 0, required=True)
    situations = count("How many combinations of answers were covered.")
    outcomes = fields.Dict(
        keys=Text("An outcome.", longest=None),
        values=count("The number of situations with this outcome."),
        required=True,
        metadata={"description": "The number of situations that are settled with each outcome."},
    )
    asks_first = count("The number of situations in which a question has to be answered first.")


class CertifiedAssumption(ObjectSchema):
    """Which questions one fact answers together; the proof assumes nothing else."""

    name = text("Its name.")
    says = text("What is assumed.")


class CertifiedInvariant(ObjectSchema):
    """Something that holds in every situation."""

    name = text("Its name.")
    says = text("What holds.")
    holds = Boolean("Whether it was proved.", required=True)
    claims = Integer("The number of claims that it makes about this edition.", 0, required=True)


class Certificate(ObjectSchema):
    """What was proved of one edition over its whole decision space."""

    guideline = Object(CertifiedText, "The text that was proved.", required=True)
    holds = Boolean("Whether everything was proved.", required=True)
    situations = count("How many combinations of answers were covered altogether.")
    decisions = many(CertifiedDecision, "What was covered at each decision.")
    reduction = text("How it is possible to cover so many situations exactly.")
    unknown_answers = text("How unknown answers were treated.")
    assumptions = many(CertifiedAssumption, "What the proof assumes about a record.")
    invariants = many(CertifiedInvariant, "What was proved.")
    compared_with_the_engine = Integer(
        "The number of situations in which the engine itself was asked and answered as proved.", 0, required=True
    )
