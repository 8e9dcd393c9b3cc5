"""Why two editions answer one situation differently, read from the findings and the trail of the two answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from statemachine.answer import Option, Recommendation, ShownFinding, TrailStep
from statemachine.changes.edition_pair import Answered, EditionPair, permitted
from statemachine.editions.vocabulary_check import ARGUMENTS

# What decides first is told first: the entry, then what can harm, then what is offered at all, then its order.
REASONS: Final[Mapping[str, str]] = {
    "limit": "a time limit decides otherwise",
    "safety": "a safety rule stands in the way in one edition only",
    "row": "a regimen or a step is there in one edition only, or on another condition",
    "rank": "the same options in another order",
}


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two answers: the place, the reason, and the regimens that gained or lost their standing.

    `gained` and `lost` compare the preferred regimens or, where these are the same, the permitted ones.
    """

    states: tuple[str | None, str | None]
    outcomes: tuple[str, str]
    reason: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    of_the_preferred: bool


class Reasons:
    """Finds the reasons for one pair of editions."""

    def __init__(self, pair: EditionPair) -> None:
        self._of_safety = {
            (guard.func.name, guard.question, guard.target)
            for step in pair.steps()
            for guard in step.conditions
            if guard.grounds is not step.grounds
        }

    def change(self, answered: Answered) -> Change | None:
        """What has changed and why; None where state, line, outcome, preferred and permitted regimens are the same."""
        before, after = answered.answers
        if _decided(before) == _decided(after):
            return None
        of_the_preferred = set(before.preferred) != set(after.preferred)
        one, other = (before.preferred, after.preferred) if of_the_preferred else (permitted(before), permitted(after))
        moved = set(one) ^ set(other)
        return Change(
            states=(before.state, after.state),
            outcomes=(before.outcome, after.outcome),
            reason=self._reason(before, after, moved),
            gained=tuple(sorted(set(other) - set(one))),
            lost=tuple(sorted(set(one) - set(other))),
            of_the_preferred=of_the_preferred,
        )

    def _reason(self, before: Recommendation, after: Recommendation, moved: Set[str]) -> str:
        causes = set()
        fork = parted(before, after)
        if fork is not None:
            causes.add("limit" if any(map(_is_of_a_limit, fork[0].findings)) else "row")
        else:
            causes |= set(self._causes(before, after, moved))
        # A gate or a fallback that only one edition has is one of its rows.
        return next((reason for reason in REASONS if reason in causes), "row")

    def _causes(self, before: Recommendation, after: Recommendation, moved: Set[str]) -> Iterable[str]:
        """Why each of the regimens moved; where none did, why any verdict differs."""
        options = {option.regimen: option for option in before.options}
        others = {option.regimen: option for option in after.options}
        for regimen in moved or {**options, **others}:
            option, other = options.get(regimen), others.get(regimen)
            if option is None or other is None:
                present = option or other
                if present is not None and present.verdict != "excluded":
                    yield "row"
            elif option.verdict != other.verdict:
                yield self._cause_of_the_verdict(option, other)
            elif before.outcome == after.outcome and (regimen in before.preferred) != (regimen in after.preferred):
                yield "rank"

    def _cause_of_the_verdict(self, option: Option, other: Option) -> str:
        """What stands against the option in one edition and not in the other."""
        against, against_other = _against(option), _against(other)
        differing = [
            finding
            for key, finding in {**against, **against_other}.items()
            if (key in against) != (key in against_other)
        ]
        if any(map(_is_of_a_limit, differing)):
            return "limit"
        if any((finding.guard, finding.question, finding.wanted) in self._of_safety for finding in differing):
            return "safety"
        return "row"


def parted(before: Recommendation, after: Recommendation) -> tuple[TrailStep, TrailStep] | None:
    """The first steps at which the two trails lead to different decisions, where the answers end at different ones."""
    if (before.state, before.line.number) == (after.state, after.line.number):
        return None
    for step, other in zip(before.trail, after.trail, strict=False):
        if _decision(step) != _decision(other):
            return step, other
    return None


def _decided(answer: Recommendation) -> tuple[object, ...]:
    return (
        answer.outcome,
        answer.state,
        answer.line.number,
        frozenset(answer.preferred),
        frozenset(permitted(answer)),
    )


def _decision(step: TrailStep) -> str | None:
    return step.dest and step.dest.partition(".")[0]


def _against(option: Option) -> dict[tuple[str, str, bool], ShownFinding]:
    return {
        (found.guard, found.question, found.wanted): found
        for found in option.findings
        if found.answer is not found.wanted
    }


def _is_of_a_limit(finding: ShownFinding) -> bool:
    return "limit" in ARGUMENTS.get(finding.guard, ())  # a finding about every way is no guard
