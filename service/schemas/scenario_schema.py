"""What-if questions on the wire: scenarios as patches of the patient and edits of the history, and what they change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.schemas.answer_fields import (
    basis,
    detail,
    evidence,
    facts,
    limits_of_use,
    many,
    regimens,
    text,
    texts,
    told_from,
)
from service.schemas.answer_schema import AnswerBesideOthers, Warned
from service.schemas.fields import Anything, Boolean, Choice, Integer, Many, Object, Strict, Text, refuse
from service.schemas.history_schema import HistoryEntry
from service.schemas.object_schema import MOST_KEYS, ObjectSchema
from service.schemas.problem_schema import ProblemFault
from service.schemas.request_schema import ChartedRecord, confirmed, detail_wanted
from statemachine.record.codes import OUTCOMES, VERDICTS
from statemachine.record.edited_record import DATES

MOST_SCENARIOS = 100
MOST_EDITS = 50
MOST_DAYS = 36525  # a hundred years


class MergePatch(Strict):
    """A JSON Merge Patch (RFC 7396) of a flat object; its values are judged where it is applied."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> Any:
        if type(value) is not dict:
            refuse("must be an object", value)
        if len(value) > MOST_KEYS:
            refuse(f"must not have more than {MOST_KEYS} keys", value)
        return value


def _index() -> Integer:
    return Integer(
        "Index of the entry, counted from 0 in the history as the earlier edits have left it.", 0, required=True
    )


class Replacement(ObjectSchema):
    """An entry that takes the place of another."""

    noun = "replace"

    index = _index()
    entry = HistoryEntry("The new entry, whole.", required=True)


class DateMove(ObjectSchema):
    """A full date moved by days."""

    noun = "move"

    index = _index()
    field = Choice("Which date of the entry.", DATES, required=True)
    days = Integer("How many days later; negative: earlier.", -MOST_DAYS, MOST_DAYS, required=True)


class AddEdit(ObjectSchema):
    """Add one entry at the end of the history."""

    noun = "an edit"

    add = HistoryEntry("The new entry.", required=True)


class ReplaceEdit(ObjectSchema):
    """Replace one entry by another."""

    noun = "an edit"

    replace = Object(Replacement, "Which entry is replaced, and by what.", required=True)


class RemoveEdit(ObjectSchema):
    """Remove one entry."""

    noun = "an edit"

    remove = _index()


class MoveEdit(ObjectSchema):
    """Move one date of one entry by days."""

    noun = "an edit"

    move = Object(DateMove, "Which date is moved, and how far.", required=True)


class HistoryEdit(Strict):
    """One edit, recognised by its only key: add, replace, remove or move."""

    schemas = (AddEdit, ReplaceEdit, RemoveEdit, MoveEdit)
    by_key: Mapping[str, ObjectSchema] = {
        "add": AddEdit(),
        "replace": ReplaceEdit(),
        "remove": RemoveEdit(),
        "move": MoveEdit(),
    }

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> Any:
        keys = list(value) if type(value) is dict else []
        if len(keys) != 1 or keys[0] not in self.by_key:
            refuse(f"must be an object with exactly one of the keys {', '.join(self.by_key)}", value)
        return self.by_key[keys[0]].load(value)


class Scenario(ObjectSchema):
    """One way in which the record could be different."""

    noun = "a scenario"

    name = Text("What the scenario is called.", required=True)
    patient = MergePatch(
        "JSON Merge Patch (RFC 7396) on the patient of the base: null removes a fact, which makes it unknown. "
        "A measured value is replaced whole, and what the base confirms of it is confirmed no more."
    )
    confirmed = confirmed("Unlikely values of this scenario that are right, beside those of the base that it keeps.")
    history = Many(HistoryEdit("An edit."), "Edits of the history, applied in this order.", most=MOST_EDITS)


class AnyScenario(Strict):
    """A scenario, judged by itself later: a faulty one does not stop the others."""

    schemas = (Scenario,)

    def _deserialize(self, value: object, attr: str | None, data: object, **_: Any) -> Any:
        return value


class WhatIfRequest(ObjectSchema):
    """A record, and the scenarios to ask the same question for."""

    base = Object(ChartedRecord, "The record as charted.", required=True)
    scenarios = Many(
        AnyScenario("A scenario; one with faults is answered with its faults, and all others are still answered."),
        "The scenarios to ask about.",
        fewest=1,
        most=MOST_SCENARIOS,
        required=True,
    )
    answers = Boolean("true: give the answer for each scenario as well.")
    detail = detail_wanted()


class ChangedField(ObjectSchema):
    """A field that differs between the two answers."""

    field = Choice("Which field.", ("outcome", "state", "line_number", "preferred", "actions"), required=True)
    before = Anything("What the base has there.", nullable=True, required=True)
    after = Anything("What the scenario has there.", nullable=True, required=True)


class ChangedFinding(ObjectSchema):
    """A question that is answered differently."""

    guard = text("Name of the guard.")
    question = text("What it asks.")
    wanted = Boolean("The answer that keeps the option open.", required=True)
    before = Boolean("The answer for the base; null: unknown, or not asked.", nullable=True, required=True)
    after = Boolean("The answer for the scenario; null: unknown, or not asked.", nullable=True, required=True)
    facts = facts()
    basis = basis()
    evidence = evidence()


class ChangedOption(ObjectSchema):
    """An option whose verdict differs, and why."""

    regimen = text("Code for GET /v1/regimens/{code}.")
    label = text("Its name.")
    before = Choice("Verdict for the base; null: not offered.", VERDICTS, nullable=True, required=True)
    after = Choice("Verdict for the scenario; null: not offered.", VERDICTS, nullable=True, required=True)
    findings = told_from("reasons", many(ChangedFinding, "The findings that differ."))


class ScenarioResult(ObjectSchema):
    """How the answer for a scenario differs from the answer for the base."""

    changed = Boolean("Whether a field or a verdict differs.", required=True)
    outcome = Choice("Outcome for the scenario.", OUTCOMES, required=True)
    state = text("Decision for the scenario.", nullable=True)
    line_number = Integer("Line for the scenario.", 1, nullable=True, required=True)
    preferred = regimens("Preferred regimens for the scenario.")
    actions = texts("What to do for the scenario.", "Code of an action.")
    changes = many(ChangedField, "The fields that differ.")
    options = many(ChangedOption, "The options whose verdict differs.")
    warnings = many(Warned, "The warnings implausible_value; the answer has all the others too.")
    answer = Object(
        AnswerBesideOthers, "Its answer if `answers` was asked for, else null.", nullable=True, required=True
    )


class ScenarioProblem(ObjectSchema):
    """Why a scenario could not be answered."""

    detail = text("What happened, in one sentence.")
    faults = many(ProblemFault, "Every fault of the scenario.")


class ScenarioAnswer(ObjectSchema):
    """One scenario: its result, or what is wrong with it."""

    name = text("The scenario's name; null where it has none that can be read.", nullable=True)
    result = Object(ScenarioResult, "What it changes; null where it has faults.", nullable=True, required=True)
    problem = Object(ScenarioProblem, "What is wrong with it; null where nothing is.", nullable=True, required=True)


class WhatIf(ObjectSchema):
    """The answer for the base, and for each scenario what it changes."""

    detail = detail()
    base = Object(AnswerBesideOthers, "The answer for the record as charted.", required=True)
    scenarios = many(ScenarioAnswer, "One answer for each scenario, in the order of the request.")
    complete = Boolean(
        "false: scenarios were not asked, as the others took all the work that one request may cost.", required=True
    )
    limits_of_use = limits_of_use()
