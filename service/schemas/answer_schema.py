"""The answer on the wire, for the documentation and its tests.

Answers themselves are serialised from the engine's own types, never dumped through these schemas.
"""

from __future__ import annotations

from marshmallow import fields

from service.schemas.answer_fields import (
    basis,
    detail,
    evidence,
    limits_of_use,
    many,
    regimens,
    text,
    texts,
    told_from,
)
from service.schemas.fields import Boolean, Choice, Day, Integer, Many, Object, PartialDay, Text
from service.schemas.object_schema import ObjectSchema
from service.schemas.option_schema import Caution, Finding, Option
from statemachine.record.codes import ACTIONS, DOSE_LEVELS, OUTCOMES, WARNINGS
from statemachine.record.facts import REPORT_NAMES

DIGEST = "sha256:[0-9a-f]{64}"


class GuidelineUsed(ObjectSchema):
    """The edition that answered."""

    id = text("The guideline.")
    edition = Day("The edition, by its date.", required=True)
    title = text("Its title.")
    sha256 = text("Digest of the edition's content.")
    reviewed_by = text("The clinician who signed this edition; null: nobody has.", nullable=True)
    evidence_current_to = Day("Evidence after this day is not in it.", required=True)


class Line(ObjectSchema):
    """Where the patient stands in the sequence of treatments; a key is null where open questions leave it undecided."""

    number = Integer("Number of the line; null outside the pathway as well.", 1, nullable=True, required=True)
    metastatic_regimens = Integer(
        "Lines in which metastatic disease was treated; maintenance is not one.", 0, nullable=True, required=True
    )
    adjuvant_counts_as_line = Boolean("Whether early-stage treatment counts as a line.", nullable=True, required=True)
    received = texts("Drugs received.", "Agent code; several, joined by 'or', where the chart leaves open which one.")


class Assumption(ObjectSchema):
    """An unknown answer assumed for a branch."""

    guard = text("Name of the guard.")
    question = text("What it asks.")
    answer = Boolean("The answer assumed.", required=True)
    facts = texts("Facts that would settle it.", "JSON pointer into the request.")


class Branch(ObjectSchema):
    """One possible answer, with the conditions under which it holds; no two tell the same to do."""

    when = many(Assumption, "The answers that are assumed: its conditions.")
    or_when = Many(
        Many(fields.Nested(Assumption), "The answers that are assumed instead."),
        "Other conditions that lead to the same; it holds where all of any one of these lists are so.",
        required=True,
    )
    outcome = Choice("Outcome under these conditions.", OUTCOMES, required=True)
    state = text("Decision under these conditions; null where they leave it open.", nullable=True)
    line_number = Integer(
        "Line under these conditions; null where they leave it open.", 1, nullable=True, required=True
    )
    preferred = regimens("Preferred regimens under these conditions.")
    permitted = regimens("What can be chosen under these conditions; for continue the treatment that goes on.")
    cautions = many(Caution, "What to mind or check for the preferred regimens under these conditions.")
    actions = texts("What to do under these conditions.", "Code of an action.")


class Current(ObjectSchema):
    """The treatment that is being given."""

    regimen = text("Its code; null off protocol and in a pause.", nullable=True)
    label = text("Its name, or its drugs where the edition does not know it; what was dropped of it, and until when.")
    since = PartialDay("Its first dose, or in a pause the last one, as charted.", nullable=True, required=True)
    held_since = PartialDay(
        "Since when it, or the part of it that its label names, is held; null while all is given.",
        nullable=True,
        required=True,
    )
    dose_level = Integer("Its dose level, as charted.", DOSE_LEVELS[-1], DOSE_LEVELS[0], nullable=True, required=True)


class Ask(ObjectSchema):
    """A fact to find out first."""

    fact = text("JSON pointer into the request.")
    because = text("Why it matters.")
    decides = regimens("Regimens whose verdict depends on it.")
    report = Choice("The report that states it; clinic: the clinicians chart it.", REPORT_NAMES, required=True)
    answers_left = Integer(
        "The most possible answers that can remain once it is known; null: it does not decide between answers.",
        1,
        nullable=True,
        required=True,
    )


