"""The drugs and regimens that a record may name, and how charted names are understood."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from statemachine.record.nearest_names import nearest

ENDOCRINE_CLASSES = frozenset({"aromatase_inhibitor", "endocrine_agent"})
TARGETED_CLASSES = frozenset({"anti_her2_antibody", "her2_kinase_inhibitor", "cdk4_6_inhibitor"})
ANTI_HER2_CLASSES = frozenset({"anti_her2_antibody", "antibody_drug_conjugate", "her2_kinase_inhibitor"})
DRUGS_ALIKE = 0.8  # names of drugs are alike that should not be taken for each other
TRASTUZUMAB_BASED = frozenset({"trastuzumab", "trastuzumab_emtansine", "trastuzumab_deruxtecan"})


@dataclass(frozen=True, slots=True)
class Agent:
    """One drug: `drug_class` and `routes` are the closed words of agents.yaml."""

    code: str
    label: str
    drug_class: str
    routes: frozenset[str]

    @property
    def is_anti_her2(self) -> bool:
        """An antibody, conjugate or kinase inhibitor against HER2."""
        return self.drug_class in ANTI_HER2_CLASSES

    @property
    def is_chemotherapy(self) -> bool:
        """A cytotoxic drug given as such; a conjugate is not one (interpretation `declined-chemotherapy`)."""
        return self.drug_class not in ENDOCRINE_CLASSES | TARGETED_CLASSES | {"antibody_drug_conjugate"}

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

    def cannot_do_without(self, agents: Iterable[str]) -> bool:
        """Is there a slot that nothing but these drugs can fill?"""
        return any(slot <= set(agents) for slot in self.slots)

    def contains(self, given: Iterable[frozenset[str]]) -> bool:
        """Is everything that was given, or may have been, a part of the regimen?"""
        return all(any(slot & own for own in self.slots) for slot in given)

    def may_contain(self, agents: Iterable[str]) -> bool:
        """Can one of these drugs be part of the regimen?"""
        return any(slot & set(agents) for slot in self.slots)


class UnknownName(ValueError):
    """A drug or regimen that the catalogue does not know; the message names the nearest known ones."""


class Catalogue:
    """Every agent and regimen once, found by code or by any name a chart may use."""

    def __init__(
        self,
        agents: Mapping[str, Agent],
        regimens: Mapping[str, Regimen],
        names: Mapping[str, tuple[str, ...]],
    ) -> None:
        """`names` maps each charted name to the codes of the drugs it stands for (two for a combination product)."""
        self.agents = agents
        self.regimens = regimens
        self._names = {_plain(name): codes for name, codes in names.items()}
        self.anti_her2 = frozenset(code for code, agent in agents.items() if agent.is_anti_her2)
        self.endocrine = frozenset(code for code, agent in agents.items() if agent.drug_class in ENDOCRINE_CLASSES)
        # What chemotherapy is given with the antibodies in first line; its end begins the maintenance.
        self.backbone = frozenset(
            code for code, agent in agents.items() if agent.drug_class in ("taxane", "vinca_alkaloid")
        )
        self.chemotherapy = frozenset(code for code, agent in agents.items() if agent.is_chemotherapy)
        self.classes = {
            drug_class: frozenset(code for code, agent in agents.items() if agent.drug_class == drug_class)
            for drug_class in {agent.drug_class for agent in agents.values()}
        }
        self._known = list({_plain(name): name for name in [*sorted(names), *agents]}.values())
        self._labels = {code: regimen.label for code, regimen in regimens.items()}

    def of_class(self, drug_class: str) -> frozenset[str]:
        """The codes of all drugs of a class."""
        return self.classes.get(drug_class, frozenset())

    def agents_named(self, name: str, *, hint: bool = True, kinds: Iterable[str] = ()) -> tuple[str, ...]:
        """The codes of the drugs that a charted name stands for; UnknownName, with the nearest names if asked for.

        `kinds` are words that may stand in the place of a drug.
        """
        codes = self._names.get(_plain(name))
        if codes is None:
            raise UnknownName(self._unknown_drug(name, list(kinds)) if hint else _refused("drug", ""))
        return codes

    def regimen(self, code: str, *, hint: bool = True) -> Regimen:
        """The regimen of a code; UnknownName if there is none, with the nearest codes if asked for."""
        if code not in self.regimens:
            raise UnknownName(self._unknown_regimen(code) if hint else _refused("regimen", ""))
        return self.regimens[code]

    def regimens_of(self, agents: frozenset[str]) -> tuple[str, ...]:
        """The codes of all regimens that a list of drugs fits."""
        return tuple(code for code, regimen in self.regimens.items() if regimen.slots and regimen.fits(agents))

    def regimens_given(self, given: Collection[frozenset[str]]) -> tuple[str, ...]:
        """The codes of all regimens that these slots fit, in each of which one drug was certainly given."""
        return tuple(code for code, regimen in self.regimens.items() if regimen.slots and regimen.is_filled_by(given))

    def _unknown_drug(self, name: str, kinds: list[str]) -> str:
        near = nearest(name, [*kinds, *self._known], alike=DRUGS_ALIKE)
        if near:
            return _refused("drug", f"; the nearest known names are {', '.join(near)}")
        regimens = nearest(name, self.regimens, self._labels)
        return _refused("drug", f"; the key regimen knows {', '.join(regimens)}" if regimens else "")

    def _unknown_regimen(self, code: str) -> str:
        if _plain(code) in self._names:
            return _refused("regimen", "; it is the name of a drug, and drugs are listed under the key agents")
        near = nearest(code, self.regimens, self._labels)
        return _refused("regimen", f"; the nearest known names are {', '.join(near)}" if near else "")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _refused(kind: str, hint: str) -> str:
    return f"this {kind} is not known{hint}. It is refused, because an unread treatment could change the answer"
