"""A drug as the form has it: what is typed, and beside it how it is to be read; nothing typed is parted or corrected.

The catalogue reads a name on the page as it does at the API, several in one line included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final

from service.board.words import gettext as _
from service.faults import Fault
from service.json_body import parse
from statemachine import Library
from statemachine.record.charted_names import plain
from statemachine.record.codes import CODE_SYSTEMS, DRUG_CLASSES
from statemachine.record.drug_names import AS_OTHER
from statemachine.record.record import THE_WHOLE_REGIMEN
from statemachine.record.words import beginning

# How the systems of codes write themselves.
SYSTEMS: Final = {"rxnorm": "RxNorm", "atc": "ATC", "hemonc": "HemOnc", "ncit": "NCI Thesaurus"}
BY_ITS_CLASS: Final = "choose its class beside the name, and it is read as a drug that is not listed"
READ_AS: Final = "/read_as"  # what the name of a field is followed by, where it says how a drug is to be read

# Words that stand in the place of a drug, by the last key of the field.
IN_PLACE_OF_A_DRUG: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "toxicity_agent": ((THE_WHOLE_REGIMEN, "no single drug: the whole regimen"),),
    "declines": (
        ("chemotherapy", "all chemotherapy"),
        ("intravenous", "all intravenous drugs"),
        ("oral", "all oral drugs"),
    ),
}
_WITH_ITS_CLASS: Final = re.compile(r"(?P<name>[^()]*\w[^()]*?)\s*\((?P<class>[^()]+)\)")
_CLASSES: Final = {plain(name): each for each in DRUG_CLASSES for name in (each, each.removeprefix("anti_"))}
_WORDS: Final = {word for words in IN_PLACE_OF_A_DRUG.values() for word, _ in words}

Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(slots=True)
class DrugLine:
    """One drug of a field: `read_as` is empty for a name, else a system of codes, a class, or a word in its place."""

    id: str
    text: str = ""
    read_as: str = ""
    faults: list[str] = field(default_factory=list)

    def refuse(self, fault: Fault) -> None:
        """Keep a fault; how to chart an unlisted drug is said as the page has it."""
        self.faults.append(f"{beginning(on_the_page(fault.says)).rstrip('.')}.")

    @property
    def is_plain(self) -> bool:
        """Is it a name that nothing was said against, or nothing yet?"""
        return not self.read_as and not self.faults


def on_the_page(says: str) -> str:
    """A fault with the way to chart an unlisted drug as the page has it, not as JSON has it."""
    return says.replace(AS_OTHER, BY_ITS_CLASS)


def lines_of(name: str, identity: str, value: Any, *, several: bool) -> list[DrugLine]:
    """The drugs of a charted value, each in a line of its own, and one more line where there may be more."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    words = [word for word, _ in words_of(name)]
    lines = [DrugLine("", *_typed(each, words)) for each in listed]
    if several or not lines:
        lines.append(DrugLine(""))
    for number, line in enumerate(lines):
        line.id = f"{identity}-{number}" if number else identity
    return lines


def charted(texts: Sequence[str], read_as: Sequence[str]) -> Iterator[Any]:
    """The drugs of what was typed, in order; a line that says nothing is none."""
    for text, how in zip_longest((text.strip() for text in texts), read_as, fillvalue=""):
        if how in CODE_SYSTEMS:
            yield {"system": how, "code": text}
        elif how in _WORDS and not text:
            yield how
        elif how:
            yield {"other": text, "class": how}
        elif text:
            yield unlisted(text) or _parsed(text)


def ways_to_read(library: Library) -> Groups:
    """What stands beside a name: the classes of an unlisted drug and the systems of codes."""
    classes = [(each, _(row["label"].removeprefix("another "))) for each, row in library.drug_classes.items()]
    return [(_("not listed here; its class is"), classes), (_("what is typed is a code of"), list(SYSTEMS.items()))]


def known_names(library: Library) -> list[tuple[str, str]]:
    """Every drug and product that can be typed, with its class, and with what it is where that is not its name already.

    Who types a class finds the drugs of it.
    """
    classes = {each: _(row["label"].removeprefix("another ")) for each, row in library.drug_classes.items()}
    offered = {row["label"]: classes[row["class"]] for row in library.agents.values()}
    for row in library.agents.values():
        offered |= {name: f"{row['label']}, {classes[row['class']]}" for name in row["names"] if name not in offered}
    for product in library.products.values():
        together = " and ".join(library.agents[agent]["label"] for agent in product["agents"])
        offered |= dict.fromkeys(product["names"], together)
    return sorted(offered.items(), key=lambda each: each[0].casefold())


def unlisted(text: str) -> dict[str, str] | None:
    """A drug that is not listed, with its class in brackets behind its name: "foobarinib (taxane)"."""
    named = _WITH_ITS_CLASS.fullmatch(text.strip())
    drug_class = _CLASSES.get(plain(named["class"])) if named is not None else None
    return {"other": named["name"], "class": drug_class} if named is not None and drug_class is not None else None


def words_of(name: str) -> Sequence[tuple[str, str]]:
    """The words that may stand in the place of a drug in the field of this name."""
    return IN_PLACE_OF_A_DRUG.get(name.rpartition("/")[2], ())


def _typed(drug: Any, words: Sequence[str]) -> tuple[str, str]:
    """The text of a charted drug and how it is to be read; what has none of the three shapes as JSON."""
    if isinstance(drug, str):
        return ("", drug) if drug in words else (drug, "")
    if isinstance(drug, dict) and all(isinstance(each, str) for each in drug.values()):
        if drug.keys() == {"other", "class"} and drug["class"] in DRUG_CLASSES:
            return drug["other"], drug["class"]
        if drug.keys() == {"system", "code"} and drug["system"] in CODE_SYSTEMS:
            return drug["code"], drug["system"]
    return json.dumps(drug, ensure_ascii=False), ""


def _parsed(text: str) -> Any:
    try:
        return parse(text) if text.startswith("{") else text
    except ValueError:
        return text
