"""From the rows of agents.yaml and regimens.yaml to the catalogue, with every name and source checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from statemachine.editions import catalogue_shapes
from statemachine.editions.mistakes import Mistakes, RowFault, expect
from statemachine.record.catalogue import Agent, Catalogue, Regimen, stand_in
from statemachine.record.codes import DRUG_CLASSES


def catalogue_of(
    drugs: Mapping[str, Any], regimens: Mapping[str, Any], evidence: Mapping[str, Any], mistakes: Mistakes
) -> Catalogue:
    """The drugs and regimens of the two files; a name with two meanings and an unknown code or key are noted."""
    agents = {
        code: Agent(code, row["label"], row["class"], frozenset(row["routes"]), frozenset(row.get("contains", ())))
        for code, row in drugs["agents"].items()
    }
    with mistakes.noting("agents.yaml"):
        expect("classes", "class", drugs["classes"], DRUG_CLASSES)
        expect("classes", "class that is described", DRUG_CLASSES, drugs["classes"])
    for drug_class, row in drugs["classes"].items():
        code = stand_in(drug_class)
        agents[code] = Agent(code, row["label"], drug_class, frozenset())
    built = {code: _regimen(code, row, agents, evidence, mistakes) for code, row in regimens.items()}
    names = _names(drugs, agents, evidence, mistakes)
    # The first of two drugs keeps a name that both have, so that the second one is found out.
    catalogue = Catalogue(agents, built, {name: codes for _, name, codes in reversed(names)}, _codes(drugs))
    for where, name, codes in names:
        other = catalogue.agents_named(name)
        if other != codes:
            mistakes.note("agents.yaml", RowFault(where, f"the name {name!r} stands for {' and '.join(other)} already"))
    return catalogue


def _names(
    drugs: Mapping[str, Any], agents: Mapping[str, Agent], evidence: Mapping[str, Any], mistakes: Mistakes
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every charted name with the row it stands in and the codes of the drugs it stands for."""
    names: list[tuple[str, str, tuple[str, ...]]] = []
    for code, row in drugs["agents"].items():
        where = f"agents.{code}"
        with mistakes.noting("agents.yaml"):
            expect(where, "evidence key", row["evidence"], evidence, "evidence.yaml")
            expect(where, "agent", row.get("contains", ()), agents)
        names += [(where, name, (code,)) for name in [code, row["label"], *row["names"]]]
    for drug_class, row in drugs["classes"].items():
        code = stand_in(drug_class)
        names += [(f"classes.{drug_class}", name, (code,)) for name in (code, row["label"])]
    for product, row in drugs["products"].items():
        where = f"products.{product}"
        with mistakes.noting("agents.yaml"):
            expect(where, "agent", row["agents"], agents)
            expect(where, "evidence key", row["evidence"], evidence, "evidence.yaml")
            names += [(where, name, tuple(row["agents"])) for name in [product, *row["names"]]]
    return names


def _codes(drugs: Mapping[str, Any]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Every code with its system, and the drugs it stands for."""
    listed = [((code,), row) for code, row in drugs["agents"].items()]
    listed += [(tuple(row["agents"]), row) for row in drugs["products"].values()]
    return {(system, one): stands for stands, row in listed for system, ones in row["codes"].items() for one in ones}


def _regimen(
    code: str, row: Mapping[str, Any], agents: Mapping[str, Agent], evidence: Mapping[str, Any], mistakes: Mistakes
) -> Regimen:
    slots = tuple(_slot(slot) for slot in row["agents"])
    partners = frozenset().union(*(_slot(slot) for slot in row.get("partners", ())))
    with mistakes.noting("regimens.yaml"):
        expect(f"{code}.agents", "agent", sorted(partners.union(*slots)), agents, "agents.yaml")
    card: dict[str, Any] = {}
    with mistakes.noting("regimens.yaml"):
        card = _card(code, row, evidence)
    return Regimen(code, row["label"], slots, partners, row["counts_as_line"], card)


def _card(code: str, row: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Any]:
    """What a board weighs about a regimen: the static part of every option."""
    card: dict[str, Any] = {"route": row["route"], "schedule": row["schedule"]}
    for name in catalogue_shapes.STATEMENTS:
        card[name] = statements(f"{code}.{name}", row[name], evidence)
    trials = {key: cited for key, cited in evidence.items() if cited["kind"] == "trial"}
    expect(f"{code}.trials", "trial", row["trials"], trials, "evidence.yaml")
    card["trials"] = [
        {
            "key": key,
            "title": trials[key]["title"],
            "population": trials[key]["population"],
            "figures": statements(f"{key}.figures", trials[key]["figures"], evidence),
        }
        for key in row["trials"]
    ]
    return card


def statements(where: str, said: Iterable[Mapping[str, Any]], evidence: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Sentences as answers show them, each with its sources."""
    return [_statement(f"{where}[{index}]", row, evidence) for index, row in enumerate(said)]


def _statement(where: str, said: Mapping[str, Any], evidence: Mapping[str, Any]) -> dict[str, Any]:
    expect(where, "evidence key", said.get("evidence", ()), evidence, "evidence.yaml")
    if not said.get("evidence") and said.get("basis") != "service":
        raise RowFault(where, f"{said['says']!r} names no evidence and does not say `basis: service`")
    return {
        "says": said["says"],
        "evidence": said.get("evidence", []),
        "unverified": said.get("unverified", False),
        "basis": said.get("basis", "source"),
    }


def _slot(slot: str | list[str]) -> frozenset[str]:
    return frozenset([slot] if isinstance(slot, str) else slot)
