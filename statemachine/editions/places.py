"""The states of an edition while it is built: what files declare, and the treatments that its rows offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from statemachine.editions.file_values import listed
from statemachine.editions.mistakes import Mistakes, RowFault, known_are
from statemachine.editions.row import Row
from statemachine.record.catalogue import Catalogue, Regimen


class Places:
    """The states by name, and what the words of rows mean among them; mistakes in an edition's file are noted."""

    def __init__(self, file: str, catalogue: Catalogue, mistakes: Mistakes) -> None:
        self.file = file
        self.catalogue = catalogue
        self.mistakes = mistakes
        self.states: dict[str, dict[str, Any]] = {}

    def declare(self, declared: Sequence[Row]) -> None:
        """The states that files declare; each decision has a place for what the edition does not know, and a pause."""
        for row in declared:
            with self.mistakes.noting(self.file):
                if row["name"] in self.states:
                    raise RowFault(f"state {row['name']}", "is declared twice")
                self.states[row["name"]] = dict(row)
        for name in [name for name, state in self.states.items() if state["kind"] == "decision"]:
            label = self.states[name]["label"]
            self._add_place(name, "off_protocol", "treatment", f"{label}: a treatment not in this edition", None)
            self._add_place(name, "off_treatment", "pause", f"{label}: off treatment", None)

    def add_treatments(self, rows: Sequence[tuple[str, Row]]) -> None:
        """A treatment for each regimen that a row offers at a decision."""
        for where, row in rows:
            if row["trigger"] != "treat":
                continue
            for dest in listed(row["dest"]):
                regimen = self.catalogue.regimens.get(dest)
                if regimen is None:
                    continue
                with self.mistakes.noting(self.file):
                    for source in self.sources(where, row["source"], own_row=True):
                        if f"{source}.{dest}" not in self.states:
                            self._add_place(source, dest, "treatment", regimen.label, regimen)

    def _add_place(self, decision: str, name: str, kind: str, label: str, regimen: Regimen | None) -> None:
        self.states[f"{decision}.{name}"] = {
            "name": f"{decision}.{name}",
            "kind": kind,
            "label": label,
            "decision": decision,
            "regimen": regimen,
            "implies": "stopped" if kind == "treatment" else None,
        }

    def sources(self, where: str, source: Any, *, own_row: bool) -> list[str]:
        """The states that a row leads from, by their kind or by patterns."""
        if isinstance(source, Mapping):
            return [name for name, state in self.states.items() if state["kind"] in source["kind"]]
        return self.matching(where, listed(source), own_row=own_row)

    def matching(self, where: str, patterns: Sequence[str], *, own_row: bool) -> list[str]:
        """The states that the patterns mean; only a shared row may name treatments that the edition never offers."""
        found: list[str] = []
        for pattern in patterns:
            matching = [name for name in self.states if fnmatchcase(name, pattern)]
            if not matching and (own_row or pattern.rpartition(".")[2] not in self.catalogue.regimens):
                raise RowFault(where, f"the state {pattern!r} is not known; {known_are(pattern, self.named())}")
            found += matching
        return list(dict.fromkeys(found))

    def dest(self, where: str, source: str, dest: str) -> str:
        """The state that a row leads to: the same one, the decision of the source, or one by its name or regimen."""
        decision = self.states[source].get("decision") or source
        if dest == "=":
            return source
        if dest == "^":
            return decision
        named = f"{decision}.{dest}" if dest == "off_treatment" or dest in self.catalogue.regimens else dest
        if named not in self.states:
            known = known_are(dest, [*self.named(), *self.catalogue.regimens])
            raise RowFault(where, f"{named!r} is neither a state nor a regimen that is offered; {known}")
        return named

    def named(self) -> list[str]:
        """The states that files name, without the treatments and pauses."""
        return [name for name in self.states if "." not in name]
