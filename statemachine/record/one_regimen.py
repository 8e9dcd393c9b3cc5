"""One regimen as it was given, however many entries chart it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import Dropped, Treatment
from statemachine.record.regimen_parts import (
    FIRST_CYCLE_DAYS,
    GOES_ON_AFTER,
    Part,
    ends_by_what_it_dropped,
    merged,
    parts_of,
)


@dataclass(frozen=True)
class Course:
    """What is read as one treatment: its parts, the entries that chart them, the codes it may also be read as.

    `carried` are the entries of the course before it that chart drugs of this one too. `went_on` is the day and the
    reason, where it was not stopped but went on as another regimen. `given_longer` are drugs of it that are charted as
    given beyond its end.
    """

    parts: tuple[Part, ...]
    entries: tuple[Treatment, ...]
    carried: tuple[Treatment, ...] = ()
    codes: tuple[str, ...] = ()
    went_on: tuple[PartialDate, str] | None = None
    goes_on_from_another: bool = False
    given_longer: frozenset[str] = frozenset()
    is_as_charted: bool = False
    started_at: str = ""
    ended_at: str = ""

    @classmethod
    def of(cls, entry: Treatment) -> Course:
        """The course that one entry tells of."""
        return cls(tuple(parts_of(entry)), (entry,), is_as_charted=not ends_by_what_it_dropped(entry))

    def with_parts(self, parts: Iterable[Part], entries: Iterable[Treatment] = (), codes: Iterable[str] = ()) -> Course:
        """The same course with other parts, and with what more entries chart of it."""
        return replace(
            self,
            parts=tuple(parts),
            entries=(*self.entries, *entries),
            codes=tuple(dict.fromkeys((*self.codes, *codes))),
            is_as_charted=False,
        )

    def with_carried(self, parts: Iterable[Part], before: Course, codes: Iterable[str] = ()) -> Course:
        """The same course with parts of the one before it, which go on in it from its first day."""
        going_on = [replace(part, started=self.started) for part in parts]
        carried = dict.fromkeys((*self.carried, *before.charting(going_on)))
        return replace(self.with_parts(merged([*going_on, *self.parts]), codes=codes), carried=tuple(carried))

    def charting(self, parts: Iterable[Part]) -> tuple[Treatment, ...]:
        """The entries that chart one of these parts."""
        slots = [part.slot for part in parts]
        entries = (*self.entries, *self.carried)
        return tuple(entry for entry in entries if any(own & slot for own in entry.given for slot in slots))

    @property
    def started(self) -> PartialDate:
        """The first day of its first part."""
        return min((part.started for part in self.parts), key=lambda day: (day.first, day.last))

    @property
    def ended(self) -> PartialDate | None:
        """When it ended; None where it goes on, or where nobody has dated its end."""
        return self._end()[0]

    @property
    def goes_on(self) -> bool:
        """Is nothing charted that ended it?"""
        return self._end()[:2] == (None, None)

    @property
    def given_to_the_end(self) -> tuple[Part, ...]:
        """The parts that ended with it."""
        return self._end()[2]

    def given_beyond(self, day: PartialDate) -> tuple[Part, ...]:
        """The parts that certainly went on after this day."""
        return tuple(part for part in self.parts if part.is_given_beyond(day))

    def ended_at_once_before(self, day: PartialDate) -> bool:
        """Did all that was given at the end, end so?"""
        last = self.last_given()
        return bool(last) and all(part.ended_at_once_before(day) for part in last)

    def failed_perhaps_before(self, day: PartialDate, progressions: Iterable[PartialDate]) -> bool:
        """Did the disease progress on it: certainly after it began, and perhaps before this day?

        What happens on its first day, or perhaps before it in a month in which it was begun, stands before it: only so
        the drugs that have no end stay given, with their stops and holds.
        """
        return any(self.started.last < on.first <= day.last for on in progressions) or any(
            part.reason == "progression" and (part.ended is None or part.ended.first <= day.last) for part in self.parts
        )

    def last_given(self) -> tuple[Part, ...]:
        """The parts that were given at the end: those that go on, whose end nobody dated, or that ended last."""
        without_a_day = [part for part in self.parts if part.ended is None]
        going_on = tuple(part for part in without_a_day if part.goes_on)
        if without_a_day or not self.parts:
            return going_on or tuple(without_a_day)
        ended = [part.ended for part in self.parts if part.ended is not None]
        last = max(ended, key=lambda day: (day.last, day.first))
        return tuple(part for part in self.parts if part.ended is not None and _is_soon(part.ended, last))

    def as_treatment(self, catalogue: Catalogue) -> Treatment:
        """The one treatment that the entries tell of."""
        entries = sorted(self.entries, key=reading_key)
        first = entries[0]
        every = (*self.carried, *entries)
        if self.is_as_charted and self.went_on is None:
            return first
        ended, reason, at_the_end = self._end()
        given = tuple(sorted({part.slot for part in self.parts}, key=sorted))
        dropped = [self._dropped(part, catalogue) for part in self.parts if part not in at_the_end and part.ended]
        replaced = any(part.replaced for part in dropped)
        are_alike = all(set(one.given) == set(given) for one in entries)
        if are_alike:
            codes = first.regimens
        else:
            at_last = {part.slot for part in at_the_end}  # vinorelbine in the place of docetaxel is no regimen of both
            codes = catalogue.regimens_given(given) or (catalogue.regimens_given(at_last) if replaced else ())
        named = {part.toxicity_agent for part in at_the_end} - {None}
        kinds = {part.toxicity_kind for part in at_the_end} - {None}
        return replace(
            entries[-1],
            pointer=first.pointer,
            regimens=tuple(dict.fromkeys((*codes, *self.codes))),
            given=given,
            counts_as_line=any(entry.counts_as_line for entry in every),
            started=self.started,
            ended=ended,
            stopped_for=reason,
            toxicity_agent=named.pop() if reason == "toxicity" and len(named) == 1 else None,
            toxicity_kind=kinds.pop() if reason == "toxicity" and len(kinds) == 1 else None,
            dropped=tuple(_together(dropped)),
            goes_on_from_another=self.goes_on_from_another,
            given_longer=self.given_longer,
            started_at=self.started_at,
            ended_at=self.ended_at or next((part.fact for part in at_the_end if part.ended == ended is not None), ""),
            dosings={part.slot: part.dosing for part in at_the_end},
            names={code: name for entry in every for code, name in entry.names.items()},
            begun_again=entries[-1].started if are_alike and entries[-1].started.text else None,
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
            until_then = (part for part in self.parts if part.ended is None or part.ended.last >= day.first)
            return day, reason, tuple(part for part in until_then if part.reason in GOES_ON_AFTER or part.ended != day)
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
        if at_the_end[0].ended is None:
            return None, at_the_end[0].reason, at_the_end
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
        return Dropped(part.agents, part.ended, part.reason, part.fact, replaced, part.toxicity_kind)


def _together(dropped: Iterable[Dropped]) -> Iterator[Dropped]:
    """What was dropped on one day for one reason, as one."""
    groups: dict[tuple[PartialDate, str | None, str | None, bool], Dropped] = {}
    for part in dropped:
        group = (part.on, part.reason, part.toxicity_kind, part.replaced)
        known = groups.get(group, part)
        groups[group] = replace(known, agents=known.agents | part.agents)
    yield from groups.values()


def reading_key(entry: Treatment) -> tuple[object, ...]:
    """The order of entries by what they tell; where they tell the same, by their place."""
    ended = (entry.ended.first, entry.ended.last) if entry.ended is not None else ()
    drugs = sorted(sorted(slot) for slot in entry.given)
    started = (entry.started.first, entry.started.last)
    return (*started, drugs, not ended, ended, entry.stopped_for or "", len(entry.pointer), entry.pointer)


def _is_soon(ended: PartialDate, last: PartialDate) -> bool:
    return (last.last - ended.first).days <= FIRST_CYCLE_DAYS or ended == last
