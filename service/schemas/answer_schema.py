"""The answer on the wire, for the documentation and its tests.

Answers themselves are serialised from the engine's own types, never dumped through these schemas.
"""

from __future__ import annotations

from marshmallow import fields

from service.schemas.answer_fields import basis, evidence, facts, many, regimens, text, texts
from service.schemas.fields import Boolean, Choice, Day, Integer, Object, PartialDay, Text
from service.schemas.object_schema import ObjectSchema
from statemachine.record.codes import ACTIONS, OUTCOMES, VERDICTS, WARNINGS
from statemachine.record.facts import REPORT_NAMES

LABEL_STATUSES = ("on_label", "undetermined", "off_label", "not_examined")
DIGEST = "sha256:[0-9a-f]{64}"


class Statement(ObjectSchema):
    """One sentence with its sources."""

    says = text("The sentence, paraphrased from its source.")
    evidence = evidence()
    unverified = Boolean("true: the source has not been checked first-hand.", required=True)
    basis = Choice("source: the sources named; service: this service alone.", ("source", "service"), required=True)


class GuidelineUsed(ObjectSchema):
    """The edition that answered."""

    id = text("The guideline.")
    edition = Day("The edition, by its date.", required=True)
    title = text("Its title.")
    sha256 = text("Digest of the edition's content.")
    reviewed_by = text("The clinician who signed this edition; null: nobody has.", nullable=True)
    evidence_current_to = Day("Evidence after this day is not in it.", required=True)


class Line(ObjectSchema):
    """Where in the sequence of treatments the patient stands; a key is null where open questions leave it open."""

    number = Integer("Line of treatment; null outside the pathway too.", 1, nullable=True, required=True)
    metastatic_regimens = Integer(
        "Lines in which metastatic disease was treated (maintenance is no line).", 0, nullable=True, required=True
    )
    adjuvant_counts_as_line = Boolean("Whether early-stage treatment counts as a line.", nullable=True, required=True)
    received = texts("Drugs received.", "Agent code; several joined by 'or' where the chart leaves open which.")


class Finding(ObjectSchema):
    """What one rule asked and found."""

    guard = text("Name of the rule.")
    question = text("What it asks.")
    wanted = Boolean("The answer that speaks for the step.", required=True)
    answer = Boolean("yes, no, or null: unknown.", nullable=True, required=True)
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
    since = Day("From when that wording was in force.", nullable=True, required=True)
    document = text("Where the wording was published.", nullable=True)
    basis = basis()
    evidence = evidence()
    unverified = Boolean("true: the wording has not been checked first-hand.", required=True)
    findings = many(Finding, "Every rule that was asked.")


class Option(ObjectSchema):
    """One regimen of the decision, with everything that speaks for and against it."""

    regimen = text("Code for GET /v1/regimens/{code}.")
    label = text("Its name.")
    rank = Integer(
        "Place in the source's order, 1 first; equal ranks are not ranked; null: never preferred.",
        -1000,
        nullable=True,
        required=True,
    )
    verdict = Choice(
        "permitted; undetermined: a fact is missing; excluded: a rule forbids it.", VERDICTS, required=True
    )
    strength = text("Strength of the recommendation.", nullable=True)
    quality = text("Quality of the evidence.", nullable=True)
    says = text("A remark on this step, such as whose the grade is.", nullable=True)
    basis = basis()
    evidence = evidence()
    interpretation = texts("Readings of the source that it depends on.", "Id of an interpretation.")
    findings = many(Finding, "Every rule that was asked, those that forbid too.")
    cautions = many(Caution, "What to mind or check.")
    labels = fields.Dict(
        keys=Text("Label layer, such as us_fda.", longest=None),
        values=Object(LabelStatus, "What that label says."),
        required=True,
        metadata={"description": "What the labels say, by label layer; they inform and do not rank."},
    )
    route = text("How it is given.", nullable=True)
    schedule = text("When it is given.", nullable=True)
    dosing = many(Statement, "Doses.")
    continuation = many(Statement, "How long it goes on.")
    monitoring = many(Statement, "What to watch.")
    boxed_warnings = many(Statement, "Boxed warnings of the label.")
    toxicities = many(Statement, "Main toxicities.")
    notes = many(Statement, "What else to know.")
    trials = many(TrialCard, "Trials behind it.")


