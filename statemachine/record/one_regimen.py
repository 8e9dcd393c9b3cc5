"""One regimen as it was given: its parts, each from when to when, however many entries chart it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import UNKNOWN_ANTICANCER, Dropped, Treatment, has_left

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

    @property
    def goes_on(self) -> bool:
        """Is it still being given, as charted?"""
        return self.ended is None and self.reason is None

    def is_given_beyond(self, day: PartialDate) -> bool:
        """Was it certainly begun by then, and not ended yet?"""
        begun = self.started.first <= day.last if self.goes_on else self.started.last <= day.last
        return begun and (self.goes_on or (self.ended is not None and self.ended.first > day.last))


def parts_of(entry: Treatment) -> list[Part]:
    """The parts of one charted entry; what it dropped ended on that day, unless that was all of it before its end."""
    parts = []
    dropped = entry.dropped if entry.left or _ends_by_what_it_dropped(entry) else ()
    for slot in entry.given:
        end = next(
            ((gone.on, gone.reason, gone.fact, gone.agents) for gone in dropped if has_left(slot, gone.agents)), None
        )
        ended, reason, fact, agents = end or (entry.ended, entry.stopped_for, f"{entry.pointer}/ended", slot)
        parts.append(Part(slot, agents & slot or slot, entry.started, ended, reason, fact, entry.toxicity_agent))
    return parts


@dataclass(frozen=True)
class Course:
    """What is read as one treatment: its parts, the entries that chart them, the codes it may also be read as.

    `went_on` is the day and the reason, where it was not stopped but went on as another regimen.
    """

    parts: tuple[Part, ...]
    entries: tuple[Treatment, ...]
    codes: tuple[str, ...] = ()
    went_on: tuple[PartialDate, str] | None = None
    goes_on_from_another: bool = False
    is_as_charted: bool = False

    @classmethod
    def of(cls, entry: Treatment) -> Course:
        """The course that one entry tells of."""
        return cls(tuple(parts_of(entry)), (entry,), is_as_charted=not _ends_by_what_it_dropped(entry))

    def with_parts(self, parts: Iterable[Part], entries: Iterable[Treatment] = (), codes: Iterable[str] = ()) -> Course:
        """The same course with other parts, and with what more entries chart of it."""
        return replace(
            self,
            parts=tuple(parts),
            entries=(*self.entries, *entries),
            codes=tuple(dict.fromkeys((*self.codes, *codes))),
            is_as_charted=False,
        )

    @property
    def started(self) -> PartialDate:
        """The first day of its first part."""
        return min((part.started for part in self.parts), key=lambda day: (day.first, day.last))

    def given_beyond(self, day: PartialDate) -> tuple[Part, ...]:
        """The parts that certainly went on after this day."""
        return tuple(part for part in self.parts if part.is_given_beyond(day))

    def last_given(self) -> tuple[Part, ...]:
        """The parts that were given at the end: those that go on, or those that ended last."""
        going_on = tuple(part for part in self.parts if part.goes_on)
        ended = [part.ended for part in self.parts if part.ended is not None]
        if going_on or not ended:
            return going_on
        last = max(ended, key=lambda day: (day.last, day.first))
        return tuple(part for part in self.parts if part.ended is not None and _is_soon(part.ended, last))

    def as_treatment(self, catalogue: Catalogue) -> Treatment:
        """The one treatment that the entries tell of."""
        entries = sorted(self.entries, key=reading_key)
        first = entries[0]
        if self.is_as_charted and self.went_on is None:
            return first
        ended, reason, at_the_end = self._end()
        given = tuple(sorted({part.slot for part in self.parts}, key=sorted))
        if all(set(one.given) == set(given) for one in entries):
            codes = first.regimens
        else:
            at_last = {part.slot for part in at_the_end}  # vinorelbine in the place of docetaxel is no regimen of both
            codes = catalogue.regimens_given(given) or catalogue.regimens_given(at_last)
        dropped = [self._dropped(part, catalogue) for part in self.parts if part not in at_the_end and part.ended]
        named = {part.toxicity_agent for part in at_the_end} - {None}
        return replace(
            entries[-1],
            pointer=first.pointer,
            regimens=tuple(dict.fromkeys((*codes, *self.codes))),
            given=given,
            counts_as_line=any(entry.counts_as_line for entry in entries),
            started=self.started,
            ended=ended,
            stopped_for=reason,
            toxicity_agent=named.pop() if reason == "toxicity" and len(named) == 1 else None,
            dropped=tuple(dict.fromkeys(dropped)),
            goes_on_from_another=self.goes_on_from_another,
            names={code: name for entry in entries for code, name in entry.names.items()},
        )

    def beyond_its_end(self) -> tuple[Part, ...]:
        """The parts that are charted as given beyond the progression that ended the course."""
        ended, reason, _ = self._end() if self.parts else (None, None, ())
        if ended is None or reason != "progression":
            return ()
        return tuple(part for part in self.parts if part.goes_on or (part.ended and part.ended.first > ended.last))

    def _end(self) -> tuple[PartialDate | None, str | None, tuple[Part, ...]]:
        """When and why it ended, and the parts that ended with it; a part that failed ends the regimen."""
        if self.went_on is not None:
            day, reason = self.went_on
            return day, reason, tuple(part for part in self.parts if part.ended is None or part.ended.last >= day.first)
        failed = [part for part in self.parts if part.reason == "progression" and part.ended is not None]
        if failed:
            first = min(failed, key=lambda part: (part.ended.first, part.ended.last) if part.ended else ())
            assert first.ended is not None  # noqa: S101  # only those that ended are asked
            return (
                first.ended,
                "progression",
                tuple(part for part in self.parts if part.ended is None or part.ended.last >= first.ended.first),
            )
        at_the_end = self.last_given()
        if not at_the_end or at_the_end[0].goes_on:
            return None, at_the_end[0].reason if at_the_end else self.parts[0].reason, at_the_end or self.parts
        last = max(at_the_end, key=lambda part: (part.ended.last, part.ended.first) if part.ended else ())
        return last.ended, last.reason, tuple(part for part in at_the_end if part.reason == last.reason)

    def _dropped(self, part: Part, catalogue: Catalogue) -> Dropped:
        """A part that ended before the rest; chemotherapy of which another kind took the place was not completed."""
        assert part.ended is not None  # noqa: S101  # what has no end is not dropped
        replaced = bool(part.slot & catalogue.backbone) and any(
            other.slot & catalogue.backbone
            and other is not part
            and (other.ended is None or other.ended.first > part.ended.last)
            and (other.started.last - part.ended.first).days <= FIRST_CYCLE_DAYS
            for other in self.parts
        )
        return Dropped(part.agents, part.ended, part.reason, part.fact, replaced)


def reading_key(entry: Treatment) -> tuple[object, ...]:
    """The order of entries by what they tell; where they tell the same, by their place."""
    ended = (entry.ended.first, entry.ended.last) if entry.ended is not None else ()
    drugs = sorted(sorted(slot) for slot in entry.given)
    started = (entry.started.first, entry.started.last)
    return (*started, drugs, not ended, ended, entry.stopped_for or "", len(entry.pointer), entry.pointer)


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
        joined = replace(later, slot=slot, agents=later.agents & slot or slot, started=same.started)
        together[together.index(same)] = joined
    return tuple(together)


def contradict(course: Course, other: Course) -> bool:
    """Is one drug charted both as stopped for a reason and, from before that, as going on or stopped another day?"""
    return any(_contradict(one, part) for one in course.parts for part in other.parts)


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
    if one.ended is None or other.ended is None:
        return other if one.ended is None else one
    return one if (one.ended.last, one.ended.first) > (other.ended.last, other.ended.first) else other


def _ends_by_what_it_dropped(entry: Treatment) -> bool:
    """Was every drug of it dropped, while no other end of it is charted?"""
    return bool(entry.dropped) and not entry.left and entry.ended is None and entry.stopped_for is None


def _is_soon(ended: PartialDate, last: PartialDate) -> bool:
    return (last.last - ended.first).days <= FIRST_CYCLE_DAYS or ended == last


def _in_order(part: Part) -> tuple[object, ...]:
    ended = (part.ended.first, part.ended.last) if part.ended is not None else ()
    return (part.started.first, part.started.last, sorted(part.slot), not ended, ended, part.reason or "", part.fact)
