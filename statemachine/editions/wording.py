"""How the arguments of a question stand in its sentence: in the clinic's words, not in the codes of the files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from statemachine.record import words
from statemachine.record.catalogue import Catalogue
from statemachine.record.facts import FACTS, LABELS, YES_OR_NO

# How a sentence asks for a fact with a closed list; of the others it asks "Is the <fact> <value>?".
ASKS = {
    "brain_metastases": "are the brain metastases",
    "hormone_receptor": "are the hormone receptors",
    "visceral_crisis": "is there a visceral crisis",
    "brain_mass_effect": "is there symptomatic mass effect in the brain",
    "taxane_contraindicated": "is every taxane contraindicated",
    "cardio_oncology_clearance": "has cardio-oncology given its clearance",
    "neurological_symptoms": "are there neurological symptoms",
    "dpd_deficiency": "is the DPD deficiency",
}
VALUES = {
    "stable_treated": "treated and stable",
    "leptomeningeal": "leptomeningeal",
}
REASONS = {"patient_choice": "the patient's choice", "access": "lack of access"}
KINDS = {
    "lvef_fall": "a fall of the ejection fraction",
    "hepatic": "liver toxicity",
    "haematologic": "haematologic toxicity",
    "neuropathy": "a neuropathy",
    "hypersensitivity": "a hypersensitivity",
    "nodular_regenerative_hyperplasia": "nodular regenerative hyperplasia of the liver",
    "other": "a toxicity of another kind",
}


PLURAL = ("platelets", "neutrophils")
TIMES = "times "  # how the unit of a multiple begins
MEASURED = {"left ventricular ejection fraction": "the left ventricular ejection fraction", "age in years": "the age"}


class Asked(NamedTuple):
    """A fact in a sentence: its label, or under `is` the beginning of a question about it."""

    fact: str

    def __format__(self, form: str) -> str:
        if form != "is":
            return LABELS[self.fact]
        charted = FACTS[self.fact].values is YES_OR_NO
        return ASKS.get(self.fact, f"is {LABELS[self.fact]} charted as" if charted else f"is the {LABELS[self.fact]}")


class Bounded(NamedTuple):
    """A question about measured facts with their bounds; the form is the word between them, as `above`.

    A shared unit is told once, behind the last bound.
    """

    bounds: Mapping[str, float]

    def __format__(self, form: str) -> str:
        facts = [FACTS[fact] for fact in self.bounds]
        units = {fact.unit for fact in facts}
        together: dict[float, list[str]] = {}
        for fact, bound in zip(facts, self.bounds.values(), strict=True):
            together.setdefault(bound, []).append(MEASURED.get(fact.words, fact.words))
        unit = next(iter(units)) if len(units) == 1 else ""
        times = " times" if unit.startswith(TIMES) else ""
        told = [f"{words.one_of(named)} {form} {bound}{times}" for bound, named in together.items()]
        row = f"{', or '.join(told)}," if len(told) > 1 and times else words.one_of(told)
        counted = f"x {unit}" if unit.startswith("10^") else unit.removeprefix(TIMES)
        verb = "are" if facts[0].words in PLURAL else "is"
        return f"{verb} {row} {counted}".rstrip()


def in_words(arguments: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """The arguments of a question as its sentence says them."""
    told = {key: _worded(key, value, catalogue) for key, value in arguments.items()}
    if arguments.get("value") is True and arguments["fact"] in ASKS:
        told["value"] = ""  # the whole question is asked already
    return told


def _worded(key: str, value: Any, catalogue: Catalogue) -> Any:
    match key:
        case "regimen":
            return words.short(value.label)
        case "code":
            return words.short(catalogue.regimens[value].label)
        case "agent":
            return words.within(catalogue.agents[value].label)
        case "drugs" | "partners":
            return words.one_of(_by_class(value, catalogue))
        case "agents":
            return words.one_of(_labels(value, catalogue))
        case "fact":
            return Asked(value)
        case "measures":
            return words.one_of([FACTS[fact].words for fact in value])
        case "bounds":
            return Bounded(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return words.of_day(value)
    if not isinstance(value, str):
        return value
    return {**VALUES, **REASONS, **(KINDS if key == "kind" else {})}.get(value, value.replace("_", " "))


def _by_class(agents: Collection[str], catalogue: Catalogue) -> list[str]:
    """The drugs in words, a class by its name and its exceptions, so that one more drug of it changes no sentence."""
    told, left = [], set(agents)
    for drug_class, members in sorted(catalogue.classes.items()):
        named, exceptions = members & left, sorted(members - left)
        if len(members) > 1 and len(exceptions) < len(named):
            but = f" but {words.one_of(_labels(exceptions, catalogue), 'and')}" if exceptions else ""
            told.append(
                f"any {drug_class.replace('anti_her2', 'anti-HER2').replace('her2', 'HER2').replace('_', ' ')}{but}"
            )
            left -= members
    return [*told, *_labels([agent for agent in agents if agent in left], catalogue)]


def _labels(agents: Iterable[str], catalogue: Catalogue) -> list[str]:
    return [words.within(catalogue.agents[agent].label) for agent in agents]
