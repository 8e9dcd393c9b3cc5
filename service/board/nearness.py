"""What would change an answer, the nearest change first, each with the question that turns and its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.board.proposed_changes import together
from service.board.words import gettext as _
from service.board.words import ngettext
from statemachine import ChangeSet, Document, Effort, FactChange, Guideline, read, scenario, what_if
from statemachine.answer import Recommendation, ShownFinding
from statemachine.record.facts import MEASURES, VALUES
from statemachine.record.partial_dates import parse

YEAR = 365  # days; what the move of a date is a share of


@dataclass(frozen=True, slots=True)
class NearChange:
    """Changes that alter the answer, how far each is from what is charted, and the question that they turn.

    `why` is None where no question of the way or the options is answered otherwise; `told` then is what the other
    answer asks for first, or says. Both are None where asking had cost too much.
    """

    found: ChangeSet
    far: list[str]
    why: ShownFinding | None
    told: str | None


def nearest_first(
    guideline: Guideline, document: Document, sets: Sequence[ChangeSet], effort: Effort
) -> list[NearChange]:
    """The sets of changes by their size, then by how far they are from the record as charted.

    What changes the same facts further to the same answer comes after all others of its size.
    """
    ordered = _without_repeats_first(sorted(sets, key=lambda each: sum(distance(change)[0] for change in each.changes)))
    records = []
    for each in ordered:
        changed = scenario(document, *together(each.changes)).document
        records.append(("", read(changed, guideline.catalogue)))
    asked = what_if(guideline, read(document, guideline.catalogue), records, full=True, effort=effort)
    shown = []
    for each, answered in zip(ordered, asked.scenarios, strict=True):
        after = answered.answer if answered is not None else None
        why = None if after is None else _turned(asked.base, after, [change.fact for change in each.changes])
        told = None if after is None else after.ask_first[0].because if after.ask_first else after.says
        shown.append(NearChange(each, [distance(change)[1] for change in each.changes], why, told))
    return shown


def _without_repeats_first(nearest: Sequence[ChangeSet]) -> list[ChangeSet]:
    seen, keyed = set(), []
    for each in nearest:
        key = (*(change.fact for change in each.changes), each.outcome, each.state, *each.preferred)
        keyed.append((each.size, key in seen, each))
        seen.add(key)
    return [each for *_, each in sorted(keyed, key=lambda one: one[:2])]


def distance(change: FactChange) -> tuple[float, str]:
    """How far a change is from the chart, and in words: a date in shares of a year, a number of itself, else in steps.

    What nobody has charted is nearest: nothing charted would have to be wrong.
    """
    key = change.fact.rpartition("/")[2]
    if change.before is None:
        return 0.0, ""
    if key in MEASURES:
        by = round(change.after - change.before, 2)
        told = _("%(number)s higher") if by > 0 else _("%(number)s lower")
        return abs(by) / max(change.before, MEASURES[key].step), told % {"number": f"{abs(by):g}"}
    if key in VALUES:
        places = VALUES[key]
        return float(abs(_place(places, change.after) - _place(places, change.before))), ""
    charted, other = parse(change.before), parse(change.after)
    later, earlier = (other.first - charted.last).days, (charted.first - other.last).days
    days = max(later, earlier, 0)
    return days / YEAR, _days(days, later > 0) if days else ""


def _days(days: int, is_later: bool) -> str:
    if is_later:
        return ngettext("%(number)s day later", "%(number)s days later", days) % {"number": days}
    return ngettext("%(number)s day earlier", "%(number)s days earlier", days) % {"number": days}


def _place(values: Sequence[Any], value: Any) -> int:
    return values.index(value) if value in values else len(values)


def _turned(before: Recommendation, after: Recommendation, facts: Sequence[str]) -> ShownFinding | None:
    """The first question answered otherwise that rests on what was changed.

    Looked for on the way, then where an option is lost by it, then in what is preferred, then in the rest.
    """
    known = {(place, finding.question): finding.answer for place, finding in _findings(before)}
    verdicts = {option.regimen: option.verdict for option in before.options}
    lost = {option.regimen for option in after.options if _is_lost(verdicts.get(option.regimen), option.verdict)}
    turned = [
        (place not in lost or finding.answer == finding.wanted, finding)
        for place, finding in _findings(after)
        if known.get((place, finding.question), "not asked") != finding.answer
        and any(_is_about(pointer, fact) for pointer in finding.facts for fact in facts)
    ]
    on_the_way = {id(finding) for step in after.trail for finding in step.findings}
    return min(turned, key=lambda each: (id(each[1]) not in on_the_way, each[0]))[1] if turned else None


def _is_lost(before: str | None, after: str) -> bool:
    return before in ("permitted", "undetermined") and after not in (before, "permitted")


def _is_about(pointer: str, fact: str) -> bool:
    return pointer == fact or fact.startswith(f"{pointer}/")


def _findings(answer: Recommendation) -> Iterator[tuple[str, ShownFinding]]:
    for step in answer.trail:
        for finding in step.findings:
            yield step.fact, finding
    for option in sorted(answer.options, key=lambda each: each.regimen not in answer.preferred):
        for finding in option.findings:
            yield option.regimen, finding
