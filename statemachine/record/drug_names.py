"""Every name and code that a drug is charted under, and which drugs a charted one stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from statemachine.record.charted_names import bare, may_be_alternatives, parts, plain, within_and_without_brackets
from statemachine.record.misspellings import misspelt

BEGINNING = 3  # letters that begin the name of a kind of drugs and stand for it, as in "chemo"
LONGEST_SHOWN = 40  # letters of an unknown name that a sentence shows
AS_OTHER = 'chart it as {"other": "its name", "class": "its class"}; GET /v1/agents lists names, classes and codes'


class UnknownName(ValueError):
    """A drug or regimen that the catalogue does not know; `known` are the names that it may misspell."""

    def __init__(
        self, kind: Literal["drug", "regimen"], name: str, hint: str = "", known: tuple[str, ...] = ()
    ) -> None:
        shown = name if len(name) <= LONGEST_SHOWN else f"{name[: LONGEST_SHOWN - 1]}…"
        why = "It is refused, because an unread treatment could change the answer"
        refused = f'the {kind} "{shown}" is not known{hint}. {why}'
        super().__init__(f"{refused}: {AS_OTHER}" if kind == "drug" else refused)
        self.known = known


class DrugNames:
    """The drugs behind each charted name, whole: no part of a name is ever looked for inside another one."""

    def __init__(
        self,
        names: Mapping[str, tuple[str, ...]],
        codes: Mapping[tuple[str, str], tuple[str, ...]],
        classes: Mapping[str, str],
    ) -> None:
        """`names` and `codes` (with their system) lead to the drugs they stand for, `classes` from a drug to its class.

        A combination product stands for several drugs.
        """
        self._names = {plain(name): drugs for name, drugs in names.items()}
        self.codes = codes
        self._classes = classes
        self._known = list({plain(name): name for name in sorted(names)}.values())

    def is_known(self, name: str) -> bool:
        """Is this, as it stands, the name of a drug?"""
        return plain(name) in self._names

    def named(self, name: str) -> tuple[str, ...]:
        """The drugs that a name stands for, with the words beside it dropped; none where it is not known.

        A second name in brackets must say the same drug, and several names are read where each of them is known.
        """
        if (known := self._one(name)) is not None:
            return known
        outside, *inside = within_and_without_brackets(name)
        if inside:
            read = [self.named(each) for each in (outside, *inside) if plain(bare(each))]
            return read[0] if read and all(each and set(each) == set(read[0]) for each in read) else ()
        several = parts(bare(name))
        if len(several) < 2:
            return ()
        each_of = [self._one(part) for part in several]
        together = tuple(dict.fromkeys(drug for drugs in each_of for drug in drugs or ()))
        return together if None not in each_of and not self._are_alternatives(name, together) else ()

    def coded(self, system: str, code: str) -> tuple[str, ...]:
        """The drugs of a code; UnknownName where no source seen has it."""
        if (system, code) not in self.codes:
            raise UnknownName("drug", code, f" by this code of {system}")
        return self.codes[system, code]

    def unknown(self, name: str, kinds: Iterable[str], regimens: Iterable[str]) -> UnknownName:
        """The refusal of a name, with what it may misspell: a drug or one of these kinds, else a regimen."""
        begins = [kind for kind in kinds if len(plain(name)) >= BEGINNING and plain(kind).startswith(plain(name))]
        near = (*begins, *misspelt(bare(name), [*kinds, *self._known]))
        if near:
            return UnknownName("drug", name, f"; the nearest known names are {', '.join(near)}", near)
        systems = [system for system, code in self.codes if code == name.strip()]
        if systems:
            sent = f'{{"system": "{systems[0]}", "code": "{name.strip()}"}}'
            return UnknownName("drug", name, f"; it is a code of {systems[0]}, which is sent as {sent}")
        codes = [code for code in regimens if plain(code) == plain(name)] or misspelt(name, regimens)
        return UnknownName("drug", name, f"; the key regimen knows {', '.join(codes)}" if codes else "")

    def _one(self, name: str) -> tuple[str, ...] | None:
        return self._names.get(plain(name)) or self._names.get(plain(bare(name)))

    def _are_alternatives(self, name: str, drugs: tuple[str, ...]) -> bool:
        """May these have been given the one or the other? So it may be where a slash joins two of one class.

        The antibodies are the exception: they are given together.
        """
        classes = [self._classes[drug] for drug in drugs if self._classes[drug] != "anti_her2_antibody"]
        return may_be_alternatives(name) and len(set(classes)) < len(classes)
