"""From the resources of one patient to the plain record, with the report of how."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from service.fhir.bundle import Resources
from service.fhir.cancers import IS_IT, Cancers
from service.fhir.conditions import Conditions, read_conditions
from service.fhir.course_ends import ask_about_end, mark_coming
from service.fhir.courses import EARLY, Course, chart, gathered, setting_of
from service.fhir.disease import chart_disease, chart_measured
from service.fhir.doses_of_orders import with_their_doses
from service.fhir.drugs import drugs_in, leave_out
from service.fhir.her2 import chart_her2, chart_her2_of_others
from service.fhir.her2_of_conditions import add_her2_of_conditions
from service.fhir.intolerances import tell_adverse_events, tell_allergies
from service.fhir.local_routes import apart_by_route
from service.fhir.medications import KINDS, read_medications
from service.fhir.metastatic_since import Since, chart_since, metastatic_since
from service.fhir.missing import tell_versions, tell_what_is_missing
from service.fhir.named_elsewhere import tell_named
from service.fhir.new_metastases import ask_about_new
from service.fhir.notes import tell_notes
from service.fhir.observations import read_observations
from service.fhir.other_diseases import Purposes
from service.fhir.parts_of_procedures import procedures_of
from service.fhir.person import chart_person, is_of_another, names_of, reference_to, refuse_the_dead, the_patient
from service.fhir.primaries import Primaries
from service.fhir.procedures import LocalTreatment, chart_local, read_procedures
from service.fhir.products import read_product
from service.fhir.report import Report, Resource
from service.fhir.reports import read_reports
from service.fhir.results import Observations
from service.fhir.statuses import present_statuses, settle_days
from service.fhir.told_elsewhere import tell_drugs
from service.fhir.values import a_list, first_day
from service.fhir.verification import NOT_SO, verification_of
from service.fhir.waiting_orders import without_waiting
from service.fhir.withheld import apart, chart_toxicities, hold, since_the_first
from service.fhir.words_of_cancers import ask_about_words
from statemachine.record.catalogue import Catalogue

# Kinds of which nothing is read, because no fact of the record can stand in them alone.
SAFE: Final = frozenset(
    (
        *("Account", "Appointment", "BodyStructure", "CarePlan", "CareTeam", "Claim"),
        *("Composition", "Consent", "Coverage", "Device", "DocumentReference", "Encounter"),
        *("Endpoint", "EpisodeOfCare", "ExplanationOfBenefit", "FamilyMemberHistory", "Group", "Goal", "ImagingStudy"),
        *("Immunization", "Location", "Medication", "Organization", "Practitioner", "PractitionerRole", "Provenance"),
        *("OperationOutcome", "RelatedPerson", "ResearchStudy", "ResearchSubject", "ServiceRequest", "Specimen"),
    )
)
NOT_READ: Final = "No fact of the record is read from this kind of resource."


class Read(NamedTuple):
    """The plain record, as POST /v1/recommendations takes it, the report, and what refers to the patient."""

    record: dict[str, Any]
    report: Report
    patient: str


def read_bundle(document: Any, as_of: str, catalogue: Catalogue, history_complete: bool | None = None) -> Read:
    """Read a Bundle or an array of resources; Refused where it is neither, or of two people.

    `history_complete` is what the caller says of it; without, it holds only where each medication was understood.
    """
    everything = Resources(document)
    among = everything.that_count()
    patients = the_patient(among)
    refuse_the_dead(patients, as_of)
    report = Report(hidden=names_of(patients))
    tell_versions(everything, report)
    own = _of_the_patient(among, patients, catalogue, report)
    facts: dict[str, Any] = {}
    history: list[dict[str, Any]] = []
    cancers, primaries = Cancers(own), Primaries(own)
    purposes = Purposes(own, cancers, primaries)
    if cancers.doubtful:
        report.ask(IS_IT, cancers.doubtful)
        for each in cancers.doubtful:
            if verification_of(each) in NOT_SO:
                report.not_understood(each, f"Its verification status is {verification_of(each)}, and none stands.")
    conditions = read_conditions(own.of("Condition"), cancers, as_of, report)
    observations = read_observations(own, cancers, primaries, as_of, report)
    settle_days(observations, report)
    for on, sites, each in observations.metastases:
        conditions.metastasis(each, sites, on)
    medications = own.of(*KINDS)
    of_drugs = {found.pointer for each in medications for found in procedures_of(each, own)}
    local = read_procedures(own.of("Procedure"), of_drugs, purposes, as_of, report)
    tell_what_is_missing(among, report)
    surgery = [each.started for each in local if each.kind == "surgery" and each.site == "breast"]
    since = metastatic_since(conditions)
    found = since.certain_day
    early = [day for day in surgery if not found or first_day(day) <= first_day(found)]
    cuts = [*early, *([found] if found else [])]
    given, intrathecal = apart_by_route(read_medications(purposes, as_of, catalogue, report), own, catalogue, report)
    local += intrathecal
    given = without_waiting(given, as_of, catalogue, report)
    given, withheld = apart(with_their_doses(given, own, as_of, catalogue, report))
    courses = gathered(given, cuts)
    mark_coming(courses, own, as_of, catalogue, report)
    withheld = [*since_the_first(withheld, courses)]
    hold(courses, withheld, as_of, report)
    chart_person(patients, as_of, facts, report)
    chart_disease(conditions, observations, local, primaries, facts, report)
    chart_measured(observations, courses, as_of, catalogue, facts, report)
    _chart_history(conditions, since, observations, local, surgery, courses, history, as_of, catalogue, report)
    chart_toxicities(courses, withheld, as_of, history, report)
    add_her2_of_conditions(conditions.her2, observations.her2, primaries, report)
    ask_about_words(own.of("Condition"), observations.her2, primaries, facts, report)
    chart_her2(observations.her2, primaries, facts, history, report)
    chart_her2_of_others(observations.her2_of_others, history, report)
    tell_allergies(own.of("AllergyIntolerance"), catalogue, report)
    tell_drugs(own, of_drugs, courses, as_of, catalogue, report)
    tell_named(own, courses, as_of, catalogue, report)
    tell_adverse_events(own.of("AdverseEvent"), report)
    read_reports(own, as_of, report)
    tell_notes(own.all, report)
    _tell_the_rest(everything, report)
    is_read = any(report.verdicts[each.pointer][1] == "used" for each in medications)
    complete = is_read and not report.unread_medications
    if history_complete and report.left_out:
        report.tell_left_out()
    return Read(
        {
            "as_of": as_of,
            "history_complete": complete if history_complete is None else history_complete and not report.left_out,
            "patient": facts,
            "history": history,
        },
        report,
        reference_to(patients, among),
    )


def _of_the_patient(among: Resources, patients: list[Resource], catalogue: Catalogue, report: Report) -> Resources:
    """The resources without those of another patient, and those whose meaning an unknown modifier may turn round."""
    for each in among.all:
        if is_of_another(each, patients, among):
            report.not_understood(each, "It names another person than the patient of this body.")
            report.unread_medications |= each.kind in KINDS
        elif a_list(each.content.get("modifierExtension")):
            report.not_understood(each, "A modifier extension may turn its meaning round.")
            report.unread_medications |= each.kind in KINDS
            if each.kind in KINDS:
                leave_out([each], read_product(each, among, catalogue, report).drugs, catalogue, report)
            elif each.kind == "Medication":
                leave_out([each], drugs_in([each.content.get("code")], catalogue), catalogue, report)
            report.ask("What does the modifier extension of this resource mean?", [each])
    return among.without(report.verdicts)


def _chart_history(
    conditions: Conditions,
    since: Since,
    observations: Observations,
    local: list[LocalTreatment],
    surgery: list[str],
    courses: list[Course],
    history: list[dict[str, Any]],
    as_of: str,
    catalogue: Catalogue,
    report: Report,
) -> None:
    has_metastases = bool(conditions.sites or conditions.meninges)
    is_uncertain = has_metastases and not since.is_certain
    settings = []
    for course in courses:
        ended = course.ended(as_of)
        setting = setting_of(course, ended, since.on, is_uncertain, surgery)
        settings.append(setting)
        if setting is None:
            _ask_for(course, "before surgery, after it, or for metastatic disease", catalogue, report)
        elif course.is_over_on_an_unknown_day:
            _ask_for(course, "until when, and why was it stopped", catalogue, report)
        else:
            chart(course, setting, ended, history, report)
            ask_about_end(course, ended, as_of, report)
    if has_metastases:
        sources = [each for sites in conditions.sites.values() for each in sites] + conditions.meninges
        begun = [*surgery, *(course.started for course in courses)]
        operated = since.on is not None and any(first_day(day) < first_day(since.on) for day in surgery)
        returned = operated or any(setting in EARLY for setting in settings)
        chart_since(since, sources, begun, returned, history, report)
    for on, status, each in present_statuses(observations, report):
        site = observations.site_of(each)
        report.fact(f"/history/{len(history)}", [each])
        history.append({"event": "disease_status", "on": on, "status": status, **({"site": site} if site else {})})
    chart_local(local, history, report)
    ask_about_new(conditions, since, history, catalogue, report)


def _ask_for(course: Course, what: str, catalogue: Catalogue, report: Report) -> None:
    """Leave a course out and ask; it may have been any treatment, unless it is none of the cancer."""
    sources = [each.source for each in course.members]
    if catalogue.beside.issuperset(course.first.drugs.charted):
        for each in sources:
            report.ignored(each, f"{course.first.drugs.says} It is given beside the treatment and is never a line.")
        return
    leave_out(sources, course.first.drugs, catalogue, report)
    for each in sources:
        report.not_understood(each, f"{course.first.drugs.says} It is not charted: {what}?")
    report.ask(f"{course.first.drugs.named}: {what}?", sources)


def _tell_the_rest(among: Resources, report: Report) -> None:
    """Say of each resource that nobody looked at what became of it."""
    for each in among.all:
        if each.kind in SAFE:
            report.ignored(each, NOT_READ)
        else:
            report.not_understood(each, "This kind of resource is not read here.")
    told = [each.pointer for each in among.all] + [each.pointer for each in among.versions.deletions]
    report.verdicts = {pointer: report.verdicts[pointer] for pointer in told}  # in the order of the body
