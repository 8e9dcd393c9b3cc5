"""Which drugs a medication is, by its codes and names, which must agree, so that no conjugate is its antibody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from service.fhir.atc_groups import GROUP, groups_of, is_of_another_group
from service.fhir.report import Report, Resource
from service.fhir.values import Code, codes, texts
from statemachine.record.catalogue import Catalogue
from statemachine.record.drug_names import UnknownName
from statemachine.record.record import UNKNOWN_ANTICANCER

SYSTEMS: Final = ("rxnorm", "atc")
CANCER: Final = "L01"  # antineoplastic drugs, by ATC
# A product whose ATC code is that of the plain drug.
FORMS: Final = {"nab_paclitaxel": "paclitaxel"}
LONGEST_NAME: Final = 100
MOST_NAMES: Final = 10  # of one medication
MOST_WORDS: Final = 12  # of one name
LONGEST_IN_WORDS: Final = 3  # a name of a drug within a longer text

DIFFERENT: Final = "Its codes and names are those of different drugs:"
Charted = tuple[str | tuple[str, str], ...]  # an agent's code, or the name and the class of an unlisted drug


@dataclass(frozen=True, slots=True)
class Drugs:
    """The drugs as the record charts them, and whether each is understood; empty where nothing of it is."""

    charted: Charted
    understood: bool
    says: str
    may_be: Charted = ()  # the known drugs of which one was given, where nothing can be charted

    @property
    def is_unknown(self) -> bool:
        """Is no code and no name of it one of a drug that is known here?"""
        return self.says == UNKNOWN.says

    @property
    def named(self) -> str:
        """Their names in a row."""
        return ", ".join(each if isinstance(each, str) else each[0] for each in self.charted)

    def may_treat(self, catalogue: Catalogue) -> str:
        """The known drugs against cancer that it is or may be, in words; empty where there is none."""
        known = dict.fromkeys([*self.charted, *self.may_be])
        return "" if catalogue.beside.issuperset(known) else in_words(known, catalogue)

    @property
    def agents(self) -> list[str | dict[str, str]]:
        """The same as JSON."""
        return [each if isinstance(each, str) else {"other": each[0], "class": each[1]} for each in self.charted]


UNKNOWN: Final = Drugs((), False, "No code and no name of it is one of a drug that is known here.")


def drugs_in(concepts: Iterable[Any], catalogue: Catalogue) -> Drugs:
    """The drugs that the concepts of one medication name; those of two that contradict each other are not read.

    Of several codes the most specific wins, as lists of codes name the antibody for its conjugates too. A name must say
    what the codes say.
    """
    concepts = [*concepts]
    coded = [code for concept in concepts for code in codes(concept) if code.system in SYSTEMS]
    names = [text[:LONGEST_NAME] for concept in concepts for text in texts(concept)][:MOST_NAMES]
    named = {name: frozenset(catalogue.drug_names.named(name)) for name in names}
    unknown = [name for name, drugs in named.items() if not drugs]
    within = [drugs for name in unknown for drugs in named_within(name, catalogue)]
    by_code = [*filter(None, (_coded(code, catalogue) for code in coded))]
    by_name = [*filter(None, named.values())]
    if not by_code and not by_name:
        return _unlisted(coded, names, catalogue) if not within else _different(within, catalogue)
    most = _agreed(by_code, by_name, catalogue)
    if most is None:
        return _different([*by_code, *by_name], catalogue)
    if any(not drugs <= most and not is_form_of(most, drugs) for drugs in within):
        return _different([most, *within], catalogue)
    if is_of_another_group(concepts) and not most <= catalogue.beside:
        called = in_words(most, catalogue)
        says = f"Its name is that of {called}, and its ATC code of a group without drugs against cancer."
        return Drugs((), False, says, tuple(sorted(most)))
    by_atc = any(code.system == "atc" and _coded(code, catalogue) == most for code in coded)
    may_be_conjugate = not by_atc or any(_names_what_a_conjugate_carries(name, catalogue) for name in unknown)
    if most & catalogue.contained and unknown and may_be_conjugate:
        # Lists of codes name the antibody for its conjugates too, so that a name which nobody knows may be one.
        says = f"Coded as {in_words(most, catalogue)}, while its name is not known: maybe a conjugate."
        return Drugs((), False, says, tuple(sorted(most)))
    return Drugs(tuple(sorted(most)), True, f"Read as {in_words(most, catalogue)}.")


def _agreed(
    by_code: list[frozenset[str]], by_name: list[frozenset[str]], catalogue: Catalogue
) -> frozenset[str] | None:
    """What the most specific code says, or the names alone; None where codes, or a name and they, say two things."""
    most = (by_code or by_name)[0]
    for other in by_code[1:]:
        if is_more_specific(other, most, catalogue):
            most = other
        elif other != most and not is_more_specific(most, other, catalogue):
            return None
    for other in by_name:
        if is_form_of(other, most):
            most = other
        elif other != most and not is_form_of(most, other):
            return None
    return most


def _names_what_a_conjugate_carries(name: str, catalogue: Catalogue) -> bool:
    """Is a word of it that of the drug which a conjugate carries, also as German has it: emtansine, emtansin?"""
    carried = {
        agent.label.split()[-1].lower().removesuffix("e") for agent in catalogue.agents.values() if agent.contains
    }
    return any(word.startswith(tuple(carried)) for word in re.findall(r"\w+", name.lower()))


def _different(read: Iterable[frozenset[str]], catalogue: Catalogue) -> Drugs:
    """None of the drugs that codes and names say, where they are not the same or stand in other words."""
    read = [*read]
    if len(set(read)) == 1:
        return replace(UNKNOWN, may_be=tuple(sorted(read[0])))
    several = sorted({in_words(drugs, catalogue) for drugs in read})
    says = f"{DIFFERENT} {', or '.join(several)}."
    return Drugs((), False, says, tuple(sorted(frozenset[str]().union(*read))))


def named_within(name: str, catalogue: Catalogue) -> tuple[frozenset[str], ...]:
    """The drugs that words of a name say which is not known as a whole, of the longest names among them."""
    words = re.findall(r"[^\s,;:()\[\]/+]+", name)[:MOST_WORDS]
    found: list[frozenset[str]] = []
    start = 0
    while start < len(words):
        for length in range(min(LONGEST_IN_WORDS, len(words) - start), 0, -1):
            together = " ".join(words[start : start + length])
            if catalogue.drug_names.is_known(together):
                found.append(frozenset(catalogue.drug_names.named(together)))
                break
        start += length
    return tuple(found)


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
    return drugs != others and (others <= inner or is_form_of(drugs, others))


def is_form_of(drugs: frozenset[str], others: frozenset[str]) -> bool:
    """Are they the other drugs in another form, which codes of the plain drug do not tell?"""
    return drugs != others and others == frozenset(FORMS.get(drug, drug) for drug in drugs)


def in_words(drugs: Iterable[str | tuple[str, str]], catalogue: Catalogue) -> str:
    """The labels of drugs in a row."""
    return " and ".join(sorted(catalogue.agents[each].label if isinstance(each, str) else each[0] for each in drugs))


def leave_out(medications: Iterable[Resource], drugs: Drugs, catalogue: Catalogue, report: Report) -> None:
    """Keep the history incomplete, where what is not charted may be a known treatment of the cancer."""
    if may_treat := drugs.may_treat(catalogue):
        report.leave_out(medications, may_treat)
