"""The parts of a regimen: each drug from when to when, and why it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from statemachine.record.dosing import Dosing, of_one_drug
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import UNKNOWN_ANTICANCER, Treatment, has_left

# What begins so soon after the first dose belongs to the regimen; what follows so soon after the last one goes on with
# it (interpretation `entries-of-one-regimen`).
FIRST_CYCLE_DAYS = 28

GOES_ON_AFTER = (None, "completion", "planned_end")  # ends after which the same drug may simply go on

Slot = frozenset[str]


@dataclass(frozen=True, slots=True)
class Part:
    """One drug of a regimen, or one of several that the chart leaves open: from when to when, and why it ended.

    `agents` are the drugs that the end is about, and `fact` is the pointer to it.
    """

    slot: Slot
    agents: Slot
    started: PartialDate
    ended: PartialDate | None
    reason: str | None
    fact: str
    toxicity_agent: str | None
    toxicity_kind: str | None
    dosing: Dosing

    @property
    def goes_on(self) -> bool:
        """Is it still being given, as charted?"""
        return self.ended is None and self.reason is None

    def is_given_beyond(self, day: PartialDate) -> bool:
        """Was it certainly begun by then, and not ended yet?"""
        begun = self.started.first <= day.last if self.goes_on else self.started.last <= day.last
        return begun and (self.goes_on or (self.ended is not None and self.ended.first > day.last))

    def ended_at_once_before(self, day: PartialDate) -> bool:
        """Did it end, for no other reason than completion, certainly no more than a cycle before this day?"""
        return (
            self.ended is not None
            and self.reason in GOES_ON_AFTER
            and self.ended.first <= day.last
            and (day.last - self.ended.first).days <= FIRST_CYCLE_DAYS
        )


def parts_of(entry: Treatment) -> list[Part]:
    """The parts of one charted entry; what it dropped ended on that day, unless that was all of it before its end."""
    parts = []
    dropped = entry.dropped if entry.left or ends_by_what_it_dropped(entry) else ()
    for slot in entry.given:
        gone = next((gone for gone in dropped if has_left(slot, gone.agents)), None)
        ended, reason, fact, agents, kind = (
            (gone.on, gone.reason, gone.fact, gone.agents, gone.toxicity_kind)
            if gone is not None
            else (entry.ended, entry.stopped_for, f"{entry.pointer}/ended", slot, entry.toxicity_kind)
        )
        toxic, dosing = entry.toxicity_agent, entry.dosings[slot]
        parts.append(Part(slot, agents & slot or slot, entry.started, ended, reason, fact, toxic, kind, dosing))
    return parts


def ends_by_what_it_dropped(entry: Treatment) -> bool:
    """Was every drug of it dropped, while no other end of it is charted?"""
    return bool(entry.dropped) and not entry.left and entry.ended is None and entry.stopped_for is None


def near(one: PartialDate, other: PartialDate) -> bool:
    """Do two days lie within one cycle of each other, however partial dates turn out, or in the same charted month?"""
    return one == other or max((one.last - other.first).days, (other.last - one.first).days) <= FIRST_CYCLE_DAYS


def covers(larger: Iterable[Part], smaller: Iterable[Part]) -> bool:
    """Is each of these parts among those?"""
    slots = [part.slot for part in larger]
    return all(any(_is_same(slot, part.slot) for slot in slots) for part in smaller)


def merged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with each drug once: from its first start to its last end."""
    together: list[Part] = []
    for part in sorted(parts, key=_in_order):
        same = next((one for one in together if _is_same(one.slot, part.slot)), None)
        if same is None:
            together.append(part)
            continue
        later = _ends_later(same, part)
        slot = min(same.slot & part.slot, same.slot, part.slot, key=len)
        dosing = later.dosing
        if same.goes_on and part.goes_on:
            on_one_day = same.started == part.started
            dosing = of_one_drug(same.dosing, part.dosing, part.started, on_one_day=on_one_day)
        agents = later.agents & slot or slot
        joined = replace(later, slot=slot, agents=agents, started=same.started, dosing=dosing)
        together[together.index(same)] = joined
    return tuple(together)


def contradict(parts: Iterable[Part], others: Sequence[Part]) -> bool:
    """Is one drug charted both as stopped for a reason and, from before that, as going on or stopped another day?"""
    return any(_contradict(part, other) for part in parts for other in others)


def _contradict(one: Part, other: Part) -> bool:
    is_undated = one.reason == other.reason and None in (one.ended, other.ended)
    if not _is_same(one.slot, other.slot) or is_undated or (one.ended, one.reason) == (other.ended, other.reason):
        return False
    earlier, later = (other, one) if _ends_later(one, other) is one else (one, other)
    overlaps = earlier.ended is not None and later.started.last < earlier.ended.first
    return overlaps and earlier.reason not in GOES_ON_AFTER


def _is_same(one: Slot, other: Slot) -> bool:
    """May it be the same drug? One that nobody names is the same only as itself."""
    return one == other if UNKNOWN_ANTICANCER in one | other else bool(one & other)


def _ends_later(one: Part, other: Part) -> Part:
    if one.goes_on or other.goes_on:
        return one if one.goes_on else other
    if one.ended is None or other.ended is None:  # an end that nobody dated, which tells more than a mere date
        dated, undated = (other, one) if one.ended is None else (one, other)
        return dated if dated.reason == undated.reason else undated
    return one if (one.ended.last, one.ended.first) > (other.ended.last, other.ended.first) else other


def _in_order(part: Part) -> tuple[object, ...]:
    ended = (part.ended.first, part.ended.last) if part.ended is not None else ()
    return (part.started.first, part.started.last, sorted(part.slot), not ended, ended, part.reason or "", part.fact)