class Action(ObjectSchema):
    """Something to do besides choosing a regimen."""

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


class NotJudged(ObjectSchema):
    """A charted fact that no rule of this answer judged."""

    fact = text("JSON pointer into the request.")
    label = text("Its name.")
    grave = Boolean("true: its value is grave, and some regimen listed here has no rule for it.", required=True)


class TrailStep(ObjectSchema):
    """One step that the record takes through the guideline."""

    on = PartialDay("When, as charted.", nullable=True, required=True)
    event = text("What happened; stopped where the reason is left open.")
    name = text("What was read, in words: the treatment, its part that was dropped, or the event.")
    fact = text("JSON pointer into the request.")
    entries = texts("Every entry that tells of it: several where they were read as one regimen.", "JSON pointer.")
    source = Text(
        "State before; null where it is left open.", longest=None, data_key="from", nullable=True, required=True
    )
    to = text("State after; null where it is left open.", nullable=True)
    findings = many(Finding, "Guards that were asked for this step.")
    evidence = evidence()
    basis = basis()


def branches() -> Many:
    """The possible answers."""
    return many(Branch, "The possible answers where facts are missing, the most favourable first.")


def branches_complete() -> Boolean:
    """Whether these are all."""
    return Boolean(
        "Whether branches holds every possible answer; false where the history is incomplete or a bound was reached.",
        required=True,
    )


def trail() -> Many:
    """The way to the decision."""
    return many(TrailStep, "How the record was read.")


def not_judged() -> Many:
    """What no rule read."""
    return many(NotJudged, "Charted facts that no rule of this answer judged, the grave ones first.")


class Headline(ObjectSchema):
    """What every answer tells: exactly one outcome, and what to ask and to do."""

    decision_id = text("The same record, edition and decision always have the same id.", pattern=DIGEST)
    as_of = Day("The day of the question.", required=True)
    guideline = Object(GuidelineUsed, "The edition that answered.", required=True)
    outcome = Choice(
        "recommend: what is charted settles the answer. continue: nothing speaks for leaving the present treatment. "
        "provisional: several answers are possible; see branches. need_data: the patient cannot be placed. "
        "refer: people must decide first. outside_pathway: this guideline does not apply. "
        "exhausted: nothing is left but a trial or supportive care.",
        OUTCOMES,
        required=True,
    )
    says = text("The answer in one sentence.")
    state = text("The decision; null where the record could not be placed, or where it does not matter.", nullable=True)
    line = Object(Line, "The line of treatment.", required=True)
    preferred = regimens("Permitted regimens of the best rank; empty unless the outcome is recommend.")
    current = Object(Current, "The treatment that is being given, if any.", nullable=True, required=True)
    ask_first = many(Ask, "Facts to find out first.")
    actions = many(Action, "What to do besides choosing a regimen.")


class Recommendation(Headline):
    """The answer: exactly one outcome, with the reasons for it and every alternative."""

    detail = detail()
    warnings = many(Warned, "What to know about this answer.")
    options = many(Option, "Every regimen of the decision.")
    branches = told_from("reasons", branches())
    branches_complete = told_from("reasons", branches_complete())
    trail = told_from("reasons", trail())
    not_judged = told_from("reasons", not_judged())
    limits_of_use = limits_of_use()


class AnswerBesideOthers(Headline):
    """One of several answers, told in one detail less than if it were alone; with detail=full whole."""

    warning_codes = Many(Choice("Code of a warning.", WARNINGS), "The codes of its warnings.", required=True)
    warnings = told_from("reasons", many(Warned, "What to know about this answer."))
    options = told_from("reasons", many(Option, "Every regimen of the decision, in brief unless detail=full."))
    branches = told_from("full", branches())
    branches_complete = told_from("full", branches_complete())
    trail = told_from("full", trail())
    not_judged = told_from("full", not_judged())
    limits_of_use = told_from("reasons", limits_of_use())
