"""Allergies and adverse events: never charted, as drug, kind and grade are a person's to say, and never passed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from service.fhir.drugs import drugs_in
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, an_object, texts, word
from service.fhir.verification import NOT_SO
from statemachine.record.catalogue import Catalogue

OF_NO_DRUG: Final = ("food", "environment")
CHART_IT: Final = "Chart it as an event, toxicity, with the drug, its kind and its grade."


def tell_allergies(allergies: Iterable[Resource], catalogue: Catalogue, report: Report) -> None:
    """Ask about every allergy to a cancer drug; one to what is not known here is left for a person to look at."""
    for each in allergies:
        verification = word(each.content.get("verificationStatus"))
        reactions = [an_object(reaction) for reaction in a_list(each.content.get("reaction"))[:10]]
        concepts = [
            each.content.get("code"),
            each.content.get("substance"),
            *(one.get("substance") for one in reactions),
        ]
        charted = [drug for concept in concepts for drug in drugs_in([concept], catalogue).charted]
        named = ", ".join(dict.fromkeys(drug if isinstance(drug, str) else drug[0] for drug in charted))
        if verification in NOT_SO:
            report.ignored(each, f"Its verification status is {verification}.")
        elif charted and catalogue.beside.issuperset(charted):
            report.ignored(each, f"{named} is given beside the treatment, and no answer hangs on it.")
        elif charted:
            report.not_understood(each, f"An allergy or intolerance to {named}; it is not charted.")
            report.ask(f"What happened under {named}? {CHART_IT}", [each])
        elif {word(kind) for kind in a_list(each.content.get("category"))} & {*OF_NO_DRUG}:
            report.ignored(each, "It is of food or of the environment.")
        else:
            name = next((text for concept in concepts for text in texts(concept)), "what is not named")
            report.not_understood(each, f"An allergy to {name}: no cancer drug is known by that name here.")


def tell_adverse_events(events: Iterable[Resource], report: Report) -> None:
    """Ask about every adverse event."""
    for each in events:
        report.not_understood(each, "An adverse event; it is not charted.")
        report.ask(f"Was this a toxicity of a cancer drug? {CHART_IT}", [each])
