"""What follows a regimen: the same one going on, one that it became, or another one (docs/one-regimen.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from statemachine.record.catalogue import Catalogue
from statemachine.record.one_regimen import Course
from statemachine.record.partial_dates import PartialDate
from statemachine.record.record import CHEMOTHERAPY_COMPLETED, PARTNER_ADDED, PERTUZUMAB
from statemachine.record.regimen_parts import FIRST_CYCLE_DAYS, Part, Slot, contradict, covers, merged, near

TRASTUZUMAB = frozenset({"trastuzumab"})  # it alone is given on beyond a progression, beside other drugs (dossier 8)


@dataclass
class RegimenSequence:
    """The courses read so far, in the order of their starts."""

    catalogue: Catalogue
    progressions: Sequence[PartialDate]

    def __post_init__(self) -> None:
        self.courses: list[Course] = []
        self.overruled: dict[str, set[Slot]] = {}

    def follow(self, begun: Course) -> None:
        """Read what began next: as part of the last course, as what that went on as, or as a regimen of its own."""
        before = self.courses[-1] if self.courses else None
        if before is None or not before.parts or not begun.parts or contradict(before.parts, begun.parts):
            self.courses.append(begun)
            return
        beside = before.given_beyond(begun.started)
        at_once = not beside and before.ended_at_once_before(begun.started)
        if not before.failed_perhaps_before(begun.started, self.progressions):
            if beside and self._goes_on_beside(before, begun, beside):
                return
            if at_once and self._goes_on_after(before, begun):
                return
        carried = self._carried(before, begun, beside)
        regimen = begun.with_carried(carried, before, self._codes([*carried, *begun.parts])) if carried else begun
        if self._grows(before, regimen, beside):
            self.tell(part for part in beside if part.goes_on and not covers(regimen.parts, [part]))
            self._split(before, regimen, begun.started)
            return
        self.courses[-1] = self._left(before, regimen)
        self.courses.append(regimen)

    def tell(self, parts: Iterable[Part]) -> None:
        """Note the entries whose charted end does not fit what came after, and the drugs that this is about."""
        for part in parts:
            entry = part.fact.removesuffix("/ended").removesuffix("/dropped/on")
            self.overruled.setdefault(entry, set()).add(part.slot)

    def was_left_open(self, course: Course, following: Course) -> bool:
        """Was it left for what began next, while nothing says why?"""
        return course.goes_on and not course.failed_perhaps_before(following.started, self.progressions)

    def _goes_on_beside(self, before: Course, begun: Course, beside: Sequence[Part]) -> bool:
        """Read what began while the last course was given, where both are one regimen."""
        resumed = [part for part in before.parts if part not in beside and part.ended_at_once_before(begun.started)]
        if covers([*beside, *resumed], begun.parts):
            lost = [part for part in beside if not covers(begun.parts, [part])]
            if lost and all(part.slot <= self.catalogue.backbone for part in lost):
                return False  # the machine reads the maintenance itself
            self._extend(before, begun)
            return True
        new = [part for part in begun.parts if not covers(beside, [part])]
        if self._replaces_chemotherapy(before, new, begun.started):
            self._extend(before, begun)
            return True
        added = frozenset().union(*(part.slot for part in new))
        if not self._is_anti_her2(beside) or not added <= self.catalogue.partners or self._was_left_out(before, begun):
            return False
        codes = self.catalogue.regimens_given([part.slot for part in merged([*beside, *begun.parts])])
        chemotherapy_ended = any(part.slot & self.catalogue.backbone and part not in beside for part in before.parts)
        if added <= self.catalogue.added_to_anything and not chemotherapy_ended:
            self._extend(before, begun, before.as_treatment(self.catalogue).regimens)
            return True
        if codes or chemotherapy_ended:
            self._split(before, begun.with_carried(beside, before), begun.started)
            return True
        return False

    def _goes_on_after(self, before: Course, begun: Course) -> bool:
        """Read what began soon after the last course, where it is the same, grew by a partner or lost one."""
        last = before.last_given()
        if covers(last, begun.parts) and covers(begun.parts, last):
            self._extend(before, begun)
        elif covers(last, begun.parts):
            if self._drops_chemotherapy(last, begun.parts):
                if last[0].reason is not None:
                    return False  # the machine reads the maintenance itself
                self.courses[-1] = replace(before, went_on=(last[0].ended or begun.started, CHEMOTHERAPY_COMPLETED))
                self.courses.append(begun)
            elif self._is_anti_her2(begun.parts):
                self._extend(before, begun)
            else:
                return False
        elif covers(begun.parts, last) and self._is_anti_her2(last):
            new = frozenset().union(*(part.slot for part in begun.parts if not covers(last, [part])))
            if not new <= self.catalogue.partners:
                return False
            self._split(before, begun, last[0].ended or begun.started)
        else:
            return False
        return True

    def _extend(self, course: Course, begun: Course, codes: tuple[str, ...] = ()) -> None:
        """The course goes on with what began."""
        parts = merged([*course.parts, *begun.parts])
        self.courses[-1] = course.with_parts(parts, begun.entries, codes)

    def _split(self, before: Course, regimen: Course, day: PartialDate) -> None:
        """The course goes on as another regimen, because a partner began."""
        self.courses[-1] = replace(before, went_on=(day, PARTNER_ADDED))
        self.courses.append(replace(regimen, goes_on_from_another=True))

    def _left(self, before: Course, begun: Course) -> Course:
        """The last course as left for what began: an end charted within a cycle after that is the end at that.

        A part that goes on in the new regimen has no end of its own here. Two regimens that overlap stay in conflict.
        """
        late = [
            part
            for part in before.parts
            if part.started.last <= begun.started.first
            and (part.goes_on or (part.ended is not None and part.ended.first > begun.started.last))
        ]
        beyond = [part for part in late if self._goes_on_beside_it(part, begun.started)]
        if any(part.ended is not None and not covers(begun.parts, [part]) for part in beyond):
            return before
        parts = []
        for part in before.parts:
            if part in beyond:
                if covers(begun.parts, [part]):
                    part = replace(part, ended=None, reason=None)
                else:
                    self.tell([part])
            elif part in late:
                self.tell([part])
                part = replace(part, ended=begun.started)
            parts.append(part)
        return before if parts == [*before.parts] else before.with_parts(parts)

    def _carried(self, before: Course, begun: Course, beside: Sequence[Part]) -> Sequence[Part]:
        """What is charted as going on and is given in the new regimen too.

        Where the disease has progressed that is trastuzumab alone, if the two are a known regimen. Otherwise whatever
        can be given beside what began, unless drugs against HER2 began that are a known regimen without it.
        """
        if covers(beside, begun.parts):
            return ()  # its maintenance, which carries nothing over
        going_on = [part for part in beside if self._goes_on_beside_it(part, begun.started)]
        trastuzumab = [part for part in going_on if part.slot == TRASTUZUMAB]
        has_failed = before.failed_perhaps_before(begun.started, self.progressions)
        staying = [] if has_failed else self._staying(going_on, begun)
        are_known = [parts for parts in (staying, trastuzumab) if parts and self._codes([*parts, *begun.parts])]
        is_added = self._is_anti_her2(staying) and not self._is_anti_her2(begun.parts)
        if is_added or (not are_known and self._is_anti_her2(staying) and not self._codes(begun.parts)):
            return staying
        return are_known[0] if are_known else ()

    def _staying(self, going_on: Sequence[Part], begun: Course) -> list[Part]:
        """What goes on, without what another drug of its kind takes the place of; nothing where antibodies do."""
        catalogue = self.catalogue
        old, new = (
            frozenset().union(*(part.slot for part in parts if not covers(others, [part])))
            for parts, others in ((going_on, begun.parts), (begun.parts, going_on))
        )
        antibodies = catalogue.antibodies_and_conjugates - {PERTUZUMAB}
        if old & antibodies and new & antibodies:
            return []
        kinds = (catalogue.backbone, catalogue.endocrine, catalogue.of_class("her2_kinase_inhibitor"))
        return [part for part in going_on if not any(part.slot & kind and new & kind for kind in kinds)]

    def _grows(self, before: Course, regimen: Course, beside: Sequence[Part]) -> bool:
        """Do all drugs against HER2 that the last course still gave go on in it, so that it was not left?"""
        against_her2 = [part for part in beside if part.slot <= self.catalogue.anti_her2]
        return (
            any(part.slot <= self.catalogue.anti_her2 - {PERTUZUMAB} for part in against_her2)
            and covers(regimen.parts, against_her2)
            and bool(regimen.carried)
            and all(part.goes_on or part.ended is not None for part in before.parts)
            and not before.failed_perhaps_before(regimen.started, self.progressions)
            and not self._was_left_out(before, regimen)
        )

    def _codes(self, parts: Iterable[Part]) -> tuple[str, ...]:
        """The regimens that these are, or that they are but for what may be added to anything."""
        given = [part.slot for part in parts]
        main = [slot for slot in given if not slot <= self.catalogue.added_to_anything]
        return self.catalogue.regimens_given(given) or self.catalogue.regimens_given(main)

    def _goes_on_beside_it(self, part: Part, started: PartialDate) -> bool:
        """Does it go on for more than a cycle beside what began?"""
        return part.goes_on or (part.ended is not None and (part.ended.first - started.last).days > FIRST_CYCLE_DAYS)

    def _was_left_out(self, before: Course, begun: Course) -> bool:
        """Did another drug than the chemotherapy end with the beginning of this, so that it is no partner added?"""
        return any(
            part.ended_at_once_before(begun.started)
            and not part.slot <= self.catalogue.backbone
            and not covers(begun.parts, [part])
            for part in before.parts
        )

    def _replaces_chemotherapy(self, before: Course, new: Sequence[Part], started: PartialDate) -> bool:
        """Is it the chemotherapy of another kind, begun within a cycle after the one before it ended?"""
        ended = [part.ended for part in before.parts if part.slot <= self.catalogue.backbone and part.ended is not None]
        return all(part.slot <= self.catalogue.backbone for part in new) and any(near(day, started) for day in ended)

    def _drops_chemotherapy(self, larger: Sequence[Part], smaller: Sequence[Part]) -> bool:
        lost = [part for part in larger if not covers(smaller, [part])]
        return any(part.slot & self.catalogue.backbone for part in lost)

    def _is_anti_her2(self, parts: Sequence[Part]) -> bool:
        return any(part.slot <= self.catalogue.anti_her2 for part in parts)
