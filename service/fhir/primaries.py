"""Of which tumour of the breast a result is, where a bundle tells of several, and which of them has spread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from service.fhir.bundle import Resources
from service.fhir.cancers import (
    MOST_REFERENCES,
    OPEN,
    OTHER,
    is_breast_cancer,
    is_secondary,
    is_the_breast_alone,
    references_of,
)
from service.fhir.places import side_named
from service.fhir.report import Resource
from service.fhir.values import a_list, an_object, day, first_day, last_day, period, texts
from service.fhir.values import codes as codes_of
from service.fhir.verification import NOT_SO, verification_of

MOST_VISITED: Final = 12  # conditions on the way from a result to its primary
MOST_PRIMARIES: Final = 20  # of one patient; more are entries of visits, and tell no tumours apart
# The sixth sign of a code of the breast in ICD-10-CM, as in C50.412 (mCODE 4.0.0, its primary cancers).
_SIDED: Final = re.compile(r"C50\.\d[12]([12])")
_SIDES: Final = {"1": "right", "2": "left"}
HAS_IT_SPREAD: Final = "Is this of the tumour that has spread, or of another one of the breast?"
OF_ANOTHER_BREAST: Final = "It is of another tumour of the breast than the one that has spread."


class Primary(NamedTuple):
    """A tumour of the breast as a condition or a sample tells it; what is not told is empty."""

    pointer: str
    side: str
    onset: str

    def is_another(self, other: Primary) -> bool:
        """Is it certainly not that tumour, as it is of the other side?"""
        return bool(self.side and other.side) and self.side != other.side

    def is_the_same(self, other: Primary) -> bool:
        """Is it certainly that tumour: the same condition, or one that is told twice?

        Another day may be that of another tumour, or of a recurrence of this one.
        """
        if self.pointer == other.pointer != "":
            return True
        if self.is_another(other) or self._began_on_another_day(other):
            return False
        return bool(self.side and self.side == other.side) or bool(self.onset and self.onset == other.onset)

    def _began_on_another_day(self, other: Primary) -> bool:
        if not self.onset or not other.onset:
            return False
        return last_day(self.onset) < first_day(other.onset) or last_day(other.onset) < first_day(self.onset)


Named = frozenset[Primary]


class Primaries:
    """The tumours of the breast that a bundle tells of, and those of which a metastasis says that it is of them."""

    def __init__(self, among: Resources) -> None:
        """Find them among the conditions that nobody refuted."""
        self._among = among
        conditions = [each for each in among.of("Condition") if verification_of(each) not in NOT_SO]
        own = [each for each in conditions if is_breast_cancer(each, codes_of(each.content.get("code")))]
        self._told: list[Primary] = []  # each tumour once, however often it is told
        self._of_condition: dict[str, Primary] = {}
        for told in map(_told_by, own):
            known = next((one for one in self._told if one.is_the_same(told)), None)
            self._told += [] if known else [told]
            self._of_condition[told.pointer] = known or told
            if len(self._told) > MOST_PRIMARIES:
                self._told, self._of_condition = [], {}
                break
        self._of_evidence: dict[str, set[Primary]] = {}
        for each in own if self._of_condition else ():
            for reference in _evidence(each):
                if (found := among.referred(each, reference)) is not None:
                    self._of_evidence.setdefault(found.pointer, set()).add(self._of_condition[each.pointer])
        metastases = (each for each in conditions if is_secondary(codes_of(each.content.get("code"))))
        self._spread = frozenset[Primary]().union(*map(self._led_to, metastases))

    def named_by(self, resource: Resource, places: Iterable[Any] = ()) -> Named:
        """Those that a result names, or else the side of its sample."""
        own = self._of_condition.get(resource.pointer)
        named = {own} if own else self._led_to(resource) | self._of_evidence.get(resource.pointer, set())
        if named:
            return frozenset(named)
        side = side_named(places)
        return frozenset({Primary("", side, "")}) if side else frozenset()

    def of(self, named: Named) -> str:
        """OTHER where a result certainly is of no tumour that has spread, OPEN where it may be, else empty."""
        if not named or not self._spread or any(one.is_the_same(each) for one in named for each in self._spread):
            return ""
        return OTHER if all(one.is_another(each) for one in named for each in self._spread) else OPEN

    def named_as_reason(self, reasons: Iterable[Resource], side: str = "") -> Named:
        """Those that the reasons of a treatment name: conditions of the bundle, or codes and words of a cancer."""
        named = {Primary("", side, "")}
        for each in reasons:
            own = self._of_condition.get(each.pointer)
            told = _told_by(each) if own is None and _is_of_the_breast(each) else None
            named |= {own} if own else self._led_to(each) if told is None else {Primary("", told.side, "")}
        return frozenset(one for one in named if one.pointer or one.side)

    def may_be_another(self, named: Named) -> bool:
        """May what a result names be another tumour than the one that has spread?"""
        if self._spread:
            return self.of(named) == OPEN
        return any(one.is_another(told) for one in named for told in self._told)

    def may_be_several(self, results: Sequence[Named], deciding: Named) -> bool:
        """May results that disagree be of several tumours, while nothing says that the deciding one has spread?"""
        if deciding and self._spread and not self.of(deciding):
            return False
        named = dict.fromkeys(one for result in results for one in result)
        if any(self._may_be_two(one, other) for one in named for other in named):
            return True
        if all(results):
            return False
        # A result that names no tumour may be of one that another result does not name.
        is_beside = any(one.pointer and self._may_be_two(one, other) for one in named for other in self._told)
        return is_beside or len({one.side for one in self._told} - {""}) > 1

    def may_be_of_another(self, named: Named) -> bool:
        """Is a result of one tumour while there is one of the other side, and nothing says which has spread?"""
        return not self._spread and any(one.is_another(other) for one in named for other in self._told)

    def _may_be_two(self, one: Primary, other: Primary) -> bool:
        """May what two results name be two tumours? The side of a sample and the only condition are one."""
        if one.is_another(other):
            return True
        are_told = len(self._told) > 1 or bool(one.pointer and other.pointer)
        return are_told and not one.is_the_same(other)

    def _led_to(self, resource: Resource) -> set[Primary]:
        """What its references lead to, those of metastases followed, in a few steps."""
        found, seen, waiting = set[Primary](), {resource.pointer}, [resource]
        while waiting and len(seen) <= MOST_VISITED:
            each = waiting.pop()
            for reference, _ in references_of(each):
                led_to = self._among.referred(each, reference)
                if led_to is None or led_to.pointer in seen:
                    continue
                seen.add(led_to.pointer)
                if own := self._of_condition.get(led_to.pointer):
                    found.add(own)
                elif led_to.kind == "Condition":
                    waiting.append(led_to)
        return found


def _is_of_the_breast(condition: Resource) -> bool:
    """Is it the cancer of a breast, by its code or, without one, in words?"""
    coded = codes_of(condition.content.get("code"))
    in_words = not coded and any(map(is_the_breast_alone, texts(condition.content.get("code"))))
    return in_words or is_breast_cancer(condition, coded)


def may_be_one(named: Named, others: Named) -> bool:
    """Do two results name the same tumour, or one of them none?"""
    return not named or not others or any(one.is_the_same(other) for one in named for other in others)


def _told_by(condition: Resource) -> Primary:
    content = condition.content
    coded = (_SIDED.fullmatch(code.code) for code in codes_of(content.get("code")) if code.system == "icd10")
    sides = {_SIDES[each[1]] for each in coded if each}
    named = side_named([content.get("code"), *a_list(content.get("bodySite"))])
    sides |= {named} if named else set()
    onset = day(content.get("onsetDateTime")) or period(content.get("onsetPeriod"))[0]
    return Primary(condition.pointer, sides.pop() if len(sides) == 1 else "", onset or "")


def _evidence(condition: Resource) -> Iterator[Any]:
    """The results on which a condition says that it rests."""
    for part, key in (("evidence", "detail"), ("stage", "assessment")):
        for each in a_list(condition.content.get(part))[:MOST_REFERENCES]:
            yield from a_list(an_object(each).get(key))[:MOST_REFERENCES]
