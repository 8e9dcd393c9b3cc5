"""The drugs and regimens that a record may name, and how charted names are understood."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine.record.drug_names import DrugNames, UnknownName
from statemachine.record.nearest_names import nearest
from statemachine.record.record import UNKNOWN_ANTICANCER

ENDOCRINE_CLASSES = frozenset({"aromatase_inhibitor", "endocrine_agent"})
ANTI_HER2_CLASSES = frozenset({"anti_her2_antibody", "antibody_drug_conjugate", "her2_kinase_inhibitor"})
CYTOTOXIC_CLASSES = frozenset(
    {
        "taxane",
        "vinca_alkaloid",
        "fluoropyrimidine",
        "platinum",
        "antimetabolite",
        "microtubule_inhibitor",
        "anthracycline",
        "alkylating_agent",
        "other_cytotoxic",
    }
)
# Given beside a treatment: never a part of it, and never a line (dossier 9, L9 and L10).
BESIDE_CLASSES = frozenset({"ovarian_suppression", "bone_agent", "supportive"})
# A conjugate carries a cytotoxic drug; what an unknown drug was cannot be said, and most drugs against cancer count.
PARTNER_CLASSES = ("her2_kinase_inhibitor", "fluoropyrimidine")
COUNTED_CLASSES = ANTI_HER2_CLASSES | CYTOTOXIC_CLASSES | {"other_conjugate", UNKNOWN_ANTICANCER}


@dataclass(frozen=True, slots=True)
class Agent:
    """One drug: `drug_class` and `routes` are the closed words of agents.yaml, `contains` what a conjugate carries."""

    code: str
    label: str
    drug_class: str
    routes: frozenset[str]
    contains: frozenset[str] = frozenset()

    @property
    def is_anti_her2(self) -> bool:
        """An antibody, conjugate or kinase inhibitor against HER2."""
        return self.drug_class in ANTI_HER2_CLASSES

    @property
    def is_chemotherapy(self) -> bool:
        """A cytotoxic drug given as such; a conjugate is not one (interpretation `declined-chemotherapy`)."""
        return self.drug_class in CYTOTOXIC_CLASSES

    def kinds(self) -> set[str]:
        """The words of `declines` beside drug names that fit every form of this drug."""
        kinds = {"chemotherapy"} if self.is_chemotherapy else set()
        if self.routes == {"intravenous"}:
            kinds.add("intravenous")
        if self.routes == {"oral"}:
            kinds.add("oral")
        return kinds


@dataclass(frozen=True, slots=True)
class Regimen:
    """A regimen as slots: of each slot one drug, or any of several alternatives, is given; partners may be added."""

    code: str
    label: str
    slots: tuple[frozenset[str], ...]
    partners: frozenset[str]
    counts_as_line: bool
    card: Mapping[str, Any] = field(hash=False, compare=False)

    @property
    def leaves_its_drugs_open(self) -> bool:
        """Is it treatment of which the code names no drug, as that of a clinical trial?"""
        return self.counts_as_line and not self.slots

    def fits(self, agents: frozenset[str]) -> bool:
        """Is this list of drugs this regimen: every slot filled, no drug left over?"""
        return all(slot & agents for slot in self.slots) and agents <= self.partners.union(*self.slots)

    def is_filled_by(self, given: Collection[frozenset[str]]) -> bool:
        """Is this regimen what was given, whichever drug of each slot it was?"""
        every = self.partners.union(*self.slots)
        return all(slot <= every for slot in given) and all(any(one <= slot for one in given) for slot in self.slots)

    def is_given_as(self, codes: Iterable[str], given: Iterable[frozenset[str]]) -> bool:
        """Is a course with these codes and drugs a course of this regimen?"""
        return self.code in codes or set(self.slots) == set(given)

    def cannot_do_without(self, agents: Collection[str]) -> bool:
        """Is there a slot that nothing but these drugs can fill?"""
        return any(slot.issubset(agents) for slot in self.slots)

    def contains(self, given: Iterable[frozenset[str]]) -> bool:
        """Is everything that was given, or may have been, a part of the regimen?"""
        return all(any(slot & own for own in self.slots) for slot in given)

    def may_contain(self, agents: Collection[str]) -> bool:
        """Can one of these drugs be part of the regimen?"""
        return any(not slot.isdisjoint(agents) for slot in self.slots)


class Catalogue:
    """Every agent and regimen once, found by code or by any name a chart may use.

    Each class has one more agent, which stands in for every drug of the class that is not listed.
    """

    def __init__(
        self,
        agents: Mapping[str, Agent],
        regimens: Mapping[str, Regimen],
        names: Mapping[str, tuple[str, ...]],
        codes: Mapping[tuple[str, str], tuple[str, ...]],
    ) -> None:
        """`names` and `codes` lead to the drugs they stand for (two for a combination product)."""
        self.agents = agents
        self.regimens = regimens
        self.drug_names = DrugNames(names, codes, {code: agent.drug_class for code, agent in agents.items()})
        self.classes = {
            drug_class: frozenset(code for code, agent in agents.items() if agent.drug_class == drug_class)
            for drug_class in {agent.drug_class for agent in agents.values()}
        }
        self.anti_her2 = self._of(ANTI_HER2_CLASSES)
        self.antibodies_and_conjugates = self._of({"anti_her2_antibody", "antibody_drug_conjugate"})
        self.endocrine = self._of(ENDOCRINE_CLASSES)
        # What chemotherapy is given with the antibodies in first line; its end begins the maintenance.
        self.backbone = self._of({"taxane", "vinca_alkaloid"})
        self.chemotherapy = self._of(CYTOTOXIC_CLASSES)
        self.beside = self._of(BESIDE_CLASSES)
        self.anticancer = frozenset(agents) - self.beside
        # What is given beside any anti-HER2 treatment without making another one of it, and what joins one later.
        self.added_to_anything = self.endocrine | self.of_class("cdk4_6_inhibitor")
        self.partners = self.added_to_anything | self._of(PARTNER_CLASSES)
        self.counted = self._of(COUNTED_CLASSES)
        # What can be offered at all: no rule or question needs to name another drug.
        self.in_regimens = frozenset().union(*(regimen.partners.union(*regimen.slots) for regimen in regimens.values()))
        # Of each regimen every drug of a class that it can contain.
        self.of_its_classes = {
            code: frozenset().union(*(drugs for drugs in self.classes.values() if regimen.may_contain(drugs)))
            for code, regimen in regimens.items()
        }
        # Of each regimen the drugs that it may hold and can do without.
        self.left_to_choose = {
            code: regimen.partners.union(*(slot for slot in regimen.slots if len(slot) > 1))
            - frozenset().union(*(slot for slot in regimen.slots if len(slot) == 1))
            for code, regimen in regimens.items()
        }
        self.contained = frozenset().union(*(agent.contains for agent in agents.values()))
        # Of each regimen every drug that it holds or may hold, and the antibodies within them.
        self.held_by = {
            code: drugs.union(*(agents[drug].contains for drug in drugs if drug in agents))
            for code, drugs in ((code, regimen.partners.union(*regimen.slots)) for code, regimen in regimens.items())
        }
        # Of each regimen what was given where a chart tells its code alone: with the partners that its name tells.
        self.given_as = {
            code: (*regimen.slots, *(frozenset({one}) for one in sorted(regimen.partners) if self._names(regimen, one)))
            for code, regimen in regimens.items()
        }
        self._containing = {
            one: frozenset({one, *(code for code, agent in agents.items() if one in agent.contains)})
            for one in self.contained
        }
        self._labels = {code: regimen.label for code, regimen in regimens.items()}

    def of_class(self, drug_class: str) -> frozenset[str]:
        """The codes of all drugs of a class."""
        return self.classes.get(drug_class, frozenset())

    def containing(self, agent: str) -> frozenset[str]:
        """The drug itself, and what contains it."""
        return self._containing.get(agent) or frozenset({agent})

    def agents_named(self, name: str, *, hint: bool = True, kinds: Iterable[str] = ()) -> tuple[str, ...]:
        """The codes of the drugs that a charted name stands for; UnknownName, with what it may misspell if asked for.

        `kinds` are words that may stand in the place of a drug.
        """
        codes = self.drug_names.named(name)
        if not codes:
            raise self.drug_names.unknown(name, list(kinds), self.regimens) if hint else UnknownName("drug", name)
        return codes

    def regimen(self, code: str, *, hint: bool = True) -> Regimen:
        """The regimen of a code; UnknownName if there is none, with the nearest codes if asked for."""
        if code not in self.regimens:
            raise self._unknown_regimen(code) if hint else UnknownName("regimen", code)
        return self.regimens[code]

    def regimens_of(self, agents: frozenset[str]) -> tuple[str, ...]:
        """The codes of all regimens that a list of drugs fits."""
        return tuple(code for code, regimen in self.regimens.items() if regimen.slots and regimen.fits(agents))

    def regimens_given(self, given: Collection[frozenset[str]]) -> tuple[str, ...]:
        """The codes of all regimens that these slots fit, in each of which one drug was certainly given."""
        return tuple(code for code, regimen in self.regimens.items() if regimen.slots and regimen.is_filled_by(given))

    def _of(self, classes: Iterable[str]) -> frozenset[str]:
        return frozenset().union(*map(self.of_class, classes))

    def _names(self, regimen: Regimen, agent: str) -> bool:
        return agent in self.agents and self.agents[agent].label.lower() in regimen.label.lower()

    def _unknown_regimen(self, code: str) -> UnknownName:
        if self.drug_names.is_known(code):
            return UnknownName("regimen", code, "; it is the name of a drug, and drugs are listed under the key agents")
        near = nearest(code, self.regimens, self._labels)
        return UnknownName("regimen", code, f"; the nearest known names are {', '.join(near)}" if near else "", near)


def stand_in(drug_class: str) -> str:
    """The code of the agent that stands in for every unlisted drug of a class."""
    named_so = drug_class.startswith("other_") or drug_class == UNKNOWN_ANTICANCER
    return drug_class if named_so else f"other_{drug_class}"
