"""What charts write for a drug, and how each is read: the list is the rule that a clinician can check."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from yaml import CSafeLoader as SafeLoader

from statemachine.record.charted_drugs import DrugReader
from statemachine.record.charted_names import plain
from statemachine.record.record_faults import Fault
from tests.records import LIBRARY

CATALOGUE = LIBRARY.catalogue
STRINGS = yaml.load(Path(__file__).with_suffix(".yaml").with_stem("drug_strings").read_text("utf-8"), SafeLoader)
SHORT = 2  # letters of a name that other words hold by chance, as "everolimus 10 mg" holds S-1
LISTED = [(kind, charted, told) for kind, strings in STRINGS.items() for charted, told in strings.items()]
NAMES = {
    plain(name): codes
    for codes, names in [
        *(((code,), [code, row["label"], *row["names"]]) for code, row in LIBRARY.agents.items()),
        *((tuple(row["agents"]), [name, *row["names"]]) for name, row in LIBRARY.products.items()),
    ]
    for name in names
}


def reading(charted: str) -> str:
    """How a string is read: drugs, kinds of local treatment, or refused with the names it may misspell."""
    faults: list[Fault] = []
    read = DrugReader(CATALOGUE, faults).all_of("", [charted])
    if faults:
        known = ", ".join(faults[0].known)
        regimen = faults[0].says.partition("the key regimen knows ")[2].partition(".")[0]
        asks = f", did you mean {known}?" if known else f", the regimen {regimen}?" if regimen else ""
        return f"refused{asks}"
    return ", ".join([*sorted(read.codes), *(f"local: {kind}" for kind in read.local)])


@pytest.mark.parametrize(("kind", "charted", "told"), LISTED)
def test_a_charted_string_is_read_as_the_list_says(kind: str, charted: str, told: str) -> None:
    assert told == reading(charted)


def test_the_list_holds_two_hundred_strings_of_every_kind() -> None:
    assert len(LISTED) >= 200
    assert len(LISTED) == len({charted for _, charted, _ in LISTED})
    assert min(len(strings) for strings in STRINGS.values()) >= 3


@pytest.mark.parametrize("charted", [charted for _, charted, told in LISTED if not told.startswith("refused")])
def test_none_is_read_as_another_medicine_than_the_longest_names_in_it_say(charted: str) -> None:
    letters = plain(charted)
    found = {name for name in NAMES if name in letters and (len(name) > SHORT or name == letters)}
    longest = {name for name in found if not any(name != other and name in other for other in found)}
    said = {code for name in longest for code in NAMES[name]}
    read = {word for word in reading(charted).split(", ") if not word.startswith("local: ")}
    assert read == (set() if "intrathecal" in charted else said)


@pytest.mark.parametrize("charted", [charted for _, charted, told in LISTED if told.startswith("refused")])
def test_what_is_refused_is_hinted_only_as_a_name_with_the_same_first_letter(charted: str) -> None:
    faults: list[Fault] = []
    DrugReader(CATALOGUE, faults).all_of("", [charted])
    assert {name[0].casefold() for name in faults[0].known} <= {charted[0].casefold()}
    assert "chart it as" in faults[0].says
