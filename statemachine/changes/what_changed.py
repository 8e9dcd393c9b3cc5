"""What changed between two editions: not their text, but which situations they answer differently, and why.

The same two editions always give the same account; it is worked out from their answers alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from statemachine.answer import Recommendation
from statemachine.changes.edition_pair import EditionPair, Situation, permitted
from statemachine.changes.reasons import Change, Reasons, parted
from statemachine.changes.situations import walk
from statemachine.changes.text_comparison import DecisionCompared, LimitCompared, decisions_compared, limits_compared
from statemachine.editions.library import Library
from statemachine.machine.guideline import Guideline

OUTCOMES: Final = {
    "recommend": "a recommendation",
    "continue": "going on with the present treatment",
    "provisional": "an answer that waits for a fact",
    "need_data": "a request for data",
    "refer": "a referral",
    "outside_pathway": "an answer outside the pathway",
    "exhausted": "a trial or supportive care",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the two editions."""

    reference: str
    title: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What an edition answers to the example: the decision, the regimens, and the sources for what changed."""

    outcome: str
    state: str | None
    line_number: int | None
    preferred: Sequence[str]
    permitted: Sequence[str]
    evidence: Sequence[str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which situations of a group change, and how many of them change so."""

    count: int
    says: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The situations that change at one decision for one reason; the example is the smallest of the commonest kind."""

    decision: str
    reason: str
    count: int
    says: str
    before: Standing
    after: Standing
    added: Sequence[str]
    removed: Sequence[str]
    kinds: Sequence[Kind]
    example: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """The whole account; every situation asked about has either changed or stayed the same."""

    before: Compared
    after: Compared
    asked: int
    changed: int
    same: int
    groups: Sequence[ChangeGroup]
    limits: Sequence[LimitCompared]
    decisions: Sequence[DecisionCompared]
    limits_of_use: str


def what_changed(library: Library, before: Guideline, after: Guideline) -> Changes:
    """Ask both editions about every situation and tell where they differ; takes several seconds."""
    pair = EditionPair(library, before, after)
    reasons = Reasons(pair)
    found: dict[tuple[object, ...], list[tuple[Situation, Change]]] = defaultdict(list)
    asked: Counter[str | None] = Counter()
    changed: Counter[str | None] = Counter()
    for answered in walk(pair):
        asked[answered.before.state] += 1
        change = reasons.change(answered)
        if change is not None:
            changed[answered.before.state] += 1
            found[(change.states, change.outcomes, change.reason)].append((answered.situation, change))
    groups = [_group(pair, reasons, members) for members in found.values()]
    order = list(dict.fromkeys([*before.stages, *after.stages]))
    groups.sort(key=lambda group: (order.index(group.before.state or order[0]), -group.count, group.says))
    return Changes(
        before=Compared(before.reference, before.about.title, before.about.sha256),
        after=Compared(after.reference, after.about.title, after.about.sha256),
        asked=asked.total(),
        changed=changed.total(),
        same=asked.total() - changed.total(),
        groups=groups,
        limits=limits_compared(before, after),
        decisions=decisions_compared(pair, asked, changed),
        limits_of_use=after.about.limits_of_use,
    )


def _group(pair: EditionPair, reasons: Reasons, members: Sequence[tuple[Situation, Change]]) -> ChangeGroup:
    counted = Counter(change for _, change in members)
    kinds = sorted(counted, key=lambda change: (-counted[change], _sentence(pair, change)))
    commonest = kinds[0]
    of_this_kind = [situation for situation, change in members if change == commonest]
    example = _smallest(of_this_kind, lambda situation: reasons.change(pair.ask(situation)) == commonest)
    answered = pair.ask(example)
    before, after = answered.answers
    moved = {*commonest.gained, *commonest.lost}
    document = example.document(pair.as_of)
    return ChangeGroup(
        decision=_decision_label(pair, commonest),
        reason=commonest.reason,
        count=len(members),
        says=_sentence(pair, commonest),
        before=_standing(before, _sources(before, after, moved)),
        after=_standing(after, _sources(after, before, moved)),
        added=[code for code in permitted(after) if code not in permitted(before)],
        removed=[code for code in permitted(before) if code not in permitted(after)],
        kinds=[Kind(counted[kind], _sentence(pair, kind)) for kind in kinds],
        example={"guideline": pair.after.reference, **document},
    )


def _sentence(pair: EditionPair, change: Change) -> str:
    """A change in words, the regimens by their names."""
    parts = []
    one, other = change.outcomes
    if one != other:
        parts.append(f"{OUTCOMES[other]} instead of {OUTCOMES[one]}")
    gained, lost = (_names(pair, codes) for codes in (change.gained, change.lost))
    what = "preferred" if change.of_the_preferred else "permitted"
    if gained and lost:
        parts.append(f"{gained} instead of {lost} {'is' if len(change.gained) == 1 else 'are'} {what}")
    elif gained:
        parts.append(f"{gained} {'is' if len(change.gained) == 1 else 'are'} newly {what}")
    elif lost:
        parts.append(f"{lost} {'is' if len(change.lost) == 1 else 'are'} no longer {what}")
    if not parts:
        parts.append("the same regimens stand at another decision or line")
    told = "; ".join(parts)
    return f"{_decision_label(pair, change)}: {told}."


def _decision_label(pair: EditionPair, change: Change) -> str:
    before, after = (
        edition.stages[state].label if state is not None else "Not placed"
        for edition, state in zip(pair.editions, change.states, strict=True)
    )
    return before if before == after else f"{before} becomes {after}"


def _names(pair: EditionPair, codes: Iterable[str]) -> str:
    return "; ".join(pair.library.catalogue.regimens[code].label for code in codes)


def _standing(answer: Recommendation, evidence: Sequence[str]) -> Standing:
    return Standing(
        answer.outcome, answer.state, answer.line.number, answer.preferred, permitted(answer), tuple(evidence)
    )


def _sources(answer: Recommendation, other: Recommendation, moved: set[str]) -> list[str]:
    """Of the step where the ways part, of a referral's reason, of the regimens that moved, or of the preferred ones."""
    fork = parted(answer, other)
    if fork is not None:
        return list(fork[0].evidence)
    referred = [key for remark in answer.warnings for key in remark.evidence if answer.outcome == "refer"]
    of_moved = [key for option in answer.options for key in option.evidence if option.regimen in moved]
    of_preferred = [key for option in answer.options for key in option.evidence if option.regimen in answer.preferred]
    return list(dict.fromkeys(referred or of_moved or of_preferred))


def _smallest(situations: Sequence[Situation], shows: Callable[[Situation], bool]) -> Situation:
    """The one with the fewest entries, then facts, with every entry and fact deleted that can be spared."""
    found = min(situations, key=lambda situation: (situation.size, repr(situation)))
    spared = True
    while spared:  # what could not be spared before another deletion can perhaps be spared after it
        spared = False
        parts: list[int | str] = [*reversed(range(len(found.history))), *found.patient]
        for part in parts:
            smaller = _without(found, part)
            if part != "her2_status" and shows(smaller):  # HER2 has to be charted in every request
                found, spared = smaller, True
    return found


def _without(situation: Situation, part: int | str) -> Situation:
    """The situation without one entry, by its index, or without one fact, by its name."""
    if isinstance(part, int):
        return replace(situation, history=situation.history[:part] + situation.history[part + 1 :])
    return replace(situation, patient={name: value for name, value in situation.patient.items() if name != part})
