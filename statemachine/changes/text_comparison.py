"""Two editions side by side as written: their limits by name, and what each lists at its decisions.

It also shows what did not change, which the answers alone cannot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from statemachine.changes.edition_pair import EditionPair
from statemachine.machine.guideline import Guideline, Limit


@dataclass(frozen=True, slots=True)
class LimitValue:
    """A limit in one edition; `decides` is true where a step depends on it, not only a warning."""

    months: int
    clock: str | None
    decides: bool
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class LimitCompared:
    """A limit of either edition; null where an edition does not have it."""

    name: str
    says: str
    changed: bool
    before: LimitValue | None
    after: LimitValue | None


@dataclass(frozen=True, slots=True)
class Grade:
    """How strongly an edition recommends a regimen at a decision, and on evidence of what quality; null: none seen."""

    strength: str | None
    quality: str | None
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class Regraded:
    """A regimen that both editions list at a decision, with different grades."""

    regimen: str
    before: Grade
    after: Grade


@dataclass(frozen=True, slots=True)
class DecisionCompared:
    """A decision of either edition: its situations, and the regimens that each edition lists there, by rank."""

    state: str
    label: str
    asked: int
    changed: int
    before: Sequence[str]
    after: Sequence[str]
    added: Sequence[str]
    removed: Sequence[str]
    regraded: Sequence[Regraded]


def limits_compared(before: Guideline, after: Guideline) -> list[LimitCompared]:
    """Every limit of either edition by name; unchanged where value and clock are the same."""
    compared = []
    for name in dict.fromkeys([*before.about.limits, *after.about.limits]):
        one, other = (edition.about.limits.get(name) for edition in (before, after))
        value, value_after = _limit(before, one), _limit(after, other)
        same = one is not None and other is not None and (one.value, one.clock) == (other.value, other.clock)
        compared.append(LimitCompared(name, _limit_sentence(before, after, one, other), not same, value, value_after))
    return compared


def _limit(edition: Guideline, limit: Limit | None) -> LimitValue | None:
    if limit is None:
        return None
    decides = any(
        guard.func.arguments.get("limit") is limit for _, step in edition.every_step() for guard in step.conditions
    )
    return LimitValue(limit.months, limit.clock, decides, limit.grounds.evidence)


def _limit_sentence(before: Guideline, after: Guideline, one: Limit | None, other: Limit | None) -> str:
    if one is None or other is None:
        limit = one or other
        assert limit is not None  # noqa: S101  # the name came from one of the two
        edition = before if one is not None else after
        return f"Only in {edition.reference}: {_months(limit)}. {limit.says}."
    if (one.value, one.clock) == (other.value, other.clock):
        return f"Unchanged: {_months(one)}. {other.says}."
    return f"Changed from {_months(one)} to {_months(other)}. {other.says}."


def _months(limit: Limit) -> str:
    return f"{limit.value} months from the last {limit.clock_label}"


def decisions_compared(
    pair: EditionPair, asked: Mapping[str | None, int], changed: Mapping[str | None, int]
) -> list[DecisionCompared]:
    """Every decision of either edition; `asked` and `changed` count situations by their state in the first edition."""
    labels = {
        name: stage.label
        for edition in pair.editions
        for name, stage in edition.stages.items()
        if stage.kind == "decision"
    }
    compared = []
    for state, label in labels.items():
        grades, grades_after = (_grades(edition, state) for edition in pair.editions)
        before, after = list(grades), list(grades_after)
        compared.append(
            DecisionCompared(
                state,
                label,
                asked.get(state, 0),
                changed.get(state, 0),
                before,
                after,
                [code for code in after if code not in before],
                [code for code in before if code not in after],
                [
                    Regraded(code, grade, grades_after[code])
                    for code, grade in grades.items()
                    if code in grades_after and _differ(grade, grades_after[code])
                ],
            )
        )
    return compared


def _grades(edition: Guideline, decision: str) -> dict[str, Grade]:
    """The regimens that an edition ranks at a decision, the best rank first, each with the grade of its best row."""
    grades: dict[str, Grade] = {}
    for step in edition.steps("treat", decision):
        regimen = edition.stages[step.dest].regimen
        if step.rank is not None and not step.is_gate and regimen is not None and regimen.slots:
            grades.setdefault(regimen.code, Grade(step.strength, step.quality, step.grounds.evidence))
    return grades


def _differ(grade: Grade, other: Grade) -> bool:
    return (grade.strength, grade.quality) != (other.strength, other.quality)
