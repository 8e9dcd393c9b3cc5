"""Whether a rule about each topic that can harm is asked before the first dose of every drug, or waived in writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from statemachine.editions.closed_lists import DEMANDED_TOPICS
from statemachine.editions.mistakes import RowFault, expect
from statemachine.editions.safety_rules import SafetyRule, drugs_named
from statemachine.machine.guideline import Waiver
from statemachine.record.catalogue import Catalogue
from statemachine.record.codes import DRUG_CLASSES


def waiver(where: str, row: Mapping[str, Any], catalogue: Catalogue) -> Waiver:
    """A waiver as written; RowFault for a drug that is not known, or where it names none."""
    expect(where, "agent", row.get("agents", ()), catalogue.agents, "agents.yaml")
    drugs = drugs_named(row, catalogue)
    if not drugs:
        raise RowFault(where, "names neither agents nor drug_classes, so it waives nothing")
    return Waiver(row["topic"], drugs, row["because"])


def uncovered(rules: Iterable[SafetyRule], waivers: Iterable[Waiver], catalogue: Catalogue) -> Iterator[RowFault]:
    """A fault for each drug with topics that neither a rule nor a waiver speaks of, and for each needless waiver.

    What no regimen contains is never offered; the rules of its class speak of it where a chart holds it.
    """
    known = list(rules)
    ruled = {
        topic: frozenset(
            agent
            for agent in catalogue.agents
            if any(rule.topic == topic and rule.is_about(agent, catalogue) for rule in known)
        )
        for topic in DEMANDED_TOPICS
    }
    waived = list(waivers)
    for agent, drug in catalogue.agents.items():
        if drug.drug_class not in DRUG_CLASSES:  # told already, and nothing can be said of its topics
            continue
        if agent not in catalogue.in_regimens:  # never offered, so that there is no first dose to ask before
            continue
        missing = [
            topic
            for topic in DEMANDED_TOPICS
            if agent not in ruled[topic] and not any(one.topic == topic and agent in one.drugs for one in waived)
        ]
        if missing:
            says = f"before the first dose nothing is asked of {agent} ({drug.drug_class}) about {', '.join(missing)}; "
            yield RowFault("rows", f"{says}write a rule for the drug or its class, or a waiver with its reason")
    for one in waived:
        needless = sorted(one.drugs & ruled[one.topic])
        if needless:
            says = f"a rule speaks of {', '.join(needless)} about {one.topic}, so that nothing is waived"
            yield RowFault("waivers", says)
