"""An option on the wire, with what was asked of it, for the documentation and its tests."""

from __future__ import annotations

from marshmallow import fields

from service.schemas.answer_fields import basis, evidence, facts, many, text, texts, told_from
from service.schemas.fields import Boolean, Choice, Day, Integer, Object, Text
from service.schemas.object_schema import ObjectSchema
from statemachine.record.codes import VERDICTS

LABEL_STATUSES = ("on_label", "undetermined", "off_label", "not_examined")


class Statement(ObjectSchema):
    """One sentence with its sources."""

    says = text("The sentence, paraphrased from its source.")
    evidence = evidence()
    unverified = Boolean("true: the source has not been checked first-hand.", required=True)
    basis = Choice("source: the sources named; service: this service alone.", ("source", "service"), required=True)


class Finding(ObjectSchema):
    """What one guard asked and found; a guard is a rule in the form of a yes-or-no question."""

    guard = text("Name of the guard.")
    question = text("What it asks.")
    wanted = Boolean("The answer that keeps the step open.", required=True)
    answer = Boolean("true: yes; false: no; null: unknown.", nullable=True, required=True)
    facts = facts()
    basis = basis()
    evidence = evidence()


class Caution(ObjectSchema):
    """What to mind or check before the first dose."""

    code = text("Code of a warning, or null.", nullable=True)
    text = text("The sentence.")
    facts = facts()
    basis = basis()
    evidence = evidence()


class TrialCard(ObjectSchema):
    """A trial behind a regimen."""

    key = text("Key for GET /v1/evidence/{key}.")
    title = text("Its name.")
    population = text("Who was studied.", nullable=True)
    figures = many(Statement, "Its key figures.")


class LabelStatus(ObjectSchema):
    """What one label says about a regimen for this patient on the day of the question."""

    status = Choice(
        "Whether an indication in force is met; not_examined: no label text of this regimen was seen.",
        LABEL_STATUSES,
        required=True,
    )
    says = text("The indication, paraphrased.", nullable=True)
    since = Day("The day from which that wording was in force.", nullable=True, required=True)
    document = text("Where the wording was published.", nullable=True)
    basis = basis()
    evidence = evidence()
    unverified = Boolean("true: the wording has not been checked first-hand.", required=True)
    findings = many(
        Finding, "The guards by which an indication is not met or left open; with detail=full every one that was asked."
    )


class Deciding(ObjectSchema):
    """What keeps an option from being permitted: the first such finding, in short."""

    guard = text("Name of the guard.")
    question = text("What it asks.")
    answer = Boolean("true: yes; false: no; null: unknown.", nullable=True, required=True)


class Option(ObjectSchema):
    """One regimen of the decision, with everything that speaks for and against it."""

    regimen = text("Code for GET /v1/regimens/{code}.")
    label = text("Its name.")
    rank = Integer(
        "Place in the source's order, 1 being the first; equal ranks stand side by side; null: never preferred.",
        -1000,
        nullable=True,
        required=True,
    )
    verdict = Choice(
        "permitted; undetermined: a fact is missing; excluded: a guard forbids it.", VERDICTS, required=True
    )
    strength = text("Strength of the recommendation.", nullable=True)
    quality = text("Quality of the evidence.", nullable=True)
    deciding = Object(Deciding, "What keeps it from being permitted; null where it is.", nullable=True, required=True)
    cautions = many(Caution, "What to mind or check; with detail=brief without what only has not been charted yet.")
    href = told_from("reasons", text("Path of the whole regimen with the text of the catalogue."))
    says = told_from("reasons", text("A remark on this option, such as who gave the grade.", nullable=True))
    basis = told_from("reasons", basis())
    evidence = told_from("reasons", evidence())
    interpretation = told_from(
        "reasons", texts("Interpretations of the source that it depends on.", "Id of an interpretation.")
    )
    findings = told_from(
        "reasons",
        many(
            Finding,
            "What the guards found that forbid it or leave it open, and of a preferred option also what rests on a "
            "charted fact; with detail=full every guard that was asked.",
        ),
    )
    labels = told_from(
        "reasons",
        fields.Dict(
            keys=Text("Label layer, such as us_fda.", longest=None),
            values=Object(LabelStatus, "What that label says."),
            metadata={"description": "What the labels say, by label layer; they inform and do not change the order."},
        ),
    )
    route = told_from("full", text("How it is given.", nullable=True))
    schedule = told_from("full", text("When it is given.", nullable=True))
    dosing = told_from("full", many(Statement, "Doses."))
    continuation = told_from("full", many(Statement, "How long it is continued."))
    monitoring = told_from("full", many(Statement, "What to watch."))
    boxed_warnings = told_from("full", many(Statement, "Boxed warnings of the label."))
    toxicities = told_from("full", many(Statement, "Main toxicities."))
    notes = told_from("full", many(Statement, "What else to know."))
    trials = told_from("full", many(TrialCard, "Trials behind it."))
