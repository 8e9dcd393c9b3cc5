"""The drugs of a line, as the catalogue reads them: by name, brand or code of a regimen, or not at all."""

from __future__ import annotations

from typing import Any

from service.board.drug_lines import unlisted
from statemachine.record.catalogue import Catalogue
from statemachine.record.charted_names import parts, plain
from statemachine.record.words import one_of, short


class NotGiven(ValueError):
    """What names no drug and no regimen: the words in question, what is said of them, and what they may misspell."""

    def __init__(self, word: str, says: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(says)
        self.word = word
        self.known = known


def given(text: str, catalogue: Catalogue) -> dict[str, Any]:
    """What was given, as a course has it on the wire; NotGiven if one word of it is no drug and no regimen."""
    names = catalogue.drug_names
    if (other := unlisted(text)) is not None:
        return {"agents": [other]}
    if drugs := names.named(text):
        each = parts(text)
        apart = [drug for part in each for drug in names.named(part)]
        return {"agents": each if len(each) > 1 and sorted(apart) == sorted(drugs) else [text]}
    if code := _regimens(catalogue).get(plain(text)):
        return {"regimen": code}
    return {"agents": [drug for part in parts(text) or [text] for drug in _drugs(part, catalogue)]}


def _drugs(part: str, catalogue: Catalogue) -> list[Any]:
    """One of several names: a drug as it stands, or a regimen by its drugs where it leaves none to choose."""
    if (other := unlisted(part)) is not None:
        return [other]
    if catalogue.drug_names.named(part):
        return [part]
    code = _regimens(catalogue).get(plain(part))
    if code is None:
        raise _unknown(part, catalogue)
    regimen = catalogue.regimens[code]
    if not regimen.slots or any(len(slot) > 1 for slot in regimen.slots):
        raise NotGiven(part, f'"{part}" does not say which drugs were given with the others: name each.')
    return [catalogue.agents[drug].label for slot in regimen.slots for drug in slot]


def _unknown(part: str, catalogue: Catalogue) -> NotGiven:
    abbreviations = [short(regimen.label) for regimen in catalogue.regimens.values() if "(" in regimen.label]
    near = catalogue.drug_names.unknown(part, abbreviations, ()).known
    if near:
        return NotGiven(part, f'"{part}" is not known as a drug; is {one_of(near)} meant?', near)
    return NotGiven(
        part, f'"{part}" is not understood; of a drug that is not listed, say the class: "{part} (taxane)".'
    )


def _regimens(catalogue: Catalogue) -> dict[str, str]:
    """The codes of regimens by their names: the code itself, the abbreviation, and the whole label."""
    names: dict[str, str] = {}
    for code, regimen in catalogue.regimens.items():
        for name in (code, short(regimen.label), regimen.label):
            names.setdefault(plain(name), code)
    return names
