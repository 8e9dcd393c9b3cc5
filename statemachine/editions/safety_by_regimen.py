"""What safety.yaml asks of each regimen of an edition, told once: what most regimens share, then the rest of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from statemachine.machine.guard import Guard
from statemachine.machine.guideline import Guideline
from statemachine.record.catalogue import Regimen

OUTSIDE = "Only of a treatment outside this edition"


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """A rule with its question as worded for several regimens or for one, and the regimens it is not asked of."""

    guard: Guard
    question: str
    but_not_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """The rules before a regimen is started, or while it is given."""

    shared: list[SafetyRule]
    of_regimen: dict[str, list[SafetyRule]]


def safety(guideline: Guideline, *, going_on: bool) -> Moment:
    """The rules of every regimen that the edition offers, by the regimen's name; those of more than half are shared."""
    regimens = {stage.regimen.code: stage.regimen for stage in guideline.stages.values() if stage.regimen}
    rules = {regimen.label: _worded(guideline, regimen, going_on) for regimen in regimens.values()}
    rules = {label: told for label, told in rules.items() if told}
    asked_of: dict[tuple[object, ...], list[str]] = {}
    for label, told in rules.items():
        for key in told:
            asked_of.setdefault(key, []).append(label)
    shared = {key for key, labels in asked_of.items() if len(labels) * 2 > len(rules)}
    of_regimen = {
        label: _forbidding_first(
            SafetyRule(rule.guard, rule.guard.question) for key, rule in told.items() if key not in shared
        )
        for label, told in rules.items()
    }
    if going_on:  # outside the edition every rule about going on is asked, also of drugs that no regimen here holds
        others = _worded(guideline, None, going_on)
        of_regimen[OUTSIDE] = _forbidding_first(rule for key, rule in others.items() if key not in asked_of)
    every = {key: rule for told in rules.values() for key, rule in told.items() if key in shared}
    return Moment(
        _forbidding_first(
            SafetyRule(rule.guard, rule.question, tuple(label for label in rules if label not in asked_of[key]))
            for key, rule in every.items()
        ),
        {label: told for label, told in of_regimen.items() if told},
    )


def joined(guideline: Guideline, regimen: Regimen | None, *, going_on: bool) -> list[Guard]:
    """The guards that safety rules add to any step into a regimen, or to going on; None is outside the edition."""
    guards: dict[int, Guard] = {}
    for stage in guideline.stages.values():
        if stage.kind == "treatment" and stage.regimen is regimen:
            for source in (stage.name,) if going_on else guideline.stages:
                for step in guideline.steps("treat", source):
                    if step.dest == stage.name and (step.source == step.dest) == going_on:
                        own = {id(guard) for guard in step.own}
                        guards |= {
                            id(guard): guard for guard in (*step.conditions, *step.cautions) if id(guard) not in own
                        }
    return list(guards.values())


def _worded(guideline: Guideline, regimen: Regimen | None, going_on: bool) -> dict[tuple[object, ...], SafetyRule]:
    """Rules by what they ask and what follows, so that the same rule of two regimens is found to be the same."""
    rules: dict[tuple[object, ...], SafetyRule] = {}
    for guard in joined(guideline, regimen, going_on=going_on):
        question = guard.question.replace(regimen.label, "this regimen") if regimen else guard.question
        key = (guard.func.name, question, guard.target, guard.when_unknown, guard.grounds, guard.says, guard.code)
        rules[key] = SafetyRule(guard, question)
    return rules


def _forbidding_first(rules: Iterable[SafetyRule]) -> list[SafetyRule]:
    return sorted(rules, key=lambda rule: rule.guard.says is not None)
