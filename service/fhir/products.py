"""What names the drug of a medication: a concept, the Medication that it refers to, and what that one is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from service.fhir.atc_groups import is_of_another_group
from service.fhir.bundle import Resources
from service.fhir.drugs import Charted, Drugs, drugs_in, in_words, is_more_specific
from service.fhir.other_purposes import purpose_beside
from service.fhir.report import Report, Resource
from service.fhir.values import a_list, a_text, an_object, texts, word
from statemachine.record.catalogue import Catalogue

DIFFERENT_PARTS: Final = "Its code or name and its ingredients are those of different drugs."
MOST_INGREDIENTS: Final = 20  # of one product


class Product(NamedTuple):
    """The drugs, what it is called, and why it is certainly none of the cancer; empty where that is not so."""

    drugs: Drugs
    called: str
    beside: str


WITHDRAWN: Final = Drugs((), False, "The Medication that names its drug is entered in error.")


def read_product(each: Resource, among: Resources, catalogue: Catalogue, report: Report) -> Product:
    """What a medication is."""
    medication = medication_of(each, among)
    ingredients: list[Any] = []
    if medication is not None and word(medication.content.get("status")) == "entered-in-error":
        report.ignored(medication, "It is entered in error.")
        return Product(WITHDRAWN, report.called(medication.content.get("code")), "")
    if medication is not None:
        report.used(medication, "It names the drug of a medication.")
        ingredients = [*_ingredients(medication, among)]
    concepts = [*_concepts(each.content, medication)]
    active = [part for part in ingredients if not is_of_another_group([part])]
    if len(active) == 1:
        concepts += active
    drugs = drugs_in(concepts, catalogue)
    if len(active) > 1:
        drugs = _with_parts(drugs, active, catalogue)
    # What is made of nothing but such ingredients is what they are.
    named_by = concepts if active else [*concepts, *ingredients]
    beside = purpose_beside(each.content, named_by, catalogue) if drugs.is_unknown else ""
    return Product(drugs, next((text for concept in [*concepts, *ingredients] for text in texts(concept)), ""), beside)


def concepts_of(each: Resource, among: Resources) -> list[Any]:
    """The concepts that name a medication as a whole."""
    return [*_concepts(each.content, medication_of(each, among))]


def medication_of(each: Resource, among: Resources) -> Resource | None:
    """The Medication that names its drug."""
    medication = an_object(each.content.get("medication"))
    for reference in (each.content.get("medicationReference"), medication.get("reference"), medication):
        found = among.referred(each, an_object(reference))
        if found is not None and found.kind == "Medication":
            return found
    return None


def _concepts(content: Any, medication: Resource | None) -> Iterator[Any]:
    yield content.get("medicationCodeableConcept")
    inline = an_object(content.get("medication"))
    yield inline.get("concept") or (inline if "coding" in inline else None)
    if medication is not None:
        yield medication.content.get("code")
        return
    for reference in (content.get("medicationReference"), inline.get("reference"), inline):
        if named := a_text(an_object(reference).get("display")):
            yield {"text": named}


def _ingredients(medication: Resource, among: Resources) -> Iterator[Any]:
    """The concept of each active ingredient, also where it is a Medication or Substance of its own."""
    parts = [an_object(part) for part in a_list(medication.content.get("ingredient"))]
    active = [part for part in parts if part.get("isActive") is not False]
    for part in active[:MOST_INGREDIENTS]:
        item = an_object(part.get("item"))
        found = among.referred(medication, part.get("itemReference") or item.get("reference"))
        referred = None if found is None else found.content.get("code")
        yield part.get("itemCodeableConcept") or item.get("concept") or referred
    if len(active) > MOST_INGREDIENTS:
        yield None


def _with_parts(product: Drugs, ingredients: list[Any], catalogue: Catalogue) -> Drugs:
    """A product of several ingredients is all of them, unless its own code or name says more than they do."""
    parts, is_whole = _parts(ingredients, catalogue)
    if not parts:
        return product
    if product.is_unknown and is_whole:
        return Drugs(parts, True, f"Read as {in_words(parts, catalogue)}.")
    if product.is_unknown:
        # What stands beside the antibody may be what makes it a conjugate.
        known = () if catalogue.contained.intersection(parts) else parts
        return Drugs(known, False, f"An ingredient beside {in_words(parts, catalogue)} is not known here.", parts)
    if not product.understood or set(parts) <= set(product.charted):
        return product
    if all(isinstance(part, str) for part in (*parts, *product.charted)):
        made_of, called = frozenset(map(str, parts)), frozenset(map(str, product.charted))
        if is_more_specific(called, made_of, catalogue):
            return product
        if is_more_specific(made_of, called, catalogue):
            return Drugs(parts, is_whole, f"Read as {in_words(parts, catalogue)}.")
    return Drugs((), False, DIFFERENT_PARTS, (*product.charted, *parts))


def _parts(ingredients: list[Any], catalogue: Catalogue) -> tuple[Charted, bool]:
    """The drugs of the ingredients, and whether each is understood."""
    names = [next(iter(texts(each)), "") for each in ingredients]
    # Products are also named by their ingredients, some of which are no drugs alone, in the order of the alphabet too.
    orders = (names, sorted(names, key=str.lower)) if all(names) else ()
    together = next(filter(None, (catalogue.drug_names.named(" / ".join(order)) for order in orders)), ())
    if together:
        return tuple(sorted(together)), True
    read = [drugs_in([each], catalogue) for each in ingredients]
    drugs = dict.fromkeys(drug for each in read for drug in each.charted)
    return tuple(sorted(drugs, key=str)), all(each.understood for each in read)