class Assumption(ObjectSchema):
    """An unknown answer assumed for a branch."""

    guard = text("Name of the rule.")
    question = text("What it asks.")
    answer = Boolean("The answer assumed.", required=True)
    facts = texts("Facts that would settle it.", "JSON pointer into the request.")


class Branch(ObjectSchema):
    """One possible answer, with the conditions it holds under."""

    when = many(Assumption, "What has to be so.")
    outcome = Choice("Outcome under these conditions.", OUTCOMES, required=True)
    state = text("Decision under these conditions.", nullable=True)
    line_number = Integer("Line under these conditions.", 1, nullable=True, required=True)
    preferred = regimens("Preferred regimens under these conditions.")
    permitted = regimens("Permitted regimens under these conditions.")
    cautions = many(Caution, "What to mind or check for the preferred regimens under these conditions.")
    actions = texts("What to do under these conditions.", "Code of an action.")


class Current(ObjectSchema):
    """The treatment that is going on."""

    regimen = text("Its code; null off protocol.", nullable=True)
    label = text("Its name.")
    since = PartialDay("Its first dose, as charted.", nullable=True, required=True)


class Ask(ObjectSchema):
    """A fact to find out first."""

    fact = text("JSON pointer into the request.")
    because = text("Why it matters.")
    decides = regimens("Regimens that hang on it.")
    report = Choice("Whose report tells it; clinic: the clinicians chart it.", REPORT_NAMES, required=True)
    answers_left = Integer(
        "How many of the possible answers are left at most once it is known; null: it decides between none.",
        1,
        nullable=True,
        required=True,
    )


class Action(ObjectSchema):
    """Something to do beside the choice of a regimen."""

    code = Choice("What to do.", ACTIONS, required=True)
    text = text("The sentence.")
    basis = basis()
    evidence = evidence()


class Warned(ObjectSchema):
    """Something to know about this answer."""

    code = Choice("What kind of warning.", WARNINGS, required=True)
    text = text("The sentence.")
    basis = basis()
    evidence = evidence()


class TrailStep(ObjectSchema):
    """One step of the record through the guideline."""

    on = PartialDay("When, as charted.", nullable=True, required=True)
    event = text("What happened.")
    fact = text("JSON pointer into the request.")
    source = Text("State before.", longest=None, data_key="from", required=True)
    to = text("State after.")
    findings = many(Finding, "Rules that were asked for this step.")
    evidence = evidence()
    basis = basis()


class Recommendation(ObjectSchema):
    """The answer: exactly one outcome, with the reasons for it and every alternative."""

    decision_id = text("The same patient, edition and decision give the same id.", pattern=DIGEST)
    as_of = Day("The day of the question.", required=True)
    guideline = Object(GuidelineUsed, "The edition that answered.", required=True)
    outcome = Choice(
        "recommend: settled by what is charted. continue: nothing says to leave the treatment. "
        "provisional: several answers are possible, see branches. need_data: the patient cannot be placed. "
        "refer: people must decide first. outside_pathway: this guideline does not apply. "
        "exhausted: nothing is left but a trial or supportive care.",
        OUTCOMES,
        required=True,
    )
    says = text("The answer in one sentence.")
    state = text("The decision; null where the record could not be placed.", nullable=True)
    line = Object(Line, "The line of treatment.", required=True)
    preferred = regimens("Permitted regimens of the best rank; empty unless the outcome is recommend.")
    options = many(Option, "Every regimen of the decision.")
    branches = many(Branch, "The possible answers where facts are missing, the most favourable first.")
    branches_complete = Boolean(
        "Whether the branches are all possible answers; false where the history is not complete or the bound was met.",
        required=True,
    )
    current = Object(Current, "The treatment going on, if any.", nullable=True, required=True)
    ask_first = many(Ask, "Facts to find out first.")
    actions = many(Action, "What to do beside the choice.")
    trail = many(TrailStep, "How the record was read.")
    warnings = many(Warned, "What to know about this answer.")
    limits_of_use = text("What this answer is not.")
