"""The state of the disease and of the patient: one value a fact, and what it was chosen from."""

from __future__ import annotations

from typing import Any, Final

from service.fhir.conditions import Conditions
from service.fhir.courses import Course
from service.fhir.observations import Observations, newest, site_of
from service.fhir.pathology import hormone_receptor
from service.fhir.procedures import LocalTreatment
from service.fhir.report import Report
from service.fhir.values import first_day
from statemachine.record.catalogue import Catalogue

PRESENT_VALUES: Final = ("symptomatic", "current", True)


def chart_disease(
    conditions: Conditions,
    observations: Observations,
    local: list[LocalTreatment],
    facts: dict[str, Any],
    report: Report,
) -> None:
    """Chart the receptors, the metastases, and what the problem list says of heart, lungs and pregnancy."""
    said, sources = hormone_receptor(observations.receptors, report)
    if said:
        facts["hormone_receptor"] = said
        report.fact("/patient/hormone_receptor", sources)
    if conditions.sites:
        facts["metastatic_sites"] = sorted(conditions.sites)
        report.fact("/patient/metastatic_sites", (each for found in conditions.sites.values() for each in found))
    for fact, told in conditions.facts.items():
        values, sources = [value for value, _ in told], [each for _, each in told]
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
    of_the_brain = [status for status in observations.statuses if site_of(status[2]) == "brain"]
    last = newest(of_the_brain)
    if last is not None and last[1] == "progression":
        facts["brain_metastases"] = "active"
        report.fact("/patient/brain_metastases", [*conditions.brain, last[2]])
    elif last is not None and treated and last[1] in ("stable", "complete_response", "partial_response"):
        facts["brain_metastases"] = "stable_treated"
        report.fact("/patient/brain_metastases", [*conditions.brain, last[2], *treated[-1].sources])
    else:
        report.ask("Are the brain metastases treated and stable, or active?", conditions.brain)


def chart_measured(
    observations: Observations, courses: list[Course], catalogue: Catalogue, facts: dict[str, Any], report: Report
) -> None:
    """Chart the newest of each measured value, and the ejection fraction before the first anti-HER2 treatment."""
    for fact, values in observations.measured.items():
        found = newest(values)
        if found is None or fact == "lvef":
            continue
        facts[fact] = found[1]
        report.fact(f"/patient/{fact}", [found[2]])
    fractions = observations.measured.get("lvef", [])
    if (last := newest(fractions)) is None:
        return
    facts["lvef_percent"] = last[1]
    report.fact("/patient/lvef_percent", [last[2]])
    if last[0]:
        facts["lvef_measured_on"] = last[0]
        report.fact("/patient/lvef_measured_on", [last[2]])
    begun = [first_day(each.started) for each in courses if catalogue.anti_her2.intersection(each.first.drugs.charted)]
    before = newest([each for each in fractions if each[0] and begun and first_day(each[0]) <= min(begun)])
    if before is not None and before[2] is not last[2]:
        facts["lvef_baseline_percent"] = before[1]
        report.fact("/patient/lvef_baseline_percent", [before[2]])
