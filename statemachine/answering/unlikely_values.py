"""What is said of measured values that are unlikely, and that nobody has confirmed.

Guards read such a value as unknown; here it is shown as charted, and asked for as something to confirm or to correct.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from statemachine.answer import Asking, Caution, Option, Remark, ShownFinding, TrailStep
from statemachine.record.facts import FACTS, report_of
from statemachine.record.measured_values import Unlikely
from statemachine.record.words import beginning


def remark_of(value: Unlikely) -> Remark:
    """The warning: what is charted, what it looks like, and what to do about it."""
    says = (
        f"{beginning(FACTS[value.fact].words)}: charted is {value.text}, which is unlikely. It may be {value.slip}. It "
        "is read as unknown until it is corrected, or confirmed as right: look at the report before the next dose."
    )
    return Remark("implausible_value", says, "service", ())


def action_of(value: Unlikely) -> Remark:
    """What to do about it, whatever else is answered."""
    return Remark("confirm_value", f"{beginning(FACTS[value.fact].words)}, charted as {value.text}.", "service", ())


def asked(doubted: Sequence[Unlikely], askings: Sequence[Asking]) -> Sequence[Asking]:
    """What to ask first, with every doubted value: after what decides between answers, before the rest."""
    if not doubted:
        return askings
    because = {
        value.pointer: f"Charted is {value.text}, which is unlikely: is it right, or a slip?" for value in doubted
    }
    asked_for = [replace(one, because=because.get(one.fact, one.because)) for one in askings]
    known = {one.fact for one in askings}
    asked_for += [Asking(fact, says, (), report_of(fact), None) for fact, says in because.items() if fact not in known]
    return sorted(asked_for, key=lambda one: (one.answers_left is None, one.fact not in because))


def shown_as_charted(doubted: Sequence[Unlikely], options: Iterable[Option], trail: Iterable[TrailStep]) -> None:
    """Let findings and cautions show a doubted value as it is charted, and not as missing."""
    if not doubted:
        return
    texts = {value.pointer: f"{value.text}, not confirmed" for value in doubted}
    told: list[ShownFinding | Caution] = [finding for step in trail for finding in step.findings]
    for option in options:
        told += [*option.findings, *option.cautions]
        told += [finding for label in option.labels.values() for finding in label.findings]
    for one in told:
        if not texts.keys().isdisjoint(one.facts):
            one.facts = {fact: texts.get(fact) if value is None else value for fact, value in one.facts.items()}
