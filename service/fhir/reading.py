"""From the resources of one patient to the plain record, with the report of how."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from service.fhir.bundle import Resources
from service.fhir.conditions import Conditions, earliest, read_conditions
from service.fhir.courses import EARLY, Course, chart, gathered, setting_of
from service.fhir.her2 import chart_her2
from service.fhir.medications import KINDS, read_medications
from service.fhir.observations import Observations, newest, read_observations
from service.fhir.pathology import add, gather, hormone_receptor
from service.fhir.person import chart_person, is_of_another, the_patient
from service.fhir.places import places_in
from service.fhir.procedures import LocalTreatment, chart_local, read_procedures
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, a_text, an_object, first_day, texts
from statemachine.record.catalogue import Catalogue

# Kinds of which nothing is read, because no fact of the record can stand in them alone.
SAFE: Final = frozenset(
    (
        *("Account", "AllergyIntolerance", "Appointment", "BodyStructure", "CarePlan", "CareTeam", "Claim"),
        *("Composition", "Consent", "Coverage", "Device", "DiagnosticReport", "DocumentReference", "Encounter"),
        *("Endpoint", "EpisodeOfCare", "ExplanationOfBenefit", "FamilyMemberHistory", "Group", "Goal", "ImagingStudy"),
        *("Immunization", "Location", "Medication", "Organization", "Practitioner", "PractitionerRole", "Provenance"),
        *("RelatedPerson", "ResearchStudy", "ResearchSubject", "ServiceRequest", "Specimen"),
    )
)
PRESENT_VALUES: Final = ("symptomatic", "current", True)
NOT_READ: Final = "No fact of the record is read from this kind of resource."


class Read(NamedTuple):
    """The plain record, as POST /v1/recommendations takes it, and the report."""

    record: dict[str, Any]
    report: Report


def read_bundle(document: Any, as_of: str, catalogue: Catalogue, history_complete: bool | None = None) -> Read:
    """Read a Bundle or an array of resources; Refused where it is neither, or of two people.

    `history_complete` is what the caller says of it; without, it holds only where each medication was understood.
    """
    among, report = Resources(document), Report()
    patients = the_patient(among)
    own = _of_the_patient(among, patients, report)
    facts: dict[str, Any] = {}
    history: list[dict[str, Any]] = []
    conditions = read_conditions(own.of("Condition"), as_of, report)
    observations = read_observations(own, as_of, report)
    local = read_procedures(own.of("Procedure"), as_of, report)
    medications = own.of(*KINDS)
    surgery = [each.started for each in local if each.kind == "surgery" and each.site == "breast"]
    found = earliest(conditions.metastasis_found)
    cuts = [*surgery, *([found[0]] if found else [])]
    courses = gathered(read_medications(own, as_of, catalogue, report), cuts)
    chart_person(patients, as_of, facts, report)
    _chart_disease(conditions, observations, local, facts, report)
    _chart_measured(observations, courses, catalogue, facts, report)
    _chart_history(conditions, observations, local, surgery, courses, history, as_of, catalogue, report)
    for status, on, each in conditions.her2:
        if not observations.her2:
            add(gather(observations.her2, on, "", None), "status", status, each)
    chart_her2(observations.her2, facts, history, report)
    _tell_the_rest(among, report)
    complete = bool(medications) and not report.unread_medications
    return Read(
        {
            "as_of": as_of,
            "history_complete": complete if history_complete is None else history_complete,
            "patient": facts,
            "history": history,
        },
        report,
    )


def _of_the_patient(among: Resources, patients: list[Resource], report: Report) -> Resources:
    """The resources without those that name another patient; what they hold may be missing."""
    for each in among.all:
        if is_of_another(each, patients, among):
            report.not_understood(each, "It names another patient than the one of this body.")
            report.unread_medications |= each.kind in KINDS
    return among.without(report.verdicts)


def _chart_disease(
    conditions: Conditions,
    observations: Observations,
    local: list[LocalTreatment],
    facts: dict[str, Any],
    report: Report,
) -> None:
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
    of_the_brain = [status for status in observations.statuses if _site(status[2]) == "brain"]
    last = newest(of_the_brain)
    if last is not None and last[1] == "progression":
        facts["brain_metastases"] = "active"
        report.fact("/patient/brain_metastases", [*conditions.brain, last[2]])
    elif last is not None and treated and last[1] in ("stable", "complete_response", "partial_response"):
        facts["brain_metastases"] = "stable_treated"
        report.fact("/patient/brain_metastases", [*conditions.brain, last[2], *treated[-1].sources])
    else:
        report.ask("Are the brain metastases treated and stable, or active?", conditions.brain)


def _chart_measured(
    observations: Observations, courses: list[Course], catalogue: Catalogue, facts: dict[str, Any], report: Report
) -> None:
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


def _chart_history(
    conditions: Conditions,
    observations: Observations,
    local: list[LocalTreatment],
    surgery: list[str],
    courses: list[Course],
    history: list[dict[str, Any]],
    as_of: str,
    catalogue: Catalogue,
    report: Report,
) -> None:
    found = earliest(conditions.metastasis_found)
    has_metastases = bool(conditions.sites or conditions.meninges)
    settings = []
    for course in courses:
        ended = course.ended(as_of)
        setting = setting_of(course, ended, found[0] if found else None, has_metastases and found is None, surgery)
        settings.append(setting)
        if setting is None:
            _ask_for(course, "before surgery, after it, or for metastatic disease", catalogue, report)
        elif course.is_over_on_an_unknown_day:
            _ask_for(course, "until when, and why was it stopped", catalogue, report)
        else:
            chart(course, setting, ended, history, report)
    if found:
        before = [day for day in surgery if first_day(day) < first_day(found[0])]
        returned = bool(before) or any(setting in EARLY for setting in settings)
        report.fact(f"/history/{len(history)}", [found[1]])
        history.append({"event": "recurrence" if returned else "metastatic_diagnosis", "on": found[0]})
    elif has_metastases:
        sources = [each for sites in conditions.sites.values() for each in sites] + conditions.meninges
        report.ask("When was the metastatic disease found?", sources)
    for on, status, each in observations.statuses:
        site = _site(each)
        report.fact(f"/history/{len(history)}", [each])
        history.append({"event": "disease_status", "on": on, "status": status, **({"site": site} if site else {})})
    chart_local(local, history, report)


def _ask_for(course: Course, what: str, catalogue: Catalogue, report: Report) -> None:
    """Leave a course out and ask; it may have been any treatment, unless it is none of the cancer."""
    sources = [each.source for each in course.members]
    named = ", ".join(each if isinstance(each, str) else each[0] for each in course.first.drugs.charted)
    if catalogue.beside.issuperset(course.first.drugs.charted):
        for each in sources:
            report.ignored(each, f"{course.first.drugs.says} It is given beside the treatment and is never a line.")
        return
    report.unread_medications = True
    for each in sources:
        report.not_understood(each, f"{course.first.drugs.says} It is not charted: {what}?")
    report.ask(f"{named}: {what}?", sources)


def _site(status: Resource) -> str | None:
    """The place that a disease status is about."""
    concepts = [*a_list(status.content.get("bodySite")), *map(an_object, a_list(status.content.get("focus")))]
    named = {
        place for each in concepts for text in [*texts(each), a_text(each.get("display"))] for place in places_in(text)
    }
    return named.pop() if len(named) == 1 else None


def _tell_the_rest(among: Resources, report: Report) -> None:
    """Say of each resource that nobody looked at what became of it."""
    for each in among.all:
        if each.kind in SAFE:
            report.ignored(each, NOT_READ)
        else:
            report.not_understood(each, "This kind of resource is not read here.")
    report.verdicts = {each.pointer: report.verdicts[each.pointer] for each in among.all}  # in the order of the body
