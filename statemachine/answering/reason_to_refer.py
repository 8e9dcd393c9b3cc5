"""Why people must decide first: what forbids the present treatment, or what in the record could not be read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from statemachine.answering.options import against_going_on, offered
from statemachine.answering.statements import stated
from statemachine.machine.case import Case
from statemachine.record import words
from statemachine.record.facts import FACTS, LABELS
from statemachine.record.reading_order import occurrence_in_words

OF_THE_BODY = ("blood", "dpd", "grave_value", "heart", "kidney", "liver", "lung")  # topics of safety rules


def ruled_out(case: Case) -> list[str]:
    """What alone keeps the first option from being given that a rule about the patient excludes, as charted."""
    offers = sorted(offered(case).items(), key=lambda offer: (offer[1].step.rank is None, offer[1].step.rank or 0))
    for code, weighed in offers:
        blocking = [finding for finding in weighed.findings if finding.effect == "blocks"]
        if blocking and all(finding.guard.grounds is not weighed.step.grounds for finding in blocking):
            facts = {pointer: value for finding in blocking for pointer, value in finding.facts.items()}
            told = "; ".join(_as_charted(pointer, value) for pointer, value in facts.items())
            return [_is_ruled_out([words.short(case.catalogue.regimens[code].label)], told)]
    return []


def kept_from_the_first_place(case: Case, preferred: Collection[str]) -> list[str]:
    """What would stand before or beside the preferred regimens, but for what is charted of the patient's body.

    What failed, was refused or cannot be had was chosen by nobody here, and the board knows of it.
    """
    offers = offered(case)
    best = min((rank for code in preferred if (rank := offers[code].step.rank) is not None), default=None)
    told: dict[str, list[str]] = {}
    for code, weighed in offers.items():
        rank = weighed.step.rank
        blocking = [finding for finding in weighed.findings if finding.effect == "blocks"]
        if best is None or rank is None or rank > best or not blocking:
            continue
        if all(finding.guard.topic in OF_THE_BODY for finding in blocking):
            facts = {pointer: value for finding in blocking for pointer, value in finding.facts.items()}
            why = "; ".join(_as_charted(pointer, value) for pointer, value in facts.items())
            told.setdefault(why, []).append(words.short(case.catalogue.regimens[code].label))
    return [_is_ruled_out(labels, why) for why, labels in told.items()]


def _is_ruled_out(labels: Sequence[str], why: str) -> str:
    named = words.beginning(words.one_of(labels, "and"))
    return f"{named} {'is' if len(labels) == 1 else 'are'} ruled out by what is charted: {why}."


def _as_charted(pointer: str, value: Any) -> str:
    """What is charted: an entry of the history in its words, a fact of the patient by its name."""
    if not pointer.startswith("/patient/"):
        return str(value)
    return f"{LABELS[pointer.removeprefix('/patient/')]}: {_shown(value)}"


def _shown(value: Any) -> str:
    if value is None:
        return "not charted"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (words.one_of(value, "and") if isinstance(value, tuple) else str(value)).replace("_", " ")


def reason_of(case: Case, says: str) -> str:
    """A referral's sentence, naming what forbids the present treatment, or the entry that could not be read."""
    if case.unreadable is None:
        return " ".join([says, *_forbidding(case)])
    at, what = case.unreadable.pointer, occurrence_in_words(case.unreadable, case.catalogue)
    if case.unreadable.trigger == "overlapping_treatment":
        course = case.unreadable.treatment
        name = "treatment" if course is None else words.of_course(course, case.catalogue)
        began = "begins before the treatment before it has ended, or on the same day as it"
        return f"{says} {words.beginning(name)} at {at} {began}."
    misread = next(taken.step for taken in case.trail if taken.occurrence is case.unreadable)
    stages = case.guideline.stages
    place = stages[misread.source]
    before = place.label if place.regimen is not None or "." not in place.name else stages[place.decided_at].label
    instead = f" {misread.says}" if misread.says else ""
    return f'{says} {words.beginning(what)} at {at} cannot follow "{before}".{instead}'


def _forbidding(case: Case) -> list[str]:
    """What forbids going on with the present treatment, where something does, and what is charted of it."""
    findings = against_going_on(case)
    guards = [finding.guard for finding in findings]
    told = (
        stated(guard.question, not guard.target) or f"{guard.question} {'No' if guard.target else 'Yes'}"
        for guard in guards
    )
    # A statement may name more than one reason; the facts tell which of them it is.
    charted = {
        f"{FACTS[pointer.removeprefix('/patient/')].words} {_shown(value)}": None
        for finding in findings
        for pointer, value in finding.facts.items()
        if pointer.startswith("/patient/") and value is not None
    }
    reasons = [f"Against going on: {'; '.join(dict.fromkeys(told))}."] if guards else []
    return [*reasons, f"Charted: {', '.join(charted)}."] if charted else reasons
