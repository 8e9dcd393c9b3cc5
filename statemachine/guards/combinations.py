"""Whether drugs are being given together that are not given together, in one order or in several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from statemachine.guards.argument_types import Agents
from statemachine.guards.given_despite import GivenDespite
from statemachine.guards.read_so_far import NO, Answer, Facts
from statemachine.record import words
from statemachine.record.catalogue import Regimen
from statemachine.record.record import UNKNOWN_ANTICANCER, Treatment, has_left


class Orders(NamedTuple):
    """The present treatment and every other order without a charted end on which the disease has not progressed since.

    `now` has each drug that is being given, with the order that charts it; `twice` the drugs that two orders hold.
    """

    current: Treatment
    still_open: Sequence[Treatment]
    now: Sequence[tuple[Treatment, frozenset[str]]]
    twice: Facts


class Combinations(GivenDespite):
    """Every treatment that the chart leaves open counts as being given, until the disease has progressed on it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._orders_beside: dict[int, Orders] = {}  # by identity, shared by the copies of a case

    def given_beside(self, drugs: Agents, partners: Agents) -> Answer:
        """Is {drugs} being given beside {partners}, in one order or in two of which neither is charted as ended?"""
        if self.current is None:
            return NO
        ones, others = frozenset(drugs), frozenset(partners)
        parts = self._orders(self.current).now
        found = {
            part: None
            for one in parts
            if one[1] <= ones
            for other in parts
            if other[1] <= others and one[1] != other[1]
            for part in (one, other)
        }
        return Answer(True, self._by_order(list(found))) if found else NO

    def an_open_order_goes_on_beside_more(self) -> Answer:
        """Is an order without a charted end read as given beside what was begun later, as no regimen holds both?"""
        last = self.current or next(iter(self.metastatic[-1:]), None)
        if last is None or last.regimens or self.catalogue.regimens_given(_left(last)):
            return NO
        given = set(_left(last))
        found = [
            (order, slot)
            for order in self._orders(last).still_open
            if order is not last
            for slot in _left(order)
            if slot in given
        ]
        return Answer(True, self._by_order(found)) if found else NO

    def one_drug_is_ordered_twice(self) -> Answer:
        """Is a drug part of two orders of the present treatment, of which neither is charted as ended?"""
        current = self.current
        if current is None:
            return NO
        twice = self._orders(current).twice
        return Answer(True, twice) if twice else NO

    def no_regimen_holds_what_is_given(self) -> Answer:
        """Do the drugs against HER2 that are being given make up those of no regimen?"""
        current = self.current
        if current is None or UNKNOWN_ANTICANCER in current.drugs:
            return NO
        parts = self._orders(current).now
        against_her2 = [part for part in parts if not part[1].isdisjoint(self.catalogue.anti_her2)]
        given = [slot for _, slot in against_her2]
        listed = all(slot <= self.catalogue.in_regimens for slot in given)
        if not given or not listed or any(self._are_its_own(given, one) for one in self.catalogue.regimens.values()):
            return NO
        return Answer(True, self._by_order(against_her2))

    @property
    def read_as_left(self) -> Sequence[Treatment]:
        """The orders without a charted end that are read as left for the last treatment, though nothing failed; each
        with the drugs alone that are not part of that.
        """
        last = self.current or next(iter(self.metastatic[-1:]), None)
        if last is None:
            return []
        given = last.left if self.current is not None or last.goes_on else frozenset()
        left = [
            replace(order, regimens=(), given=tuple(slot for slot in _left(order) if slot.isdisjoint(given)))
            for order in self.record.overruled
            if order.goes_on and not self._has_failed_before(order, last)
        ]
        return [order for order in left if order.given]

    def _are_its_own(self, given: list[frozenset[str]], regimen: Regimen) -> bool:
        """Are these the drugs against HER2 of the regimen, each that it needs and no other?"""
        needed = [slot for slot in regimen.slots if slot <= self.catalogue.anti_her2]
        every = regimen.partners.union(*regimen.slots)
        return all(slot & every for slot in given) and all(any(slot & own for slot in given) for own in needed)

    def _is_part_of(self, order: Treatment, course: Treatment) -> bool:
        return self.record.joined.get(order.pointer, order.pointer) == course.pointer

    def _has_failed_before(self, order: Treatment, current: Treatment) -> bool:
        """Is it another order than what is being given, on which the disease certainly progressed before that was
        begun, and which is not charted to go on beyond that?
        """
        told = (event for event in self.record.events if event.name == "progression" and not event.treatment_continues)
        return not self._is_part_of(order, current) and (
            order.stopped_for == "progression"
            or any(order.started.last < event.on.first <= current.started.last for event in told)
        )

    def _orders(self, current: Treatment) -> Orders:
        """The orders beside this treatment, looked up once for all questions: a long chart has many."""
        known = self._orders_beside.get(id(current))
        if known is None or known.current is not current:
            known = self._orders_beside[id(current)] = self._look_up_orders(current)
        return known

    def _look_up_orders(self, current: Treatment) -> Orders:
        without_failure = [one for one in self.record.open_orders if not self._has_failed_before(one, current)]
        others = (order for order in without_failure if not self._is_part_of(order, current))
        still_open = [current, *others]
        given = set(_left(current))
        parts = [(order, slot) for order in without_failure for slot in dict.fromkeys(_left(order)) if slot in given]
        times = Counter(slot for _, slot in parts)
        return Orders(
            current,
            still_open,
            list({slot: (order, slot) for order in still_open for slot in _left(order)}.values()),
            self._by_order([part for part in parts if times[part[1]] > 1]),
        )

    def _by_order(self, parts: list[tuple[Treatment, frozenset[str]]]) -> dict[str, str]:
        """The drugs that were found, by the order that holds them, each with its start."""
        orders: dict[str, tuple[Treatment, list[frozenset[str]]]] = {}
        for order, slot in sorted(parts, key=lambda part: part[0].started.first):
            orders.setdefault(order.pointer, (order, []))[1].append(slot)
        return {pointer: words.of_order(order, slots, self.catalogue) for pointer, (order, slots) in orders.items()}


def _left(course: Treatment) -> list[frozenset[str]]:
    """What is given of a course and not dropped, drug by drug."""
    gone = frozenset().union(*(part.agents for part in course.dropped))
    return [slot for slot in course.given if not has_left(slot, gone)]
