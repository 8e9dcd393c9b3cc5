"""Orders of drugs of which no dose was given yet, where the body tells of doses: these are no treatment so far.

Who sends orders alone, sends them for treatments; so an order waits only among doses of the kind in which its own would
stand (drugs taken by mouth are dispensed, all others administered), and while it is new: of an older one the doses may
be told elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from service.fhir.drugs import leave_out
from service.fhir.given import Given, day_number
from service.fhir.report import Report
from statemachine.record.catalogue import Catalogue
from statemachine.record.regimen_parts import FIRST_CYCLE_DAYS
from statemachine.record.single_doses import INTERRUPTION

BY_MOUTH: Final = frozenset({"oral"})
GAP: Final = INTERRUPTION.days


class Begun(NamedTuple):
    """What tells that a drug was begun: that it is stated, its last dose, and the ends of orders that are over."""

    is_stated: bool
    last_dose: int
    ends: list[int]

    def goes_on_with(self, ordered: int) -> bool:
        """Is an order of this day that of a treatment that is told of before, or with a dose since?"""
        before = bisect_right(self.ends, ordered) > bisect_left(self.ends, ordered - GAP)
        return self.is_stated or self.last_dose >= ordered - GAP or before


def without_waiting(given: Sequence[Given], as_of: str, catalogue: Catalogue, report: Report) -> list[Given]:
    """Everything without the orders that wait for their first dose, each of which is asked about."""
    sent: set[str] = set()  # the kinds of resource in which doses of cancer drugs are told
    of_drugs: dict[object, list[Given]] = {}
    for each in given:
        of_drugs.setdefault(each.drugs.charted, []).append(each)
        if each.role == "dose" and not catalogue.beside.issuperset(each.drugs.charted):
            sent.add(each.source.kind)
    begun = {drugs: _begun(together) for drugs, together in of_drugs.items()} if sent else {}
    left = []
    for each in given:
        if sent and _waits(each, begun[each.drugs.charted], sent, day_number(as_of), catalogue):
            leave_out([each.source], each.drugs, catalogue, report)
            report.not_understood(each.source, f"{each.drugs.says} It is ordered, and no dose of it is charted.")
            report.ask(f"{each.drugs.named}: was it begun, and when? It was ordered on {each.started}.", [each.source])
        else:
            left.append(each)
    return left


def _begun(together: list[Given]) -> Begun:
    doses = (day_number(each.latest) for each in together if each.role == "dose")
    ends = sorted(day_number(each.latest) for each in together if each.role == "order" and (each.over or each.ended))
    return Begun(any(each.role == "statement" for each in together), max(doses, default=0), ends)


def _waits(order: Given, begun: Begun, sent: set[str], today: int, catalogue: Catalogue) -> bool:
    if order.role != "order" or order.over or order.held or order.ended is not None:
        return False
    agents = [catalogue.agents.get(drug) for drug in order.drugs.charted if isinstance(drug, str)]
    by_mouth = bool(agents) and all(agent is not None and agent.routes == BY_MOUTH for agent in agents)
    kind = "MedicationDispense" if by_mouth else "MedicationAdministration"
    if kind not in sent or catalogue.beside.issuperset(order.drugs.charted):
        return False
    ordered = day_number(order.started)
    return today - ordered <= FIRST_CYCLE_DAYS and not begun.goes_on_with(ordered)
