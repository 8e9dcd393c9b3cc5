"""Two possible answers in one sentence: which of them holds if what, and what otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from statemachine.answering.branches import Asked, Resolution
from statemachine.answering.decision import Settled
from statemachine.answering.present_treatment import in_words
from statemachine.answering.what_to_do import what_to_do
from statemachine.record import words

MOST_NAMED = 3  # regimens listed side by side; of more only their number is told
LONGEST = 260  # characters; a longer sentence is not read to its end

# What is told of a treatment that goes on, the strictest first.
DOSES = {
    "hold": " after a hold",
    "resume_one_dose_level_lower": " one dose level lower",
    "resume_same_dose": " at the same dose",
}

# A question, and what its yes and its no state; a question of another form is not put into the sentence.
STATEMENTS = (
    (r"Is there (?!no )(an? )?(.+)\?", r"there is \1\2", r"there is no \2"),
    (r"Are there (.+)\?", r"there are \1", r"there are no \1"),
    (r"Was there (an? )?(.+)\?", r"there was \1\2", r"there was no \2"),
    (r"Has there been (.+)\?", r"there has been \1", r"there has been no \1"),
    (r"Is the patient (.+)\?", r"\1", r"not \1"),
    (r"Are the (brain metastases|hormone receptors) (.+)\?", r"the \1 are \2", r"the \1 are not \2"),
    (r"Does the heart permit ([^()]+?)( \(.*\))?\?", r"the heart permits \1", r"the heart does not permit \1"),
    (r"Had the disease progressed (.+)\?", r"the disease had progressed \1", r"the disease had not progressed \1"),
    (r"Was (\S+) the reason (.+)\?", r"\1 was the reason \2", r"\1 was not the reason \2"),
    (r"Was (the .+) of grade (.+)\?", r"\1 was of grade \2", r"\1 was not of grade \2"),
    (r"Did the disease recur (.+)\?", r"the disease recurred \1", r"the disease did not recur \1"),
    (r"Did (.+) come before (.+)\?", r"\1 came before \2", r"\1 did not come before \2"),
)


def two_answers(resolution: Resolution, facts: Sequence[str]) -> str | None:
    """The two answers in one sentence; None where there are more, or where one of them is not known."""
    answers = resolution.answers
    if not resolution.complete or len(answers) != 2:
        return None
    one, other = map(_what, answers)
    if one == other:
        return None
    first = resolution.branches[0]
    conditions = [stated for asked in first.ways[0] if (stated := _stated(asked)) is not None]
    if len(first.ways) == 1 and len(conditions) == len(first.ways[0]):
        told = f"{words.beginning(one)}, if {words.one_of(conditions, 'and')}; otherwise {other}."
        if len(told) <= LONGEST:
            return told
    told = f"{words.beginning(one)}, or {other}; that depends on {words.one_of(facts, 'and')}."
    return told if len(told) <= LONGEST else None


def _what(settled: Settled) -> str:
    """What one of them tells to do, in a few words."""
    stage = settled.case.guideline.stages[settled.best.dest]
    match settled.outcome:
        case "recommend":
            labels = [words.short(settled.case.catalogue.regimens[code].label) for code in settled.preferred]
            return (
                words.one_of(labels)
                if len(labels) <= MOST_NAMED
                else f"one of {len(labels)} regimens listed side by side"
            )
        case "continue":
            name = in_words(settled.case)
            doses = (dose for action, dose in DOSES.items() if action in what_to_do(settled).actions)
            return f"stay {name}" if stage.kind == "pause" else f"go on with {name}{next(doses, '')}"
        case "refer":
            return "the board decides first"
        case "exhausted":
            return "a trial or supportive care"
    return words.within(stage.says or stage.label).rstrip(".")


def _stated(asked: Asked) -> str | None:
    """A question with its assumed answer as a statement."""
    for question, yes, no in STATEMENTS:
        if re.fullmatch(question, asked.question):
            return re.sub(question, yes if asked.answer else no, asked.question)
    return None
