"""The person: sex and age, of one patient alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from service.faults import Fault
from service.fhir.bundle import NO_RECORD, Resources
from service.fhir.report import WORD, Report, Resource
from service.fhir.values import a_list, a_text, an_object, day, extensions, first_day, last_day
from service.problems import Refused

BIRTH_SEX: Final = {"F": "female", "M": "male"}
DIED: Final = "The patient of this record has died; nothing was recommended."
PERSONS: Final = ("RelatedPerson", "Practitioner", "PractitionerRole", "Group")
THINGS: Final = ("Device", "Location", "Organization", "Substance", "Medication", "Specimen")
MOST_YEARS: Final = 125
MOST_NAMES: Final = 20
MOST_WORDS: Final = 60


def the_patient(among: Resources) -> list[Resource]:
    """The Patient, once or told several times; Refused where there are two, as a record of two people is none."""
    patients = [each for each in among.of("Patient") if "/contained/" not in each.pointer]
    names = {each.name for each in patients}
    if len(names) > 1:
        says = "This is another patient than the first one; send the record of one person."
        raise Refused(422, NO_RECORD, [Fault(patients[-1].pointer, says, code="contradiction")])
    if not patients:
        subjects = {_subject(each): each.pointer for each in among.all if _subject(each)}
        if len(subjects) > 1:
            says = "It names another patient than the resources before it; send the record of one person."
            raise Refused(422, NO_RECORD, [Fault([*subjects.values()][-1], says, code="contradiction")])
    return patients


def names_of(patients: Sequence[Resource]) -> frozenset[str]:
    """The words of the patient's names and the values of her identifiers, which no report repeats."""
    found: dict[str, None] = {}
    for patient in patients[:MOST_NAMES]:
        for name in map(an_object, a_list(patient.content.get("name"))[:MOST_NAMES]):
            parts = [name.get("text"), name.get("family"), *a_list(name.get("given"))]
            words = (word for part in parts[:MOST_NAMES] for word in WORD.findall(a_text(part).casefold()))
            found |= dict.fromkeys(words)
        for each in map(an_object, a_list(patient.content.get("identifier"))[:MOST_NAMES]):
            found[a_text(each.get("value")).casefold()] = None
    return frozenset(islice((each for each in found if len(each) > 2), MOST_WORDS))


def reference_to(patients: Sequence[Resource], among: Resources) -> str:
    """How the body refers to its patient; empty where it does not."""
    own = [address for each in patients if (address := among.address_of(each))]
    return next(iter(own or filter(None, map(_subject, among.all))), "")


def refuse_the_dead(patients: Sequence[Resource], as_of: str) -> None:
    """Refused where the patient has died by the day of the question, or nobody says when: nothing is to recommend."""
    for patient in patients:
        died = patient.content.get("deceasedDateTime")
        on = day(died)
        if (died and (on is None or first_day(on) <= as_of)) or patient.content.get("deceasedBoolean") is True:
            key = "deceasedDateTime" if died else "deceasedBoolean"
            says = (
                "She or he has died. Is this the right patient? For a day before the death send as_of of that day, "
                "with the date of death as deceasedDateTime."
            )
            raise Refused(422, DIED, [Fault(f"{patient.pointer}/{key}", says, code="contradiction")])


def is_of_another(each: Resource, patients: Sequence[Resource], among: Resources) -> bool:
    """Does it name another patient than the one of the bundle, or anybody or anything else as its subject?"""
    subject = an_object(each.content.get("subject") or each.content.get("patient"))
    if _is_no_patient(each, subject, among) or any(
        _kind_of(each, focus, among) in PERSONS for focus in a_list(each.content.get("focus"))[:MOST_NAMES]
    ):
        return True
    named = among.referred(each, subject)
    patient = next(iter(patients), None)
    if patient is None or not patient.name:
        return False
    if named is not None:
        return named.kind == "Patient" and named.name != patient.name
    last = a_text(subject.get("reference")).partition("/_history/")[0].split("/")[-2:]
    return len(last) == 2 and last[0] == "Patient" and "/".join(last) != patient.name


def _is_no_patient(each: Resource, subject: Any, among: Resources) -> bool:
    return _kind_of(each, subject, among) not in ("", "Patient")


def _kind_of(each: Resource, reference: Any, among: Resources) -> str:
    """The kind of what a reference leads to, or says that it leads to; empty where neither is known."""
    found = among.referred(each, reference)
    if found is not None:
        return found.kind
    address = a_text(an_object(reference).get("reference")).partition("/_history/")[0].split("/")
    kind = a_text(an_object(reference).get("type")) or (address[-2] if len(address) > 1 else "")
    return kind if kind in (*PERSONS, *THINGS) else ""


def chart_person(patients: Sequence[Resource], as_of: str, facts: dict[str, Any], report: Report) -> None:
    """Chart sex and age, as far as they are not masked; the resources are of one patient."""
    said, born = set[str](), set[str]()
    for patient in patients:
        content = patient.content
        said |= {a_text(content.get("gender"))} & {"female", "male"}
        codes = (a_text(each.get("valueCode")) for each in extensions(content, "us-core-birthsex"))
        said |= {BIRTH_SEX[code] for code in codes if code in BIRTH_SEX}
        born |= {on for on in [day(content.get("birthDate"))] if on is not None}
        report.used(patient, "Sex and age, as far as they are charted.")
    if len(said) > 1:
        report.conflict("sex", "Gender and sex at birth, or two of them, differ; the sex is not charted.", patients)
    elif said:
        facts["sex"] = said.pop()
        report.fact("/patient/sex", patients)
    if len(born) > 1:
        report.conflict("age_years", "Two dates of birth differ; the age is not charted.", patients)
    elif born and (age := _age(born.pop(), as_of)) is not None:
        facts["age_years"] = age
        report.fact("/patient/age_years", patients)
    elif any(patient.content.get("birthDate") for patient in patients):
        report.ask(
            "How old is the patient in years? The date of birth is not precise enough, or cannot be read.", patients
        )


def _age(born: str, as_of: str) -> int | None:
    """The completed years on a day; None where the date of birth leaves two ages possible."""
    possible = (first_day(born), last_day(born))
    ages = {int(as_of[:4]) - int(each[:4]) - (as_of[5:] < each[5:]) for each in possible}
    age = ages.pop()
    return age if not ages and 0 <= age <= MOST_YEARS else None


def _subject(each: Resource) -> str:
    """The address of the patient whom a resource names."""
    reference = a_text(an_object(each.content.get("subject") or each.content.get("patient")).get("reference"))
    return "/".join(reference.partition("/_history/")[0].split("/")[-2:])
