"""The state of the disease and of the patient: one value a fact, and what it was chosen from."""

from __future__ import annotations

from typing import Any, Final

from service.fhir.conditions import Conditions
from service.fhir.courses import Course
from service.fhir.given import days_between
from service.fhir.newest import Value, is_before, latest, newer, newest
from service.fhir.primaries import Primaries
from service.fhir.procedures import LocalTreatment
from service.fhir.receptors import hormone_receptor
from service.fhir.report import Report, Resource
from service.fhir.results import NAMES, Observations
from service.fhir.values import first_day, last_day
from statemachine.record.catalogue import Catalogue

# Days: an older one is no present state. The record has no day of it that an answer could weigh.
OLDEST_ECOG: Final = 183
PRESENT_VALUES: Final = ("symptomatic", "current", True)


def chart_disease(
    conditions: Conditions,
    observations: Observations,
    local: list[LocalTreatment],
    primaries: Primaries,
    facts: dict[str, Any],
    report: Report,
) -> None:
    """Chart the receptors, the metastases, and what the problem list says of heart, lungs and pregnancy."""
    said, sources = hormone_receptor(observations.receptors, observations.unread, primaries, report)
    if said:
        facts["hormone_receptor"] = said
        report.fact("/patient/hormone_receptor", sources)
    if conditions.sites:
        facts["metastatic_sites"] = sorted(conditions.sites)
        report.fact("/patient/metastatic_sites", (each for found in conditions.sites.values() for each in found))
    for fact, told in conditions.facts.items():
        values, sources = [value for value, _ in told], [each for _, each in told]
        if fact == "pregnant" and facts.get("sex") == "male":
            report.undecided(
                fact, "A pregnancy is charted, and the patient as male: the pregnancy is left open.", sources
            )
            report.ask("Is the patient pregnant? The sex is charted as male.", sources)
            continue
        present = [value for value in values if value in PRESENT_VALUES]
        facts[fact] = (present or values)[0]
        report.fact(f"/patient/{fact}", sources)
        if len(set(values)) > 1:
            says = f"Conditions disagree on {fact}: the one that is present is charted."
            report.conflict(fact, says, sources)
    _chart_brain(conditions, observations, local, facts, report)


def _chart_brain(
    conditions: Conditions,
    observations: Observations,
    local: list[LocalTreatment],
    facts: dict[str, Any],
    report: Report,
) -> None:
    """The state of brain metastases, where something says it: a status with them as its focus, or the meninges."""
    if conditions.meninges:
        facts["brain_metastases"] = "leptomeningeal"
        report.fact("/patient/brain_metastases", conditions.meninges)
        return
    if not conditions.brain:
        return
    treated = [each for each in local if each.site == "brain"]
    of_the_brain = [status for status in observations.statuses if observations.site_of(status[2]) == "brain"]
    last = newest(of_the_brain)
    unread = [
        each
        for each in observations.unread.get("disease_status", [])
        if observations.site_of(each[1]) in (None, "brain")
    ]
    if last is not None and (newer(unread, last[0], last[2]) or any(not on for on, _ in unread)):
        last = None
    if last is not None and last[1] == "progression":
        facts["brain_metastases"] = "active"
        report.fact("/patient/brain_metastases", [*conditions.brain, last[2]])
    elif last is not None and treated and last[1] in ("stable", "complete_response", "partial_response"):
        facts["brain_metastases"] = "stable_treated"
        report.fact("/patient/brain_metastases", [*conditions.brain, last[2], *treated[-1].sources])
    else:
        report.ask("Are the brain metastases treated and stable, or active?", conditions.brain)


def chart_measured(
    observations: Observations,
    courses: list[Course],
    as_of: str,
    catalogue: Catalogue,
    facts: dict[str, Any],
    report: Report,
) -> None:
    """Chart the newest of each measured value, and the ejection fraction before the first anti-HER2 treatment."""
    for fact, values in observations.measured.items():
        if fact != "lvef" and (found := _present(fact, values, observations, report)) is not None:
            if fact == "ecog" and found[0] and days_between(found[0], as_of) > OLDEST_ECOG:
                says = f"The last performance status is of {found[0]}: it is not charted as that of today."
                report.undecided(fact, says, [found[2]])
                report.ask(f"What is the performance status (ECOG) now? The last one is of {found[0]}.", [found[2]])
                continue
            facts[fact] = found[1]
            report.fact(f"/patient/{fact}", [found[2]])
    fractions = observations.measured.get("lvef", [])
    last = _present("lvef", fractions, observations, report)
    if last is not None:
        facts["lvef_percent"] = last[1]
        report.fact("/patient/lvef_percent", [last[2]])
        if last[0]:
            facts["lvef_measured_on"] = last[0]
            report.fact("/patient/lvef_measured_on", [last[2]])
    begun = [first_day(each.started) for each in courses if catalogue.anti_her2.intersection(each.first.drugs.charted)]
    if not begun:
        return
    before = newest([each for each in fractions if each[0] and first_day(each[0]) <= min(begun)])
    if before is None or (last is not None and before[2] is last[2]):
        return
    unread = [(on, each) for on, each in observations.unread.get("lvef", []) if on and first_day(on) <= min(begun)]
    if not newer(unread, before[0], before[2]):
        facts["lvef_baseline_percent"] = before[1]
        report.fact("/patient/lvef_baseline_percent", [before[2]])


def _present(
    fact: str, values: list[tuple[str, Any, Resource]], observations: Observations, report: Report
) -> tuple[str, Any, Resource] | None:
    """The newest value; None where a later one cannot be read, because then nobody knows the present one."""
    found, last = newest(values), latest(values)
    if len({repr(measured) for _, measured, _ in last}) > 1:
        says = f"Values of one day differ, and nothing says which is the last ({NAMES[fact]}); none is charted."
        report.undecided("lvef_percent" if fact == "lvef" else fact, says, [each for _, _, each in last])
        return None
    if found is not None and (undated := [each for each in values if _may_be_newer(each, found)]):
        says = f"A value of no day, or of a vague one, may be the newest ({NAMES[fact]}); none is charted."
        report.undecided(
            "lvef_percent" if fact == "lvef" else fact, says, [found[2], *(each for _, _, each in undated)]
        )
        report.ask(
            f"Of which day is this, and which value is the newest ({NAMES[fact]})?", [each for *_, each in undated]
        )
        return None
    if found is not None and (later := newer(observations.unread.get(fact, []), found[0], found[2])):
        says = f"The newest value cannot be read ({NAMES[fact]}); no older one is charted for it."
        report.undecided("lvef_percent" if fact == "lvef" else fact, says, [*later, found[2]])
        return None
    return found


def _may_be_newer(value: Value, found: Value) -> bool:
    """Does it differ from the newest, while nobody knows that it is older?"""
    if value[2] is found[2] or _amount(value) == _amount(found) or is_before(value, found):
        return False
    return not value[0] or not found[0] or (value[0] != found[0] and last_day(value[0]) > first_day(found[0]))


def _amount(value: Value) -> Any:
    """What was measured, without its day."""
    return {**value[1], "on": None} if isinstance(value[1], dict) else value[1]
