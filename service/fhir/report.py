"""The mapping report: what became of each resource, whence each fact comes, each conflict, and what is to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

VERDICTS: Final = ("used", "ignored", "not_understood")


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource: where it stands in the body, what it is, and its content."""

    pointer: str
    kind: str
    name: str  # as references have it: MedicationRequest/17; empty where it has no id
    content: Mapping[str, Any]


@dataclass
class Report:
    """What is told beside the record."""

    verdicts: dict[str, tuple[Resource, str, str]] = field(default_factory=dict)
    facts: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    asked: dict[str, list[str]] = field(default_factory=dict)
    unread_medications: bool = False

    def used(self, resource: Resource, says: str) -> None:
        """Something of it is in the record, or told what is."""
        self.verdicts[resource.pointer] = (resource, "used", says)

    def ignored(self, resource: Resource, why: str) -> None:
        """Nothing of it is in the record, and that is safe."""
        self.verdicts.setdefault(resource.pointer, (resource, "ignored", why))

    def not_understood(self, resource: Resource, why: str) -> None:
        """Nothing of it is in the record, and somebody should look at it."""
        self.verdicts.setdefault(resource.pointer, (resource, "not_understood", why))

    def fact(self, pointer: str, sources: Iterable[Resource]) -> None:
        """A fact of the record, by its pointer, and the resources that it comes from."""
        self.facts.append({"pointer": pointer, "from": list(dict.fromkeys(each.pointer for each in sources))})

    def conflict(self, about: str, says: str, sources: Iterable[Resource]) -> None:
        """Resources that contradict each other, and how that was settled."""
        told = {"about": about, "says": says, "from": list(dict.fromkeys(each.pointer for each in sources))}
        self.conflicts.append(told)

    def ask(self, says: str, sources: Iterable[Resource]) -> None:
        """What the resources leave open and a person must say, the same question once."""
        asked_of = self.asked.setdefault(says, [])
        asked_of += (each.pointer for each in sources if each.pointer not in asked_of)

    def source_of(self, pointer: str) -> str:
        """Where in the body the part of the record comes from that a pointer names; the whole body if from nowhere."""
        above = [fact for fact in self.facts if f"{pointer}/".startswith(f"{fact['pointer']}/")]
        nearest = max(above, key=lambda fact: len(fact["pointer"]), default=None)
        return nearest["from"][0] if nearest and nearest["from"] else ""

    def as_json(self) -> dict[str, Any]:
        """The report as the wire has it."""
        return {
            "resources": [
                {"pointer": pointer, "resource": resource.name or resource.kind, "verdict": verdict, "says": says}
                for pointer, (resource, verdict, says) in self.verdicts.items()
            ],
            "facts": self.facts,
            "conflicts": self.conflicts,
            "asked": [{"says": says, "from": sources} for says, sources in self.asked.items()],
        }
