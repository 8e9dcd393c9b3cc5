"""Several possible answers in one sentence: which of them holds if what, and what otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from statemachine.answering.branches import Resolution, Way
from statemachine.answering.decision import Settled
from statemachine.answering.present_treatment import in_words
from statemachine.answering.statements import stated, without_the_weaker
from statemachine.answering.what_to_do import what_to_do
from statemachine.machine.orders import HOLD
from statemachine.record import words

MOST_NAMED = 3  # regimens listed side by side, other answers or facts; of more only their number is told
SIDE_BY_SIDE = "listed side by side"
LONGEST = 300  # characters; a longer sentence is not read to its end

# What is told of a treatment that goes on, the strictest first.
DOSES = {
    "hold": " after a hold",
    "resume_one_dose_level_lower": " one dose level lower",
    "resume_same_dose": " at the same dose",
}
MAY_BE_HELD = ", perhaps after a hold"  # where what is open decides that too, the condition of going on is no comfort


def possible_answers(resolution: Resolution, facts: Sequence[str]) -> str | None:
    """The most favourable answer with its conditions, and the others; None where no answer is known to its end.

    Where the conditions are not told in a few words, the facts that they hang on are.
    """
    known = list(dict.fromkeys(_what(one, resolution) for one in _each_told_once(resolution.answers)))
    if not known:
        return None
    listed = [what for what in known if what.endswith(SIDE_BY_SIDE)]
    if len(listed) > 1:
        if resolution.complete and listed == known:
            return f"One of several regimens {SIDE_BY_SIDE}; which of them are open depends on {_some(facts)}."
        several = f"one of several regimens {SIDE_BY_SIDE}"
        known = list(dict.fromkeys(several if what in listed else what for what in known))
    one, *others = known
    hangs_on = f"that depends on {_some(facts)}."
    forms = []
    if resolution.complete and others:
        conditions = _conditions(resolution, known[:-1])
        each = [
            f"{what}, if {words.one_of(without_the_weaker(told), 'and')}" for what, told in conditions.items() if told
        ]
        if len(each) == len(others) > 1 and not any(map(_waits, chain(*conditions.values()))):
            forms.append(f"{words.beginning('; '.join(each))}; otherwise {known[-1]}.")
        rest = _answers(others)
        if conditions[one]:
            forms.append(f"{words.beginning(one)}, {_where(conditions[one])} {rest}.")
        forms.append(f"{words.beginning(one)}, or {rest}; {hangs_on}")
    told = next((form for form in forms if len(form) <= LONGEST), None)
    return told or f"{words.beginning(one)}, or another answer; {hangs_on}"


def _conditions(resolution: Resolution, wanted: Sequence[str]) -> dict[str, list[str]]:
    """What holds where each of these is the answer; nothing where several ways lead to it, or one is too long, or where
    the next dose may wait nevertheless.
    """
    leading: dict[str | None, list[Way]] = {}
    for branch in resolution.branches:
        what = _what(branch.settled, resolution) if branch.settled is not None else None
        leading.setdefault(what, []).extend(branch.ways)
    conditions = {}
    for what in wanted:
        ways = [*leading.get(what, ()), *leading.get(None, ())]
        told = [stated(asked.question, asked.answer) for way in ways for asked in way]
        short = [one for one in told if one is not None]
        is_told = len(ways) == 1 and len(short) == len(told) and not what.endswith(MAY_BE_HELD)
        conditions[what] = short if is_told else []
    return conditions


def _each_told_once(answers: Sequence[Settled]) -> list[Settled]:
    """The answers without a later one whose regimens all stand in a row that is told anyway."""
    rows = [set(answer.preferred) for answer in answers if len(answer.preferred) <= MOST_NAMED]
    return [
        answer
        for place, answer in enumerate(answers)
        if not place or answer.outcome != "recommend" or not any(set(answer.preferred) < row for row in rows)
    ]


def _where(conditions: Sequence[str]) -> str:
    """The conditions of the first answer, and the word before the others: `until then` for what only waits."""
    waits = [told for told in conditions if _waits(told)]
    holds = without_the_weaker([told for told in conditions if told not in waits])
    parts = [f"if {words.one_of(holds, 'and')}"] if holds else []
    return f"{', and '.join([*parts, *waits])}; {'otherwise' if holds else 'until then'}"


def _waits(condition: str) -> bool:
    return condition.startswith("once ")


def _some(facts: Sequence[str]) -> str:
    """The facts in a row; of many the first ones, and how many more there are."""
    if len(facts) <= MOST_NAMED:
        return words.one_of(facts, "and")
    return f"{', '.join(facts[: MOST_NAMED - 1])} and {len(facts) - MOST_NAMED + 1} other facts"


def _answers(known: Sequence[str]) -> str:
    """The answers in a row, each apart from the names of drugs in the one before it; of many the first ones."""
    if len(known) <= MOST_NAMED:
        return ", or ".join(known)
    return f"{', or '.join(known[: MOST_NAMED - 1])}, or {len(known) - MOST_NAMED + 1} other answers"


def _what(settled: Settled, resolution: Resolution) -> str:
    """What one of them tells to do, in a few words."""
    stage = settled.case.guideline.stages[settled.best.dest]
    match settled.outcome:
        case "recommend":
            # The commas and the "and" of a regimen would part its drugs.
            regimens = [settled.case.catalogue.regimens[code] for code in settled.preferred]
            labels = [re.sub(r", | and ", " + ", words.short(regimen.label)) for regimen in regimens]
            return (
                words.one_of(labels) if len(labels) <= MOST_NAMED else f"one of {len(labels)} regimens {SIDE_BY_SIDE}"
            )
        case "continue":
            name = in_words(settled.case)
            doses = (dose for action, dose in DOSES.items() if action in what_to_do(settled).actions)
            otherwise = MAY_BE_HELD if _may_be_held(settled, resolution) else ""
            return f"stay {name}" if stage.kind == "pause" else f"go on with {name}{next(doses, otherwise)}"
        case "refer":
            return "the board decides first"
        case "exhausted":
            return "a trial or supportive care"
    return words.within(stage.says or stage.label).rstrip(".")


def _may_be_held(settled: Settled, resolution: Resolution) -> bool:
    """Does a fact that parts the answers also decide whether what goes on is held?"""
    parting = {fact for branch in resolution.branches for way in branch.ways for asked in way for fact in asked.facts}
    return any(
        found.answer is None and found.guard.code == HOLD and not parting.isdisjoint(found.to_ask)
        for found in settled.case.find(settled.best.cautions)
    )
