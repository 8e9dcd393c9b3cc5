"""Which drugs a medication is: by its codes and names, the most specific wins, so that no conjugate is its antibody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from service.fhir.values import Code, codes, texts
from statemachine.record.catalogue import Catalogue
from statemachine.record.drug_names import UnknownName
from statemachine.record.record import UNKNOWN_ANTICANCER

SYSTEMS: Final = ("rxnorm", "atc")
GROUP: Final = 5  # letters of an ATC code that name a group of drugs: L01EH are the kinase inhibitors of HER2
CANCER: Final = "L01"  # antineoplastic drugs, by ATC
# A product whose ATC code is that of the plain drug.
FORMS: Final = {"nab_paclitaxel": "paclitaxel"}
LONGEST_NAME: Final = 100
MOST_NAMES: Final = 3  # of one medication


DIFFERENT: Final = "Its codes and names are those of different drugs."
Charted = tuple[str | tuple[str, str], ...]  # an agent's code, or the name and the class of an unlisted drug


@dataclass(frozen=True, slots=True)
class Drugs:
    """The drugs as the record charts them, and whether each is understood; empty where nothing of it is."""

    charted: Charted
    understood: bool
    says: str

    @property
    def named(self) -> str:
        """Their names in a row."""
        return ", ".join(each if isinstance(each, str) else each[0] for each in self.charted)

    @property
    def agents(self) -> list[str | dict[str, str]]:
        """The same as JSON."""
        return [each if isinstance(each, str) else {"other": each[0], "class": each[1]} for each in self.charted]


UNKNOWN: Final = Drugs((), False, "No code and no name of it is one of a drug that is known here.")


def drugs_in(concepts: Iterable[Any], catalogue: Catalogue) -> Drugs:
    """The drugs that the concepts of one medication name; those of two that contradict each other are not read."""
    concepts = [*concepts]
    coded = [code for concept in concepts for code in codes(concept) if code.system in SYSTEMS]
    names = [text[:LONGEST_NAME] for concept in concepts for text in texts(concept)][:MOST_NAMES]
    read = [*filter(None, (_coded(code, catalogue) for code in coded))]
    read += filter(None, (frozenset(catalogue.drug_names.named(name)) for name in names))
    if not read:
        return _unlisted(coded, names, catalogue)
    most = read[0]
    for other in read[1:]:
        if is_more_specific(other, most, catalogue):
            most = other
        elif other != most and not is_more_specific(most, other, catalogue):
            return Drugs((), False, DIFFERENT)
    by_atc = any(code.system == "atc" and _coded(code, catalogue) == most for code in coded)
    if most & catalogue.contained and not by_atc and not all(map(catalogue.drug_names.named, names)):
        # Lists of codes name the antibody for its conjugates too, so that a name which nobody knows may be one.
        return Drugs(
            (), False, f"Coded as {in_words(most, catalogue)}, while its name is not known: maybe a conjugate."
        )
    return Drugs(tuple(sorted(most)), True, f"Read as {in_words(most, catalogue)}.")


@lru_cache(maxsize=4)
def groups_of(catalogue: Catalogue) -> Mapping[str, str]:
    """The groups of ATC in which at least two drugs of the catalogue are, all of one class, with that class."""
    classes: dict[str, list[str]] = {}
    for (system, code), drugs in catalogue.drug_names.codes.items():
        if system == "atc" and len(drugs) == 1:
            classes.setdefault(code[:GROUP], []).append(catalogue.agents[drugs[0]].drug_class)
    return {group: found[0] for group, found in classes.items() if len(found) > 1 and len(set(found)) == 1}


def _coded(code: Code, catalogue: Catalogue) -> frozenset[str]:
    try:
        return frozenset(catalogue.drug_names.coded(code.system, code.code))
    except UnknownName:
        return frozenset()


def _unlisted(coded: list[Code], names: list[str], catalogue: Catalogue) -> Drugs:
    """A drug that the catalogue does not know: by its class, where its ATC group tells that."""
    name = names[0] if names else next((code.code for code in coded), "")
    atc = [code.code.upper() for code in coded if code.system == "atc"]
    groups = groups_of(catalogue) if atc else {}
    drug_class = next((groups[code[:GROUP]] for code in atc if code[:GROUP] in groups), "")
    if name and drug_class:
        return Drugs(((name[:LONGEST_NAME], drug_class),), True, f"Not listed; charted by its class, {drug_class}.")
    if name and any(code.startswith(CANCER) for code in atc):
        says = "Not listed; an anticancer drug by its ATC code, of which the class is not known."
        return Drugs(((name[:LONGEST_NAME], UNKNOWN_ANTICANCER),), False, says)
    return UNKNOWN


def is_more_specific(drugs: frozenset[str], others: frozenset[str], catalogue: Catalogue) -> bool:
    """Is it a conjugate of the other drug, a product of several of which the other is one, or a form of it?"""
    if drugs > others:
        return True
    inner = frozenset(part for drug in drugs for part in catalogue.agents[drug].contains)
    forms = frozenset(FORMS.get(drug, drug) for drug in drugs)
    return drugs != others and (others <= inner or (others == forms))


def in_words(drugs: Iterable[str | tuple[str, str]], catalogue: Catalogue) -> str:
    """The labels of drugs in a row."""
    return " and ".join(sorted(catalogue.agents[each].label if isinstance(each, str) else each[0] for each in drugs))
