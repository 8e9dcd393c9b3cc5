"""Several possible answers in one sentence: which of them holds if what, and what otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence

from statemachine.answering.branches import Asked, Resolution
from statemachine.answering.decision import Settled
from statemachine.answering.present_treatment import in_words
from statemachine.answering.what_to_do import what_to_do
from statemachine.record import words

MOST_NAMED = 3  # regimens listed side by side, other answers or facts; of more only their number is told
LONGEST = 300  # characters; a longer sentence is not read to its end

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
    (
        r"Was the disease in response when (.+), and has it not progressed since\?",
        r"the disease was in response when \1 and has not progressed since",
        r"the disease was not in response when \1 or has progressed since",
    ),
    (r"Did the disease recur (.+)\?", r"the disease recurred \1", r"the disease did not recur \1"),
    (r"Did (.+) come before (.+)\?", r"\1 came before \2", r"\1 did not come before \2"),
)


def possible_answers(resolution: Resolution, facts: Sequence[str]) -> str | None:
    """The most favourable answer with its conditions, and the others; None where no answer is known to its end.

    Where the conditions are not told in a few words, the facts that they hang on are.
    """
    known = list(dict.fromkeys(map(_what, resolution.answers)))
    if not known:
        return None
    one, *others = known
    first = resolution.branches[0]
    conditions = [stated for asked in first.ways[0] if (stated := _stated(asked)) is not None]
    hangs_on = f"that depends on {_some(facts, 'and', 'facts')}."
    forms = []
    if resolution.complete and others:
        rest = _some(others, "or", "answers")
        if first.settled is not None and len(first.ways) == 1 and len(conditions) == len(first.ways[0]):
            forms.append(f"{words.beginning(one)}, if {words.one_of(conditions, 'and')}; otherwise {rest}.")
        forms.append(f"{words.beginning(one)}, or {rest}; {hangs_on}")
    told = next((form for form in forms if len(form) <= LONGEST), None)
    return told or f"{words.beginning(one)}, or another answer; {hangs_on}"


def _some(named: Sequence[str], conjunction: str, kind: str) -> str:
    """The names in a row; of many the first ones, and how many more there are."""
    if len(named) <= MOST_NAMED:
        return words.one_of(named, conjunction)
    shown = named[: MOST_NAMED - 1]
    return f"{', '.join(shown)} {conjunction} {len(named) - len(shown)} other {kind}"


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
