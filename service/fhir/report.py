"""The mapping report: what became of each resource, whence each fact comes, each conflict, and what is to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from service.fhir.values import a_list, a_text, an_object, texts

MOST_NAMED: Final = 3  # codes of one concept
LONGEST_NAMED: Final = 80
MOST_LEFT_OUT: Final = 5  # treatments that one sentence names
WORD: Final = re.compile(r"\w+")
UNDECIDED: Final = " It decides nothing: see the conflicts."
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
    left_out: dict[str, str] = field(
        default_factory=dict
    )  # where what may be a treatment of the cancer stands: its name
    hidden: frozenset[str] = frozenset()  # what names the patient

    def named(self, concept: Any) -> str:
        """A concept by its codes and what it is called, unless that names the patient."""
        codings = [an_object(coding) for coding in a_list(an_object(concept).get("coding"))[:MOST_NAMED]]
        parts = [f"{a_text(coding.get('system'))}|{a_text(coding.get('code'))}"[:LONGEST_NAMED] for coding in codings]
        called = self.called(concept)
        parts += [f'"{called}"'] if called else []
        return ", ".join(part for part in parts if part != "|")

    def called(self, concept: Any) -> str:
        """What a concept is called, unless that names the patient."""
        return next((text[:LONGEST_NAMED] for text in texts(concept) if not self._names_her(text)), "")

    def no_code(self, resource: Resource, concept: Any) -> None:
        """No code of it is read here; which those are, so that the sender can map them."""
        named = self.named(concept)
        self.not_understood(resource, "No code of it is one that is read here" + (f": {named}." if named else "."))

    def _names_her(self, text: str) -> bool:
        folded = text.casefold()
        words = set(WORD.findall(folded))
        return any(each in words or (len(each) > 4 and each in folded) for each in self.hidden)

    def used(self, resource: Resource, says: str) -> None:
        """Something of it is in the record, or told what is."""
        self.verdicts[resource.pointer] = (resource, "used", says)

    def ignored(self, resource: Resource, why: str) -> None:
        """Nothing of it is in the record, and that is safe."""
        self.verdicts.setdefault(resource.pointer, (resource, "ignored", why))

    def not_understood(self, resource: Resource, why: str) -> None:
        """Nothing of it is in the record, and somebody should look at it."""
        self.verdicts.setdefault(resource.pointer, (resource, "not_understood", why))

    def unreadable(self, medication: Resource, why: str) -> None:
        """A drug of which nobody knows whether or when it was given."""
        self.unread_medications = True
        self.not_understood(medication, why)
        self.ask("Was this drug given, and when?", [medication])

    def leave_out(self, medications: Iterable[Resource], named: str) -> None:
        """What may be a known treatment of the cancer and is not charted: nobody can call the history complete."""
        self.unread_medications = True
        self.left_out |= {each.pointer: named for each in medications}

    def tell_left_out(self) -> None:
        """Say which treatments keep the history from being complete."""
        names = [*dict.fromkeys(self.left_out.values())]
        more = f" and {len(names) - MOST_LEFT_OUT} more" if len(names) > MOST_LEFT_OUT else ""
        named = "; ".join(names[:MOST_LEFT_OUT])
        says = f"Not charted: {named}{more}. So the history is not complete, whatever the address says."
        self.conflicts.append({"about": "history_complete", "says": says, "from": [*self.left_out]})

    def fact(self, pointer: str, sources: Iterable[Resource]) -> None:
        """A fact of the record, by its pointer, and the resources that it comes from."""
        self.facts.append({"pointer": pointer, "from": list(dict.fromkeys(each.pointer for each in sources))})

    def conflict(self, about: str, says: str, sources: Iterable[Resource]) -> None:
        """Resources that contradict each other, and how that was settled."""
        told = {"about": about, "says": says, "from": list(dict.fromkeys(each.pointer for each in sources))}
        self.conflicts.append(told)

    def undecided(self, about: str, says: str, sources: Iterable[Resource]) -> None:
        """A conflict that nothing settles: none of what the resources say is charted, and each of them tells that."""
        sources = [*sources]
        self.conflict(about, says, sources)
        for each in sources:
            _, verdict, told = self.verdicts.get(each.pointer, (each, "", ""))
            if verdict == "used" and not told.endswith(UNDECIDED):
                self.verdicts[each.pointer] = (each, verdict, f"{told}{UNDECIDED}")

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
