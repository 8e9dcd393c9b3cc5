"""The table of combinations: from two kinds of drugs that are not given together to what must be told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from statemachine.editions.row import Row
from statemachine.record.catalogue import Catalogue

TOLD_AS = ("hold", "multidisciplinary_review", "pitfall")


def notices_of(row: Row, catalogue: Catalogue) -> Iterator[Row]:
    """A row of the table as notices: the next dose waits, the team is called, and a warning says why."""
    drugs, partners = (_drugs(row[side], catalogue) for side in ("drugs", "beside"))
    for code in TOLD_AS:
        yield {
            "code": code,
            "all_of": {"given_beside": {"drugs": drugs, "partners": partners}},
            **{key: row[key] for key in ("says", "basis", "evidence", "interpretation") if key in row},
        }


def _drugs(side: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """The drugs of one side, in the order of the catalogue."""
    classes = (catalogue.of_class(drug_class) for drug_class in side.get("drug_classes", ()))
    named = frozenset(side.get("agents", ())).union(*classes) - frozenset(side.get("except_agents", ()))
    unknown = [code for code in side.get("agents", ()) if code not in catalogue.agents]
    return [*unknown, *(code for code in catalogue.agents if code in named)]
