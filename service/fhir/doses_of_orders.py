"""Orders with their own doses: where these are charted, they say when the treatment began and ended, and not the order.

A dose is of the order that it refers to, or else of the last one of its drug before it. An order's own dates stand
where they lie further from its doses than two doses of one course may lie from each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from service.fhir.bundle import Resources
from service.fhir.drugs import leave_out
from service.fhir.given import Given, day_number
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, last_day
from statemachine.record.catalogue import Catalogue
from statemachine.record.single_doses import INTERRUPTION

REFERENCES: Final = ("request", "authorizingPrescription", "prescription", "basedOn")
TAKEN: Final = ("order", "statement")
ORDERED: Final = ("order", "cancelled")
GAP: Final = INTERRUPTION.days


class Dose(NamedTuple):
    """A dose with the days, by their number, on which it was given and until which it lasts."""

    begins: int
    lasts: int
    given: Given


def with_their_doses(
    given: Iterable[Given], among: Resources, as_of: str, catalogue: Catalogue, report: Report
) -> list[Given]:
    """Everything that was given, each order and statement with the days of its doses."""
    of_drugs: dict[object, list[Given]] = {}
    for each in given:
        of_drugs.setdefault(each.drugs.charted, []).append(each)
    return [each for together in of_drugs.values() for each in _dated(together, among, as_of, catalogue, report)]


def _dated(together: list[Given], among: Resources, as_of: str, catalogue: Catalogue, report: Report) -> list[Given]:
    """The same of one drug."""
    doses = _in_order(each for each in together if each.role == "dose" and each.single)
    orders = _in_order(each for each in together if each.role in TAKEN)
    linked, free = _linked(together, doses, among)
    final = max((dose.lasts for dose in doses), default=0)
    starts = sorted({day_number(each.started) for each in together if each.role == "order"})
    following: dict[object, list[Dose]] = {}  # by what alone it hangs on, as many orders can be of one day
    dated = []
    of_orders = {dose.given.source.pointer: order for order, own in linked.items() for dose in own}
    for each in together:
        own = linked.get(each.source.pointer, [])
        may_follow = each.role not in ("dose", "withheld") and not (each.role == "cancelled" and starts)
        if not own and may_follow:
            key = (each.started, each.ended, each.role, each.over, each.completed)
            if key not in following:
                following[key] = _following(each, free if each.role in ORDERED else doses, starts)
                if each.role == "plan" and not following[key]:
                    following[key] = _following(each, orders, starts)
            own = following[key]
        if own and each.role == "cancelled":
            says = (
                f"{each.drugs.named}: was it stopped after its last dose? Its order is cancelled, and doses were given."
            )
            report.ask(says, [each.source])
            dated.append(_by_doses(replace(each, role="order", kept=None), own, final, as_of, report))
        elif own:
            _ask_for_gaps(each, linked.get(each.source.pointer, []), report)
            dated.append(_by_doses(each, own, final, as_of, report))
        elif each.role == "plan":
            why = f"{each.drugs.says} It was planned and stopped, and nothing says that it was given."
            report.unreadable(each.source, why)
            leave_out([each.source], each.drugs, catalogue, report)
        else:
            dated.append(replace(each, of_order=of_orders.get(each.source.pointer, "")))
    return dated


def _in_order(given: Iterable[Given]) -> list[Dose]:
    found = [Dose(day_number(each.started), day_number(each.latest), each) for each in given]
    return sorted(found, key=itemgetter(0, 1))


def _linked(together: list[Given], doses: list[Dose], among: Resources) -> tuple[dict[str, list[Dose]], list[Dose]]:
    """The doses that refer to an order, by where that stands, and those that refer to none."""
    linked: dict[str, list[Dose]] = {each.source.pointer: [] for each in together if each.role in ORDERED}
    free: list[Dose] = []
    for dose in doses:
        orders = (order.pointer for order in orders_of(dose.given.source, among))
        owner = next((pointer for pointer in orders if pointer in linked), None)
        (free if owner is None else linked[owner]).append(dose)
    return linked, free


def _ask_for_gaps(order: Given, doses: list[Dose], report: Report) -> None:
    """Doses of one order that lie far apart are one course all the same: some of them may be missing here."""
    for before, after in pairwise(doses):
        if after.begins - before.lasts > GAP:
            between = f"between {before.given.started} and {after.given.started}"
            report.ask(f"{order.drugs.named}: was it paused {between}, or are doses missing here?", [order.source])


def orders_of(dose: Resource, among: Resources) -> Iterator[Resource]:
    """The orders that a dose refers to."""
    references = (each for name in REFERENCES for each in a_list(dose.content.get(name)))
    return filter(None, (among.referred(dose, each) for each in references))


def _following(order: Given, doses: list[Dose], starts: list[int]) -> list[Dose]:
    """The doses from the beginning of an order on, one after the other without a long gap, until it ends.

    Those after the next order are of that one, but for the dose that several orders before it wait for.
    """
    begins = day_number(order.started)
    ends = None if order.ended is None else date.fromisoformat(last_day(order.ended)).toordinal()
    following = bisect_right(starts, begins)
    until = starts[following] if order.role == "order" and following < len(starts) else None
    own: list[Dose] = []
    latest = begins
    for dose in doses[bisect_left(doses, begins, key=lambda one: one.begins) :]:
        if dose.begins - latest > GAP or (ends is not None and dose.begins > ends):
            break
        if until is not None and dose.begins >= until:
            return own or ([] if order.over and not order.completed else [dose])
        own.append(dose)
        latest = max(latest, dose.lasts)
    return own


def _by_doses(order: Given, doses: list[Dose], final: int, as_of: str, report: Report) -> Given:
    """An order with the days of its doses; `final` is until when the last one of the drug lasts."""
    first, last = doses[0], max(doses, key=itemgetter(1))
    is_stated = order.role == "statement"
    if order.role == "plan":
        ends = last.given.latest if last.given.role == "dose" else order.ended or last.given.ended
        return replace(order, role="order", started=first.given.started, ended=ends, single=ends is None)
    if order.written or (not is_stated and first.begins - day_number(order.started) <= GAP):
        order = replace(order, started=first.given.started, written=False)
    if order.completed and len(doses) == 1 and not is_stated:
        return replace(order, role="dose", ended=None, single=True, over=False)  # of one cycle: it tells no more
    if order.over or order.ended is not None:
        is_far = order.ended is not None and (is_stated or day_number(order.ended) - last.lasts > GAP)
        return replace(order, ended=order.ended if is_far else last.given.latest, single=False)
    if order.held or is_stated or day_number(as_of) - last.lasts <= GAP:
        return order
    on = last.given.latest
    if last.lasts == final:
        says = f"{order.drugs.named}: is it still given? It is ordered, and its last dose is of {on}."
        report.ask(says, [order.source])
    return replace(order, ended=on, single=False)
