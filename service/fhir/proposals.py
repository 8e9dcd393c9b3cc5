"""What is recommended, as a RequestGroup with a proposed MedicationRequest a drug; if nothing is, there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from service.fhir.entries import Entries, Json, filled, note
from statemachine import Library
from statemachine.answer import Option, Recommendation

SYSTEMS: Final = {"rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm", "atc": "http://www.whocc.no/atc"}
Proposed = dict[str, list[Json]]  # references to the MedicationRequests of each preferred regimen


def propose(
    answer: Recommendation, library: Library, entries: Entries, *, in_full: bool
) -> tuple[Json | None, Proposed]:
    """Add the proposals for the preferred regimens; the reference to their group, if there is one.

    `in_full` tells how the regimens are given, in words: a statement of the catalogue is of a regimen, and which drug
    it is about is not known here, so that no MedicationRequest has a dose.
    """
    slots = {code: library.catalogue.regimens[code].slots for code in answer.preferred}
    options = [option for option in answer.options if slots.get(option.regimen)]
    if not options:
        return None, {}
    common = {
        "instantiatesUri": [edition_uri(answer)],
        "status": "draft",
        "intent": "proposal",
        "subject": entries.subject,
    }
    beside = f" At most one of {len(options)} preferred regimens is chosen." if len(options) > 1 else ""
    choices: list[Json] = []
    proposed: Proposed = {}
    requests: list[tuple[str, Json]] = []
    for option in options:
        drugs: list[Json] = []
        for number, slot in enumerate(slots[option.regimen]):
            name, medication = f"{option.regimen} {number}", concept(slot, library)
            own = {
                # What is ordered together: the drugs of one regimen, and never those of two that are alternatives.
                "groupIdentifier": {"type": {"text": "regimen"}, "value": f"{answer.decision_id}/{option.regimen}"},
                "medicationCodeableConcept": medication,
                "note": [note(f"Of the regimen {option.label}.{beside}")],
            }
            requests.append((name, {**common, **own}))
            drugs.append({"title": medication["text"], "resource": entries.reference(name)})
        proposed[option.regimen] = [each["resource"] for each in drugs]
        choices.append({**_described(option, library, in_full=in_full), "selectionBehavior": "all", "action": drugs})
    choice = {"title": "Preferred", "description": answer.says, "selectionBehavior": "at-most-one", "action": choices}
    group = {"identifier": [entries.decision], **common, "action": [choice]}
    added = entries.add("RequestGroup", "RequestGroup", group)
    for name, request in requests:
        entries.add(name, "MedicationRequest", request)
    return added, proposed


def edition_uri(answer: Recommendation) -> str:
    """Where this service describes the edition, as everywhere without its own address, which it does not know."""
    return f"/v1/guidelines/{answer.guideline.id}@{answer.guideline.edition}"


def concept(slot: frozenset[str], library: Library) -> Json:
    """A drug by its name and codes; where one of several is to be chosen, their names alone.

    A choice has no code and is no proposal for each: one of them may be what this patient did not tolerate. The first
    code that the catalogue lists of a system is that of the drug itself; those that follow are brands and products.
    """
    names = _names(slot, library)
    if len(slot) > 1:
        return {"text": names}
    listed = library.agents[min(slot)]["codes"]
    coding = [{"system": uri, "code": listed[system][0]} for system, uri in SYSTEMS.items() if listed.get(system)]
    return filled({"coding": coding, "text": names})


def _described(option: Option, library: Library, *, in_full: bool) -> Json:
    """What is said of an option: grades, what to mind, and its sources."""
    grades = [f"{name} {value}" for name in ("strength", "quality") if (value := getattr(option, name))]
    description = "; ".join(["Preferred", *grades]) + "."
    minded = [caution.text for caution in option.cautions]
    partners = library.catalogue.regimens[option.regimen].partners
    beside = [f"It can be given with {_names(partners, library)}."] if partners else []
    text = "\n".join([*beside, *minded, *(_how_given(option) if in_full else [])])
    told = {
        "title": option.label,
        "description": f"{description} {option.says or ''}".strip(),
        "textEquivalent": text,
        "documentation": [_source(key, library.evidence[key]) for key in option.evidence],
    }
    return filled(told)


def _names(codes: frozenset[str], library: Library) -> str:
    """The names of drugs of which one is chosen."""
    *labels, last = [library.catalogue.agents[code].label for code in sorted(codes)]
    return f"{', '.join(labels)} or {last}" if labels else last


def _how_given(option: Option) -> Iterator[str]:
    """Route, schedule and doses of a regimen, as the catalogue words them."""
    yield from (f"{text}." for text in (option.route, option.schedule) if text)
    for statement in (*option.dosing, *option.continuation, *option.boxed_warnings):
        yield f"{statement['says']}{' (unverified)' if statement['unverified'] else ''}"


def _source(key: str, evidence: Mapping[str, Any]) -> Json:
    doi = f"https://doi.org/{evidence['doi']}" if "doi" in evidence else None
    unverified = " (citation not verified)" if evidence.get("unverified") else ""
    told = {
        "type": "citation",
        "label": key,
        "display": evidence["title"],
        "citation": f"{evidence['citation']}{unverified}",
        "url": doi or evidence.get("url"),
    }
    return filled(told)
