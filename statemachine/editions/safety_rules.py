"""The start verdicts of safety.yaml: which regimens a rule joins, and as what kind of guard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from statemachine.editions.mistakes import RowFault, expect
from statemachine.machine.guard import Grounds, Guard
from statemachine.machine.question import Question
from statemachine.record.catalogue import Catalogue, Regimen
from statemachine.record.record import UNKNOWN_ANTICANCER


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """One rule, as written; exactly one of `all_of`, `none_of` and `caution` holds its guard."""

    where: str
    document: Mapping[str, Any]

    @property
    def name(self) -> str | None:
        """What an edition calls the rule by where one of its own rows waives it."""
        return self.document.get("name")

    @property
    def topic(self) -> str:
        """What it is about: the heart, the liver, what failed before ..."""
        topic: str = self.document["topic"]
        return topic

    @property
    def is_caution(self) -> bool:
        """A rule that leaves the option open and says something."""
        return "caution" in self.document

    @property
    def word(self) -> Any:
        """The guard, as a row writes it."""
        return next(self.document[key] for key in ("all_of", "none_of", "caution") if key in self.document)

    def check(self, catalogue: Catalogue) -> None:
        """RowFault for a drug or regimen that is not known, a rule of no regimen, or a caution without words."""
        named = [agent for key in ("agents", "except_agents", "containing") for agent in self.document.get(key, ())]
        expect(self.where, "agent", named, catalogue.agents, "agents.yaml")
        expect(self.where, "regimen", self.document.get("regimens", ()), catalogue.regimens, "regimens.yaml")
        if self.is_caution and "says" not in self.document:
            raise RowFault(self.where, "a caution says something, so `says` is missing")
        if self.is_caution and self.document.get("going_on") and "code" not in self.document:
            raise RowFault(self.where, "a caution about going on is told by its code, so `code` is missing")
        # A drug that no regimen here holds may be given outside the edition.
        is_given_outside = bool(self.document.get("going_on")) and bool(self.drugs(catalogue))
        if not is_given_outside and not any(
            self.joins(regimen, catalogue, going_on=going_on)
            for regimen in catalogue.regimens.values()
            for going_on in (False, True)
        ):
            raise RowFault(
                self.where,
                "joins no regimen; known are agents, drug_classes, containing, regimens and every_regimen, "
                "and a prohibition joins only what cannot do without a drug",
            )

    def joins(self, regimen: Regimen | None, catalogue: Catalogue, *, going_on: bool) -> bool:
        """Does the rule guard starting this regimen, or going on with it? None is a treatment outside the edition."""
        when = self.document.get("going_on", False)
        if (when == "only") != going_on and when is not True:
            return False
        if regimen is None:
            return "regimens" not in self.document
        if self.document.get("every_regimen") or regimen.code in self.document.get("regimens", ()):
            return bool(regimen.slots) or not self.document.get("every_regimen")
        drugs = self.drugs(catalogue)
        if going_on:  # what is given may hold a partner that the regimen can do without, or that is added to anything
            return not drugs.isdisjoint(regimen.partners.union(catalogue.added_to_anything, *regimen.slots))
        return regimen.may_contain(drugs) if self.is_caution else regimen.cannot_do_without(drugs)

    def drugs(self, catalogue: Catalogue) -> frozenset[str]:
        """The drugs that the rule is about; none where it is about every regimen."""
        return drugs_named(self.document, catalogue)

    def is_about(self, agent: str, catalogue: Catalogue) -> bool:
        """Does the rule ask something before the first dose of this drug?"""
        is_asked_first = self.document.get("going_on") != "only"
        return is_asked_first and (bool(self.document.get("every_regimen")) or agent in self.drugs(catalogue))

    def _while_given(self, catalogue: Catalogue) -> frozenset[str]:
        """The drugs one of which must be given; a rule of a class is heard beside a drug that nobody named as well."""
        drugs = self.drugs(catalogue)
        return drugs | {UNKNOWN_ANTICANCER} if "drug_classes" in self.document else drugs

    def guard(self, question: Question, grounds: Grounds, catalogue: Catalogue, *, going_on: bool) -> Guard:
        """The guard of this rule; a caution applies when the answer is yes."""
        return Guard(
            question,
            "none_of" not in self.document,
            when_unknown=self.document.get("when_unknown", "ask"),
            grounds=grounds,
            says=self.document.get("says"),
            code=self.document.get("code"),
            asks=self.document.get("asks", False),
            action=self.document.get("action_when_unknown"),
            while_given=self._while_given(catalogue) if going_on else frozenset(),
            topic=self.topic,
            drugs=self.drugs(catalogue),
        )


def drugs_named(row: Mapping[str, Any], catalogue: Catalogue) -> frozenset[str]:
    """The drugs of `agents`, `drug_classes` and `containing` (with what contains them), without `except_agents`."""
    agents = frozenset(row.get("agents", ())).union(*map(catalogue.of_class, row.get("drug_classes", ())))
    agents = agents.union(*map(catalogue.containing, row.get("containing", ())))
    return agents.difference(row.get("except_agents", ()))
