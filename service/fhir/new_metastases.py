"""Metastases that were found after the metastatic disease was treated: is each of them a progression?

A new lesion is one, but a problem list also has what was there before and is written down late; so nothing is charted,
and a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from service.fhir.conditions import Conditions
from service.fhir.given import day_number, days_between
from service.fhir.metastasis_places import MENINGES
from service.fhir.metastatic_since import Since
from service.fhir.report import Report, Resource
from service.fhir.values import first_day, last_day
from statemachine.record.catalogue import Catalogue

PROGRESSION: Final = "progression"
OF_ONE_STAGING: Final = 60  # days between a metastasis and the progression that is charted for it
NOWHERE: Final = "of a place that is not read here"
ASKS: Final = (
    "Is this metastasis ({site}, {day}) new, and so a progression of that day? It was found or written down after the "
    "metastatic disease was first treated, and no progression of that time is charted."
)


def ask_about_new(
    conditions: Conditions, since: Since, history: Sequence[dict[str, Any]], catalogue: Catalogue, report: Report
) -> None:
    """Ask of each metastasis that is certainly or maybe later than the first treatment, once a place and day."""
    begun = min((entry["started"] for entry in history if _is_line(entry, catalogue)), key=first_day, default=None)
    if begun is None:
        return
    grown = [day_number(on) for on in _progressions(history)]
    for on, site, each in _later(conditions, begun, since):
        days = (day_number(on), day_number(last_day(on)))
        if not any(days[0] - OF_ONE_STAGING <= day <= days[1] + OF_ONE_STAGING for day in grown):
            report.ask(ASKS.format(site=site.replace("_", " "), day=on), [each])


def _is_line(entry: dict[str, Any], catalogue: Catalogue) -> bool:
    """Is it a treatment of the metastatic disease, and not only given beside one?"""
    agents = entry.get("treatment", {}).get("agents", ())
    is_beside = all(isinstance(agent, str) and agent in catalogue.beside for agent in agents)
    return entry.get("setting") == "metastatic" and not is_beside


def _progressions(history: Sequence[dict[str, Any]]) -> Iterator[str]:
    for entry in history:
        if entry.get("status") == PROGRESSION:
            yield entry["on"]
        elif entry.get("stopped_for") == PROGRESSION and "ended" in entry:
            yield entry["ended"]


def _later(conditions: Conditions, begun: str, since: Since) -> Iterator[tuple[str, str, Resource]]:
    """The metastases of a later day; one that is only written down then is none where its place was known before."""
    places: dict[str, list[str]] = {each.pointer: [NOWHERE] for _, each in conditions.unplaced}
    for site, found in (*conditions.sites.items(), (MENINGES, conditions.meninges)):
        for each in found:
            places.setdefault(each.pointer, []).append(site)
    dated = [*conditions.metastasis_found, *conditions.metastasis_written]
    known = {place for on, each in dated if days_between(on, begun) >= 0 for place in places[each.pointer]}
    for on, each in (*conditions.metastasis_found, *conditions.unplaced):
        is_first = since.source is not None and each.pointer == since.source.pointer
        if first_day(on) > last_day(begun) or (not is_first and last_day(on) > first_day(begun)):
            yield from ((on, place, each) for place in places[each.pointer])
    for on, each in conditions.metastasis_written:
        if first_day(on) > last_day(begun):
            yield from ((on, place, each) for place in places[each.pointer] if place not in known)
